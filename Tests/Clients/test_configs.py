"""Configurations: described with their sources, altered, in effect at once, and kept."""

import os
import time

import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ConfigSource,
    ResourceType,
)
from kafka.admin import ConfigResource as PythonResource
from kafka.admin import KafkaAdminClient
from support.clients import CONFLUENT
from support.messages import Message, lines
from support.wire import INVALID_CONFIG, NONE, Connection

TOPIC, BROKER = 2, 4


@pytest.fixture
def admin(broker):
    return AdminClient({"bootstrap.servers": broker.address})


def described(admin, kind, name):
    (future,) = admin.describe_configs([ConfigResource(kind, name)]).values()
    return future.result(30)


def alter(admin, kind, name, **changes):
    entries = [
        ConfigEntry(key.replace("_", "."), value, incremental_operation=operation)
        for key, (operation, value) in changes.items()
    ]
    resource = ConfigResource(kind, name, incremental_configs=entries)
    (future,) = admin.incremental_alter_configs([resource]).values()
    return future.result(30)


SET, DELETE = AlterConfigOpType.SET, AlterConfigOpType.DELETE
APPEND, SUBTRACT = AlterConfigOpType.APPEND, AlterConfigOpType.SUBTRACT


def test_what_a_topic_has_by_default(connection, admin, topic):
    connection.create_topic(topic)
    configs = described(admin, ResourceType.TOPIC, topic)
    expected = {
        "cleanup.policy": "delete",
        "compression.type": "producer",
        "max.message.bytes": "1048588",
        "message.timestamp.type": "CreateTime",
        "min.insync.replicas": "1",
        "retention.bytes": "-1",
        "retention.ms": "604800000",
        "segment.bytes": "1073741824",
    }
    assert {name: configs[name].value for name in expected} == expected
    assert configs["retention.ms"].source == ConfigSource.DEFAULT_CONFIG.value
    assert configs["retention.ms"].is_default


@pytest.mark.parametrize("client", ["confluent", "kafka-python"])
def test_a_group_has_configurations_of_its_own(broker, admin, topic, client):
    name = "consumer.session.timeout.ms"
    if client == "confluent":

        def values():
            configs = described(admin, ResourceType.GROUP, topic)
            return {each: (config.value, config.source) for each, config in configs.items()}

        def change(operation, value):
            alter(admin, ResourceType.GROUP, topic, consumer_session_timeout_ms=(operation, value))

        change(SET, "50000")
        own = ConfigSource.GROUP_CONFIG.value
        assert values() == {
            name: ("50000", own),
            "consumer.heartbeat.interval.ms": ("5000", ConfigSource.DEFAULT_CONFIG.value),
        }
        with pytest.raises(KafkaException) as refused:
            change(SET, "60001")
        assert refused.value.args[0].code() == KafkaError.INVALID_CONFIG
        change(DELETE, None)
        assert values()[name] == ("45000", ConfigSource.DEFAULT_CONFIG.value)
        return
    python = KafkaAdminClient(bootstrap_servers=broker.address)
    python.alter_configs([PythonResource("GROUP", topic, configs={name: "55000"})])
    assert described(admin, ResourceType.GROUP, topic)[name].value == "55000"
    python.close()


def test_set_and_deleted_one_at_a_time(connection, admin, topic):
    connection.create_topic(topic, retention_ms=1000)
    alter(
        admin, ResourceType.TOPIC, topic, segment_bytes=(SET, "2000000"), cleanup_policy=(APPEND, "compact")
    )
    configs = described(admin, ResourceType.TOPIC, topic)
    assert configs["segment.bytes"].value == "2000000"
    assert configs["segment.bytes"].source == ConfigSource.DYNAMIC_TOPIC_CONFIG.value
    assert sorted(configs["cleanup.policy"].value.split(",")) == ["compact", "delete"]
    assert configs["retention.ms"].value == "1000"
    alter(admin, ResourceType.TOPIC, topic, retention_ms=(DELETE, None), cleanup_policy=(SUBTRACT, "delete"))
    configs = described(admin, ResourceType.TOPIC, topic)
    assert configs["retention.ms"].value == "604800000"
    assert configs["cleanup.policy"].value == "compact"
    assert configs["segment.bytes"].value == "2000000"


@pytest.mark.parametrize(
    "name, value",
    [("no.such.thing", "1"), ("retention.ms", "soon"), ("segment.bytes", "1"), ("cleanup.policy", "burn")],
)
def test_what_is_unknown_or_impossible_is_refused(connection, admin, topic, name, value):
    connection.create_topic(topic)
    with pytest.raises(KafkaException) as caught:
        alter(admin, ResourceType.TOPIC, topic, **{name.replace(".", "_"): (SET, value)})
    assert caught.value.args[0].code() == KafkaError.INVALID_CONFIG
    assert name in caught.value.args[0].str()


def test_the_old_way_replaces_all(connection, topic):
    connection.create_topic(topic, retention_ms=1000, segment_bytes=2000000)
    change = {
        "resourceType": TOPIC,
        "resourceName": topic,
        "configs": [{"name": "retention.ms", "value": "5"}],
    }
    (answer,) = connection.request("AlterConfigs", 2, resources=[change])["responses"]
    assert answer["errorCode"] == NONE
    asked = {"resourceType": TOPIC, "resourceName": topic, "configurationKeys": None}
    (answer,) = connection.request("DescribeConfigs", 4, resources=[asked])["results"]
    found = {entry["name"]: entry["value"] for entry in answer["configs"]}
    assert (found["retention.ms"], found["segment.bytes"]) == ("5", "1073741824")


def test_validate_only_changes_nothing(connection, admin, topic):
    connection.create_topic(topic)
    change = {"name": "retention.ms", "configOperation": 0, "value": "5"}
    resource = {"resourceType": TOPIC, "resourceName": topic, "configs": [change]}
    (answer,) = connection.request("IncrementalAlterConfigs", 1, resources=[resource], validateOnly=True)[
        "responses"
    ]
    assert answer["errorCode"] == NONE
    assert described(admin, ResourceType.TOPIC, topic)["retention.ms"].value == "604800000"


def test_only_the_keys_that_were_asked_for(connection, topic):
    connection.create_topic(topic, retention_ms=77)
    asked = {"resourceType": TOPIC, "resourceName": topic, "configurationKeys": ["retention.ms"]}
    (answer,) = connection.request(
        "DescribeConfigs", 4, resources=[asked], includeSynonyms=True, includeDocumentation=True
    )["results"]
    (entry,) = answer["configs"]
    assert (entry["name"], entry["value"], entry["configSource"], entry["configType"]) == (
        "retention.ms",
        "77",
        1,
        5,
    )
    assert [(s["name"], s["value"], s["source"]) for s in entry["synonyms"]][0] == ("retention.ms", "77", 1)


def test_kafka_python_describes_and_alters(broker, connection, topic):
    connection.create_topic(topic)
    with KafkaAdminClient(bootstrap_servers=broker.address) as admin:
        answer = admin.alter_configs([PythonResource("TOPIC", topic, {"retention.ms": "123456"})])
        assert answer == {"topic": {topic: "OK"}}
        found = admin.describe_configs([PythonResource("TOPIC", topic)])
        assert found["topic"][topic]["retention.ms"]["value"] == "123456"
        admin.reset_configs([PythonResource("TOPIC", topic, ["retention.ms"])])
        assert admin.describe_configs([PythonResource("TOPIC", topic)])["topic"][topic] == {}


def test_what_is_set_takes_effect_at_once(broker, connection, admin, topic):
    connection.create_topic(topic)
    large = [Message(os.urandom(50_000))]
    CONFLUENT.produce(broker, topic, large)
    alter(admin, ResourceType.TOPIC, topic, max_message_bytes=(SET, "10000"))
    with pytest.raises(AssertionError, match="MSG_SIZE_TOO_LARGE"):
        CONFLUENT.produce(broker, topic, large)
    alter(admin, ResourceType.TOPIC, topic, max_message_bytes=(DELETE, None))
    CONFLUENT.produce(broker, topic, large)


def test_a_brokers_own_and_the_clusters_defaults(new_broker, topic):
    broker = new_broker(log_retention_ms=1_000_000)
    admin = AdminClient({"bootstrap.servers": broker.address})
    with Connection(broker) as connection:
        connection.create_topic(topic)
        node = str(connection.request("Metadata", 12, topics=[])["brokers"][0]["nodeId"])
    static = described(admin, ResourceType.BROKER, node)["log.retention.ms"]
    assert (static.value, static.source) == ("1000000", ConfigSource.STATIC_BROKER_CONFIG.value)
    assert described(admin, ResourceType.TOPIC, topic)["retention.ms"].value == "1000000"
    for name, value, source in [
        ("", "2000000", ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG),
        (node, "3000000", ConfigSource.DYNAMIC_BROKER_CONFIG),
    ]:
        change = {"name": "log.retention.ms", "configOperation": 0, "value": value}
        resource = {"resourceType": BROKER, "resourceName": name, "configs": [change]}
        with Connection(broker) as connection:
            (answer,) = connection.request("IncrementalAlterConfigs", 1, resources=[resource])["responses"]
        assert answer["errorCode"] == NONE
        of_topic = described(admin, ResourceType.TOPIC, topic)["retention.ms"]
        assert (of_topic.value, of_topic.source) == (value, source.value)
    broker.kill()
    broker.start()
    assert described(admin, ResourceType.TOPIC, topic)["retention.ms"].value == "3000000"


def test_a_broker_setting_that_cannot_change_while_it_runs(new_broker):
    broker = new_broker()
    with Connection(broker) as connection:
        node = str(connection.request("Metadata", 12, topics=[])["brokers"][0]["nodeId"])
        change = {"name": "log.dirs", "configOperation": 0, "value": "/elsewhere"}
        resource = {"resourceType": BROKER, "resourceName": node, "configs": [change]}
        (answer,) = connection.request("IncrementalAlterConfigs", 1, resources=[resource])["responses"]
        assert answer["errorCode"] in (INVALID_CONFIG, 42)
        assert "log.dirs" in answer["errorMessage"]


def test_configs_survive_a_crash(new_broker, topic):
    broker = new_broker()
    with Connection(broker) as connection:
        connection.create_topic(topic, retention_ms=4242)
    broker.kill()
    broker.start()
    admin = AdminClient({"bootstrap.servers": broker.address})
    assert described(admin, ResourceType.TOPIC, topic)["retention.ms"].value == "4242"


def test_retention_by_size_removes_the_oldest_segments(new_broker, topic):
    broker = new_broker(
        log_initial_task_delay_ms=0, log_retention_check_interval_ms=100, log_segment_delete_delay_ms=100
    )
    with Connection(broker) as connection:
        connection.create_topic(topic, segment_bytes=1_048_576, retention_bytes=2_000_000)
        CONFLUENT.produce(broker, topic, lines(10_000, width=1000))
        deadline = time.monotonic() + 20
        while (fetched := connection.fetch(topic, 10_000, maxWaitMs=0))["logStartOffset"] == 0:
            assert time.monotonic() < deadline, "nothing was removed"
            time.sleep(0.1)
        assert fetched["highWatermark"] == 10_000
        first = fetched["logStartOffset"]

    def segments():
        """Name and size, the oldest first."""
        while True:
            try:
                files = sorted(broker.partition_directory(topic).glob("*.log*"))
                return [(file.name, file.stat().st_size) for file in files]
            except FileNotFoundError:  # removed meanwhile
                continue

    # How long the segments are depends on the batches that the client made. The oldest goes if what is left
    # is enough, and not before.
    def is_settled(left):
        total = sum(size for _, size in left)
        return not any(name.endswith(".deleted") for name, _ in left) and total - left[0][1] < 2_000_000

    while not is_settled(left := segments()):
        assert time.monotonic() < deadline, f"the files are still there: {left}"
        time.sleep(0.1)
    assert sum(size for _, size in left) >= 2_000_000
    assert CONFLUENT.consume(broker, topic, 1)[0].offset >= first
