"""Topics: created by hand, created by being used, listed, enlarged, deleted."""

import time

import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, NewPartitions, NewTopic
from kafka.admin import KafkaAdminClient
from support.batches import lines_batch
from support.clients import CLIENTS, CONFLUENT, KCAT, client_name
from support.messages import lines
from support.wire import (
    INVALID_CONFIG,
    INVALID_PARTITIONS,
    INVALID_REPLICATION_FACTOR,
    INVALID_TOPIC,
    NONE,
    TOPIC_ALREADY_EXISTS,
    UNKNOWN_TOPIC_OR_PARTITION,
    Connection,
)


@pytest.fixture
def admin(broker):
    return AdminClient({"bootstrap.servers": broker.address})


def done(futures):
    return {name: future.result(30) for name, future in futures.items()}


def error_of(futures):
    with pytest.raises(KafkaException) as caught:
        done(futures)
    return caught.value.args[0].code()


def metadata(connection, *names, create=False, version=12):
    topics = None if not names else [{"name": name} for name in names]
    answer = connection.request("Metadata", version, topics=topics, allowAutoTopicCreation=create)
    return {t["name"]: t for t in answer["topics"]}


def test_created_listed_enlarged_and_deleted_by_librdkafka(admin, topic):
    done(admin.create_topics([NewTopic(topic, 3, 1, config={"retention.ms": "60000"})]))
    assert sorted(admin.list_topics(timeout=10).topics[topic].partitions) == [0, 1, 2]
    done(admin.create_partitions([NewPartitions(topic, 5)]))
    assert sorted(admin.list_topics(timeout=10).topics[topic].partitions) == [0, 1, 2, 3, 4]
    done(admin.delete_topics([topic]))
    assert topic not in admin.list_topics(timeout=10).topics


def test_created_listed_enlarged_and_deleted_by_kafka_python(broker, topic):
    with KafkaAdminClient(bootstrap_servers=broker.address) as admin:
        created = admin.create_topics(
            {topic: {"num_partitions": 2, "configs": {"max.message.bytes": "9999"}}}
        )
        (answer,) = created["topics"]
        assert (answer["num_partitions"], answer["replication_factor"]) == (2, 1)
        assert answer["configs"]["max.message.bytes"]["value"] == "9999"
        assert topic in admin.list_topics()
        admin.create_partitions({topic: 4})
        (described,) = admin.describe_topics([topic])
        assert [p["partition_index"] for p in described["partitions"]] == [0, 1, 2, 3]
        assert all(p["leader_id"] == p["isr_nodes"][0] for p in described["partitions"])
        (again,) = admin.describe_topic_partitions([topic])["topics"]
        assert str(again["topic_id"]) == str(described["topic_id"])
        admin.delete_topics([topic])
        assert topic not in admin.list_topics()


@pytest.mark.parametrize("client", CLIENTS, ids=client_name)
def test_a_topic_comes_into_being_by_being_produced_to(broker, topic, connection, client):
    assert metadata(connection, topic)[topic]["errorCode"] == UNKNOWN_TOPIC_OR_PARTITION
    client.produce(broker, topic, lines(3))
    assert len(metadata(connection, topic)[topic]["partitions"]) == 1


def test_automatic_creation_follows_the_brokers_settings(new_broker, topic):
    broker = new_broker(num_partitions=3)
    CONFLUENT.produce(broker, topic, lines(3))
    with Connection(broker) as connection:
        assert len(metadata(connection, topic)[topic]["partitions"]) == 3


def test_automatic_creation_can_be_off(new_broker, topic):
    broker = new_broker(auto_create_topics_enable="false")
    with Connection(broker) as connection:
        assert metadata(connection, topic, create=True)[topic]["errorCode"] == UNKNOWN_TOPIC_OR_PARTITION
        assert metadata(connection) == {}
    assert KCAT.run(
        broker, "-P", "-t", topic, "-X", "message.timeout.ms=3000", stdin=b"x\n", check=False
    ).returncode


def test_a_consumer_may_forbid_automatic_creation(connection, topic):
    for _ in range(2):
        assert metadata(connection, topic, create=False)[topic]["errorCode"] == UNKNOWN_TOPIC_OR_PARTITION


BAD_NAMES = ["", ".", "..", "a/b", "a b", "ü", "x" * 250, "a\x00b", "a:b"]


@pytest.mark.parametrize("name", BAD_NAMES, ids=repr)
def test_a_topic_name_that_no_directory_may_have(connection, name):
    wanted = {"name": name, "numPartitions": 1, "replicationFactor": 1}
    (created,) = connection.request("CreateTopics", 7, topics=[wanted], timeoutMs=5000)["topics"]
    assert created["errorCode"] == INVALID_TOPIC
    assert created["errorMessage"]
    assert metadata(connection, name, create=True)[name]["errorCode"] == INVALID_TOPIC
    produced = connection.produce(name, lines_batch(b"x"))
    assert produced["errorCode"] in (INVALID_TOPIC, UNKNOWN_TOPIC_OR_PARTITION)
    assert name not in metadata(connection)


def test_the_longest_name_works(broker, connection):
    name = "x" * 249
    CONFLUENT.produce(broker, name, lines(1))
    assert CONFLUENT.consume(broker, name, 1)[0].value == lines(1)[0].value


def test_names_that_differ_only_in_a_dot_and_an_underscore_collide(admin, topic):
    done(admin.create_topics([NewTopic(f"{topic}.a_b", 1, 1)]))
    assert error_of(admin.create_topics([NewTopic(f"{topic}.a.b", 1, 1)])) == KafkaError.TOPIC_EXCEPTION


def test_a_topic_is_created_once(admin, topic):
    done(admin.create_topics([NewTopic(topic, 1, 1)]))
    assert error_of(admin.create_topics([NewTopic(topic, 1, 1)])) == KafkaError.TOPIC_ALREADY_EXISTS


@pytest.mark.parametrize(
    "changed, error",
    [
        ({"numPartitions": 0}, INVALID_PARTITIONS),
        ({"numPartitions": -2}, INVALID_PARTITIONS),
        ({"replicationFactor": 2}, INVALID_REPLICATION_FACTOR),
        ({"replicationFactor": 0}, INVALID_REPLICATION_FACTOR),
        ({"configs": [{"name": "no.such.thing", "value": "1"}]}, INVALID_CONFIG),
        ({"configs": [{"name": "retention.ms", "value": "soon"}]}, INVALID_CONFIG),
        ({"configs": [{"name": "cleanup.policy", "value": "burn"}]}, INVALID_CONFIG),
        ({"configs": [{"name": "segment.bytes", "value": "-5"}]}, INVALID_CONFIG),
    ],
    ids=str,
)
def test_a_topic_that_cannot_be(connection, topic, changed, error):
    wanted = {"name": topic, "numPartitions": 1, "replicationFactor": 1, **changed}
    (created,) = connection.request("CreateTopics", 7, topics=[wanted], timeoutMs=5000)["topics"]
    assert created["errorCode"] == error
    assert created["errorMessage"]
    assert metadata(connection, topic)[topic]["errorCode"] == UNKNOWN_TOPIC_OR_PARTITION


def test_validate_only_creates_nothing(connection, topic):
    wanted = {"name": topic, "numPartitions": 4, "replicationFactor": 1}
    request = {"topics": [wanted], "timeoutMs": 5000, "validateOnly": True}
    (answer,) = connection.request("CreateTopics", 7, **request)["topics"]
    assert answer["errorCode"] == NONE
    assert metadata(connection, topic)[topic]["errorCode"] == UNKNOWN_TOPIC_OR_PARTITION


def test_one_bad_topic_does_not_spoil_the_others(connection, topic):
    wanted = [
        {"name": name, "numPartitions": 1, "replicationFactor": 1} for name in (topic, "..", f"{topic}-2")
    ]
    topics = connection.request("CreateTopics", 7, topics=wanted, timeoutMs=5000)["topics"]
    assert {t["name"]: t["errorCode"] for t in topics} == {topic: 0, "..": INVALID_TOPIC, f"{topic}-2": 0}
    again = connection.request("CreateTopics", 7, topics=wanted[:1], timeoutMs=5000)["topics"]
    assert again[0]["errorCode"] == TOPIC_ALREADY_EXISTS


@pytest.mark.parametrize("count", [0, 1, 2, -1])
def test_partitions_are_only_ever_added(connection, topic, count):
    connection.create_topic(topic, partitions=2)
    wanted = {"name": topic, "count": count, "assignments": None}
    (answer,) = connection.request("CreatePartitions", 3, topics=[wanted], timeoutMs=5000)["results"]
    assert answer["errorCode"] == INVALID_PARTITIONS


def test_deleting_what_is_not_there(admin, topic):
    assert error_of(admin.delete_topics([topic])) == KafkaError.UNKNOWN_TOPIC_OR_PART


def test_a_deleted_topic_is_gone_and_its_name_is_free(broker, topic, connection, admin):
    first = connection.create_topic(topic, partitions=2)
    CONFLUENT.produce(broker, topic, lines(100))
    done(admin.delete_topics([topic]))
    assert connection.fetch(topic)["errorCode"] == UNKNOWN_TOPIC_OR_PARTITION
    second = connection.create_topic(topic)
    assert first != second
    assert connection.fetch(topic, maxWaitMs=0)["highWatermark"] == 0
    CONFLUENT.produce(broker, topic, lines(1, start=7))
    assert CONFLUENT.consume(broker, topic, 1)[0].value == lines(1, start=7)[0].value


def test_a_topic_can_be_deleted_by_its_id(connection, topic):
    topic_id = connection.create_topic(topic)
    request = {"topics": [{"name": None, "topicId": topic_id}], "timeoutMs": 5000}
    (answer,) = connection.request("DeleteTopics", 6, **request)["responses"]
    assert (answer["errorCode"], answer["name"]) == (NONE, topic)


def test_the_files_of_a_deleted_topic_go_away(new_broker, topic):
    broker = new_broker(log_segment_delete_delay_ms=100)
    CONFLUENT.produce(broker, topic, lines(10))
    assert broker.partition_directory(topic).is_dir()
    with Connection(broker) as connection:
        connection.request("DeleteTopics", 5, topicNames=[topic], timeoutMs=5000)
    deadline = time.monotonic() + 10
    while list(broker.data.glob(f"{topic}-*")):
        assert time.monotonic() < deadline, list(broker.data.iterdir())
        time.sleep(0.05)


def test_kcat_lists_the_topics(broker, topic, connection):
    connection.create_topic(topic, partitions=2)
    listing = KCAT.run(broker, "-L", "-t", topic).stdout.decode()
    assert f'topic "{topic}" with 2 partitions' in listing
