"""Replicas that are damaged on disk, or lie: they become what the others are."""

import struct

import pytest
from confluent_kafka.admin import AdminClient, NewTopic
from support.batches import crc32c
from support.broker import martlet
from support.clients import CONFLUENT, KCAT
from support.messages import Message
from support.wire import NONE, Connection

COUNT = 12_000
WORDS = b"the quick brown fox jumps over the lazy dog and keeps on running "
MESSAGES = [Message(value=b"%08d " % number + WORDS * 3) for number in range(COUNT)]
FAST = 1 << 30


# Nothing is looked for before the test says so; then at once.
SETTINGS = {
    "martlet_scrub_bytes_per_second": 0,
    "martlet_audit_bytes_per_second": 0,
    "log_initial_task_delay_ms": 50,
    "log_cleaner_backoff_ms": 50,
    "log_segment_bytes": 1 << 20,
    "leader_imbalance_check_interval_seconds": 3600,
}


@pytest.fixture
def cluster(new_cluster):
    return new_cluster(brokers=3, **SETTINGS)


def filled(cluster, name, **config):
    """The first broker is to lead."""
    replicas = [node.id for node in cluster.brokers]
    config = {"min.insync.replicas": "2"} | {key.replace("_", "."): value for key, value in config.items()}
    topic = NewTopic(name, num_partitions=1, replica_assignment=[replicas], config=config)
    admin = AdminClient({"bootstrap.servers": cluster.address})
    admin.create_topics([topic])[name].result(30)
    CONFLUENT.produce(cluster, name, MESSAGES, batch_num_messages=500, enable_idempotence=True)
    cluster.wait(lambda: len(set(contents(cluster, name))) == 1, 60, "the followers have everything")
    return contents(cluster, name)[0]


def described(cluster, name):
    node = next(node for node in cluster.brokers if node.is_running)
    admin = AdminClient({"bootstrap.servers": node.address})
    return admin.list_topics(name, timeout=10).topics[name].partitions[0]


def segments(node, name):
    return sorted((node.data / f"{name}-0").glob("*.log"))


def contents(cluster, name):
    """The bytes of each broker's segments, however they are cut."""
    found = []
    for node in cluster.brokers:
        try:
            found.append(b"".join(path.read_bytes() for path in segments(node, name)))
        except FileNotFoundError:
            # A segment has just been replaced.
            found.append(b"")
    return found


def alter(cluster, **configs):
    """A configuration of all brokers."""
    changes = [
        {"name": name.replace("_", "."), "configOperation": 0, "value": str(value)}
        for name, value in configs.items()
    ]
    with Connection(cluster.brokers[0]) as connection:
        resource = {"resourceType": 4, "resourceName": "", "configs": changes}
        answer = connection.request("IncrementalAlterConfigs", 1, resources=[resource])
    assert [each["errorCode"] for each in answer["responses"]] == [NONE]


def flip(path):
    with open(path, "r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))


def forge(path):
    """Changes a letter of a record and makes the batch's checksum right."""
    data = bytearray(path.read_bytes())
    (first,) = struct.unpack_from(">i", data, 8)
    start = 12 + first
    (length,) = struct.unpack_from(">i", data, start + 8)
    end = start + 12 + length
    data[end - 20] ^= 1
    struct.pack_into(">I", data, start + 17, crc32c(data[start + 21 : end]))
    with open(path, "r+b") as file:
        file.write(data)


def compare(cluster, name, *options):
    return martlet("replicas", "compare", name, *options, broker=cluster.brokers[0], check=False)


def compared(done):
    """What `replicas compare` said of each broker: the offsets, how many records, and the state."""
    rows = [line.split(maxsplit=6) for line in done.stdout.decode().splitlines()[1:]]
    return {int(row[1]): (row[3], int(row[4]), row[6]) for row in rows if len(row) == 7}


def everything_is_read(cluster, name):
    wanted = [(offset, message.value) for offset, message in enumerate(MESSAGES)]
    for client in (CONFLUENT, KCAT):
        found = [(message.offset, message.value) for message in client.consume(cluster, name, COUNT)]
        assert found == wanted


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_is_damaged_on_a_follower_and_on_the_leader_heals_while_they_run(cluster, topic):
    content = filled(cluster, topic)
    leader = described(cluster, topic).leader
    follower = next(node for node in cluster.brokers if node.id != leader)
    flip(segments(follower, topic)[0])
    flip(segments(cluster.node(leader), topic)[1])
    assert len(set(contents(cluster, topic))) == 3
    alter(cluster, martlet_scrub_bytes_per_second=FAST)
    cluster.wait(lambda: contents(cluster, topic) == [content] * 3, 120, "all replicas are whole")
    for node in (follower, cluster.node(leader)):
        says = "Corrupt records are whole again"
        cluster.wait(lambda: says in node.output, 60, "it is known that they are")
    assert "Another replica leads, as this one is damaged" in cluster.node(leader).output
    everything_is_read(cluster, topic)
    done = compare(cluster, topic)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(b" ok") == 3


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("role, by", [("follower", "audit"), ("leader", "audit"), ("leader", "command")])
def test_a_replica_that_lies_is_named_and_copied_anew(cluster, topic, role, by):
    content = filled(cluster, topic)
    liar = cluster.brokers[0 if role == "leader" else 1]
    assert liar.stop() == 0
    forge(segments(liar, topic)[0])
    cluster.restart(liar)
    cluster.wait(lambda: len(described(cluster, topic).isrs) == 3, 60, "all are in sync")
    martlet("partition", "elect", topic, broker=cluster.brokers[0])
    cluster.wait(lambda: described(cluster, topic).leader == cluster.brokers[0].id, 60, "the first leads")
    done = compare(cluster, topic)
    assert done.returncode == 1
    odd = [line.split() for line in done.stdout.decode().splitlines() if "differs from most" in line]
    assert [line[1] for line in odd] == [str(liar.id)]
    if by == "audit":
        alter(cluster, martlet_audit_bytes_per_second=FAST)
    else:
        done = compare(cluster, topic, "--repair")
        assert f"broker {liar.id} copies {topic}-0 anew" in done.stdout.decode()
    cluster.wait(lambda: contents(cluster, topic) == [content] * 3, 120, "all replicas are the same")
    says = "A replica differs from the others, and is copied anew"
    assert any(says in node.output for node in cluster.brokers) == (by == "audit")
    cluster.wait(lambda: len(described(cluster, topic).isrs) == 3, 60, "all are in sync")
    assert compare(cluster, topic).returncode == 0
    everything_is_read(cluster, topic)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_followers_that_have_not_heard_what_is_committed_are_waited_for(new_cluster, topic):
    # They hear when their next fetch is answered.
    cluster = new_cluster(brokers=3, **SETTINGS, replica_fetch_wait_max_ms=4000)
    filled(cluster, topic)
    CONFLUENT.produce(cluster, topic, [Message(value=b"the last one")])
    done = compare(cluster, topic)
    everything = (f"0-{COUNT + 1}", COUNT + 1, "ok")
    assert compared(done) == {node.id: everything for node in cluster.brokers}, done.stdout
    assert done.returncode == 0


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_follower_that_is_behind_is_said_to_be(cluster, topic):
    throttled = {f"{side}_replication_throttled_replicas": "*" for side in ("leader", "follower")}
    filled(cluster, topic, **throttled)
    late = cluster.brokers[2]
    assert late.stop() == 0
    CONFLUENT.produce(cluster, topic, MESSAGES, batch_num_messages=500, enable_idempotence=True)
    alter(cluster, leader_replication_throttled_rate=1, follower_replication_throttled_rate=1)
    cluster.restart(late)

    def is_behind():
        return compared(compare(cluster, topic))[late.id][2].startswith("behind")

    cluster.wait(is_behind, 60, "the follower knows whom to follow")
    done = compare(cluster, topic)
    assert done.returncode == 1
    found = compared(done)
    offsets, count, state = found.pop(late.id)
    assert offsets == f"0-{2 * COUNT}" and count < 2 * COUNT, done.stdout
    assert state == f"behind: compared up to offset {count}"
    assert set(found.values()) == {(f"0-{2 * COUNT}", 2 * COUNT, "ok")}, done.stdout
