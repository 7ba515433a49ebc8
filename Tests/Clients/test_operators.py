"""What an operator of several real brokers sees of partitions, and does with them."""

import os
import time

import pytest
from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
)
from support.broker import martlet


@pytest.fixture
def cluster(new_cluster):
    return new_cluster(brokers=3)


def run(cluster, *arguments):
    return martlet(*arguments, "--timeout", "30", broker=cluster).stdout.decode()


def produce(cluster, topic, count, partitions):
    producer = Producer({"bootstrap.servers": cluster.address, "acks": "all"})
    errors = []
    for number in range(count):
        producer.produce(
            topic,
            str(number).encode(),
            partition=number % partitions,
            on_delivery=lambda error, _: errors.append(error) if error else None,
        )
    assert producer.flush(60) == 0 and not errors


def rows(text, first):
    """The lines of the table whose header begins with `first`, by their first cell."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.strip().startswith(first):
            break
    found = {}
    for line in lines:
        if not line.strip():
            break
        cells = line.split()
        found[cells[0]] = cells[1:]
    return found


def replicas(cluster, topic):
    metadata = AdminClient({"bootstrap.servers": cluster.address}).list_topics(topic, timeout=10)
    return {number: list(each.replicas) for number, each in metadata.topics[topic].partitions.items()}


def test_replicas_are_moved_and_leaders_elected_by_command(cluster):
    admin = AdminClient({"bootstrap.servers": cluster.address})
    admin.create_topics([NewTopic("orders", 3, 2)])["orders"].result(30)
    produce(cluster, "orders", 300, 3)
    before = replicas(cluster, "orders")
    source, target = before[0][0], next(n for n in (1, 2, 3) if n not in before[0])
    said = run(cluster, "partition", "move", "orders", "0", "--from", source, "--to", target, "--wait")
    assert "moved" in said
    cluster.wait(lambda: replicas(cluster, "orders")[0] == [target, before[0][1]], what="the new replica")
    assert "nothing is on its way" in run(cluster, "partition", "reassign")

    run(cluster, "partition", "reassign", "orders", "--replicas", "3,1,2", "--wait")
    cluster.wait(
        lambda: replicas(cluster, "orders") == {number: [3, 1, 2] for number in range(3)},
        what="three replicas of all",
    )
    run(cluster, "partition", "elect", "orders")

    def leaders():
        table = rows(run(cluster, "topic", "describe", "orders"), "PARTITION")
        return {cells[0] for cells in table.values()}

    cluster.wait(lambda: leaders() == {"3"}, what="the preferred leaders")
    described = run(cluster, "topic", "describe", "orders")
    table = rows(described, "PARTITION")
    assert all(cells[4] == "0" and cells[6] == "100" for cells in table.values()), described
    assert "in order" in described
    consumed = martlet(
        "consume", "orders", "--until-end", "--timeout", "30", broker=cluster
    ).stdout.decode().split()
    assert sorted(map(int, consumed)) == list(range(300))


def test_a_lost_broker_is_seen_and_one_is_drained_and_removed(cluster):
    admin = AdminClient({"bootstrap.servers": cluster.address})
    admin.create_topics([NewTopic("orders", 6, 2)])["orders"].result(30)
    produce(cluster, "orders", 600, 6)
    lost = next(node for node in cluster.nodes if node is not cluster.leader())
    rest = next(node for node in cluster.nodes if node is not lost)

    def describe():
        return martlet("cluster", "describe", "--timeout", "30", broker=rest).stdout.decode()

    lost.kill()
    cluster.wait(lambda: "under-replicated 4" in describe(), what="replicas that are missed")
    described = describe()
    assert "offline          0" in described, described
    assert rows(described, "BROKER")[str(lost.id)][2] == "fenced", described
    cluster.restart(lost)
    cluster.wait(lambda: "under-replicated 0" in describe(), what="replicas that are back")

    said = martlet(
        "broker", "drain", lost.id, "--throttle", 100_000_000, "--timeout", "60", broker=rest
    ).stdout.decode()
    assert "4 were moved" in said
    assert throttles(rest) == {}
    cluster.wait(
        lambda: all(lost.id not in each for each in replicas(rest, "orders").values()),
        what="a broker without replicas",
    )
    # Drained, it gets nothing new.
    admin = AdminClient({"bootstrap.servers": rest.address})
    admin.create_topics([NewTopic("later", 12, 2)])["later"].result(30)
    assert all(lost.id not in each for each in replicas(rest, "later").values())
    assert describe().count("cordoned") == 1
    with pytest.raises(KafkaException, match="cordoned"):
        assignment = NewTopic("here", 1, replica_assignment=[[lost.id]])
        admin.create_topics([assignment])["here"].result(30)
    assert "may have new" in martlet("broker", "uncordon", lost.id, broker=rest).stdout.decode()
    cluster.wait(lambda: "cordoned" not in describe(), what="an end of the cordon")
    admin.create_topics([NewTopic("everywhere", 1, 3)])["everywhere"].result(30)
    assert lost.id in replicas(rest, "everywhere")[0]
    admin.delete_topics(["everywhere"])["everywhere"].result(30)
    lost.kill()
    cluster.wait(lambda: rows(describe(), "BROKER")[str(lost.id)][2] == "fenced", what="its end")
    said = martlet("broker", "remove", lost.id, "--timeout", "60", broker=rest).stdout.decode()
    assert "removed" in said
    cluster.wait(lambda: str(lost.id) not in rows(describe(), "BROKER"), what="a cluster of two brokers")
    consumed = martlet("consume", "orders", "--until-end", "--timeout", "30", broker=rest)
    assert len(consumed.stdout.split()) == 600


def throttles(cluster):
    """What is throttled: name of a topic or id of a broker → its configurations about that."""
    admin = AdminClient({"bootstrap.servers": cluster.address})
    metadata = admin.list_topics(timeout=10)
    asked = [ConfigResource(ResourceType.TOPIC, name) for name in metadata.topics]
    asked += [ConfigResource(ResourceType.BROKER, str(id)) for id in metadata.brokers]
    found = {}
    for resource in asked:
        # librdkafka asks a broker's own configuration of that broker, and so only of one at a time.
        (future,) = admin.describe_configs([resource]).values()
        for name, entry in future.result(30).items():
            if "replication.throttled" in name and not entry.is_default:
                found.setdefault(resource.name, {})[name] = entry.value
    return found


def set_configs(cluster, kind, name, **values):
    changes = [
        ConfigEntry(key.replace("_", "."), str(value), incremental_operation=AlterConfigOpType.SET)
        for key, value in values.items()
    ]
    admin = AdminClient({"bootstrap.servers": cluster.address})
    resource = ConfigResource(kind, str(name), incremental_configs=changes)
    admin.incremental_alter_configs([resource])[resource].result(30)


def fill(cluster, topic, byte_count):
    """Records that cannot be compressed, acknowledged by all replicas in sync."""
    producer = Producer(
        {"bootstrap.servers": cluster.address, "acks": "all", "batch.size": 32_768, "linger.ms": 5}
    )
    errors = []
    for _ in range(byte_count // 8_192):
        producer.produce(
            topic,
            os.urandom(8_192),
            partition=0,
            on_delivery=lambda error, _: errors.append(error) if error else None,
        )
    assert producer.flush(60) == 0 and not errors


@pytest.mark.slow
def test_a_throttled_move_keeps_to_its_rate_and_leaves_no_throttle_behind(cluster):
    admin = AdminClient({"bootstrap.servers": cluster.address})
    admin.create_topics([NewTopic("orders", 1, 1)])["orders"].result(30)
    rate = 1_000_000
    fill(cluster, "orders", 5 * rate)
    (source,) = replicas(cluster, "orders")[0]
    target = next(n for n in (1, 2, 3) if n != source)
    directory = cluster.node(source).data / "orders-0"
    size = sum(path.stat().st_size for path in directory.glob("*.log"))
    assert size > 5 * rate
    began = time.monotonic()
    run(cluster, "partition", "reassign", "orders", "--replicas", target, "--throttle", rate)
    took = time.monotonic() - began
    # What was copied last is not waited for: a quarter of a second's worth, and the batch that goes beyond.
    assert took >= (size - rate / 4 - 40_000) / rate
    assert replicas(cluster, "orders")[0] == [target]
    assert throttles(cluster) == {}
    copied = sum(path.stat().st_size for path in (cluster.node(target).data / "orders-0").glob("*.log"))
    assert copied == size


def test_a_throttle_does_not_hold_replicas_that_are_in_sync_and_is_taken_away_by_command(cluster):
    admin = AdminClient({"bootstrap.servers": cluster.address})
    topic = NewTopic("orders", 1, 3, config={"min.insync.replicas": "3"})
    admin.create_topics([topic])["orders"].result(30)
    cluster.wait(
        lambda: len(admin.list_topics("orders", timeout=10).topics["orders"].partitions[0].isrs) == 3,
        what="three replicas in sync",
    )
    # At a byte per second nothing would ever come through.
    rates = {"leader_replication_throttled_rate": 1, "follower_replication_throttled_rate": 1}
    for node in cluster.brokers:
        set_configs(cluster, ResourceType.BROKER, node.id, **rates)
    lists = {"leader_replication_throttled_replicas": "*", "follower_replication_throttled_replicas": "*"}
    set_configs(cluster, ResourceType.TOPIC, "orders", **lists)
    fill(cluster, "orders", 2_000_000)
    assert len(throttles(cluster)) == 4
    assert "3 brokers and 1 topics" in run(cluster, "partition", "unthrottle")
    assert throttles(cluster) == {}
    assert "nothing was throttled" in run(cluster, "partition", "unthrottle")
