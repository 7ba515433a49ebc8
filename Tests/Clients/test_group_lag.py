"""How far behind a group is: `martlet group` and other people's clients say the same."""

import confluent_kafka
import kafka
from support.broker import martlet
from support.clients import CONFLUENT
from support.messages import Message
from support.wire import Connection

PARTITIONS = 3


def commit(broker, topic, offsets):
    consumer = confluent_kafka.Consumer({"bootstrap.servers": broker.address, "group.id": "lagging"})
    consumer.commit(
        offsets=[confluent_kafka.TopicPartition(topic, partition, offset) for partition, offset in offsets],
        asynchronous=False,
    )
    consumer.close()


def lag_of_confluent(broker, topic):
    consumer = confluent_kafka.Consumer({"bootstrap.servers": broker.address, "group.id": "lagging"})
    partitions = [confluent_kafka.TopicPartition(topic, partition) for partition in range(PARTITIONS)]
    lag = {}
    for committed in consumer.committed(partitions, timeout=10):
        _, end = consumer.get_watermark_offsets(committed, timeout=10)
        if committed.offset >= 0:
            lag[committed.partition] = end - committed.offset
    consumer.close()
    return lag


def lag_of_kafka_python(broker):
    admin = kafka.KafkaAdminClient(bootstrap_servers=broker.address)
    committed = admin.list_group_offsets("lagging")["lagging"]
    admin.close()
    consumer = kafka.KafkaConsumer(bootstrap_servers=broker.address)
    ends = consumer.end_offsets(list(committed))
    consumer.close()
    return {where.partition: ends[where] - said.offset for where, said in committed.items()}


def lag_of_martlet(broker, topic):
    """By the table of `martlet group lag`, whose columns are named in its first line."""
    table = martlet("group", "lag", "lagging", broker=broker).stdout.decode().splitlines()
    names = table[0].split()
    rows = [dict(zip(names, line.split())) for line in table[1:] if line.startswith(topic)]
    return {int(row["PARTITION"]): int(row["LAG"]) for row in rows}


def test_everybody_says_the_same_of_how_far_behind_a_group_is(broker, topic):
    with Connection(broker) as connection:
        connection.create_topic(topic, partitions=PARTITIONS)
    CONFLUENT.produce(
        broker,
        topic,
        [
            Message(value=b"x", partition=partition)
            for partition in range(PARTITIONS)
            for _ in range(10 * (partition + 1))
        ],
    )
    commit(broker, topic, [(0, 10), (1, 3)])
    expected = {0: 0, 1: 17}
    assert lag_of_confluent(broker, topic) == expected
    assert lag_of_kafka_python(broker) == expected
    assert lag_of_martlet(broker, topic) == expected
    assert int(martlet("group", "lag", "lagging", "--total", broker=broker).stdout) == 17
