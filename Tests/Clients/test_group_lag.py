"""How far behind a group is: `martlet group` and other people's clients say the same."""

import time

import confluent_kafka
import kafka
import pytest
from confluent_kafka.admin import AdminClient
from support.broker import martlet
from support.clients import CONFLUENT
from support.groups import ConfluentMember, ConsumerProtocolMember, eventually, member_name, stop_all
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


def rows_of_martlet(broker, command, group, topic):
    """The topic's lines of a table whose columns are named in a line of its own."""
    table = martlet("group", command, group, broker=broker).stdout.decode().splitlines()
    (names,) = (line.split() for line in table if line.startswith("TOPIC"))
    return [dict(zip(names, line.split())) for line in table if line.startswith(topic)]


def lag_of_martlet(broker, command, topic):
    rows = rows_of_martlet(broker, command, "lagging", topic)
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
    assert lag_of_martlet(broker, "lag", topic) == expected
    assert lag_of_martlet(broker, "describe", topic) == expected
    assert int(martlet("group", "lag", "lagging", "--total", broker=broker).stdout) == 17


def fill(broker, topic, count):
    CONFLUENT.produce(
        broker, topic, [Message(value=b"x", partition=n) for n in range(PARTITIONS) for _ in range(count)]
    )


@pytest.mark.parametrize("kind", [ConfluentMember, ConsumerProtocolMember], ids=member_name)
def test_describe_tells_of_members_what_they_read_and_how_far_behind_they_are(new_broker, topic, kind):
    broker = new_broker(
        group_initial_rebalance_delay_ms=300,
        group_consumer_heartbeat_interval_ms=300,
        group_consumer_min_heartbeat_interval_ms=300,
    )
    with Connection(broker) as connection:
        connection.create_topic(topic, partitions=PARTITIONS)
    fill(broker, topic, 50)
    members = [kind(broker, "g", topic, client_id=f"client-{n}", group_instance_id=f"i{n}") for n in range(2)]
    try:
        eventually(lambda: sum(len(m.read) for m in members) == 50 * PARTITIONS, "not everything is read")
        eventually(lambda: all(m.owned for m in members), "the partitions are not shared")
        admin = AdminClient({"bootstrap.servers": broker.address})
        # What was read after the last multiple of 50 is not committed yet.
        described = None

        def is_stable():
            nonlocal described
            described = admin.describe_consumer_groups(["g"])["g"].result(10)
            return described.state.name == "STABLE" and len(described.members) == 2

        eventually(is_stable, "the group is not stable")
        rows = rows_of_martlet(broker, "describe", "g", topic)
        readers = {
            part.partition: member.member_id
            for member in described.members
            for part in member.assignment.topic_partitions
        }
        assert {int(row["PARTITION"]): row["MEMBER"] for row in rows} == readers
        assert [row["END"] for row in rows] == ["50"] * PARTITIONS
        for row in rows:
            committed = row["COMMITTED"]
            assert row["LAG"] == ("-" if committed == "-" else str(50 - int(committed)))
        text = martlet("group", "describe", "g", broker=broker).stdout.decode()
        lines = {line.split()[0]: line.split() for line in text.splitlines() if line.strip()}
        assert lines["state"] == ["state", "Stable"]
        for member in described.members:
            assert lines[member.member_id] == [
                member.member_id,
                member.group_instance_id,
                member.client_id,
                member.host,
                str(len(member.assignment.topic_partitions)),
            ]
    finally:
        stop_all(members)
    assert int(martlet("group", "lag", "g", "--total", broker=broker).stdout) == 0


def test_a_group_is_told_to_go_on_from_a_time_a_duration_or_an_offset(broker, topic):
    group = f"{topic}-group"
    with Connection(broker) as connection:
        connection.create_topic(topic, partitions=2)
    now = int(time.time() * 1000)
    hours = [10, 8, 6, 4, 2]
    CONFLUENT.produce(
        broker,
        topic,
        [Message(value=b"x", timestamp=now - ago * 3_600_000, partition=n) for n in (0, 1) for ago in hours],
    )

    def reset(*arguments):
        martlet("group", "reset-offsets", group, *arguments, "--execute", broker=broker)
        rows = rows_of_martlet(broker, "lag", group, topic)
        return [int(row["COMMITTED"]) for row in rows]

    assert reset("--topic", topic, "--to", "beginning") == [0, 0]
    assert reset("--to", "@-7h") == [2, 2]
    assert reset("--to", f"@{now - 9 * 3_600_000}") == [1, 1]
    day = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now / 1000 - 5 * 3600))
    assert reset("--to", f"@{day}") == [3, 3]
    # Nothing is as young: the group goes on with what comes.
    assert reset("--to", "@-1h", "--topic", f"{topic}:1") == [3, 5]
    assert reset("--to", "2") == [2, 2]
    assert reset("--to", "77") == [5, 5]
    assert reset("--shift-by", "-2") == [3, 3]
    assert reset("--shift-by", "-9", "--topic", f"{topic}:0") == [0, 3]
    assert reset("--to", "end") == [5, 5]
    martlet("group", "delete", group, broker=broker)
