"""The brokers of a cluster are stopped and started again, one after the other, while clients go on."""

import itertools
import threading
import time

import confluent_kafka
import pytest
from confluent_kafka import KafkaError
from confluent_kafka.admin import AdminClient, NewTopic

PARTITIONS = 6
# What a client is told of by the way when a connection ends: it goes on by itself.
NOTICES = {KafkaError._TRANSPORT}


class Client:
    """Runs in a thread of its own, and never pauses. `errors` is what a user would see."""

    def __init__(self):
        self.errors = []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._go, daemon=True)

    def configuration(self, address):
        return {
            "bootstrap.servers": address,
            "reconnect.backoff.max.ms": 500,
            "error_cb": self._noted,
            "log_level": 0,
        }

    def _noted(self, error):
        if error.code() not in NOTICES:
            self.errors.append(f"told of: {error}")

    def _go(self):
        try:
            while not self.stopping.is_set():
                self.turn()
        except Exception as error:
            self.errors.append(f"{type(error).__name__}: {error}")

    def start(self):
        self.thread.start()
        return self

    def stop(self):
        self.stopping.set()
        self.thread.join(60)


class Writer(Client):
    def __init__(self, address, topic):
        super().__init__()
        self.topic, self.numbers = topic, itertools.count()
        self.acknowledged = {partition: {} for partition in range(PARTITIONS)}
        self.sent = 0
        self.producer = confluent_kafka.Producer(
            {**self.configuration(address), "enable.idempotence": True, "acks": "all", "linger.ms": 2}
        )

    def turn(self):
        number = next(self.numbers)
        self.producer.produce(
            self.topic, b"%d" % number, partition=number % PARTITIONS, on_delivery=self._delivered
        )
        self.sent += 1
        self.producer.poll(0.003)

    def _delivered(self, error, message):
        if error is not None:
            self.errors.append(f"not delivered: {error}")
        else:
            self.acknowledged[message.partition()][message.offset()] = message.value()

    @property
    def count(self):
        return sum(map(len, self.acknowledged.values()))

    def stop(self):
        super().stop()
        assert self.producer.flush(60) == 0


class Reader(Client):
    """By partition: offset → value. What comes twice, or out of its order, is an error, except in a group,
    where a member may be told the same again by whoever had the partition before."""

    def __init__(self, address, topic, group=None):
        super().__init__()
        self.found = {partition: {} for partition in range(PARTITIONS)}
        self.is_alone = group is None
        self.consumer = confluent_kafka.Consumer(
            {
                **self.configuration(address),
                "group.id": group or "nobody",
                "enable.auto.commit": group is not None,
                "auto.offset.reset": "earliest" if group else "error",
            }
        )
        if group is None:
            places = [confluent_kafka.TopicPartition(topic, number, 0) for number in range(PARTITIONS)]
            self.consumer.assign(places)
        else:
            self.consumer.subscribe([topic])

    def turn(self):
        message = self.consumer.poll(0.1)
        if message is None:
            return
        if message.error() is not None:
            self.errors.append(f"read: {message.error()}")
            return
        found = self.found[message.partition()]
        if self.is_alone and message.offset() != len(found):
            self.errors.append(f"offset {message.offset()} came where {len(found)} was to come")
        found[message.offset()] = message.value()

    def stop(self):
        super().stop()
        self.consumer.close()


def wait(condition, seconds, what):
    """Also while a broker is stopped, which `Cluster.wait` takes for a failure."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: did not come true within {seconds} s"
        time.sleep(0.05)


def all_in_sync(cluster, topic):
    admin = AdminClient({"bootstrap.servers": cluster.address, "log_level": 0})
    partitions = admin.list_topics(topic, timeout=10).topics[topic].partitions.values()
    return len(partitions) > 0 and all(len(each.isrs) == 3 for each in partitions)


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_a_rolling_restart_under_load_costs_no_error_and_no_record(new_cluster, topic):
    cluster = new_cluster(brokers=3)
    admin = AdminClient({"bootstrap.servers": cluster.address, "log_level": 0})
    new = NewTopic(topic, PARTITIONS, 3, config={"min.insync.replicas": "2"})
    admin.create_topics([new])[topic].result(30)
    cluster.wait(lambda: all_in_sync(cluster, topic), what="all replicas are in sync")
    writer = Writer(cluster.address, topic)
    readers = [Reader(cluster.address, topic)] + [Reader(cluster.address, topic, "group") for _ in range(2)]
    clients = [writer, *readers]
    for client in clients:
        client.start()
    cluster.wait(lambda: all(sum(map(len, reader.found.values())) > 0 for reader in readers), 60, "a start")
    for node in cluster.brokers:
        before = writer.count
        assert node.stop(timeout=90) == 0, node.output[-3000:]
        wait(lambda: writer.count > before + 100, 60, f"writes go on without broker {node.id}")
        cluster.restart(node, timeout=90)
        wait(lambda: all_in_sync(cluster, topic), 90, f"broker {node.id} is in sync again")
        # An operator looks around before he goes on, and clients connect again.
        before = writer.count
        wait(lambda: writer.count > before + 300, 60, "writes go on")
    writer.stop()
    group = readers[1:]

    def is_all_read():
        together = [
            {**group[0].found[number], **group[1].found[number]} == writer.acknowledged[number]
            for number in range(PARTITIONS)
        ]
        return readers[0].found == writer.acknowledged and all(together)

    deadline = time.monotonic() + 60
    while not is_all_read() and time.monotonic() < deadline:
        time.sleep(0.1)
    for client in readers:
        client.stop()
    assert [error for client in clients for error in client.errors] == []
    assert writer.count == writer.sent > 1_000
    # What was acknowledged is there once, in the order of sending, and nothing else.
    assert readers[0].found == writer.acknowledged
    for number, acknowledged in writer.acknowledged.items():
        values = [int(value) for _, value in sorted(acknowledged.items())]
        assert values == list(range(number, values[-1] + 1, PARTITIONS))
    assert is_all_read()
