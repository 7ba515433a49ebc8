"""Every codec, by every client, for every client."""

import pytest
from support.clients import CLIENTS, CODECS, client_name
from support.messages import Message, lines

SENT = lines(500)


@pytest.fixture(scope="module", params=CLIENTS, ids=client_name)
def producer(request):
    return request.param


@pytest.fixture(scope="module", params=CODECS)
def codec(request):
    return request.param


@pytest.fixture(scope="module")
def produced(broker, producer, codec):
    """The topic, which exists because someone produced to it."""
    topic = f"codec-{producer.name}-{codec}"
    producer.produce(broker, topic, SENT, codec)
    return topic


@pytest.mark.parametrize("consumer", CLIENTS, ids=client_name)
def test_what_one_client_produces_every_client_reads(broker, produced, consumer):
    received = consumer.consume(broker, produced, len(SENT))
    assert [message.value for message in received] == [message.value for message in SENT]
    assert [message.offset for message in received] == list(range(len(SENT)))


@pytest.mark.parametrize("target", CODECS)
def test_a_topic_with_a_codec_of_its_own_takes_every_codec(broker, codec, target, connection):
    topic = f"recompressed-{codec}-{target}"
    connection.create_topic(topic, compression_type="uncompressed" if target == "none" else target)
    for client in CLIENTS[1:]:
        client.produce(broker, topic, SENT[:50], codec)
    received = CLIENTS[1].consume(broker, topic, 100)
    assert [message.value for message in received] == [message.value for message in SENT[:50]] * 2


@pytest.mark.parametrize("codec, levels", [("zstd", (-50, 19)), ("lz4", (1, 12)), ("gzip", (1, 9))])
def test_a_topics_codec_works_at_the_topics_level(broker, connection, topic, codec, levels):
    messages = [Message(value=b"%d squared is %d " % (n, n * n) * 8) for n in range(2_000)]
    sizes = []
    for level in levels:
        name = f"{topic}-{len(sizes)}"
        connection.create_topic(
            name, compression_type=codec, **{f"compression_{codec}_level": str(level)}
        )
        CLIENTS[1].produce(broker, name, messages)
        (log,) = broker.partition_directory(name).glob("*.log")
        sizes.append(log.stat().st_size)
        received = CLIENTS[1].consume(broker, name, len(messages))
        assert [message.value for message in received] == [message.value for message in messages]
    assert sizes[1] < sizes[0]
