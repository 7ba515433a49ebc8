"""Compaction, compression of full segments and the search for damage: what clients see of them."""

import json
import random
import threading
import time

import pytest
from kafka.admin import ConfigResource, KafkaAdminClient
from support.broker import martlet
from support.clients import CLIENTS, CONFLUENT, KAFKA_PYTHON, KCAT, client_name
from support.messages import Message
from support.wire import CORRUPT_MESSAGE, NONE, Connection

# As soon as there is something to do.
AT_ONCE = {
    "log_cleaner_backoff_ms": 50,
    "log_initial_task_delay_ms": 50,
    "log_segment_bytes": 1 << 20,
    "log_segment_delete_delay_ms": 0,
}
WORDS = b"the quick brown fox jumps over the lazy dog and keeps on running "


def text_messages(count, start=0):
    return [Message(value=b"%08d " % n + WORDS * 3) for n in range(start, start + count)]


def described(broker, topic, partition=0):
    """What `log describe` says of a partition."""
    output = martlet("log", "describe", "--topic", topic, "--json", broker=broker).stdout
    logs = [log for line in output.splitlines() for log in json.loads(line)["logs"]]
    return next((log for log in logs if log["partition"] == partition), None)


def wait_until(condition, timeout=60):
    deadline = time.monotonic() + timeout
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {timeout} s"
        time.sleep(0.05)
    return found


def set_topic_config(broker, topic, **configs):
    admin = KafkaAdminClient(bootstrap_servers=broker.address)
    try:
        configs = {name.replace("_", "."): value for name, value in configs.items()}
        admin.alter_configs([ConfigResource("TOPIC", topic, configs=configs)])
    finally:
        admin.close()


def read_to(client, broker, topic, end):
    """All messages up to the one before `end`, which is there; others may have been compacted away."""
    if client is KCAT:
        return client.consume(broker, topic, end)
    if client is CONFLUENT:
        return _read_to_with_confluent(broker, topic, end)
    return _read_to_with_kafka_python(broker, topic, end)


def _read_to_with_confluent(broker, topic, end):
    import confluent_kafka

    consumer = CONFLUENT.consumer(broker)
    try:
        consumer.assign([confluent_kafka.TopicPartition(topic, 0, confluent_kafka.OFFSET_BEGINNING)])
        found, deadline = [], time.monotonic() + 60
        while not found or found[-1].offset < end - 1:
            assert time.monotonic() < deadline, f"not at offset {end} within 60 s"
            for message in consumer.consume(100_000, timeout=0.2):
                assert message.error() is None, message.error()
                found.append(CONFLUENT._message(message))
        return found
    finally:
        consumer.close()


def _read_to_with_kafka_python(broker, topic, end):
    import kafka

    consumer = KAFKA_PYTHON.consumer(broker)
    try:
        consumer.assign([kafka.TopicPartition(topic, 0)])
        consumer.seek_to_beginning()
        found, deadline = [], time.monotonic() + 60
        while not found or found[-1].offset < end - 1:
            assert time.monotonic() < deadline, f"not at offset {end} within 60 s"
            for messages in consumer.poll(timeout_ms=500).values():
                found += map(KAFKA_PYTHON._message, messages)
        return found
    finally:
        consumer.close()


def is_recompressed(log):
    """Every full segment was looked at, and none is left to look at."""
    figures = log.get("recompression")
    return figures is not None and log["segments"] > 1 and figures["segments"] == log["segments"] - 1


# MARK: Recompression


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
def test_all_clients_see_the_same_before_and_after_recompression(new_broker, topic, codec):
    broker = new_broker(**AT_ONCE)
    with Connection(broker) as connection:
        connection.create_topic(topic)
    count = 0
    for produced_with in ["none", "lz4", "none"]:
        CONFLUENT.produce(broker, topic, text_messages(8_000, count), codec=produced_with)
        count += 8_000
    before = {client.name: read_to(client, broker, topic, count) for client in CLIENTS}
    assert described(broker, topic)["bytes"] > 3 << 20

    set_topic_config(broker, topic, martlet_segment_compression_type=codec)
    log = wait_until(lambda: (now := described(broker, topic)) and is_recompressed(now) and now)
    figures = log["recompression"]
    assert figures["codec"] == codec
    assert figures["rewrittenSegments"] > 0
    assert figures["rewrittenBytes"] < figures["rewrittenBytesBefore"] / 2
    assert log["endOffset"] == count
    for client in CLIENTS:
        assert read_to(client, broker, topic, count) == before[client.name], client.name

    assert broker.stop() == 0
    broker.start()
    assert CONFLUENT.consume(broker, topic, count) == before["confluent"]
    broker.kill()
    broker.start()
    assert KCAT.consume(broker, topic, count) == before["kcat"]


def test_the_codec_of_full_segments_is_a_configuration_like_others(broker, connection, topic):
    name = "martlet.segment.compression.type"
    connection.create_topic(topic)
    admin = KafkaAdminClient(bootstrap_servers=broker.address)
    try:
        asked = [ConfigResource("TOPIC", topic, configs=[name])]
        found = admin.describe_configs(asked, config_filter="all")["topic"][topic][name]
        assert found["value"] == "none"
        admin.alter_configs([ConfigResource("TOPIC", topic, configs={name: "zstd"})])
        assert admin.describe_configs(asked)["topic"][topic][name]["value"] == "zstd"
        refused = admin.alter_configs([ConfigResource("TOPIC", topic, configs={name: "producer"})])
        assert f"Invalid value producer for configuration {name}" in str(refused)
    finally:
        admin.close()


# MARK: Compaction


def keyed_messages(count, keys, start=0):
    return [
        Message(key=b"key-%d" % (n % keys), value=b"%08d " % n + WORDS * 3)
        for n in range(start, start + count)
    ]


def latest(messages):
    """What a reader that keeps the last value of each key ends with."""
    table = {}
    for message in messages:
        if message.value is None:
            table.pop(message.key, None)
        else:
            table[message.key] = message.value
    return table


def create_compacted(broker, topic, **configs):
    with Connection(broker) as connection:
        connection.create_topic(
            topic, cleanup_policy="compact", min_cleanable_dirty_ratio="0.01", **configs
        )


@pytest.mark.parametrize("client", CLIENTS, ids=client_name)
def test_the_last_value_of_each_key_outlives_compaction(new_broker, topic, client):
    broker = new_broker(**AT_ONCE)
    create_compacted(broker, topic)
    messages = keyed_messages(24_000, keys=100)
    CONFLUENT.produce(broker, topic, messages)
    log = wait_until(
        lambda: (now := described(broker, topic)) and now["bytes"] < 2 << 20 and now,
    )
    assert log["endOffset"] == len(messages)
    assert log["compaction"]["firstDirtyOffset"] > 0
    found = read_to(client, broker, topic, len(messages))
    assert len(found) < len(messages) / 2
    offsets = [message.offset for message in found]
    assert offsets == sorted(set(offsets))
    for message in found:
        assert message.content == messages[message.offset].content
    assert latest(found) == latest(messages)
    broker.kill()
    broker.start()
    assert latest(read_to(client, broker, topic, len(messages))) == latest(messages)


def test_deleted_keys_go_and_so_do_their_tombstones(new_broker, topic):
    broker = new_broker(**AT_ONCE)
    create_compacted(broker, topic, delete_retention_ms="0")
    messages = keyed_messages(6_000, keys=50)
    messages += [Message(key=b"key-%d" % n, value=None) for n in range(25)]
    # What fills the segment behind the tombstones has other keys.
    messages += [Message(key=b"other-%d" % (n % 50), value=WORDS * 4) for n in range(20_000)]
    CONFLUENT.produce(broker, topic, messages)
    expected = latest(messages)
    assert len(expected) == 75

    def is_gone():
        # Another record, so that there is always something to compact.
        CONFLUENT.produce(broker, topic, [Message(key=b"other-0", value=WORDS * 4)] * 3_000)
        end = described(broker, topic)["endOffset"]
        found = read_to(CONFLUENT, broker, topic, end)
        assert latest(found).keys() == expected.keys()
        return not any(message.value is None for message in found)

    wait_until(is_gone)


def test_compacted_and_compressed_at_the_same_time(new_broker, topic):
    broker = new_broker(**AT_ONCE)
    create_compacted(broker, topic, martlet_segment_compression_type="zstd")
    messages = keyed_messages(40_000, keys=2_000)
    CONFLUENT.produce(broker, topic, messages)
    wait_until(lambda: (now := described(broker, topic)) and is_recompressed(now))
    for client in CLIENTS:
        assert latest(read_to(client, broker, topic, len(messages))) == latest(messages), client.name


# MARK: Crashes


@pytest.mark.slow
def test_nothing_is_lost_when_the_broker_is_killed_at_work(new_broker, topic):
    broker = new_broker(**AT_ONCE)
    create_compacted(broker, topic, martlet_segment_compression_type="lz4")
    with Connection(broker) as connection:
        connection.create_topic(topic + "-kept", martlet_segment_compression_type="zstd")
    chance = random.Random(7)
    acknowledged = []
    kept = []
    for _ in range(6):
        more = keyed_messages(6_000, keys=500, start=len(acknowledged))
        CONFLUENT.produce(broker, topic, more)
        acknowledged += more
        more = text_messages(6_000, len(kept))
        CONFLUENT.produce(broker, topic + "-kept", more)
        kept += more
        time.sleep(chance.random())
        broker.kill()
        broker.start()
        found = read_to(CONFLUENT, broker, topic, len(acknowledged))
        assert latest(found) == latest(acknowledged)
        found = CONFLUENT.consume(broker, topic + "-kept", len(kept))
        assert [m.value for m in found] == [m.value for m in kept]
        assert [m.offset for m in found] == list(range(len(kept)))
    assert broker.stop() == 0


@pytest.mark.slow
def test_readers_and_writers_go_on_during_the_work(new_broker, topic):
    broker = new_broker(**AT_ONCE)
    with Connection(broker) as connection:
        connection.create_topic(topic, martlet_segment_compression_type="zstd", compression_zstd_level="9")
    stopping = threading.Event()
    failures = []

    def read():
        try:
            while not stopping.is_set():
                found = CONFLUENT.consume(broker, topic, 5_000)
                assert [m.value for m in found] == [m.value for m in text_messages(5_000)]
        except BaseException as error:
            failures.append(error)

    CONFLUENT.produce(broker, topic, text_messages(10_000))
    reader = threading.Thread(target=read)
    reader.start()
    try:
        for start in range(10_000, 50_000, 10_000):
            CONFLUENT.produce(broker, topic, text_messages(10_000, start))
        wait_until(lambda: (now := described(broker, topic)) and is_recompressed(now))
    finally:
        stopping.set()
        reader.join()
    assert not failures, failures[0]
    assert [m.value for m in CONFLUENT.consume(broker, topic, 50_000)] == [
        m.value for m in text_messages(50_000)
    ]


def test_a_topic_is_deleted_and_the_broker_stopped_in_the_middle_of_the_work(new_broker, topic):
    # So slow that it would not end.
    broker = new_broker(**AT_ONCE, martlet_recompression_io_max_bytes_per_second=1000)
    names = [f"{topic}-{n}" for n in range(2)]
    for name in names:
        with Connection(broker) as connection:
            connection.create_topic(name, martlet_segment_compression_type="zstd")
        CONFLUENT.produce(broker, name, text_messages(8_000))
    time.sleep(0.5)
    for name in names[:1]:
        with Connection(broker) as connection:
            connection.request("DeleteTopics", 5, topicNames=[name], timeoutMs=5000)
    assert broker.stop() == 0
    assert not list(broker.data.glob("*/*.cleaned")) and not list(broker.data.glob("*/*.swap"))
    broker.start()
    assert [m.value for m in CONFLUENT.consume(broker, names[1], 8_000)] == [
        m.value for m in text_messages(8_000)
    ]


# MARK: Scrubbing


def test_damage_is_found_before_a_reader_finds_it(new_broker, topic):
    broker = new_broker(**AT_ONCE, martlet_scrub_bytes_per_second=1 << 30)
    with Connection(broker) as connection:
        connection.create_topic(topic)
    CONFLUENT.produce(broker, topic, text_messages(12_000), batch_num_messages=500)
    assert described(broker, topic)["corruptRanges"] == []
    assert broker.stop() == 0
    path = sorted(broker.partition_directory(topic).glob("*.log"))[0]
    with open(path, "r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    broker.start()
    (corrupt,) = wait_until(lambda: described(broker, topic)["corruptRanges"])
    assert corrupt["file"] == str(path)
    first, end = corrupt["firstOffset"], corrupt["endOffset"]
    assert 0 < first < end < 12_000
    with Connection(broker) as connection:
        assert connection.fetch(topic, first)["errorCode"] == CORRUPT_MESSAGE
        assert connection.fetch(topic, 0)["errorCode"] == NONE
        assert connection.fetch(topic, end)["errorCode"] == NONE
    assert "corrupt" in broker.output
    text = martlet("log", "describe", "--topic", topic, broker=broker).stdout.decode()
    assert f"{first} up to {end}" in text
