"""The rest of what administration clients ask for."""

import kafka
import pytest
from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec
from kafka.admin import KafkaAdminClient
from support.clients import CLIENTS, CONFLUENT, client_name
from support.messages import Message, lines
from support.wire import NONE, OFFSET_OUT_OF_RANGE, UNKNOWN_TOPIC_OR_PARTITION


@pytest.fixture
def admin(broker):
    return AdminClient({"bootstrap.servers": broker.address})


def test_the_cluster_describes_itself(broker, admin):
    cluster = admin.describe_cluster().result(30)
    (node,) = cluster.nodes
    assert (node.host, node.port) == ("127.0.0.1", broker.port)
    assert cluster.controller.id == node.id
    assert len(cluster.cluster_id) == 22


def test_the_cluster_describes_itself_to_kafka_python(broker):
    with KafkaAdminClient(bootstrap_servers=broker.address) as admin:
        cluster = admin.describe_cluster()
        (node,) = cluster["brokers"]
        assert (node["host"], node["port"], node["is_fenced"]) == ("127.0.0.1", broker.port, False)


def test_log_directories_and_their_sizes(broker, topic):
    CONFLUENT.produce(broker, topic, lines(100))
    with KafkaAdminClient(bootstrap_servers=broker.address) as admin:
        (answer,) = admin.describe_log_dirs([topic])
    (directory,) = answer["log_dirs"]
    assert directory["log_dir"] == str(broker.data)
    assert directory["total_bytes"] >= directory["usable_bytes"] > 0
    (partition,) = next(t["partitions"] for t in directory["topics"] if t["name"] == topic)
    on_disk = sum(f.stat().st_size for f in broker.partition_directory(topic).glob("*.log"))
    assert partition["partition_size"] == on_disk


def test_offsets_of_times(broker, topic, admin):
    sent = [Message(b"%d" % n, timestamp=1_700_000_000_000 + n * 1000) for n in range(100)]
    for n in range(0, 100, 10):
        CONFLUENT.produce(broker, topic, sent[n : n + 10])
    partition = TopicPartition(topic, 0)

    def offset(spec):
        (future,) = admin.list_offsets({partition: spec}).values()
        return future.result(30).offset

    assert offset(OffsetSpec.earliest()) == 0
    assert offset(OffsetSpec.latest()) == 100
    assert offset(OffsetSpec.max_timestamp()) == 99
    assert offset(OffsetSpec.for_timestamp(1_700_000_042_000)) == 42
    assert offset(OffsetSpec.for_timestamp(1_700_000_042_001)) == 43
    assert offset(OffsetSpec.for_timestamp(1)) == 0
    assert offset(OffsetSpec.for_timestamp(1_800_000_000_000)) == -1


def test_offsets_of_times_for_kafka_python(broker, topic):
    sent = [Message(b"%d" % n, timestamp=1_700_000_000_000 + n * 1000) for n in range(50)]
    CONFLUENT.produce(broker, topic, sent, codec="zstd")
    partition = kafka.TopicPartition(topic, 0)
    with kafka.KafkaConsumer(bootstrap_servers=broker.address, group_id=None) as consumer:
        consumer.assign([partition])
        assert consumer.beginning_offsets([partition]) == {partition: 0}
        assert consumer.end_offsets([partition]) == {partition: 50}
        found = consumer.offsets_for_times({partition: 1_700_000_007_500})[partition]
        assert (found.offset, found.timestamp) == (8, 1_700_000_008_000)


@pytest.mark.parametrize("consumer", CLIENTS, ids=client_name)
def test_deleted_records_are_not_read_again(broker, topic, admin, consumer):
    CONFLUENT.produce(broker, topic, lines(100))
    (future,) = admin.delete_records([TopicPartition(topic, 0, 40)]).values()
    assert future.result(30).low_watermark == 40
    assert consumer.consume(broker, topic, 1)[0].offset == 40


def test_deleted_records_by_kafka_python(broker, topic, connection):
    CONFLUENT.produce(broker, topic, lines(10))
    partition = kafka.TopicPartition(topic, 0)
    with KafkaAdminClient(bootstrap_servers=broker.address) as admin:
        assert admin.delete_records({partition: 3})[partition]["low_watermark"] == 3
        # -1: all that is there.
        assert admin.delete_records({partition: -1})[partition]["low_watermark"] == 10
    assert connection.fetch(topic, 5)["errorCode"] == OFFSET_OUT_OF_RANGE
    assert connection.fetch(topic, 10, maxWaitMs=0)["logStartOffset"] == 10


def test_deleting_records_that_are_not_there(broker, topic, admin):
    CONFLUENT.produce(broker, topic, lines(10))
    (future,) = admin.delete_records([TopicPartition(topic, 0, 11)]).values()
    with pytest.raises(KafkaException, match="OFFSET_OUT_OF_RANGE"):
        future.result(30)
    (future,) = admin.delete_records([TopicPartition(topic, 7, 1)]).values()
    with pytest.raises(KafkaException):
        future.result(30)


def test_the_end_of_an_epoch(broker, topic, connection):
    CONFLUENT.produce(broker, topic, lines(10))
    asked = {"partition": 0, "currentLeaderEpoch": -1, "leaderEpoch": 0}
    request = {"replicaId": -1, "topics": [{"topic": topic, "partitions": [asked]}]}
    answer = connection.request("OffsetForLeaderEpoch", 4, **request)["topics"][0]["partitions"][0]
    assert (answer["errorCode"], answer["leaderEpoch"], answer["endOffset"]) == (NONE, 0, 10)


def test_topics_are_described_in_pages(connection, topic):
    names = [f"{topic}-{n}" for n in range(3)]
    for name in names:
        connection.create_topic(name, partitions=3)
    found, cursor = [], None
    for _ in range(10):
        answer = connection.request(
            "DescribeTopicPartitions",
            0,
            topics=[{"name": name} for name in names],
            responsePartitionLimit=4,
            cursor=cursor,
        )
        page = [(t["name"], p["partitionIndex"]) for t in answer["topics"] for p in t["partitions"]]
        assert len(page) <= 4
        found += page
        if (cursor := answer["nextCursor"]) is None:
            break
    assert found == [(name, partition) for name in names for partition in range(3)]


def test_an_unknown_topic_is_described_as_unknown(connection, topic):
    answer = connection.request("DescribeTopicPartitions", 0, topics=[{"name": topic}])
    assert [t["errorCode"] for t in answer["topics"]] == [UNKNOWN_TOPIC_OR_PARTITION]
