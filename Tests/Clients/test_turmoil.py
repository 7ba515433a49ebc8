"""Much at once, and the broker dying or the disk filling up in the middle of it."""

import os
import pathlib
import subprocess
import threading
import time

import pytest
from support.batches import lines_batch, values
from support.wire import (
    KAFKA_STORAGE_ERROR,
    NONE,
    NOT_LEADER_OR_FOLLOWER,
    OFFSET_OUT_OF_RANGE,
    UNKNOWN_TOPIC_OR_PARTITION,
    Closed,
    Connection,
)


class Workers:
    """Threads that each do one thing again and again, on a connection that they make anew when it breaks."""

    def __init__(self, broker, *jobs):
        self.broker, self.stopping, self.failures = broker, threading.Event(), []
        self.threads = [threading.Thread(target=self._run, args=(job,)) for job in jobs]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def _run(self, job):
        while not self.stopping.is_set():
            try:
                with Connection(self.broker, timeout=5) as connection:
                    while not self.stopping.is_set():
                        job(connection)
            except (Closed, OSError):
                time.sleep(0.02)
            except Exception as error:
                self.failures.append(error)
                return


@pytest.mark.slow
def test_topics_come_and_go_while_the_broker_is_killed(new_broker):
    broker = new_broker()
    acknowledged = {}

    def churn(worker):
        numbers = iter(range(1 << 30))

        def job(connection):
            number = next(numbers)
            name = f"topic-{worker}-{number}"
            connection.create_topic(name, partitions=3)
            for count in range(3):
                answer = connection.produce(name, lines_batch(b"%d" % count))
                assert answer["errorCode"] == NONE, answer
                acknowledged[name] = count + 1
            if number % 2:
                # Whether a deletion that is not answered has happened, nobody knows.
                del acknowledged[name]
                connection.request("DeleteTopics", 5, topicNames=[name], timeoutMs=5000)

        return job

    with Workers(broker, *map(churn, range(4))) as workers:
        for _ in range(6):
            time.sleep(0.8)
            broker.kill()
            broker.start()
        time.sleep(0.5)
    assert not workers.failures, workers.failures[0]
    assert len(acknowledged) > 20
    broker.kill()
    broker.start()
    with Connection(broker) as connection:
        for name, count in acknowledged.items():
            connection.wait_for(name)
            found = values(connection.fetch(name, maxWaitMs=0)["records"])
            assert found[:count] == [(n, b"%d" % n) for n in range(count)], name
    assert broker.stop() == 0


@pytest.mark.slow
def test_a_topic_is_deleted_and_made_again_under_its_users(broker, topic, connection):
    connection.create_topic(topic, partitions=4)
    seen = set()

    def produce(worker):
        def job(own):
            seen.add(own.produce(topic, lines_batch(b"x" * 1000), partition=worker)["errorCode"])

        return job

    def fetch(worker):
        def job(own):
            fetched = own.fetch(topic, 1 << 40 if worker % 2 else 0, partition=worker, maxWaitMs=200)
            seen.add(fetched["errorCode"])

        return job

    with Workers(broker, *map(produce, range(4)), *map(fetch, range(4))) as workers:
        for _ in range(10):
            time.sleep(0.2)
            answer = connection.request("DeleteTopics", 5, topicNames=[topic], timeoutMs=5000)
            assert [a["errorCode"] for a in answer["responses"]] == [NONE]
            time.sleep(0.02)
            connection.create_topic(topic, partitions=4)
    assert not workers.failures, workers.failures[0]
    assert seen <= {NONE, OFFSET_OUT_OF_RANGE, UNKNOWN_TOPIC_OR_PARTITION, NOT_LEADER_OR_FOLLOWER}
    assert connection.produce(topic, lines_batch(b"still here"))["errorCode"] == NONE


def test_partitions_spread_over_several_directories(new_broker, tmp_path, topic):
    directories = [tmp_path / name for name in ("one", "two", "three")]
    broker = new_broker(log_dirs=",".join(map(str, directories)))
    with Connection(broker) as connection:
        connection.create_topic(topic, partitions=9)
        for partition in range(9):
            connection.produce(topic, lines_batch(b"%d" % partition), partition=partition)
    assert [len(list(directory.glob(f"{topic}-*"))) for directory in directories] == [3, 3, 3]
    for end in (broker.kill, broker.stop):
        end()
        broker.start()
        with Connection(broker) as connection:
            for partition in range(9):
                connection.wait_for(topic, partition)
                fetched = connection.fetch(topic, partition=partition)
                assert values(fetched["records"]) == [(0, b"%d" % partition)]


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 40 MB."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", tmp_path], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("needs the right to mount a file system")
    yield tmp_path
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


def test_a_full_disk_is_said_and_does_not_end_the_broker(new_broker, small_disk, topic):
    broker = new_broker(log_dirs=str(pathlib.Path(small_disk) / "data"), log_segment_delete_delay_ms=0)
    with Connection(broker, timeout=30) as connection:
        connection.create_topic(topic)
        connection.create_topic(f"{topic}-other")
        acknowledged, sent = 0, lines_batch(os.urandom(900_000))
        for _ in range(60):
            answer = connection.produce(topic, sent)
            if answer["errorCode"] != NONE:
                break
            acknowledged += 1
        assert 20 < acknowledged < 50 and answer["errorCode"] == KAFKA_STORAGE_ERROR
        fetched = connection.fetch(topic, acknowledged - 1)
        assert [offset for offset, _ in values(fetched["records"])] == [acknowledged - 1]
        # Deleting always works, and makes room.
        deleted = connection.request("DeleteTopics", 5, topicNames=[topic], timeoutMs=5000)
        assert [a["errorCode"] for a in deleted["responses"]] == [NONE]
        deadline = time.monotonic() + 10
        while connection.produce(f"{topic}-other", sent)["errorCode"] != NONE:
            assert time.monotonic() < deadline, "there is still no room"
            time.sleep(0.05)
        for _ in range(10):
            assert connection.produce(f"{topic}-other", sent)["errorCode"] == NONE
    assert "full" in broker.output
    assert broker.stop() == 0
