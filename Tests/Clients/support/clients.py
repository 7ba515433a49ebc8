"""The clients that people use, each behind the same two functions.

Every consumer is assigned its partition here; those that share theirs in groups are in `groups.py`.
"""

import json
import subprocess
import time

import confluent_kafka
import kafka

from support.messages import Message

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
TIMEOUT = 30


class Kcat:
    """librdkafka by the command line. Its output is JSON, so values are text."""

    name = "kcat"

    def run(self, broker, *arguments, stdin=None, check=True):
        return subprocess.run(
            ["kcat", "-b", broker.address, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            timeout=TIMEOUT,
            check=check,
        )

    def produce(self, broker, topic, messages, codec="none", **properties):
        # One run for each partition, key and set of headers; kcat takes only the values from a list.
        for (partition, headers), group in _grouped(messages):
            options = [option for name, value in headers for option in ("-H", f"{name}={value.decode()}")]
            for name, value in properties.items():
                options += ["-X", f"{name.replace('_', '.')}={value}"]
            keyed = any(message.key is not None for message in group)
            text = b"".join(
                (message.key + b"\t" if keyed else b"") + message.value + b"\n" for message in group
            )
            options += ["-K", "\t"] if keyed else []
            self.run(broker, "-P", "-t", topic, "-p", partition, "-z", codec, *options, stdin=text)

    def consume(self, broker, topic, count, partition=0, offset="beginning"):
        done = self.run(
            broker, "-C", "-t", topic, "-p", partition, "-o", offset, "-c", count, "-e", "-q", "-J"
        )
        return [self._message(json.loads(line)) for line in done.stdout.splitlines()]

    def _message(self, line):
        names = line.get("headers") or []
        return Message(
            value=_bytes(line["payload"]),
            key=_bytes(line["key"]),
            headers=tuple((name, _bytes(value)) for name, value in zip(names[::2], names[1::2])),
            timestamp=line["ts"],
            partition=line["partition"],
            offset=line["offset"],
        )


class Confluent:
    """librdkafka in Python."""

    name = "confluent"

    def producer(self, broker, **properties):
        return confluent_kafka.Producer(
            {
                "bootstrap.servers": broker.address,
                "linger.ms": 5,
                **{name.replace("_", "."): value for name, value in properties.items()},
            }
        )

    def consumer(self, broker, **properties):
        return confluent_kafka.Consumer(
            {
                "bootstrap.servers": broker.address,
                "group.id": "not-used",
                "enable.auto.commit": False,
                "enable.partition.eof": False,
                **{name.replace("_", "."): value for name, value in properties.items()},
            }
        )

    def produce(self, broker, topic, messages, codec="none", **properties):
        producer = self.producer(broker, compression_type=codec, **properties)
        errors = []
        for message in messages:
            options = {} if message.timestamp is None else {"timestamp": message.timestamp}
            producer.produce(
                topic,
                value=message.value,
                key=message.key,
                headers=list(message.headers),
                partition=message.partition,
                on_delivery=lambda error, _: error and errors.append(error),
                **options,
            )
            producer.poll(0)
        assert producer.flush(TIMEOUT) == 0, "not everything was delivered"
        assert not errors, errors[0]

    def consume(
        self, broker, topic, count, partition=0, offset=confluent_kafka.OFFSET_BEGINNING, **properties
    ):
        consumer = self.consumer(broker, **properties)
        try:
            consumer.assign([confluent_kafka.TopicPartition(topic, partition, offset)])
            found, deadline = [], time.monotonic() + TIMEOUT
            while len(found) < count:
                assert time.monotonic() < deadline, f"{len(found)} of {count} messages after {TIMEOUT} s"
                for message in consumer.consume(min(count - len(found), 100_000), timeout=0.5):
                    assert message.error() is None, message.error()
                    found.append(self._message(message))
            return found
        finally:
            consumer.close()

    def _message(self, message):
        return Message(
            value=message.value(),
            key=message.key(),
            headers=tuple(message.headers() or ()),
            timestamp=message.timestamp()[1],
            partition=message.partition(),
            offset=message.offset(),
        )


class KafkaPython:
    """A client with no line of librdkafka in it."""

    name = "kafka-python"

    def producer(self, broker, **properties):
        return kafka.KafkaProducer(bootstrap_servers=broker.address, linger_ms=5, **properties)

    def consumer(self, broker, **properties):
        return kafka.KafkaConsumer(
            bootstrap_servers=broker.address, group_id=None, enable_auto_commit=False, **properties
        )

    def produce(self, broker, topic, messages, codec="none", **properties):
        codec = None if codec == "none" else codec
        producer = self.producer(broker, compression_type=codec, **properties)
        try:
            sent = [
                producer.send(
                    topic,
                    value=message.value,
                    key=message.key,
                    headers=list(message.headers),
                    partition=message.partition,
                    timestamp_ms=message.timestamp,
                )
                for message in messages
            ]
            producer.flush(TIMEOUT)
            for future in sent:
                future.get(TIMEOUT)
        finally:
            producer.close()

    def consume(self, broker, topic, count, partition=0, offset=None, **properties):
        consumer = self.consumer(broker, **properties)
        try:
            assigned = kafka.TopicPartition(topic, partition)
            consumer.assign([assigned])
            consumer.seek_to_beginning() if offset is None else consumer.seek(assigned, offset)
            found, deadline = [], time.monotonic() + TIMEOUT
            while len(found) < count:
                assert time.monotonic() < deadline, f"{len(found)} of {count} messages after {TIMEOUT} s"
                for messages in consumer.poll(timeout_ms=500, max_records=count - len(found)).values():
                    found += map(self._message, messages)
            return found
        finally:
            consumer.close()

    def _message(self, message):
        return Message(
            value=message.value,
            key=message.key,
            headers=tuple(message.headers),
            timestamp=message.timestamp,
            partition=message.partition,
            offset=message.offset,
        )


def _grouped(messages):
    groups = {}
    for message in messages:
        groups.setdefault((message.partition, message.headers), []).append(message)
    return groups.items()


def _bytes(text):
    return None if text is None else text.encode()


KCAT, CONFLUENT, KAFKA_PYTHON = Kcat(), Confluent(), KafkaPython()
CLIENTS = [KCAT, CONFLUENT, KAFKA_PYTHON]


def client_name(client):
    """For the names of parametrised tests."""
    return client.name
