"""Disks that fill up, and directories that cannot be used."""

import subprocess
import time

import confluent_kafka
import pytest
from confluent_kafka.admin import AdminClient, NewTopic
from kafka.admin import KafkaAdminClient
from support.batches import lines_batch, values
from support.broker import StartFailed
from support.wire import KAFKA_STORAGE_ERROR, NONE, Connection

SMALL, SIZE = 40_000_000, 40_000


@pytest.fixture
def small_disk(tmp_path):
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", tmp_path], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("needs the right to mount a file system")
    yield tmp_path
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


@pytest.mark.slow
def test_a_producer_is_slowed_then_refused_and_goes_on_when_records_are_deleted(
    new_broker, small_disk, topic
):
    broker = new_broker(
        log_dirs=str(small_disk / "data"),
        log_segment_bytes=1 << 20,
        log_segment_delete_delay_ms=0,
        log_retention_check_interval_ms=200,
        log_initial_task_delay_ms=0,
    )
    delays, outcomes = [], []
    producer = confluent_kafka.Producer(
        {
            "bootstrap.servers": broker.address,
            "retries": 0,
            "linger.ms": 0,
            "batch.num.messages": 1,
            "throttle_cb": lambda event: delays.append(event.throttle_time),
        }
    )

    def send():
        """The error of a message, or None."""
        producer.produce(topic, bytes(SIZE), on_delivery=lambda error, _: outcomes.append(error))
        assert producer.flush(30) == 0
        return outcomes[-1]

    began = time.monotonic()
    while (error := send()) is None:
        assert len(outcomes) * SIZE < SMALL
    assert error.code() == confluent_kafka.KafkaError.KAFKA_STORAGE_ERROR
    taken = len(outcomes) - 1
    assert taken * SIZE > SMALL * 0.9
    # First none, then ever more, and the broker does not listen for as long; a little for who is refused.
    refused = delays.pop()
    assert len(delays) >= 3 and delays == sorted(delays) and delays[-1] >= 0.9 > delays[0] > refused, delays
    assert time.monotonic() - began > sum(delays) / 2

    admin = AdminClient({"bootstrap.servers": broker.address})
    (deletion,) = admin.delete_records([confluent_kafka.TopicPartition(topic, 0, taken - 10)]).values()
    assert deletion.result(30).low_watermark == taken - 10
    deadline = time.monotonic() + 20
    while send() is not None:
        assert time.monotonic() < deadline, "there is still no room"
        time.sleep(0.1)
    with Connection(broker) as connection:
        fetched = connection.fetch(topic, taken, maxWaitMs=0)
        assert [offset for offset, _ in values(fetched["records"])][0] == taken
    assert broker.output.count("the disk is full") == 1
    assert broker.stop() == 0


@pytest.fixture
def two_directories(new_broker, tmp_path, topic):
    """A broker with a partition in each of two directories, which has stopped; the second is not the one of
    the metadata log."""
    directories = [tmp_path / name for name in ("first", "second")]
    broker = new_broker(log_dirs=",".join(map(str, directories)))
    with Connection(broker) as connection:
        connection.create_topic(topic, partitions=2)
        for partition in range(2):
            assert connection.produce(topic, lines_batch(b"kept"), partition=partition)["errorCode"] == NONE
    assert broker.stop() == 0
    return broker, directories


def errors(broker, topic):
    """What a produce to each of the partitions is answered."""
    with Connection(broker) as connection:
        answers = [connection.produce(topic, lines_batch(b"x"), partition=p) for p in range(2)]
    return sorted(answer["errorCode"] for answer in answers)


def damage_properties(directory):
    (directory / "meta.properties").write_text("nonsense")


def damage_checkpoint(directory):
    (directory / "replication-offset-checkpoint").write_text("nonsense")


def leave_an_empty_place(directory):
    directory.rename(directory.with_name("elsewhere"))
    directory.mkdir()


@pytest.mark.parametrize("damage", [damage_properties, damage_checkpoint, leave_an_empty_place])
def test_a_directory_that_cannot_be_used_is_left_out(two_directories, topic, damage):
    broker, (first, second) = two_directories
    damage(second)
    broker.start()
    assert errors(broker, topic) == [NONE, KAFKA_STORAGE_ERROR]
    with KafkaAdminClient(bootstrap_servers=broker.address) as admin:
        (answer,) = admin.describe_log_dirs()
    states = {directory["log_dir"]: directory["error_code"] for directory in answer["log_dirs"]}
    assert states == {str(first): NONE, str(second): KAFKA_STORAGE_ERROR}
    assert str(second) in broker.output
    with Connection(broker) as connection:
        connection.create_topic(f"{topic}-new")
        assert connection.produce(f"{topic}-new", lines_batch(b"x"))["errorCode"] == NONE
    assert broker.stop() == 0


@pytest.mark.parametrize("is_place_left", [True, False])
def test_a_directory_that_vanishes_is_out_of_service(two_directories, topic, is_place_left):
    broker, (_, second) = two_directories
    broker.settings["log.initial.task.delay.ms"] = 0
    broker.settings["replica.high.watermark.checkpoint.interval.ms"] = 200
    broker.start()
    assert errors(broker, topic) == [NONE, NONE]
    # As an unmounted disk does it, or somebody with rm.
    leave_an_empty_place(second)
    if not is_place_left:
        second.rmdir()
    deadline = time.monotonic() + 30
    while errors(broker, topic) != [NONE, KAFKA_STORAGE_ERROR]:
        assert time.monotonic() < deadline, "what nobody would find again is still taken"
        time.sleep(0.1)
    with Connection(broker) as connection:
        connection.create_topic(f"{topic}-new", partitions=2)
        for partition in range(2):
            answer = connection.produce(f"{topic}-new", lines_batch(b"x"), partition=partition)
            assert answer["errorCode"] == NONE
    assert broker.output.count("A log directory has failed") == 1
    assert broker.stop() == 0
    assert (list(second.iterdir()) == []) if is_place_left else not second.exists()


def test_a_disk_that_is_mounted_again_has_its_partitions(two_directories, topic):
    broker, (_, second) = two_directories
    leave_an_empty_place(second)
    broker.start()
    assert errors(broker, topic) == [NONE, KAFKA_STORAGE_ERROR]
    assert broker.stop() == 0
    second.rmdir()
    second.with_name("elsewhere").rename(second)
    broker.start()
    assert errors(broker, topic) == [NONE, NONE]


@pytest.mark.parametrize("damage", [damage_properties, damage_checkpoint])
def test_there_is_no_start_without_the_metadata(two_directories, damage):
    broker, (first, _) = two_directories
    damage(first)
    with pytest.raises(StartFailed, match=f"cannot start: {first}"):
        broker.start()
    assert broker.process.returncode == 1


@pytest.mark.slow
def test_the_partitions_of_a_directory_that_fails_are_led_by_others_and_the_rest_stays(new_cluster, topic):
    cluster = new_cluster(
        brokers=3, replica_high_watermark_checkpoint_interval_ms=200, log_initial_task_delay_ms=0
    )
    assert cluster.stop() == [0, 0, 0]
    for node in cluster.nodes:
        node.settings = {**node.settings, "log.dirs": f"{node.data},{node.home / 'second'}"}
    cluster.start()
    admin = AdminClient({"bootstrap.servers": cluster.address})
    new = NewTopic(topic, 24, 3, config={"min.insync.replicas": "2"})
    admin.create_topics([new])[topic].result(30)

    def partitions():
        return admin.list_topics(topic, timeout=10).topics[topic].partitions

    def produce(text):
        producer = confluent_kafka.Producer({"bootstrap.servers": cluster.address, "acks": "all"})
        failed = []
        for number in range(24):
            producer.produce(
                topic, text, partition=number, on_delivery=lambda e, _: failed.append(e) if e else None
            )
        assert producer.flush(60) == 0 and failed == []

    cluster.wait(lambda: all(len(each.isrs) == 3 for each in partitions().values()), 30, "all in sync")
    produce(b"before")

    def in_second(node):
        return {number for number in range(24) if (node.home / "second" / f"{topic}-{number}").is_dir()}

    def leads(node, numbers):
        return any(partitions()[number].leader == node.id for number in numbers)

    # Which partitions are in which directory is the broker's choice.
    node = next(node for node in cluster.nodes if leads(node, in_second(node)))
    second, lost = node.home / "second", in_second(node)
    assert len(lost) < 24
    kept = [n for n, each in partitions().items() if n not in lost and each.leader == node.id]
    # As a disk that is not there any more: what is to be written there cannot be.
    second.rename(node.home / "elsewhere")
    second.write_text("no directory")

    def others_lead():
        now = partitions()
        return all(now[n].leader not in (-1, node.id) and node.id not in now[n].isrs for n in lost)

    cluster.wait(others_lead, 30, "others lead what was in the directory")
    now = partitions()
    assert all(now[number].leader == node.id for number in kept)
    assert all(len(each.isrs) == 3 for number, each in now.items() if number not in lost)
    assert node.is_running
    produce(b"meanwhile")
    assert node.stop() == 0
    second.unlink()
    (node.home / "elsewhere").rename(second)
    cluster.restart(node)
    cluster.wait(lambda: all(len(each.isrs) == 3 for each in partitions().values()), 30, "all in sync again")
    produce(b"after")
    cluster.stop()
    logs = [
        {
            number: b"".join(
                path.read_bytes() for path in sorted(each.home.glob(f"*/{topic}-{number}/*.log"))
            )
            for number in range(12)
        }
        for each in cluster.nodes
    ]
    assert logs[0] == logs[1] == logs[2] and all(b"meanwhile" in log for log in logs[0].values())
