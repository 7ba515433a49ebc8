"""A cluster under load while its brokers are killed, paused, cut off and wiped; and what must be true then.

`bin/torture cluster` runs this file for as long as it is told; a test runs it for a short while.
"""

import argparse
import collections
import itertools
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import confluent_kafka
from confluent_kafka.admin import AdminClient, NewTopic

from support.broker import BINARY, martlet
from support.cluster import Cluster
from support.network import Network, missing

PARTITIONS = 6
TOPIC = "torture"
# What our own client writes, each process to a partition of its own.
COMMAND_TOPIC = "torture-command"
REPLICAS = 3
MIN_IN_SYNC = 2


class Load:
    """An idempotent producer of librdkafka that knows what became of each record."""

    def __init__(self, name, address, records_per_second):
        self.name = name
        self.pause = PARTITIONS / records_per_second
        self.sent = collections.Counter()
        # By partition: number of the record → its offset.
        self.acknowledged = collections.defaultdict(dict)
        self.acknowledged_at = collections.defaultdict(list)
        self.errors = []
        self.producer = confluent_kafka.Producer(
            {
                "bootstrap.servers": address,
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": 1,
                "delivery.timeout.ms": 120_000,
                "retry.backoff.ms": 20,
                "retry.backoff.max.ms": 200,
                "reconnect.backoff.ms": 20,
                "reconnect.backoff.max.ms": 200,
                "socket.timeout.ms": 5_000,
                "request.timeout.ms": 5_000,
                "topic.metadata.refresh.interval.ms": 2_000,
                "error_cb": lambda error: None,
                "log_level": 0,
            }
        )
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self.thread.start()

    def finish(self):
        """Waits until it is known of each record whether it was accepted."""
        self.stopping.set()
        self.thread.join(30)
        left = self.producer.flush(180)
        if left:
            self.errors.append(f"{self.name}: {left} records have no answer")

    def _run(self):
        while not self.stopping.is_set():
            for partition in range(PARTITIONS):
                self._send(partition)
            self.producer.poll(self.pause)

    def _send(self, partition):
        number = self.sent[partition]

        def delivered(error, message):
            if error is not None:
                self.errors.append(f"{self.name}: partition {partition}, record {number}: {error}")
                return
            self.acknowledged[partition][number] = message.offset()
            self.acknowledged_at[partition].append(time.monotonic())

        try:
            self.producer.produce(
                TOPIC,
                f"{self.name} {partition} {number}".encode(),
                partition=partition,
                on_delivery=delivered,
            )
            self.sent[partition] += 1
        except BufferError:
            self.producer.poll(0.05)

    def longest_gap(self, begin, end):
        """The longest time between two accepted writes of one partition, within the interval."""
        longest = 0
        for times in self.acknowledged_at.values():
            inside = [at for at in list(times) if begin <= at <= end]
            for before, after in itertools.pairwise([begin, *inside, end]):
                longest = max(longest, after - before)
        return longest


class CommandLoad:
    """`martlet produce`, our own client: it says at the end, of all lines at once, if they were accepted."""

    def __init__(self, partition, address, lines_per_second):
        self.partition = partition
        self.pause = 1 / lines_per_second
        self.sent = 0
        self.process = subprocess.Popen(
            [BINARY, "produce", COMMAND_TOPIC, "--partition", str(partition), "--timeout", "120"]
            + ["--bootstrap-server", address],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self.thread.start()

    def _run(self):
        try:
            while not self.stopping.is_set():
                self.process.stdin.write(f"command {self.partition} {self.sent}\n".encode())
                self.process.stdin.flush()
                self.sent += 1
                time.sleep(self.pause)
        except BrokenPipeError:
            pass

    def finish(self):
        """What went wrong, if anything."""
        self.stopping.set()
        self.thread.join(60)
        try:
            _, said = self.process.communicate(timeout=180)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "martlet produce did not end"
        if self.process.returncode != 0:
            return f"martlet produce ended with {self.process.returncode}: {said.decode()[-500:]}"
        return None


class Faults:
    """What happens to the brokers, drawn from a seed."""

    def __init__(self, cluster, seed, say, network=None):
        self.cluster = cluster
        self.network = network
        self.random = random.Random(seed)
        self.say = say
        # (name, begin, end)
        self.done = []

    def run_until(self, deadline):
        kinds = [self.kill, self.kill_leader, self.pause, self.stall, self.stop, self.wipe, self.kill_two]
        if self.network is not None:
            kinds += [self.cut, self.cut_for_long, self.cut_one_way]
        order = []
        while time.monotonic() < deadline:
            if not order:
                order = self.random.sample(kinds, len(kinds))
            fault = order.pop()
            name = fault.__name__.replace("_", " ")
            begin = time.monotonic()
            self.say(f"{name}")
            fault()
            self.wait_until_in_sync()
            # What it costs shows in the first moments after it, too.
            time.sleep(self.random.uniform(0.5, 2))
            self.done.append((name, begin, time.monotonic()))

    def any_broker(self):
        return self.random.choice(self.cluster.brokers)

    def leader_of_some_partition(self):
        partition = self.random.randrange(PARTITIONS)
        for node in self.random.sample(self.cluster.brokers, len(self.cluster.brokers)):
            found = partitions_of(node, TOPIC).get(partition)
            if found is not None and found.leader >= 0:
                return self.cluster.node(found.leader)
        return self.any_broker()

    def kill(self):
        self._kill(self.any_broker())

    def kill_leader(self):
        self._kill(self.leader_of_some_partition())

    def _kill(self, node, then=lambda: None):
        node.kill()
        time.sleep(self.random.uniform(0, 3))
        then()
        self.cluster.restart(node, timeout=90)

    def kill_two(self):
        """A majority is gone for a moment; nothing is accepted, and nothing is lost."""
        nodes = self.random.sample(self.cluster.brokers, 2)
        for node in nodes:
            node.kill()
        time.sleep(self.random.uniform(0, 2))
        for node in nodes:
            node.launch()
        self.cluster.wait(lambda: all(node.serves() for node in nodes), 90, "two killed brokers serve")

    def pause(self):
        """Longer than any session: it is fenced, and must not know better when it wakes."""
        self._pause(self.leader_of_some_partition(), self.random.uniform(10, 14))

    def stall(self):
        """As a virtual machine stalls."""
        self._pause(self.leader_of_some_partition(), 5)

    def _pause(self, node, seconds):
        node.process.send_signal(signal.SIGSTOP)
        try:
            time.sleep(seconds)
        finally:
            node.process.send_signal(signal.SIGCONT)

    def cut(self):
        """As a switch that starts anew: the broker is alone, and nobody closes a connection."""
        self._cut(self.leader_of_some_partition(), self.random.uniform(1, 5))

    def cut_for_long(self):
        """Longer than any session: others lead, and what it takes meanwhile counts for nothing."""
        self._cut(self.leader_of_some_partition(), self.random.uniform(10, 14))

    def _cut(self, node, seconds):
        self.network.cut(node.id)
        try:
            time.sleep(seconds)
        finally:
            self.network.mend(node.id)

    def cut_one_way(self):
        """What a broker sends to one of the others is lost; clients reach both, and so does the third."""
        sender = self.leader_of_some_partition()
        receiver = self.random.choice([node for node in self.cluster.brokers if node is not sender])
        self.network.cut_way(sender.id, receiver.id)
        try:
            time.sleep(self.random.uniform(3, 12))
        finally:
            self.network.mend_way(sender.id, receiver.id)

    def stop(self):
        node = self.any_broker()
        code = node.stop(timeout=90)
        if code != 0:
            raise AssertionError(f"broker {node.id} stopped with {code}\n{node.output[-3000:]}")
        self.cluster.restart(node, timeout=90)

    def wipe(self):
        """Its records are gone; who it is and the cluster's metadata are not."""
        node = self.any_broker()

        def empty():
            for path in node.data.iterdir():
                if path.is_dir() and path.name.startswith(TOPIC):
                    shutil.rmtree(path)
                elif path.name.endswith("-checkpoint"):
                    path.unlink()

        # While it is away the others go on without it, and metadata says so.
        self._kill(node, then=lambda: (self.wait_until_out_of_sync(node), empty()))

    def wait_until_out_of_sync(self, node):
        others = [other for other in self.cluster.brokers if other is not node]
        self.cluster.wait(
            lambda: all(
                node.id not in partition.isrs
                for topic in (TOPIC, COMMAND_TOPIC)
                for partition in partitions_of(others[0], topic).values()
            ),
            60,
            f"broker {node.id} leaves the ISRs",
        )

    def wait_until_in_sync(self):
        def is_whole():
            found = [
                partition
                for topic in (TOPIC, COMMAND_TOPIC)
                for partition in partitions_of(self.cluster.brokers[0], topic).values()
            ]
            return len(found) >= PARTITIONS and all(len(each.isrs) == REPLICAS for each in found)

        self.cluster.wait(is_whole, 120, "all replicas are in sync")


def partitions_of(node, topic):
    """What one broker says of a topic's partitions; nothing if it does not answer."""
    admin = AdminClient({"bootstrap.servers": node.address, "socket.timeout.ms": 3_000, "log_level": 0})
    try:
        return admin.list_topics(topic, timeout=3).topics[topic].partitions
    except confluent_kafka.KafkaException:
        return {}


def read_all(cluster, topic, partition_count):
    """Partition → its records as (offset, value), up to the high watermark."""
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": cluster.address,
            "group.id": "nobody",
            "enable.auto.commit": False,
            "auto.offset.reset": "error",
            "check.crcs": True,
        }
    )
    found = {}
    try:
        for number in range(partition_count):
            partition = confluent_kafka.TopicPartition(topic, number, 0)
            low, high = consumer.get_watermark_offsets(partition, timeout=30)
            records, deadline = [], time.monotonic() + 120
            consumer.assign([partition])
            while low < high and (not records or records[-1][0] + 1 < high):
                message = consumer.poll(1)
                if message is not None and message.error() is None:
                    records.append((message.offset(), message.value().decode()))
                assert time.monotonic() < deadline, f"{topic}-{number}: nothing after {records[-1:]}"
            found[number] = records
    finally:
        consumer.close()
    return found


def check_records(load, partition, records, problems):
    """AcknowledgedIsForever and NothingInvented, for one producer in one partition."""
    prefix = f"{load.name} "
    mine = [(offset, int(value.split()[2])) for offset, value in records if value.startswith(prefix)]
    numbers = [number for _, number in mine]
    where = f"{load.name}, partition {partition}"
    wrong = next((at for at in range(1, len(mine)) if numbers[at] <= numbers[at - 1]), None)
    if wrong is not None:
        around = ", ".join(f"{number} at {offset}" for offset, number in mine[max(0, wrong - 3) : wrong + 3])
        problems.append(f"{where}: records are there twice, or not in the order of sending: {around}")
    if numbers and numbers[-1] >= load.sent[partition]:
        problems.append(f"{where}: record {numbers[-1]} was never sent")
    places = {number: offset for offset, number in mine}
    lost = [number for number in load.acknowledged[partition] if number not in places]
    if lost:
        problems.append(f"{where}: {len(lost)} acknowledged records are lost, the first is {min(lost)}")
    # Of a record that it has sent again librdkafka may know that it is there, and not where.
    told = {number: offset for number, offset in load.acknowledged[partition].items() if offset is not None}
    moved = [number for number, offset in told.items() if places.get(number, offset) != offset]
    if moved:
        first = moved[0]
        problems.append(f"{where}: record {first} is at {places[first]}, not at {told[first]} as told")


def check_replicas(cluster, problems):
    """ReplicasAgree: after a stop every replica of a partition has the same bytes."""
    for topic, count in ((TOPIC, PARTITIONS), (COMMAND_TOPIC, 1)):
        for partition in range(count):
            logs = {
                node.id: b"".join(
                    path.read_bytes() for path in sorted((node.data / f"{topic}-{partition}").glob("*.log"))
                )
                for node in cluster.brokers
            }
            if len(set(logs.values())) != 1:
                sizes = {node: len(log) for node, log in logs.items()}
                problems.append(f"{topic}-{partition}: the replicas differ; bytes by node: {sizes}")


def torture(seconds, seed, say, records_per_second=600, settings=None, keep=False):
    """Runs the whole of it. Returns the problems found and the table of faults."""
    lack = missing()
    if lack is not None:
        say(f"the network is not cut: {lack}")
    network = Network([1, 2, 3]) if lack is None else None
    try:
        cluster = Cluster(brokers=3, network=network, **(settings or {}))
        faults = Faults(cluster, seed, say, network)
        return torture_cluster(cluster, faults, seconds, say, records_per_second, keep)
    finally:
        if network is not None:
            network.close()


def torture_cluster(cluster, faults, seconds, say, records_per_second, keep):
    problems, table = [], []
    loads, command = [], None
    try:
        cluster.start()
        admin = AdminClient({"bootstrap.servers": cluster.address, "log_level": 0})
        config = {"min.insync.replicas": str(MIN_IN_SYNC)}
        topics = [
            NewTopic(TOPIC, PARTITIONS, REPLICAS, config=config),
            NewTopic(COMMAND_TOPIC, 1, REPLICAS, config=config),
        ]
        for future in admin.create_topics(topics, operation_timeout=30).values():
            future.result(60)
        faults.wait_until_in_sync()
        loads = [Load(f"load-{n}", cluster.address, records_per_second / 2) for n in range(2)]
        command = CommandLoad(0, cluster.address, 100)
        for load in [*loads, command]:
            load.start()
        time.sleep(2)
        faults.run_until(time.monotonic() + seconds)
        for load in loads:
            load.finish()
            problems += load.errors[:5]
        failure = command.finish()
        if failure:
            problems.append(failure)
        faults.wait_until_in_sync()
        records = read_all(cluster, TOPIC, PARTITIONS)
        for load in loads:
            for partition in range(PARTITIONS):
                check_records(load, partition, records[partition], problems)
        lines = [value for _, value in read_all(cluster, COMMAND_TOPIC, 1)[0]]
        expected = [f"command 0 {number}" for number in range(command.sent)]
        if not failure and lines != expected:
            problems.append(f"martlet produce: {len(expected)} lines were accepted, {len(lines)} are there")
        # What was still to be copied when the load ended is copied before the replicas are compared.
        codes = cluster.stop()
        if codes != [0, 0, 0]:
            problems.append(f"the brokers stopped with {codes}")
        check_replicas(cluster, problems)
        gaps = collections.defaultdict(list)
        for name, begin, end in faults.done:
            gaps[name].append(max(load.longest_gap(begin, end) for load in loads))
        for name, times in sorted(gaps.items()):
            table.append((name, len(times), sorted(times)[len(times) // 2], max(times)))
        accepted = sum(len(numbers) for load in loads for numbers in load.acknowledged.values())
        say(f"{accepted} records and {command.sent} lines were accepted")
        if problems:
            say(f"the brokers' files are in {cluster.home}" if keep else last_words(cluster))
    finally:
        if command is not None and command.process.poll() is None:
            command.process.kill()
        for node in cluster.nodes:
            if node.is_running:
                node.process.send_signal(signal.SIGCONT)
        if not (keep and problems):
            cluster.close()
    return problems, table


def last_words(cluster):
    return "\n".join(f"== the end of what broker {n.id} said\n{n.output[-3000:]}" for n in cluster.nodes)


def main():
    parser = argparse.ArgumentParser(prog="bin/torture cluster")
    parser.add_argument("--minutes", type=float, default=10, help="how long faults go on (default 10)")
    parser.add_argument("--seed", type=int, help="draws the faults (default: another each time)")
    parser.add_argument("--rate", type=float, default=600, help="records per second (default 600)")
    parser.add_argument("--keep", action="store_true", help="leave the files when something was found")
    options = parser.parse_args()
    # As Ctrl-C: what was begun is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    seed = options.seed if options.seed is not None else random.randrange(1 << 31)
    began = time.monotonic()

    def say(text):
        print(f"{time.monotonic() - began:7.1f} s  {text}", flush=True)

    say(f"seed {seed}")
    problems, table = torture(options.minutes * 60, seed, say, options.rate, keep=options.keep)
    print(f"\n{'FAULT':<14}{'TIMES':>6}{'LONGEST TIME WITHOUT A WRITE':>32}")
    print(f"{'':<14}{'':>6}{'median':>16}{'worst':>16}")
    for name, count, median, worst in table:
        print(f"{name:<14}{count:>6}{median:>14.2f} s{worst:>14.2f} s")
    for problem in problems:
        print(f"FOUND: {problem}")
    print("nothing was lost" if not problems else f"{len(problems)} problems, seed {seed}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
