"""Members of consumer groups, each in a thread of its own, behind the same few words.

What a member was given and what it has read can be looked at while it runs, and afterwards in which order
everything happened.
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
        # What happened to each partition, and when: given, read, committed.
        self.events = []
        # Behind what was read since the partition was given.
        self.position = {}
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
        self._happened("read", partition, offset)

    def _happened(self, what, partition, offset=None):
        if what == "given":
            self.position.pop(partition, None)
        elif what == "read":
            self.position[partition] = offset + 1
        self.events.append((time.monotonic(), what, partition, offset))

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
                "on_commit": self._committed,
                **self.timing(),
                **{name.replace("_", "."): value for name, value in self.properties.items()},
            }
        )
        consumer.subscribe([self.topic], on_assign=self._assigned)
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

    def _assigned(self, _, partitions):
        for each in partitions:
            self._happened("given", each.partition)

    def _committed(self, error, partitions):
        for each in partitions if error is None else []:
            if each.error is None and each.offset >= 0:
                self._happened("committed", each.partition, each.offset)


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
            bootstrap_servers=self.broker.address,
            group_id=self.group,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            session_timeout_ms=self.session,
            heartbeat_interval_ms=500,
            **self.properties,
        )
        consumer.subscribe([self.topic], listener=_KafkaPythonListener(self))
        while not self._is_stopping.is_set():
            polled = consumer.poll(timeout_ms=100)
            self.owned = {each.partition for each in consumer.assignment()}
            for messages in polled.values():
                for message in messages:
                    self._note(message.partition, message.offset, message.value)
            if polled:
                consumer.commit_async(callback=self._committed)
        if self._leaves:
            if self.read:
                try:
                    consumer.commit()
                except (kafka.errors.CommitFailedError, kafka.errors.RebalanceInProgressError):
                    pass  # Another has just left: whoever gets the partitions reads from the last commit on.
            consumer.close()

    def _committed(self, offsets, answer):
        for where, said in offsets.items() if not isinstance(answer, Exception) else []:
            self._happened("committed", where.partition, said.offset)


class _KafkaPythonListener(kafka.ConsumerRebalanceListener):
    def __init__(self, member):
        self.member = member

    def on_partitions_revoked(self, revoked):
        pass

    def on_partitions_assigned(self, assigned):
        for each in assigned:
            self.member._happened("given", each.partition)


class AioKafkaMember(Member):
    name = "aiokafka"

    def run(self):
        asyncio.run(self._consume())

    async def _consume(self):
        consumer = aiokafka.AIOKafkaConsumer(
            bootstrap_servers=self.broker.address,
            group_id=self.group,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            session_timeout_ms=self.session,
            heartbeat_interval_ms=500,
            **self.properties,
        )
        consumer.subscribe([self.topic], listener=_AioKafkaListener(self))
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
        offsets = {
            each: self.position[each.partition]
            for each in consumer.assignment()
            if each.partition in self.position
        }
        if not offsets:
            return
        try:
            await consumer.commit(offsets)
            for where, offset in offsets.items():
                self._happened("committed", where.partition, offset)
        except (aiokafka.errors.CommitFailedError, aiokafka.errors.RebalanceInProgressError):
            pass  # There is a rebalance: whoever gets the partition reads from the last commit on.


class _AioKafkaListener(aiokafka.ConsumerRebalanceListener):
    def __init__(self, member):
        self.member = member

    async def on_partitions_revoked(self, revoked):
        pass

    async def on_partitions_assigned(self, assigned):
        for each in assigned:
            self.member._happened("given", each.partition)


def assert_at_least_once(members, partitions):
    """Nothing was skipped at any time, nothing came out of order, and again came only what whoever was given
    the partition found not committed then."""
    for partition in partitions:
        events = sorted(
            (time, number, what, offset)
            for number, member in enumerate(members)
            for time, what, where, offset in member.events
            if where == partition
        )
        end = committed = 0
        # Of each member: what it reads next, or from where on it may begin.
        following, since = {}, {}
        for _, number, what, offset in events:
            if what == "given":
                following[number], since[number] = None, committed
            elif what == "committed":
                committed = max(committed, offset)
            else:
                assert offset <= end, f"partition {partition}: {offset} came before {end}"
                assert number in following, f"partition {partition} was not given to member {number}"
                if following[number] is None:
                    assert offset >= since[number], (
                        f"partition {partition}: {offset} came again, and {since[number]} was committed"
                    )
                else:
                    assert offset == following[number], (
                        f"partition {partition}: {offset} came instead of {following[number]}"
                    )
                following[number] = offset + 1
                end = max(end, offset + 1)


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
