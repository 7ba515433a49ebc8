"""Members of consumer groups, each in a thread of its own, behind the same few words.

What a member was given and what it has read can be looked at while it runs.
"""

import asyncio
import sys
import threading
import time
import traceback

import aiokafka
import confluent_kafka
import kafka

TIMEOUT = 45


def eventually(condition, what, timeout=TIMEOUT):
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {timeout} s"
        time.sleep(0.05)


class Member:
    """`stop` leaves the group in order, with everything committed; `abandon` just goes silent."""

    session = 6000

    def __init__(self, broker, group, topic, **properties):
        self.broker, self.group, self.topic = broker, group, topic
        self.properties = properties
        self.owned = set()
        self.read = []
        self.error = None
        self._is_stopping = threading.Event()
        self._leaves = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        try:
            self.run()
        except Exception as error:  # shown by the test, which looks at it
            self.error = error

    def _note(self, partition, offset, value):
        self.read.append((partition, offset, value))

    def stop(self):
        self._is_stopping.set()
        self._thread.join(TIMEOUT)
        assert not self._thread.is_alive(), f"a member does not stop; it is in\n{self._stack()}"
        assert self.error is None, self.error
        self.owned = set()

    def _stack(self):
        return "".join(traceback.format_stack(sys._current_frames()[self._thread.ident]))

    def abandon(self):
        self._leaves = False
        self.stop()

    def offsets(self, partition):
        return [offset for number, offset, _ in self.read if number == partition]


def stop_all(members):
    """Stops each of them, also where one does not."""
    failures = []
    for member in members:
        try:
            member.stop()
        except AssertionError as failure:
            failures.append(str(failure))
    assert not failures, "\n".join(failures)


class ConfluentMember(Member):
    """librdkafka; `partition_assignment_strategy` says how partitions change hands."""

    name = "confluent"
    # There is nothing that was not committed before, or another member has just left: whoever gets the
    # partitions reads from the last commit on.
    harmless = (
        confluent_kafka.KafkaError._NO_OFFSET,
        confluent_kafka.KafkaError.REBALANCE_IN_PROGRESS,
        confluent_kafka.KafkaError.ILLEGAL_GENERATION,
        confluent_kafka.KafkaError.STALE_MEMBER_EPOCH,
    )

    def timing(self):
        return {"session.timeout.ms": self.session, "heartbeat.interval.ms": 500}

    def run(self):
        consumer = confluent_kafka.Consumer(
            {
                "bootstrap.servers": self.broker.address,
                "group.id": self.group,
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
                **self.timing(),
                **{name.replace("_", "."): value for name, value in self.properties.items()},
            }
        )
        consumer.subscribe([self.topic])
        while not self._is_stopping.is_set():
            message = consumer.poll(0.1)
            self.owned = {each.partition for each in consumer.assignment()}
            if message is None or message.error() is not None:
                continue
            self._note(message.partition(), message.offset(), message.value())
            if len(self.read) % 50 == 0:
                consumer.commit(asynchronous=True)
        if self._leaves:
            try:
                consumer.commit(asynchronous=False)
            except confluent_kafka.KafkaException as error:
                if error.args[0].code() not in self.harmless:
                    raise
            consumer.close()


class CooperativeMember(ConfluentMember):
    name = "confluent, cooperative-sticky"

    def __init__(self, *arguments, **properties):
        super().__init__(*arguments, partition_assignment_strategy="cooperative-sticky", **properties)


class ConsumerProtocolMember(ConfluentMember):
    """The broker assigns, and says how often it wants to hear (KIP-848)."""

    name = "confluent, group.protocol=consumer"

    def __init__(self, *arguments, **properties):
        super().__init__(*arguments, group_protocol="consumer", **properties)

    def timing(self):
        return {}


class KafkaPythonMember(Member):
    name = "kafka-python"

    def run(self):
        consumer = kafka.KafkaConsumer(
            self.topic,
            bootstrap_servers=self.broker.address,
            group_id=self.group,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            session_timeout_ms=self.session,
            heartbeat_interval_ms=500,
            **self.properties,
        )
        while not self._is_stopping.is_set():
            polled = consumer.poll(timeout_ms=100)
            self.owned = {each.partition for each in consumer.assignment()}
            for messages in polled.values():
                for message in messages:
                    self._note(message.partition, message.offset, message.value)
            if polled:
                consumer.commit_async()
        if self._leaves:
            if self.read:
                try:
                    consumer.commit()
                except (kafka.errors.CommitFailedError, kafka.errors.RebalanceInProgressError):
                    pass  # Another has just left: whoever gets the partitions reads from the last commit on.
            consumer.close()


class AioKafkaMember(Member):
    name = "aiokafka"

    def run(self):
        asyncio.run(self._consume())

    async def _consume(self):
        consumer = aiokafka.AIOKafkaConsumer(
            self.topic,
            bootstrap_servers=self.broker.address,
            group_id=self.group,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            session_timeout_ms=self.session,
            heartbeat_interval_ms=500,
            **self.properties,
        )
        await consumer.start()
        while not self._is_stopping.is_set():
            polled = await consumer.getmany(timeout_ms=100)
            self.owned = {each.partition for each in consumer.assignment()}
            for messages in polled.values():
                for message in messages:
                    self._note(message.partition, message.offset, message.value)
            if polled:
                await self._commit(consumer)
        if self._leaves and self.read:
            await self._commit(consumer)
        await consumer.stop()

    async def _commit(self, consumer):
        try:
            await consumer.commit()
        except (aiokafka.errors.CommitFailedError, aiokafka.errors.RebalanceInProgressError):
            pass  # There is a rebalance: whoever gets the partition reads from the last commit on.


MEMBERS = [
    ConfluentMember,
    CooperativeMember,
    ConsumerProtocolMember,
    KafkaPythonMember,
    AioKafkaMember,
]


def member_name(member):
    """For the names of parametrised tests."""
    return member.name
