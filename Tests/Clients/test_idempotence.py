"""Idempotent producers: nothing twice, nothing out of order, and the answers that producers rely on."""

import pytest
from support.batches import lines_batch, values
from support.clients import CONFLUENT, KAFKA_PYTHON, client_name
from support.messages import lines
from support.wire import (
    INVALID_PRODUCER_EPOCH,
    INVALID_RECORD,
    NONE,
    OUT_OF_ORDER_SEQUENCE_NUMBER,
    Connection,
)


@pytest.mark.parametrize("client", [CONFLUENT, KAFKA_PYTHON], ids=client_name)
def test_an_idempotent_producer_delivers_once_and_in_order(broker, topic, client):
    sent = lines(2000)
    client.produce(broker, topic, sent, codec="lz4", enable_idempotence=True)
    assert [m.value for m in client.consume(broker, topic, len(sent))] == [m.value for m in sent]


def test_producer_ids_are_never_given_twice(broker):
    ids = []
    for _ in range(3):
        with Connection(broker) as connection:
            for version in (0, 4, 5):
                answer = connection.request("InitProducerId", version, transactionalId=None)
                assert (answer["errorCode"], answer["producerEpoch"]) == (NONE, 0)
                ids.append(answer["producerId"])
    assert len(set(ids)) == len(ids)


def test_producer_ids_are_not_given_again_after_a_crash(new_broker):
    broker = new_broker()
    ids = set()
    for _ in range(3):
        with Connection(broker) as connection:
            ids.add(connection.request("InitProducerId", 4, transactionalId=None)["producerId"])
        broker.kill()
        broker.start()
    assert len(ids) == 3


@pytest.fixture
def producer(connection, topic):
    """Produces a batch of one record with this sequence number, and returns the answer."""
    connection.create_topic(topic)
    producer_id = connection.request("InitProducerId", 4, transactionalId=None)["producerId"]

    def produce(sequence, value=b"x", epoch=0):
        sent = lines_batch(value, producer_id=producer_id, producer_epoch=epoch, base_sequence=sequence)
        return connection.produce(topic, sent)

    return produce


def test_a_batch_sent_again_is_answered_with_its_first_offset(connection, topic, producer):
    first = [producer(n, b"%d" % n) for n in range(5)]
    again = [producer(n, b"%d" % n) for n in range(5)]
    assert [a["baseOffset"] for a in first] == [0, 1, 2, 3, 4]
    assert [(a["errorCode"], a["baseOffset"]) for a in again] == [(NONE, n) for n in range(5)]
    assert [value for _, value in values(connection.fetch(topic)["records"])] == [
        b"0",
        b"1",
        b"2",
        b"3",
        b"4",
    ]


def test_a_gap_in_the_sequence_is_refused(producer):
    assert producer(0)["errorCode"] == NONE
    assert producer(2)["errorCode"] == OUT_OF_ORDER_SEQUENCE_NUMBER
    assert producer(1)["errorCode"] == NONE


def test_a_new_epoch_begins_at_zero_and_shuts_out_the_old_one(producer):
    assert producer(0)["errorCode"] == NONE
    assert producer(1, epoch=1)["errorCode"] == OUT_OF_ORDER_SEQUENCE_NUMBER
    assert producer(0, epoch=1)["errorCode"] == NONE
    assert producer(1, epoch=0)["errorCode"] == INVALID_PRODUCER_EPOCH


def test_a_negative_sequence_is_refused(producer):
    assert producer(-1)["errorCode"] == INVALID_RECORD


def test_duplicates_are_known_after_a_crash_and_after_a_clean_stop(new_broker, topic):
    broker = new_broker()
    with Connection(broker) as connection:
        connection.create_topic(topic)
        producer_id = connection.request("InitProducerId", 4, transactionalId=None)["producerId"]
        numbered = {"producer_id": producer_id, "producer_epoch": 0}
        for n in range(4):
            assert (
                connection.produce(topic, lines_batch(b"x", base_sequence=n, **numbered))["baseOffset"] == n
            )
    for end in (broker.kill, broker.stop):
        end()
        broker.start()
        with Connection(broker) as connection:
            connection.wait_for(topic)
            again = connection.produce(topic, lines_batch(b"x", base_sequence=3, **numbered))
            assert (again["errorCode"], again["baseOffset"]) == (NONE, 3)
            gap = connection.produce(topic, lines_batch(b"x", base_sequence=9, **numbered))
            assert gap["errorCode"] == OUT_OF_ORDER_SEQUENCE_NUMBER
