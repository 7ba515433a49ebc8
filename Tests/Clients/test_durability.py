"""What was acknowledged is there, whatever happened to the process."""

import signal
import threading
import time

import confluent_kafka
import kafka
import pytest
from support.batches import lines_batch, values
from support.broker import StartFailed
from support.clients import CLIENTS, CONFLUENT, KAFKA_PYTHON, client_name
from support.messages import Message, lines
from support.wire import Connection


def check_sequence(broker, topic, acknowledged):
    """Each acknowledged message stands at the offset that its acknowledgement named."""
    with Connection(broker) as connection:
        connection.wait_for(topic)
        end = connection.fetch(topic, 0, maxWaitMs=0)["highWatermark"]
    received = CONFLUENT.consume(broker, topic, end)
    assert [m.offset for m in received] == list(range(end))
    by_offset = {m.offset: m.value for m in received}
    lost = {offset: value for offset, value in acknowledged.items() if by_offset.get(offset) != value}
    assert not lost, (
        f"{len(lost)} of {len(acknowledged)} acknowledged messages are lost: {list(lost.items())[:3]}"
    )
    return end


@pytest.mark.slow
@pytest.mark.parametrize("codec", ["none", "lz4"])
@pytest.mark.parametrize("idempotent", [True, False], ids=["idempotent", "plain"])
def test_nothing_acknowledged_is_lost_by_kill_9_while_producing(new_broker, topic, codec, idempotent):
    broker = new_broker()
    acknowledged, failed, done = {}, [], threading.Event()
    producer = CONFLUENT.producer(
        broker,
        acks="all",
        enable_idempotence=idempotent,
        compression_type=codec,
        message_timeout_ms=60000,
        reconnect_backoff_max_ms=200,
        retry_backoff_ms=50,
    )

    def delivered(error, message):
        if error is not None:
            failed.append(error)
        else:
            acknowledged[message.offset()] = message.value()

    sent = 0
    kills = 0

    def killer():
        nonlocal kills
        while not done.wait(0.7) and kills < 5:
            broker.kill()
            broker.start()
            kills += 1

    thread = threading.Thread(target=killer)
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while (kills < 5 or len(acknowledged) < 1000) and time.monotonic() < deadline:
            producer.produce(topic, b"message %d" % sent, partition=0, on_delivery=delivered)
            sent += 1
            # Some ten thousand in a second: enough to have some under way whenever the broker dies.
            producer.poll(0.005 if sent % 50 == 0 else 0)
        done.set()
        thread.join()
        assert producer.flush(60) == 0
    finally:
        done.set()
        thread.join()
    assert kills == 5
    assert not failed, failed[0]
    end = check_sequence(broker, topic, acknowledged)
    assert len(acknowledged) == sent
    if idempotent:
        assert end == sent, "an idempotent producer's messages are there once"


@pytest.mark.parametrize("durability", ["disk", "page-cache"])
@pytest.mark.parametrize("client", [CONFLUENT, KAFKA_PYTHON], ids=client_name)
def test_what_was_acknowledged_before_kill_9_is_there_after_it(new_broker, topic, client, durability):
    broker = new_broker(martlet_durability=durability)
    for round_number in range(3):
        client.produce(broker, topic, lines(500, start=round_number * 500), acks="all")
        broker.kill()
        broker.start()
    for consumer in CLIENTS:
        received = consumer.consume(broker, topic, 1500)
        assert [m.value for m in received] == [m.value for m in lines(1500)], consumer.name


def test_clients_carry_on_when_the_broker_comes_back(new_broker, topic):
    broker = new_broker()
    producer = kafka.KafkaProducer(bootstrap_servers=broker.address, acks="all")
    try:
        producer.send(topic, b"before", partition=0).get(30)
        broker.kill()
        broker.start()
        producer.send(topic, b"after", partition=0).get(30)
    finally:
        producer.close()
    assert [m.value for m in KAFKA_PYTHON.consume(broker, topic, 2)] == [b"before", b"after"]


@pytest.mark.parametrize("how", ["kill -9", "SIGTERM"])
def test_topics_records_and_offsets_survive(new_broker, topic, how):
    broker = new_broker()
    with Connection(broker) as connection:
        topic_id = connection.create_topic(topic, partitions=3)
        cluster = connection.request("DescribeCluster", 1)["clusterId"]
    CONFLUENT.produce(broker, topic, [Message(b"%d" % n, partition=n % 3) for n in range(30)])
    with Connection(broker) as connection:
        deleted = {"name": topic, "partitions": [{"partitionIndex": 1, "offset": 4}]}
        connection.request("DeleteRecords", 2, topics=[deleted], timeoutMs=5000)
    broker.kill() if how == "kill -9" else broker.stop()
    broker.start()
    with Connection(broker) as connection:
        for partition in range(3):
            connection.wait_for(topic, partition)
        assert connection.topic_id(topic) == topic_id
        assert connection.request("DescribeCluster", 1)["clusterId"] == cluster
        assert [connection.fetch(topic, 5, partition=p)["highWatermark"] for p in range(3)] == [10] * 3
        if how == "SIGTERM":
            assert connection.fetch(topic, 5, partition=1)["logStartOffset"] == 4
    CONFLUENT.produce(broker, topic, [Message(b"next", partition=2)])
    assert CONFLUENT.consume(broker, topic, 11, 2)[-1].offset == 10


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_stop_is_graceful(new_broker, topic, signal_number):
    broker = new_broker()
    CONFLUENT.produce(broker, topic, lines(100))
    with Connection(broker) as idle:
        assert broker.stop(signal_number) == 0
        assert idle.is_closed()
    assert (broker.data / ".kafka_cleanshutdown").exists()
    broker.start()
    assert not (broker.data / ".kafka_cleanshutdown").exists(), "the marker is for one start"
    assert len(CONFLUENT.consume(broker, topic, 100)) == 100


def test_a_stop_while_consumers_wait_is_quick(new_broker, topic):
    broker = new_broker()
    consumer = CONFLUENT.consumer(broker, fetch_wait_max_ms=30000, socket_timeout_ms=40000)
    try:
        CONFLUENT.produce(broker, topic, lines(1))
        consumer.assign([confluent_kafka.TopicPartition(topic, 0, 0)])
        assert consumer.consume(1, timeout=10)
        consumer.poll(0.5)
        began = time.monotonic()
        assert broker.stop() == 0
        assert time.monotonic() - began < 5
    finally:
        consumer.close()


@pytest.fixture
def killed(new_broker, topic):
    """A broker that was killed with 100 batches of one record in its log, and that log file."""
    broker = new_broker()
    with Connection(broker) as connection:
        connection.create_topic(topic)
        for n in range(100):
            connection.produce(topic, lines_batch(b"record %d" % n))
    broker.kill()
    (log,) = broker.partition_directory(topic).glob("*.log")
    return broker, log


@pytest.mark.parametrize("garbage", [b"\0" * 5000, b"\xff" * 70, b"x"], ids=["zeros", "ones", "one byte"])
def test_a_torn_tail_is_cut_and_said(killed, topic, garbage):
    broker, log = killed
    good = log.stat().st_size
    with open(log, "ab") as file:
        file.write(garbage)
    broker.start()
    assert len(CONFLUENT.consume(broker, topic, 100)) == 100
    assert log.stat().st_size == good
    assert any(topic in line and str(good) in line for line in broker.output.splitlines()), broker.output


def test_a_batch_cut_short_is_cut_off(killed, topic):
    broker, log = killed
    size = log.stat().st_size
    with open(log, "r+b") as file:
        file.truncate(size - 3)
    broker.start()
    with Connection(broker) as connection:
        connection.wait_for(topic)
        assert connection.fetch(topic)["highWatermark"] == 99
        assert connection.produce(topic, lines_batch(b"again"))["baseOffset"] == 99


def test_a_corrupt_batch_is_never_served(killed, topic):
    broker, log = killed
    data = bytearray(log.read_bytes())
    position = data.index(b"record 60")
    data[position] ^= 0x40
    log.write_bytes(data)
    broker.start()
    with Connection(broker) as connection:
        connection.wait_for(topic)
        fetched = connection.fetch(topic)
        assert fetched["highWatermark"] == 60
        assert b"Record" not in fetched["records"] and b"2ecord" not in fetched["records"]


def test_lost_indexes_are_made_again(killed, topic):
    broker, log = killed
    for index in [*log.parent.glob("*.index"), *log.parent.glob("*.timeindex")]:
        index.unlink()
    broker.start()
    assert CONFLUENT.consume(broker, topic, 10, offset=90)[0].offset == 90


@pytest.mark.parametrize("restarted", [False, True])
def test_a_topic_of_an_old_name_does_not_inherit_what_was_deleted_from_the_old_one(
    new_broker, topic, restarted
):
    broker = new_broker()
    with Connection(broker) as connection:
        connection.create_topic(topic)
        for _ in range(20):
            connection.produce(topic, lines_batch(b"old", b"older"))
        part = {"partitionIndex": 0, "offset": 30}
        topics = [{"name": topic, "partitions": [part]}]
        answer = connection.request("DeleteRecords", 2, topics=topics, timeoutMs=5000)
        assert answer["topics"][0]["partitions"][0]["lowWatermark"] == 30
    if restarted:
        broker.kill()
        broker.start()
    with Connection(broker) as connection:
        connection.request("DeleteTopics", 6, topics=[{"name": topic}], timeoutMs=5000)
        connection.create_topic(topic)
        for offset in range(5):
            assert connection.produce(topic, lines_batch(b"new"))["baseOffset"] == offset
    broker.kill()
    broker.start()
    with Connection(broker) as connection:
        connection.wait_for(topic)
        answer = connection.fetch(topic, 0)
        assert values(answer["records"]) == [(offset, b"new") for offset in range(5)]


def test_a_damaged_metadata_log_stops_the_start_and_costs_no_topic(new_broker, topic):
    broker = new_broker()
    with Connection(broker) as connection:
        connection.create_topic(topic)
        connection.produce(topic, lines_batch(b"kept"))
    broker.kill()
    log = broker.data / "__cluster_metadata-0" / "00000000000000000000.log"
    whole = log.read_bytes()
    for damaged in (whole[:70] + b"\xff" + whole[71:], b""):
        log.write_bytes(damaged)
        for _ in range(2):
            with pytest.raises(StartFailed, match="cannot start.*metadata"):
                broker.start()
    log.write_bytes(whole)
    broker.start()
    with Connection(broker) as connection:
        connection.wait_for(topic)
        assert values(connection.fetch(topic, 0)["records"]) == [(0, b"kept")]
