"""Groups in a cluster whose brokers, coordinators among them, stop, die and come back."""

import pytest
from support.broker import martlet
from support.clients import CONFLUENT
from support.groups import (
    MEMBERS,
    ConsumerProtocolMember,
    assert_at_least_once,
    eventually,
    member_name,
    stop_all,
)
from support.messages import Message
from support.wire import NONE, Connection

PARTITIONS = 6


def produce(cluster, topic, numbers):
    CONFLUENT.produce(
        cluster,
        topic,
        [Message(value=b"%d" % n, partition=p) for n in numbers for p in range(PARTITIONS)],
        acks="all",
        enable_idempotence=True,
        message_timeout_ms=60_000,
    )


def everything_read(members, count):
    read = {(partition, value) for member in members for partition, _, value in member.read}
    return len(read) == count * PARTITIONS


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", MEMBERS, ids=member_name)
def test_a_group_goes_on_while_one_broker_after_the_other_is_started_anew(new_cluster, topic, kind):
    cluster = new_cluster(
        brokers=3,
        group_initial_rebalance_delay_ms=500,
        offsets_topic_num_partitions=5,
        group_consumer_heartbeat_interval_ms=500,
        group_consumer_min_heartbeat_interval_ms=500,
    )
    martlet(
        *("topic", "create", topic, "--partitions", PARTITIONS, "--replication-factor", 3),
        *("--config", "min.insync.replicas=2"),
        broker=cluster.brokers[0],
    )
    produce(cluster, topic, range(20))
    members = [kind(cluster, "g", topic) for _ in range(3)]
    try:
        eventually(lambda: everything_read(members, 20), "not everything is read")
        count = 20
        for number, node in enumerate(cluster.brokers):
            if number % 2 == 0:
                node.stop()
            else:
                node.kill()
            produce(cluster, topic, range(count, count + 20))
            count += 20
            cluster.restart(node)
            produce(cluster, topic, range(count, count + 20))
            count += 20
            eventually(lambda: everything_read(members, count), "not everything is read", timeout=90)
    finally:
        stop_all(members)
    assert_at_least_once(members, range(PARTITIONS))
    for partition in range(PARTITIONS):
        by_offset = {offset: value for m in members for p, offset, value in m.read if p == partition}
        values = [int(by_offset[offset]) for offset in sorted(by_offset)]
        assert values == list(range(count)), "something is lost, twice, or out of order"


@pytest.mark.slow
def test_offsets_go_with_a_topic_that_was_deleted_while_their_coordinator_was_away(new_cluster, topic):
    cluster = new_cluster(
        brokers=3,
        offsets_topic_num_partitions=1,
        offsets_topic_replication_factor=1,
        offsets_retention_check_interval_ms=1000,
    )
    broker = cluster.brokers[0]
    gone, again, kept = (f"{topic}-{name}" for name in ("gone", "again", "kept"))

    def create(name, broker):
        martlet("topic", "create", name, "--partitions", 1, "--replication-factor", 3, broker=broker)

    for name in (gone, again, kept):
        create(name, broker)
        CONFLUENT.produce(cluster, name, [Message(value=b"x")], acks="all")
    topics = [word for name in (gone, again, kept) for word in ("--topic", name)]
    martlet("group", "reset-offsets", "g", *topics, "--to", "end", "--execute", broker=broker)
    with Connection(broker) as connection:
        found = connection.request("FindCoordinator", 4, keyType=0, coordinatorKeys=["g"])["coordinators"][0]
    coordinator = cluster.node(found["nodeId"])
    coordinator.stop()
    other = next(node for node in cluster.brokers if node is not coordinator)
    martlet("topic", "delete", gone, again, broker=other)
    create(again, other)
    cluster.restart(coordinator)

    def committed():
        with Connection(coordinator) as connection:
            asked = [{"groupId": "g", "topics": None}]
            group = connection.request("OffsetFetch", 9, groups=asked)["groups"][0]
        parts = {t["name"]: t["partitions"] for t in group["topics"]}
        return group["errorCode"], {name: part[0]["committedOffset"] for name, part in parts.items()}

    eventually(lambda: committed() == (NONE, {kept: 1}), "offsets are left of topics that are gone")


@pytest.mark.slow
def test_members_read_in_their_own_rack(new_cluster, topic):
    cluster = new_cluster(
        brokers=2,
        group_consumer_heartbeat_interval_ms=300,
        group_consumer_min_heartbeat_interval_ms=300,
    )
    for node in cluster.brokers:
        node.stop()
        node.settings = {**node.settings, "broker.rack": f"rack-{node.id}"}
        cluster.restart(node)
    martlet("topic", "create", topic, "--partitions", 6, "--replication-factor", 1, broker=cluster.brokers[0])
    with Connection(cluster.brokers[0]) as connection:
        asked = {"topics": [{"name": topic}], "allowAutoTopicCreation": False}
        (found,) = connection.request("Metadata", 12, **asked)["topics"]
    near = {
        node.id: {part["partitionIndex"] for part in found["partitions"] if part["leaderId"] == node.id}
        for node in cluster.brokers
    }
    assert [len(partitions) for partitions in near.values()] == [3, 3]
    members = {id: ConsumerProtocolMember(cluster, "g", topic, client_rack=f"rack-{id}") for id in near}
    try:
        eventually(
            lambda: {id: member.owned for id, member in members.items()} == near,
            "members do not read what is near",
        )
    finally:
        stop_all(members.values())
