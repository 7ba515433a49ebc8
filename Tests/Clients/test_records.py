"""What a record carries arrives as it was sent."""

import os
import threading
import time

import confluent_kafka
import pytest
from support.clients import CLIENTS, CONFLUENT, KAFKA_PYTHON, KCAT, client_name
from support.messages import Message, lines

FULL = [CONFLUENT, KAFKA_PYTHON]
both = pytest.mark.parametrize("producer", FULL, ids=client_name)
every_consumer = pytest.mark.parametrize("consumer", FULL, ids=client_name)


@both
@every_consumer
@pytest.mark.parametrize("codec", ["none", "zstd"])
def test_keys_headers_timestamps_and_nulls(broker, topic, producer, consumer, codec):
    now = int(time.time() * 1000)
    sent = [
        Message(b"value", b"key", (("one", b"1"), ("two", b"\x00\xff")), now - 5000),
        Message(None, b"tombstone", (), now - 4000),
        Message(b"", b"", (("empty", b""), ("same", b"a"), ("same", b"b")), now - 3000),
        Message(bytes(range(256)), None, (), now),
    ]
    producer.produce(broker, topic, sent, codec)
    received = consumer.consume(broker, topic, len(sent))
    assert [m.content for m in received] == [m.content for m in sent]
    assert [m.timestamp for m in received] == [m.timestamp for m in sent]


def test_a_header_without_a_value(broker, topic):
    sent = [Message(b"x", None, (("null", None),))]
    CONFLUENT.produce(broker, topic, sent)
    assert [m.content for m in CONFLUENT.consume(broker, topic, 1)] == [m.content for m in sent]


def test_kcat_sends_keys_and_headers(broker, topic):
    sent = [Message(f"v{n}".encode(), f"k{n}".encode(), (("trace", b"abc"),)) for n in range(20)]
    KCAT.produce(broker, topic, sent)
    for consumer in CLIENTS:
        received = consumer.consume(broker, topic, len(sent))
        assert [m.content for m in received] == [m.content for m in sent], consumer.name


@both
def test_kcat_reads_keys_and_headers(broker, topic, producer):
    sent = [Message("grüße".encode(), b"k", (("h", b"x"),)), Message(None, b"gone"), Message(b"", None)]
    producer.produce(broker, topic, sent)
    assert [m.content for m in KCAT.consume(broker, topic, 3)] == [m.content for m in sent]


@both
@every_consumer
@pytest.mark.parametrize("codec", ["none", "lz4"])
def test_large_messages(broker, topic, connection, producer, consumer, codec):
    connection.create_topic(topic, max_message_bytes=20_000_000)
    sent = [Message(os.urandom(size)) for size in (1, 900_000, 10_000_000, 5)]
    limit = 16_000_000
    properties = (
        {"message_max_bytes": limit} if producer is CONFLUENT else {"max_request_size": limit, "acks": "all"}
    )
    producer.produce(broker, topic, sent, codec, **properties)
    # The consumers' own limits are smaller than the message: a first batch is sent whole all the same.
    received = consumer.consume(broker, topic, len(sent))
    assert [m.value for m in received] == [m.value for m in sent]


def test_a_message_over_the_topics_limit_is_refused(broker, topic, connection):
    connection.create_topic(topic, max_message_bytes=10_000)
    with pytest.raises(AssertionError, match="MSG_SIZE_TOO_LARGE"):
        CONFLUENT.produce(broker, topic, [Message(os.urandom(20_000))])
    CONFLUENT.produce(broker, topic, [Message(b"small")])
    assert [m.value for m in CONFLUENT.consume(broker, topic, 1)] == [b"small"]


@both
@every_consumer
def test_many_partitions(broker, topic, connection, producer, consumer):
    partitions = 40
    connection.create_topic(topic, partitions=partitions)
    sent = [Message(f"{n}".encode(), partition=n % partitions) for n in range(partitions * 10)]
    producer.produce(broker, topic, sent)
    for partition in (0, 1, 17, partitions - 1):
        received = consumer.consume(broker, topic, 10, partition)
        assert [m.value for m in received] == [m.value for m in sent[partition::partitions]]
        assert [m.offset for m in received] == list(range(10))


def test_one_consumer_of_all_partitions(broker, topic, connection):
    partitions = 32
    connection.create_topic(topic, partitions=partitions)
    sent = [Message(f"{n}".encode(), partition=n % partitions) for n in range(partitions * 50)]
    CONFLUENT.produce(broker, topic, sent)
    consumer = CONFLUENT.consumer(broker)
    try:
        consumer.assign([confluent_kafka.TopicPartition(topic, p, 0) for p in range(partitions)])
        received = {}
        deadline = time.monotonic() + 30
        while sum(map(len, received.values())) < len(sent) and time.monotonic() < deadline:
            for message in consumer.consume(500, timeout=0.5):
                assert message.error() is None, message.error()
                received.setdefault(message.partition(), []).append(message.value())
    finally:
        consumer.close()
    assert received == {p: [m.value for m in sent[p::partitions]] for p in range(partitions)}


@pytest.mark.parametrize("acks", [0, 1, "all"])
@pytest.mark.parametrize("client", CLIENTS, ids=client_name)
def test_every_kind_of_acknowledgement(broker, topic, connection, client, acks):
    connection.create_topic(topic)
    properties = {"acks": acks}
    if client is KAFKA_PYTHON and acks != "all":
        properties["enable_idempotence"] = False
    client.produce(broker, topic, lines(100), **properties)
    assert [m.value for m in client.consume(broker, topic, 100)] == [m.value for m in lines(100)]


@pytest.mark.parametrize("consumer", CLIENTS, ids=client_name)
def test_reading_from_the_middle(broker, topic, consumer):
    CONFLUENT.produce(broker, topic, lines(1000), codec="lz4")
    received = consumer.consume(broker, topic, 300, offset=700)
    assert [m.offset for m in received] == list(range(700, 1000))


@pytest.mark.parametrize("consumer", FULL, ids=client_name)
def test_a_waiting_consumer_gets_what_comes_later(broker, topic, connection, consumer):
    connection.create_topic(topic)
    later = threading.Timer(1, lambda: KCAT.produce(broker, topic, lines(10)))
    later.start()
    try:
        assert len(consumer.consume(broker, topic, 10)) == 10
    finally:
        later.join()


def test_log_append_time_is_the_brokers_clock(broker, topic, connection):
    connection.create_topic(topic, message_timestamp_type="LogAppendTime")
    before = int(time.time() * 1000)
    CONFLUENT.produce(broker, topic, [Message(b"x", timestamp=1000)])
    after = int(time.time() * 1000)
    for consumer in CLIENTS:
        (message,) = consumer.consume(broker, topic, 1)
        assert before <= message.timestamp <= after, consumer.name


@pytest.mark.slow
@pytest.mark.parametrize("client", FULL, ids=client_name)
def test_many_messages(broker, topic, client):
    sent = lines(50_000)
    client.produce(broker, topic, sent, codec="lz4")
    assert [m.value for m in client.consume(broker, topic, len(sent))] == [m.value for m in sent]
