"""`martlet consume --group`: our own members, among themselves and among others."""

import signal
import subprocess
import time

import pytest
from support.broker import BINARY, martlet
from support.clients import CONFLUENT
from support.groups import ConsumerProtocolMember, eventually
from support.messages import Message
from support.wire import Connection

PARTITIONS = 6


@pytest.fixture
def group_broker(new_broker):
    return new_broker(
        group_consumer_heartbeat_interval_ms=200,
        group_consumer_min_heartbeat_interval_ms=200,
        group_consumer_session_timeout_ms=15000,
        group_consumer_min_session_timeout_ms=15000,
    )


class Printer:
    """A process that prints what its group gives it: partition and value of each message."""

    def __init__(self, broker, topic, group, path, *arguments):
        self.path = path
        command = [BINARY, "consume", topic, "--group", group, "--bootstrap-server", broker.address]
        with open(path, "wb") as output:
            self.process = subprocess.Popen(
                [*command, "--format", "%p %v\\n", *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.PIPE,
            )

    @property
    def read(self):
        return [tuple(map(int, line.split())) for line in self.path.read_text().splitlines()]

    def stop(self, how=signal.SIGINT):
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(30)


@pytest.fixture
def printers(group_broker, topic, tmp_path):
    started = []

    def start(*arguments):
        path = tmp_path / f"printer-{len(started)}"
        started.append(Printer(group_broker, topic, "g", path, *arguments))
        return started[-1]

    yield start
    for printer in started:
        printer.stop(signal.SIGKILL)


def fill(broker, topic, count, start=0):
    if start == 0:
        with Connection(broker) as connection:
            connection.create_topic(topic, partitions=PARTITIONS)
    CONFLUENT.produce(
        broker,
        topic,
        [
            Message(value=b"%d" % n, partition=partition)
            for n in range(start, start + count)
            for partition in range(PARTITIONS)
        ],
    )


def expected(count):
    return sorted((partition, n) for n in range(count) for partition in range(PARTITIONS))


def described(broker):
    return martlet("group", "describe", "g", broker=broker, check=False).stdout.decode()


def is_stable(broker, members):
    text = described(broker)
    return "Stable" in text and text.count(" martlet ") == members


def lag(broker):
    """How many messages the group has still to read."""
    return int(martlet("group", "lag", "g", "--total", broker=broker).stdout)


def everything(*printers):
    return sorted(message for printer in printers for message in printer.read)


def test_what_was_printed_is_not_printed_again(group_broker, topic, printers):
    fill(group_broker, topic, 50)
    first = printers("--count", 120)
    assert first.process.wait(60) == 0
    second = printers()
    eventually(lambda: len(everything(first, second)) >= 50 * PARTITIONS, "not everything is printed")
    assert second.stop() == 0
    assert everything(first, second) == expected(50)
    assert "Empty" in described(group_broker) and lag(group_broker) == 0


def test_processes_share_the_partitions_and_take_over_from_each_other(group_broker, topic, printers):
    fill(group_broker, topic, 20)
    members = [printers() for _ in range(3)]
    eventually(lambda: is_stable(group_broker, members=3), "the three do not share the partitions")
    eventually(lambda: len(set(everything(*members))) == 20 * PARTITIONS, "not everything is printed")
    start = 20
    for member in members[:2]:
        assert member.stop() == 0
        fill(group_broker, topic, 20, start=start)
        start += 20
        eventually(
            lambda: len(set(everything(*members))) == start * PARTITIONS, "nobody has taken over"
        )
    assert members[2].stop() == 0
    # Whoever leaves has said how far it came: nothing comes twice.
    assert everything(*members) == expected(start)


def test_a_member_that_is_killed_is_replaced(group_broker, topic, printers):
    fill(group_broker, topic, 20)
    victim, heir = printers(), printers()
    eventually(lambda: is_stable(group_broker, members=2), "the two do not share the partitions")
    fill(group_broker, topic, 20, start=20)
    eventually(lambda: victim.read and heir.read, "not both read")
    victim.stop(signal.SIGKILL)
    fill(group_broker, topic, 20, start=40)
    eventually(lambda: len(set(everything(victim, heir))) == 60 * PARTITIONS, "nobody has taken over")
    assert heir.stop() == 0


def test_our_members_share_with_those_of_librdkafka(group_broker, topic, printers):
    fill(group_broker, topic, 20)
    ours = printers()
    other = ConsumerProtocolMember(group_broker, "g", topic)
    try:
        eventually(lambda: len(other.owned) == PARTITIONS // 2, "the partitions are not shared")
        fill(group_broker, topic, 20, start=20)

        def is_read():
            theirs = {(partition, offset) for partition, offset, _ in other.read}
            return len(theirs | set(ours.read)) == 40 * PARTITIONS

        eventually(is_read, "not everything is read")
    finally:
        other.stop()
    assert ours.stop() == 0


def test_members_go_on_when_the_broker_starts_anew(group_broker, topic, printers):
    fill(group_broker, topic, 20)
    members = [printers(), printers()]
    eventually(lambda: len(everything(*members)) >= 20 * PARTITIONS, "not everything is printed")
    time.sleep(1.5)
    group_broker.stop()
    group_broker.start()
    fill(group_broker, topic, 20, start=20)
    eventually(lambda: len(set(everything(*members))) == 40 * PARTITIONS, "not everything is printed")
    assert [member.stop() for member in members] == [0, 0]
    assert lag(group_broker) == 0


def test_what_cannot_be_said_together_with_a_group(group_broker, topic):
    for arguments in (["--partition", 0], ["--until-end"]):
        done = martlet("consume", topic, "--group", "g", *arguments, broker=group_broker, check=False)
        assert done.returncode != 0 and b"--group" in done.stderr
