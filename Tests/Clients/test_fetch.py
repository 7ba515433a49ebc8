"""Fetching: waiting, limits, sessions, and what is asked for wrongly."""

import time

import pytest
from support.batches import batches, lines_batch, values
from support.wire import (
    FENCED_LEADER_EPOCH,
    FETCH_SESSION_ID_NOT_FOUND,
    INVALID_FETCH_SESSION_EPOCH,
    NONE,
    OFFSET_OUT_OF_RANGE,
    UNKNOWN_LEADER_EPOCH,
    UNKNOWN_TOPIC_ID,
    UNKNOWN_TOPIC_OR_PARTITION,
    Connection,
)


@pytest.fixture
def filled(connection, topic):
    """The topic, with ten batches of about a thousand bytes."""
    connection.create_topic(topic)
    for n in range(10):
        connection.produce(topic, lines_batch(b"%d" % n * 1000))
    return topic


def test_min_bytes_waits_for_the_time_that_is_given(connection, filled):
    began = time.monotonic()
    fetched = connection.fetch(filled, 10, maxWaitMs=400)
    assert 0.3 < time.monotonic() - began < 3
    assert not fetched["records"]


def test_min_bytes_is_answered_as_soon_as_they_are_there(broker, connection, filled):
    began = time.monotonic()
    part = {"partition": 0, "fetchOffset": 10, "partitionMaxBytes": 1 << 20}
    request = {"maxWaitMs": 20000, "minBytes": 2500, "topics": [{"topic": filled, "partitions": [part]}]}
    connection.send_request("Fetch", 12, **request)
    with Connection(broker) as other:
        for _ in range(3):
            time.sleep(0.2)
            other.produce(filled, lines_batch(b"x" * 1000))
    answer = connection.receive_response("Fetch", 12)
    assert time.monotonic() - began < 5
    assert len(values(answer["responses"][0]["partitions"][0]["records"])) == 3


def test_one_batch_comes_however_small_the_limit(connection, filled):
    fetched = connection.fetch(filled, 3, limit=1)
    assert values(fetched["records"])[0] == (3, b"3" * 1000)
    fetched = connection.fetch(filled, 3, maxBytes=1)
    assert values(fetched["records"])[0] == (3, b"3" * 1000)


def test_limits_hold(connection, filled):
    fetched = connection.fetch(filled, 0, limit=3500)
    assert len(fetched["records"]) <= 3500
    assert len(values(fetched["records"])) == 3
    assert len(connection.fetch(filled, 0, maxBytes=5000)["records"]) <= 5000


def test_a_fetch_from_within_a_batch_gets_the_whole_batch(connection, topic):
    connection.create_topic(topic)
    connection.produce(topic, lines_batch(*[b"%d" % n for n in range(10)]))
    (only,) = batches(connection.fetch(topic, 7)["records"])
    assert only[0][0] == 0


@pytest.mark.parametrize("offset", [-5, 11, 1 << 60])
def test_an_offset_out_of_range(connection, filled, offset):
    fetched = connection.fetch(filled, offset)
    assert (fetched["errorCode"], fetched["highWatermark"]) == (OFFSET_OUT_OF_RANGE, -1)


def test_what_is_not_there(connection, filled):
    assert connection.fetch(filled, partition=7)["errorCode"] == UNKNOWN_TOPIC_OR_PARTITION
    assert connection.fetch("no-such-topic")["errorCode"] == UNKNOWN_TOPIC_OR_PARTITION
    assert connection.fetch("no-such-topic", version=17)["errorCode"] == UNKNOWN_TOPIC_ID


@pytest.mark.parametrize("epoch, error", [(5, UNKNOWN_LEADER_EPOCH), (0, NONE), (-1, NONE)])
def test_the_epoch_that_a_client_believes_in(connection, filled, epoch, error):
    part = {"partition": 0, "fetchOffset": 0, "partitionMaxBytes": 1000, "currentLeaderEpoch": epoch}
    request = {"maxWaitMs": 0, "minBytes": 1, "topics": [{"topic": filled, "partitions": [part]}]}
    answer = connection.request("Fetch", 12, **request)["responses"][0]["partitions"][0]
    assert answer["errorCode"] == error != FENCED_LEADER_EPOCH


def test_records_are_stored_as_they_were_sent(connection, topic):
    connection.create_topic(topic)
    sent = lines_batch(b"a", b"b", attributes=0, timestamp=1234567890123)
    connection.produce(topic, lines_batch(b"first"))
    connection.produce(topic, sent)
    fetched = connection.fetch(topic, 1)["records"]
    # All but the base offset and the leader epoch, which are the broker's to fill in.
    assert (fetched[8:12], fetched[16:]) == (sent[8:12], sent[16:])


class Session:
    """A consumer's side of a fetch session."""

    def __init__(self, connection):
        self.connection = connection

    def fetch(self, session, epoch, topics=(), forgotten=()):
        return self.connection.request(
            "Fetch",
            12,
            sessionId=session,
            sessionEpoch=epoch,
            maxWaitMs=0,
            minBytes=1,
            topics=[
                {
                    "topic": topic,
                    "partitions": [
                        {"partition": p, "fetchOffset": o, "partitionMaxBytes": 1 << 20} for p, o in parts
                    ],
                }
                for topic, parts in topics
            ],
            forgottenTopicsData=[{"topic": topic, "partitions": parts} for topic, parts in forgotten],
        )


def listed(answer):
    return [(t["topic"], p["partitionIndex"]) for t in answer["responses"] for p in t["partitions"]]


def test_a_fetch_session_sends_only_what_changed(connection, topic):
    connection.create_topic(topic, partitions=3)
    session = Session(connection)
    full = session.fetch(0, 0, [(topic, [(0, 0), (1, 0), (2, 0)])])
    number = full["sessionId"]
    assert number != 0
    assert sorted(listed(full)) == [(topic, 0), (topic, 1), (topic, 2)]
    assert listed(session.fetch(number, 1)) == []
    connection.produce(topic, lines_batch(b"x"), partition=1)
    assert listed(session.fetch(number, 2)) == [(topic, 1)]
    # Not moved on: the same again. Moved on: nothing.
    assert listed(session.fetch(number, 3)) == [(topic, 1)]
    assert listed(session.fetch(number, 4, [(topic, [(1, 1)])])) == []
    # A partition that was given up is not listed any more.
    connection.produce(topic, lines_batch(b"y"), partition=1)
    connection.produce(topic, lines_batch(b"y"), partition=2)
    assert listed(session.fetch(number, 5, forgotten=[(topic, [1])])) == [(topic, 2)]


def test_a_fetch_session_that_is_not_there(connection, topic):
    connection.create_topic(topic)
    session = Session(connection)
    assert session.fetch(123456789, 1)["errorCode"] == FETCH_SESSION_ID_NOT_FOUND
    number = session.fetch(0, 0, [(topic, [(0, 0)])])["sessionId"]
    assert session.fetch(number, 7)["errorCode"] == INVALID_FETCH_SESSION_EPOCH
    assert session.fetch(number, 1)["errorCode"] == NONE
    # (id, -1) closes it.
    assert session.fetch(number, -1, [(topic, [(0, 0)])])["sessionId"] == 0
    assert session.fetch(number, 2)["errorCode"] == FETCH_SESSION_ID_NOT_FOUND


def test_many_sessions_do_not_take_the_broker_away(broker, connection, topic):
    connection.create_topic(topic)
    for _ in range(1500):
        answer = Session(connection).fetch(0, 0, [(topic, [(0, 0)])])
        assert answer["errorCode"] == NONE
    assert connection.fetch(topic, maxWaitMs=0)["errorCode"] == NONE


def test_a_large_answer_is_whole(connection, topic):
    connection.create_topic(topic, max_message_bytes=3_000_000)
    value = bytes(range(256)) * 4096 * 2
    connection.produce(topic, lines_batch(value))
    connection.produce(topic, lines_batch(b"after", value[:1_000_000]))
    received = values(connection.fetch(topic, limit=20_000_000)["records"])
    assert received == [(0, value), (1, b"after"), (2, value[:1_000_000])]


def test_messages_of_many_batches_in_one_answer(connection, topic):
    connection.create_topic(topic)
    for n in range(200):
        connection.produce(topic, lines_batch(b"%d" % n))
    assert [v for _, v in values(connection.fetch(topic)["records"])] == [b"%d" % n for n in range(200)]
