"""Whatever comes in: Kafka's error or a closed connection, bounded memory, and no effect on others."""

import gzip
import random
import struct
import time
import zlib

import pytest
from support.batches import batch, lines_batch, record, values, zigzag
from support.clients import CONFLUENT
from support.messages import Message, lines
from support.schema import APIS, NO_ID
from support.wire import (
    CORRUPT_MESSAGE,
    INVALID_RECORD,
    INVALID_REQUIRED_ACKS,
    INVALID_TIMESTAMP,
    MESSAGE_TOO_LARGE,
    NONE,
    UNKNOWN_TOPIC_ID,
    UNKNOWN_TOPIC_OR_PARTITION,
    UNSUPPORTED_COMPRESSION_TYPE,
    Closed,
    Connection,
    header,
)
from test_versions import SERVED, arguments


@pytest.fixture(autouse=True)
def others_are_unaffected(broker):
    """After whatever a test did, the broker answers a new client at once."""
    yield
    began = time.monotonic()
    with Connection(broker) as other:
        assert other.request("ApiVersions", 0)["errorCode"] == NONE
    assert time.monotonic() - began < 5


class Growth:
    """How much more memory the broker holds than at the beginning."""

    def __init__(self, broker):
        self.broker, self.before = broker, broker.resident_megabytes

    @property
    def megabytes(self):
        return self.broker.resident_megabytes - self.before


# Frames


@pytest.mark.parametrize("size", [-1, -(2**31), 2**31 - 1, 104_857_601, 0x47455420])
def test_a_frame_size_that_is_negative_or_too_large_closes_the_connection(broker, size):
    growth = Growth(broker)
    with Connection(broker) as connection:
        connection.send(struct.pack(">i", size) + b"x" * 100)
        assert connection.is_closed()
    assert growth.megabytes < 20


@pytest.mark.parametrize("size", range(8))
def test_a_frame_too_small_for_a_header_closes_the_connection(broker, size):
    with Connection(broker) as connection:
        connection.send_frame(b"\0" * size)
        assert connection.is_closed()


def test_memory_follows_the_bytes_that_arrive(broker):
    growth = Growth(broker)
    connections = [Connection(broker) for _ in range(100)]
    for connection in connections:
        connection.send(struct.pack(">i", 100_000_000) + header(0, 9) + b"x" * 1000)
    time.sleep(1)
    assert growth.megabytes < 60
    for connection in connections:
        connection.socket.close()


def test_requests_cut_short_by_a_client_that_leaves(broker, topic, connection):
    topic_id = connection.create_topic(topic)
    body = APIS["Produce"].request.encode(arguments("Produce", topic, topic_id, 9), 9)
    frame = struct.pack(">i", len(body) + 15) + header(0, 9) + body
    for length in range(0, len(frame) - 1, 7):
        with Connection(broker) as leaving:
            leaving.send(frame[:length])
    assert connection.fetch(topic, maxWaitMs=0)["highWatermark"] == 0


def test_a_request_that_comes_a_byte_at_a_time(broker):
    with Connection(broker) as connection:
        body = header(18, 0)
        for byte in struct.pack(">i", len(body)) + body:
            connection.send(bytes([byte]))
            time.sleep(0.002)
        assert len(connection.receive_frame()) > 10


def answered_or_closed(connection):
    """One frame or the end; a request that is neither would be one that hangs."""
    try:
        return connection.receive_frame()
    except Closed:
        return None


def test_random_frames(broker):
    growth = Growth(broker)
    numbers = random.Random(4711)
    for _ in range(300):
        with Connection(broker) as connection:
            connection.send_frame(numbers.randbytes(numbers.choice([8, 12, 40, 300, 5000])))
            answered_or_closed(connection)
    assert growth.megabytes < 40


def test_random_bodies_after_a_good_header(broker):
    growth = Growth(broker)
    numbers = random.Random(1147)
    for name in SERVED:
        api = APIS[name]
        for version in {api.versions.first, api.versions.last}:
            for size in (0, 1, 20, 400):
                with Connection(broker) as connection:
                    start = header(api.key, version)
                    connection.send_frame(start + numbers.randbytes(size))
                    answered_or_closed(connection)
    assert growth.megabytes < 40


@pytest.mark.parametrize("name", [name for name in SERVED if name != "ApiVersions"])
def test_a_body_cut_short_closes_the_connection(broker, connection, topic, name):
    topic_id = connection.create_topic(topic)
    api = APIS[name]
    for version in (api.versions.first, api.versions.last - (name == "InitProducerId")):
        body = api.request.encode(arguments(name, topic, topic_id, version), version)
        for length in sorted({0, 1, len(body) // 2, len(body) - 1} & set(range(len(body)))):
            with Connection(broker) as cut:
                cut.send_frame(header(api.key, version) + body[:length])
                assert cut.is_closed(), (version, length)


@pytest.mark.parametrize("name", SERVED)
def test_counts_and_lengths_that_cannot_be(broker, connection, topic, name):
    """Each place of a good request in turn holds a huge number."""
    topic_id = connection.create_topic(topic)
    growth = Growth(broker)
    api = APIS[name]
    for version in (api.versions.first, api.versions.last - (name == "InitProducerId")):
        body = api.request.encode(arguments(name, topic, topic_id, version), version)
        huge = b"\xff\xff\xff\xff\x07" if version in api.flexible else b"\x7f\xff\xff\xff"
        for position in range(0, min(len(body), 60), 3):
            with Connection(broker, timeout=30) as connection:
                connection.send_frame(
                    header(api.key, version) + body[:position] + huge + body[position + 4 :]
                )
                answered_or_closed(connection)
    assert growth.megabytes < 40


@pytest.mark.parametrize("key", [-1, 4, 7, 93, 9999, 10001, 10005, 32767])
def test_an_unknown_api_closes_the_connection(broker, key):
    with Connection(broker) as connection:
        connection.send_frame(header(key, 0) + b"\0" * 20)
        assert connection.is_closed()


def test_text_of_another_protocol_closes_the_connection(broker):
    with Connection(broker) as connection:
        connection.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.is_closed()


# Batches


def gzip_batch(content, count):
    return batch([], attributes=1, records=gzip.compress(content), count=count, last_offset_delta=count - 1)


ONE = [Message(b"value", b"key")]
GOOD = record(ONE[0], 0)
STRUCTURE = {CORRUPT_MESSAGE, INVALID_RECORD}
DAMAGED = {
    "a wrong checksum": (batch(ONE, crc=1), {CORRUPT_MESSAGE}),
    "one bit flipped": (batch(ONE)[:-3] + b"\xff" + batch(ONE)[-2:], {CORRUPT_MESSAGE}),
    "two batches": (batch(ONE) + batch(ONE), {INVALID_RECORD}),
    "no batch": (b"", {INVALID_RECORD}),
    "null": (None, {INVALID_RECORD, CORRUPT_MESSAGE}),
    "magic 1": (batch(ONE, magic=1), STRUCTURE),
    "magic 3": (batch(ONE, magic=3), STRUCTURE),
    "half a header": (batch(ONE)[:30], STRUCTURE),
    "cut short": (batch(ONE)[:-1], STRUCTURE),
    "a length too long": (batch(ONE, length=10_000), STRUCTURE),
    "a length too short": (batch(ONE, length=48), STRUCTURE),
    "a negative length": (batch(ONE, length=-5), STRUCTURE),
    "a huge length": (batch(ONE, length=2**31 - 1), STRUCTURE | {MESSAGE_TOO_LARGE}),
    "a base offset": (batch(ONE, base_offset=5), {INVALID_RECORD}),
    "a count of none": (batch([], records=b"", last_offset_delta=-1), STRUCTURE),
    "a negative count": (batch(ONE, count=-1), STRUCTURE),
    "a huge count": (batch(ONE, count=2**31 - 1, last_offset_delta=2**31 - 2), STRUCTURE),
    "a count too high": (batch(ONE, count=2, last_offset_delta=1), STRUCTURE),
    "a count too low": (batch(ONE * 2, count=1, last_offset_delta=0), STRUCTURE),
    "a last offset that does not fit the count": (batch(ONE, last_offset_delta=3), {INVALID_RECORD}),
    "a control batch": (batch(ONE, attributes=0x20), {INVALID_RECORD}),
    "a log append time": (batch(ONE, attributes=0x08), {INVALID_TIMESTAMP}),
    "a time far ahead": (batch(ONE, timestamp=int(time.time() * 1000) + 10_000_000), {INVALID_TIMESTAMP}),
    "a producer without a sequence": (batch(ONE, producer_id=5, producer_epoch=0), {INVALID_RECORD}),
    "a record that is too long": (batch(ONE, records=zigzag(500) + GOOD[1:]), STRUCTURE),
    "a record of negative length": (batch(ONE, records=zigzag(-3) + GOOD[1:]), STRUCTURE),
    "a key of negative length": (batch(ONE, records=b"\x14\0\0\0" + zigzag(-7) + b"x" * 10), STRUCTURE),
    "a number without end": (batch(ONE, records=b"\xff" * 20), STRUCTURE),
    "a huge number of headers": (
        batch(ONE, records=zigzag(11) + b"\0\0\0\1\1" + zigzag(2**31 - 1) + b"\0"),
        STRUCTURE,
    ),
    "gzip of nothing": (gzip_batch(b"", 1), STRUCTURE),
    "not gzip": (batch(ONE, attributes=1), STRUCTURE | {UNSUPPORTED_COMPRESSION_TYPE}),
    "not snappy": (batch(ONE, attributes=2), STRUCTURE | {UNSUPPORTED_COMPRESSION_TYPE}),
    "not lz4": (batch(ONE, attributes=3), STRUCTURE | {UNSUPPORTED_COMPRESSION_TYPE}),
    "not zstd": (batch(ONE, attributes=4), STRUCTURE | {UNSUPPORTED_COMPRESSION_TYPE}),
    "gzip cut short": (
        batch([], attributes=1, records=gzip.compress(GOOD)[:-9], count=1, last_offset_delta=0),
        STRUCTURE,
    ),
    "a deflate stream": (
        batch([], attributes=1, records=zlib.compress(GOOD), count=1, last_offset_delta=0),
        STRUCTURE,
    ),
    "too large": (batch([Message(b"x" * 1_100_000)], crc=0), {MESSAGE_TOO_LARGE, CORRUPT_MESSAGE}),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_batch_is_refused_and_leaves_no_trace(connection, topic, damage):
    sent, errors = DAMAGED[damage]
    connection.create_topic(topic)
    for version in (3, 9, 13):
        answer = connection.produce(topic, sent, version=version)
        assert answer["errorCode"] in errors, (version, answer)
        assert answer["baseOffset"] == -1
    assert connection.fetch(topic, maxWaitMs=0)["highWatermark"] == 0
    assert connection.produce(topic, lines_batch(b"good"))["baseOffset"] == 0


@pytest.mark.parametrize("codec", [5, 6, 7])
def test_a_codec_that_does_not_exist(connection, topic, codec):
    connection.create_topic(topic)
    assert connection.produce(topic, batch(ONE, attributes=codec))["errorCode"] != NONE
    assert connection.fetch(topic, maxWaitMs=0)["highWatermark"] == 0


def test_zstd_needs_produce_version_7(connection, topic):
    connection.create_topic(topic)
    answer = connection.produce(topic, batch(ONE, attributes=4), version=6)
    assert answer["errorCode"] == UNSUPPORTED_COMPRESSION_TYPE


def test_each_bad_record_is_named(connection, topic):
    connection.create_topic(topic, cleanup_policy="compact")
    sent = [Message(b"a", b"key"), Message(b"b"), Message(b"c", b"key"), Message(b"d")]
    answer = connection.produce(topic, batch(sent))
    assert answer["errorCode"] == INVALID_RECORD
    assert [error["batchIndex"] for error in answer["recordErrors"]] == [1, 3]
    assert answer["errorMessage"]


def test_offset_deltas_out_of_step_are_put_right(connection, topic):
    connection.create_topic(topic)
    crooked = record(Message(b"a"), 0) + record(Message(b"b"), 5) + record(Message(b"c"), 2)
    answer = connection.produce(topic, batch([], records=crooked, count=3, last_offset_delta=2))
    assert answer["errorCode"] == NONE
    assert values(connection.fetch(topic)["records"]) == [(0, b"a"), (1, b"b"), (2, b"c")]


def test_a_torn_batch_behind_a_whole_one_is_cut_off(connection, topic):
    connection.create_topic(topic)
    assert connection.produce(topic, batch(ONE) + batch(ONE)[:7])["errorCode"] == NONE
    assert values(connection.fetch(topic)["records"]) == [(0, b"value")]


def test_a_bomb_does_not_fill_the_memory(broker, connection, topic):
    connection.create_topic(topic)
    bomb = gzip.compress(b"\0" * 300_000_000, 9)
    assert len(bomb) < 1_000_000
    growth = Growth(broker)
    sent = batch([], attributes=1, records=bomb, count=1, last_offset_delta=0)
    for _ in range(3):
        assert connection.produce(topic, sent)["errorCode"] != NONE
    # A large record that is what it says is taken or refused, in bounded memory too.
    large = record(Message(b"\0" * 200_000_000), 0)
    sent = batch([], attributes=1, records=gzip.compress(large, 9), count=1, last_offset_delta=0)
    connection.produce(topic, sent)
    assert growth.megabytes < 300


# Requests


def test_produce_to_what_is_not_there(connection, topic):
    answer = connection.produce("no-such-topic", lines_batch(b"x"))
    assert answer["errorCode"] == UNKNOWN_TOPIC_OR_PARTITION
    connection.create_topic(topic)
    for partition in (1, -1, 2**31 - 1):
        answer = connection.produce(topic, lines_batch(b"x"), partition=partition)
        assert answer["errorCode"] == UNKNOWN_TOPIC_OR_PARTITION
    part = {"index": 0, "records": lines_batch(b"x")}
    data = [{"topicId": NO_ID, "partitionData": [part]}]
    answer = connection.request("Produce", 13, acks=1, timeoutMs=1000, topicData=data)
    assert answer["responses"][0]["partitionResponses"][0]["errorCode"] == UNKNOWN_TOPIC_ID


@pytest.mark.parametrize("acks", [2, -2, 32767])
def test_acks_that_do_not_exist(connection, topic, acks):
    connection.create_topic(topic)
    assert connection.produce(topic, lines_batch(b"x"), acks=acks)["errorCode"] == INVALID_REQUIRED_ACKS


def test_acks_0_gets_no_answer_and_on_an_error_a_closed_connection(broker, topic):
    with Connection(broker) as connection:
        connection.create_topic(topic)
        connection.produce(topic, lines_batch(b"x"), acks=0)
        # The next answer is the next request's.
        assert connection.fetch(topic)["highWatermark"] == 1
        connection.produce(topic, lines_batch(b"x", crc=1), acks=0)
        assert connection.is_closed()


def test_one_bad_partition_does_not_spoil_the_others(connection, topic):
    connection.create_topic(topic, partitions=3)
    parts = [
        {"index": 0, "records": lines_batch(b"x")},
        {"index": 1, "records": lines_batch(b"x", crc=1)},
        {"index": 2, "records": lines_batch(b"x")},
        {"index": 3, "records": lines_batch(b"x")},
    ]
    data = [{"name": topic, "partitionData": parts}]
    answer = connection.request("Produce", 9, acks=-1, timeoutMs=5000, topicData=data)
    found = {p["index"]: p["errorCode"] for p in answer["responses"][0]["partitionResponses"]}
    assert found == {0: NONE, 1: CORRUPT_MESSAGE, 2: NONE, 3: UNKNOWN_TOPIC_OR_PARTITION}


# Clients that misbehave


def test_clients_that_connect_and_say_nothing(broker, topic):
    growth = Growth(broker)
    silent = [Connection(broker) for _ in range(300)]
    began = time.monotonic()
    CONFLUENT.produce(broker, topic, lines(1000))
    assert len(CONFLUENT.consume(broker, topic, 1000)) == 1000
    assert time.monotonic() - began < 10
    assert growth.megabytes < 60
    for connection in silent:
        connection.socket.close()


def test_a_silent_connection_is_closed_in_time(new_broker):
    broker = new_broker(connections_max_idle_ms=1000)
    with Connection(broker) as silent, Connection(broker) as talking:
        for _ in range(6):
            time.sleep(0.3)
            talking.request("ApiVersions", 0)
        assert silent.is_closed(within=5)
        talking.request("ApiVersions", 0)


def test_an_address_has_only_so_many_connections(new_broker):
    broker = new_broker(max_connections_per_ip=5)
    allowed = [Connection(broker) for _ in range(5)]
    for connection in allowed:
        connection.request("ApiVersions", 0)
    with Connection(broker) as one_too_many:
        assert one_too_many.is_closed()
    allowed.pop().socket.close()
    time.sleep(0.3)
    with Connection(broker) as connection:
        connection.request("ApiVersions", 0)


def test_clients_that_fetch_and_read_nothing(broker, topic, connection):
    connection.create_topic(topic)
    CONFLUENT.produce(broker, topic, [Message(b"%d" % n * 100_000) for n in range(200)], codec="none")
    growth = Growth(broker)
    part = {"partition": 0, "fetchOffset": 0, "partitionMaxBytes": 1 << 26}
    request = {"maxWaitMs": 100, "minBytes": 1, "topics": [{"topic": topic, "partitions": [part]}]}
    deaf = [Connection(broker, timeout=1, receive_buffer=4096) for _ in range(20)]
    for each in deaf:
        try:
            for _ in range(500):
                each.send_request("Fetch", 12, **request)
        except (TimeoutError, ConnectionError):
            pass
    began = time.monotonic()
    assert connection.produce(topic, lines_batch(b"x"))["errorCode"] == NONE
    assert len(CONFLUENT.consume(broker, topic, 50)) == 50
    assert time.monotonic() - began < 5
    assert growth.megabytes < 150
    for each in deaf:
        each.socket.close()


def test_clients_that_ask_and_never_read_the_answers(broker, topic, connection):
    connection.create_topic(topic, partitions=50)
    growth = Growth(broker)
    deaf = [Connection(broker, timeout=0.5, receive_buffer=4096) for _ in range(10)]
    for each in deaf:
        try:
            for _ in range(20_000):
                each.send_request("Metadata", 12, topics=[{"name": topic}])
        except (TimeoutError, ConnectionError):
            pass
    assert connection.request("Metadata", 12, topics=[])["brokers"]
    assert growth.megabytes < 150
    for each in deaf:
        each.socket.close()
