"""Real processes that copy partitions from one another, and are killed while clients produce and consume."""

import itertools
import json
import time

import pytest
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

PARTITIONS = 6


def create(cluster, name, partitions=PARTITIONS, minimum=2):
    topic = NewTopic(name, partitions, 3, config={"min.insync.replicas": str(minimum)})
    admin = AdminClient({"bootstrap.servers": cluster.address})
    admin.create_topics([topic])[name].result(30)


def described(cluster, name):
    """The partitions of a topic as a broker that runs knows them, by their indexes."""
    node = next(node for node in cluster.brokers if node.is_running)
    admin = AdminClient({"bootstrap.servers": node.address})
    return admin.list_topics(name, timeout=10).topics[name].partitions


def all_in_sync(cluster, name):
    return all(len(partition.isrs) == 3 for partition in described(cluster, name).values())


class Stream:
    """Numbered messages from an idempotent producer with acks=all, as fast as they are taken."""

    def __init__(self, cluster, topic):
        self.topic, self.numbers = topic, itertools.count()
        self.acknowledged = {partition: {} for partition in range(PARTITIONS)}
        self.failures = []
        self.producer = Producer(
            {
                "bootstrap.servers": cluster.address,
                "enable.idempotence": True,
                "linger.ms": 1,
                "log_level": 0,
                "delivery.timeout.ms": 60_000,
            }
        )

    def _delivered(self, error, message):
        if error:
            self.failures.append(str(error))
        else:
            self.acknowledged[message.partition()][message.offset()] = message.value()

    def run(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if len(self.producer) > 1_000:
                self.producer.poll(0.01)
                continue
            number = next(self.numbers)
            self.producer.produce(
                self.topic, b"%d" % number, partition=number % PARTITIONS, on_delivery=self._delivered
            )
            self.producer.poll(0.0005)

    def run_until_acknowledged(self, count, timeout=60):
        """Until so many messages of each partition are."""
        until = time.monotonic() + timeout
        while min(map(len, self.acknowledged.values())) < count:
            assert time.monotonic() < until, {p: len(values) for p, values in self.acknowledged.items()}
            self.run(0.1)

    def finish(self):
        assert self.producer.flush(60) == 0
        assert self.failures == []


def consumed(cluster, topic, rack=None):
    """All that is there, by partition: offset → value. For a consumer that names its rack also from which
    brokers it came in the end."""
    sources = {}

    def note(statistics):
        known = json.loads(statistics)["topics"].get(topic, {})
        for number, partition in known.get("partitions", {}).items():
            if int(number) >= 0:
                sources[int(number)] = partition["broker"]

    consumer = Consumer(
        {
            "bootstrap.servers": cluster.address,
            "group.id": "none",
            "enable.partition.eof": True,
            "enable.auto.commit": False,
            "auto.offset.reset": "error",
            "log_level": 0,
            **({"client.rack": rack, "statistics.interval.ms": 100, "stats_cb": note} if rack else {}),
        }
    )
    consumer.assign([TopicPartition(topic, partition, 0) for partition in range(PARTITIONS)])
    found, ended = {partition: {} for partition in range(PARTITIONS)}, set()
    deadline = time.monotonic() + 60
    while len(ended) < PARTITIONS:
        assert time.monotonic() < deadline, f"only {sorted(ended)} came to their ends"
        message = consumer.poll(1)
        if message is None:
            continue
        if message.error():
            assert message.error().code() == KafkaError._PARTITION_EOF, message.error()
            ended.add(message.partition())
        else:
            found[message.partition()][message.offset()] = message.value()
    for _ in range(20 if rack else 0):
        consumer.poll(0.1)
    consumer.close()
    return (found, sources) if rack else found


def logs(node, topic):
    """The bytes of each partition's segments."""
    return {
        (partition, path.name): path.read_bytes()
        for partition in range(PARTITIONS)
        for path in sorted((node.data / f"{topic}-{partition}").glob("*.log"))
    }


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_leaders_are_killed_and_every_message_is_there_once_and_in_order(new_cluster, topic):
    cluster = new_cluster(brokers=3)
    create(cluster, topic)
    stream = Stream(cluster, topic)
    for round in range(4):
        stream.run(1.5)
        victim = cluster.node(described(cluster, topic)[round].leader)
        victim.kill()
        stream.run(3)
        cluster.restart(victim)
        cluster.wait(lambda: all_in_sync(cluster, topic), 60, "all replicas are in sync")
    stream.run(1)
    stream.finish()
    found = consumed(cluster, topic)
    for partition, acknowledged in stream.acknowledged.items():
        assert len(acknowledged) > 100
        assert found[partition] == acknowledged, "what was acknowledged is what is there"
        numbers = [int(value) for _, value in sorted(acknowledged.items())]
        assert numbers == list(range(partition, numbers[-1] + 1, PARTITIONS))
    assert cluster.stop() == [0, 0, 0]
    first = logs(cluster.nodes[0], topic)
    assert all(logs(node, topic) == first for node in cluster.nodes), "the logs are the same"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_all_are_killed_at_once_and_nothing_acknowledged_is_lost(new_cluster, topic):
    cluster = new_cluster(brokers=3)
    create(cluster, topic)
    for _ in range(2):
        stream = Stream(cluster, topic)
        stream.run(1.5)
        stream.run_until_acknowledged(21)
        for node in cluster.nodes:
            node.kill()
        stream.producer.poll(0.1)
        kept = {partition: dict(values) for partition, values in stream.acknowledged.items()}
        stream.producer.purge()
        cluster.start()
        cluster.wait(lambda: all_in_sync(cluster, topic), 60, "all replicas are in sync")
        found = consumed(cluster, topic)
        for partition, acknowledged in kept.items():
            assert len(acknowledged) > 20
            assert acknowledged.items() <= found[partition].items()


def test_consumers_read_from_the_replica_in_their_rack(new_cluster, topic):
    cluster = new_cluster(
        brokers=3, replica_selector_class="org.apache.kafka.common.replica.RackAwareReplicaSelector"
    )
    cluster.stop()
    for node in cluster.nodes:
        node.settings = {**node.settings, "broker.rack": f"rack-{node.id}"}
    cluster.start()
    create(cluster, topic)
    stream = Stream(cluster, topic)
    stream.run(0.5)
    stream.finish()
    for node in cluster.nodes:
        all_from_here = stream.acknowledged, {partition: node.id for partition in range(PARTITIONS)}
        # A follower hears a moment later than the producer what is committed.
        cluster.wait(
            lambda: consumed(cluster, topic, rack=f"rack-{node.id}") == all_from_here,
            what=f"everything comes from node {node.id}",
        )
