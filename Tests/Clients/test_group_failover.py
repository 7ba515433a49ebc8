"""Groups in a cluster whose brokers, coordinators among them, stop, die and come back."""

import pytest
from support.broker import martlet
from support.clients import CONFLUENT
from support.groups import MEMBERS, assert_at_least_once, eventually, member_name, stop_all
from support.messages import Message

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
