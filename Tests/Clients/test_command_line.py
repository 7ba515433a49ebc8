"""Our own command line, among other people's clients."""

import os
import random

import pytest
from support.broker import martlet
from support.clients import CLIENTS, CODECS, CONFLUENT, client_name
from support.messages import Message, lines


def text(count):
    numbers = random.Random(count)
    words = ["", "a", "swift", "never lands", "grüße", "\t tab", "x" * 5000, '"quoted"', "\\n", "-"]
    return "".join(" ".join(numbers.choices(words, k=3)) + "\n" for _ in range(count)).encode()


@pytest.mark.parametrize("consumer", CLIENTS, ids=client_name)
@pytest.mark.parametrize("codec", CODECS)
def test_martlet_produces_for_every_client(broker, topic, consumer, codec):
    sent = text(300)
    martlet("produce", topic, "--compression", codec, "--acks", "all", broker=broker, stdin=sent)
    received = consumer.consume(broker, topic, 300)
    assert b"".join(m.value + b"\n" for m in received) == sent


@pytest.mark.parametrize("producer", CLIENTS, ids=client_name)
@pytest.mark.parametrize("codec", CODECS)
def test_martlet_consumes_from_every_client(broker, topic, producer, codec):
    sent = lines(300)
    producer.produce(broker, topic, sent, codec)
    done = martlet("consume", topic, "--from", "beginning", "--count", 300, broker=broker)
    assert done.stdout == b"".join(m.value + b"\n" for m in sent)


def test_a_large_file_of_lines_comes_back_unchanged(broker, topic, tmp_path):
    file = tmp_path / "lines"
    file.write_bytes(text(20_000))
    count = file.read_bytes().count(b"\n")
    martlet("topic", "create", topic, "--partitions", 1, broker=broker)
    martlet("produce", topic, "--file", file, "--compression", "zstd", broker=broker)
    done = martlet("consume", topic, "--from", "beginning", "--count", count, broker=broker)
    assert done.stdout == file.read_bytes()


def test_topics_by_hand(broker, topic):
    martlet("topic", "create", topic, "--partitions", 3, "--config", "retention.ms=1234", broker=broker)
    assert topic in martlet("topic", "list", broker=broker).stdout.decode().split()
    described = martlet("topic", "describe", topic, broker=broker).stdout.decode()
    assert "retention.ms" in described and "1234" in described
    again = martlet("topic", "create", topic, "--partitions", 3, broker=broker, check=False)
    assert again.returncode != 0 and topic in again.stderr.decode()
    martlet("topic", "delete", topic, broker=broker)
    assert topic not in martlet("topic", "list", broker=broker).stdout.decode().split()


def test_a_broker_that_is_not_there():
    class Nowhere:
        address = "127.0.0.1:1"

    done = martlet("topic", "list", broker=Nowhere, check=False, timeout=60)
    assert done.returncode != 0
    assert b"127.0.0.1:1" in done.stderr


def test_values_with_any_bytes_come_out_as_json_lines(broker, topic):
    import json

    CONFLUENT.produce(broker, topic, [Message(b"v", b"k", (("h", b"1"),)), Message(os.urandom(50))])
    done = martlet("consume", topic, "--from", "beginning", "--count", 2, "--format", "json", broker=broker)
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["offset"] == 0 and second["offset"] == 1
