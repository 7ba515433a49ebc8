"""What goes by itself: by age, by size, and what was deleted."""

import time

import kafka
import pytest
from support.batches import lines_batch
from support.broker import Broker
from support.wire import NONE, OFFSET_OUT_OF_RANGE, Connection

MEGABYTE = bytes(900_000)
DAY = 86_400_000


@pytest.fixture
def keeper(new_broker):
    """A broker that looks for what may go several times a second, and removes it at once."""
    return new_broker(
        log_retention_check_interval_ms=200,
        log_initial_task_delay_ms=0,
        log_segment_delete_delay_ms=0,
        log_segment_bytes=1 << 20,
    )


def wait_until(condition, timeout=20):
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def segments(broker, topic):
    return sorted(path.name for path in broker.partition_directory(topic).glob("*.log*"))


def offsets(broker, topic):
    """Where the log starts and ends, as kafka-python sees it."""
    partition = kafka.TopicPartition(topic, 0)
    consumer = kafka.KafkaConsumer(bootstrap_servers=broker.address)
    try:
        start = consumer.beginning_offsets([partition])[partition]
        return start, consumer.end_offsets([partition])[partition]
    finally:
        consumer.close()


def test_a_log_keeps_to_its_size(keeper: Broker, topic):
    with Connection(keeper) as connection:
        connection.create_topic(topic, retention_bytes=2_000_000, retention_ms=-1)
        for _ in range(8):
            assert connection.produce(topic, lines_batch(MEGABYTE))["errorCode"] == NONE
        wait_until(lambda: len(segments(keeper, topic)) == 3)
        assert offsets(keeper, topic) == (5, 8)
        assert connection.fetch(topic, 4)["errorCode"] == OFFSET_OUT_OF_RANGE
        assert connection.fetch(topic, 5)["errorCode"] == NONE
    keeper.kill()
    keeper.start()
    assert offsets(keeper, topic) == (5, 8)


def test_what_is_old_goes_and_offsets_go_on(keeper: Broker, topic):
    week_ago = int(time.time() * 1000) - 8 * DAY
    with Connection(keeper) as connection:
        connection.create_topic(topic)
        for _ in range(3):
            assert connection.produce(topic, lines_batch(MEGABYTE, timestamp=week_ago))["errorCode"] == NONE
        wait_until(lambda: offsets(keeper, topic) == (3, 3))
        wait_until(lambda: len(segments(keeper, topic)) == 1)
        young = lines_batch(b"young", timestamp=int(time.time() * 1000))
        assert connection.produce(topic, young)["baseOffset"] == 3
    assert offsets(keeper, topic) == (3, 4)
    keeper.kill()
    keeper.start()
    assert offsets(keeper, topic) == (3, 4)


def test_the_time_may_be_changed_while_the_broker_runs(keeper: Broker, topic):
    hour_ago = int(time.time() * 1000) - 3_600_000
    with Connection(keeper) as connection:
        connection.create_topic(topic)
        assert connection.produce(topic, lines_batch(b"x", timestamp=hour_ago))["errorCode"] == NONE
        time.sleep(0.5)
        assert offsets(keeper, topic) == (0, 1)
        change = {"name": "retention.ms", "configOperation": 0, "value": "60000"}
        resource = {"resourceType": 2, "resourceName": topic, "configs": [change]}
        connection.request("IncrementalAlterConfigs", 1, resources=[resource], validateOnly=False)
    wait_until(lambda: offsets(keeper, topic) == (1, 1))


def test_the_files_of_deleted_records_go_and_the_start_stays(keeper: Broker, topic):
    with Connection(keeper) as connection:
        connection.create_topic(topic, retention_ms=-1)
        for _ in range(5):
            assert connection.produce(topic, lines_batch(MEGABYTE))["errorCode"] == NONE
        with kafka.KafkaAdminClient(bootstrap_servers=keeper.address) as admin:
            partition = kafka.TopicPartition(topic, 0)
            assert admin.delete_records({partition: 3})[partition]["low_watermark"] == 3
        wait_until(lambda: len(segments(keeper, topic)) == 2)
    keeper.kill()
    keeper.start()
    assert offsets(keeper, topic) == (3, 5)


def test_files_wait_for_their_removal_under_another_name(new_broker, topic):
    broker = new_broker(
        log_retention_check_interval_ms=200, log_initial_task_delay_ms=0, log_segment_bytes=1 << 20
    )
    with Connection(broker) as connection:
        connection.create_topic(topic, retention_bytes=1, retention_ms=-1, file_delete_delay_ms=3_000)
        for _ in range(3):
            assert connection.produce(topic, lines_batch(MEGABYTE))["errorCode"] == NONE
        wait_until(lambda: any(name.endswith(".deleted") for name in segments(broker, topic)))
        wait_until(lambda: len(segments(broker, topic)) == 1)
