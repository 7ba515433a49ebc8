"""Several real processes: they elect a controller, lose it, and go on; no topic is lost or half made."""

import itertools
import threading
import time

import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic
from kafka.admin import ConfigResource as KafkaPythonResource
from kafka.admin import KafkaAdminClient
from support.broker import martlet

PARTITIONS = 3


def topics_on(node, timeout=10):
    """What one broker knows: topic → number of partitions."""
    metadata = AdminClient({"bootstrap.servers": node.address}).list_topics(timeout=timeout)
    return {name: len(topic.partitions) for name, topic in metadata.topics.items()}


class Churn:
    """A client that creates and deletes topics without end, and knows what it was told of each."""

    def __init__(self, cluster, prefix):
        self.admin = AdminClient(
            {"bootstrap.servers": cluster.address, "socket.timeout.ms": 10_000, "log_level": 0}
        )
        self.prefix = prefix
        self.stopping = threading.Event()
        self.there, self.gone, self.unknown = set(), set(), set()
        self.errors = []
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.thread.join(60)
        assert not self.thread.is_alive()

    @property
    def done(self):
        return len(self.there) + len(self.gone)

    def _run(self):
        for number in itertools.count():
            if self.stopping.is_set():
                return
            name = f"{self.prefix}-{number}"
            topic = NewTopic(name, PARTITIONS, 3, config={"retention.ms": "123456"})
            # A retry by the cluster or the client may find that the first attempt was carried out.
            if not self._try(self.admin.create_topics([topic]), name, KafkaError.TOPIC_ALREADY_EXISTS):
                continue
            self.there.add(name)
            if number % 2 == 0:
                continue
            self.there.discard(name)
            if self._try(self.admin.delete_topics([name]), name, KafkaError.UNKNOWN_TOPIC_OR_PART):
                self.gone.add(name)

    def _try(self, futures, name, done_before):
        try:
            futures[name].result(30)
            return True
        except KafkaException as error:
            code = error.args[0].code()
            if code == done_before:
                return True
            self.errors.append((name, str(error)))
            self.unknown.add(name)
            return False


def assert_whole(cluster, churn):
    """Every node tells the same: all is as it was acknowledged, and nothing is half made."""

    def agree():
        views = [topics_on(node) for node in cluster.brokers]
        return all(view == views[0] for view in views)

    cluster.wait(agree, what="agreement on the topics")
    found = topics_on(cluster.brokers[0])
    mine = {name: count for name, count in found.items() if name.startswith(churn.prefix)}
    assert churn.there - mine.keys() == set(), "topics were lost"
    assert churn.gone & mine.keys() == set(), "deleted topics are there"
    assert mine.keys() - churn.there - churn.unknown == set(), "topics that nobody made"
    assert set(mine.values()) <= {PARTITIONS}, "half-made topics"
    resources = [ConfigResource(ConfigResource.Type.TOPIC, name) for name in mine]
    for start in range(0, len(resources), 100):
        described = churn.admin.describe_configs(resources[start : start + 100])
        for resource, future in described.items():
            value = future.result(30)["retention.ms"].value
            assert value == "123456", f"{resource.name} has half its records"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_controllers_are_killed_while_a_client_creates_and_deletes_topics(new_cluster):
    cluster = new_cluster(brokers=3)
    epochs = [cluster.quorum()["leaderEpoch"]]
    with Churn(cluster, "churn") as churn:
        for _ in range(3):
            before = churn.done
            cluster.wait(lambda: churn.done >= before + 20, 60, "changes before the kill")
            leader = cluster.leader()
            leader.kill()
            successor = cluster.leader(other_than=leader)
            epochs.append(cluster.quorum(successor)["leaderEpoch"])
            before = churn.done
            cluster.wait(lambda: churn.done >= before + 20, 60, "changes without the killed controller")
            cluster.restart(leader)
    assert epochs == sorted(set(epochs)), "each controller has an epoch of its own"
    assert_whole(cluster, churn)
    assert len(churn.unknown) <= churn.done / 4, churn.errors[:5]
    assert cluster.stop() == [0, 0, 0]
    # All of it was on disk.
    cluster.start()
    assert_whole(cluster, churn)


def test_a_minority_changes_nothing_and_recovers(new_cluster):
    cluster = new_cluster(brokers=3)
    leader = cluster.leader()
    others = [node for node in cluster.nodes if node is not leader]
    for node in others:
        node.kill()
    admin = AdminClient({"bootstrap.servers": leader.address})
    future = admin.create_topics([NewTopic("t", 1, 1)], request_timeout=4)["t"]
    with pytest.raises(KafkaException):
        future.result(30)
    for node in others:
        cluster.restart(node)
    admin.create_topics([NewTopic("u", 1, 1)], request_timeout=30)["u"].result(60)
    cluster.wait(lambda: all("u" in topics_on(node) for node in cluster.nodes), what="topic u on all nodes")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_controller_with_a_wiped_disk_observes_until_it_is_added_again(new_cluster):
    cluster = new_cluster(brokers=3, broker_session_timeout_ms=3000, broker_heartbeat_interval_ms=500)
    leader = cluster.leader()
    wiped, other = (node for node in cluster.nodes if node is not leader)
    old = wiped.meta_properties
    wiped.kill()
    for path in sorted(wiped.data.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    martlet(
        *("storage", "format", "--config", wiped.config_file),
        *("--cluster-id", old["cluster.id"], "--no-initial-controllers"),
    )
    new = wiped.meta_properties
    assert new["directory.id"] != old["directory.id"]
    cluster.restart(wiped)

    def members(role):
        quorum = cluster.quorum()
        return {(each["id"], each["directoryId"]) for each in quorum[role]} if quorum else set()

    old_key, new_key = (wiped.id, old["directory.id"]), (wiped.id, new["directory.id"])
    cluster.wait(lambda: new_key in members("observers"), what="the wiped controller observes")
    # It voted under its old directory id, and has no vote under the new one.
    assert old_key in members("voters") and new_key not in members("voters")

    martlet("quorum", "remove", wiped.id, broker=leader)
    assert old_key not in members("voters")
    done = martlet("quorum", "add", wiped.id, "--endpoint", wiped.controller_endpoint, broker=other)
    assert new["directory.id"] in done.stdout.decode()
    assert members("voters") == {
        *((n.id, n.meta_properties["directory.id"]) for n in cluster.nodes),
    }
    # Its vote counts: without another one it takes part in a majority.
    cluster.leader().kill()
    cluster.leader()
    survivor = next(node for node in cluster.brokers if node.is_running)
    admin = AdminClient({"bootstrap.servers": survivor.address})
    admin.create_topics([NewTopic("after", 1, 1)], request_timeout=30)["after"].result(60)


@pytest.fixture(scope="module")
def quiet_cluster():
    """One for the tests that leave all nodes running."""
    from support.cluster import Cluster

    cluster = Cluster(brokers=3)
    try:
        yield cluster.start()
        assert cluster.stop() == [0, 0, 0]
    finally:
        cluster.close()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_confluents_admin_client_works_against_any_node(quiet_cluster, number):
    node = quiet_cluster.node(number)
    name = f"by-confluent-{number}"
    admin = AdminClient({"bootstrap.servers": node.address})
    described = admin.describe_cluster().result(30)
    assert sorted(each.id for each in described.nodes) == [1, 2, 3]
    admin.create_topics([NewTopic(name, 2, 3, config={"retention.ms": "60000"})])[name].result(30)
    admin.create_partitions([NewPartitions(name, 4)])[name].result(30)
    resource = ConfigResource(ConfigResource.Type.TOPIC, name)
    (future,) = admin.describe_configs([resource]).values()
    assert future.result(30)["retention.ms"].value == "60000"
    # The client asks whom metadata calls the controller, which may be any broker; the others hear of it.
    quiet_cluster.wait(lambda: topics_on(node).get(name) == 4, 30, "the node knows the partitions")
    admin.delete_topics([name])[name].result(30)
    quiet_cluster.wait(lambda: name not in topics_on(node), 30, "the node knows that the topic is gone")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_kafka_pythons_admin_client_works_against_any_node(quiet_cluster, number):
    node = quiet_cluster.node(number)
    name = f"by-kafka-python-{number}"
    with KafkaAdminClient(bootstrap_servers=node.address) as admin:
        assert sorted(each["broker_id"] for each in admin.describe_cluster()["brokers"]) == [1, 2, 3]
        created = admin.create_topics({name: {"num_partitions": 2, "replication_factor": 3}})
        assert created["topics"][0]["error_code"] == 0
        admin.create_partitions({name: 3})
        admin.alter_configs([KafkaPythonResource("TOPIC", name, {"retention.ms": "70000"})])
        quiet_cluster.wait(lambda: topics_on(node).get(name) == 3, what="three partitions")
        admin.delete_topics([name])
        quiet_cluster.wait(lambda: name not in topics_on(node), what="the deletion")


def test_every_node_tells_of_the_same_quorum(quiet_cluster):
    answers = [quiet_cluster.quorum(node) for node in quiet_cluster.nodes]
    assert len({(answer["leaderId"], answer["leaderEpoch"]) for answer in answers}) == 1
    for answer in answers:
        assert [voter["id"] for voter in answer["voters"]] == [1, 2, 3]
        assert answer["observers"] == []


def test_features_are_told_by_every_node(quiet_cluster):
    for node in quiet_cluster.nodes:
        text = martlet("cluster", "features", "describe", broker=node).stdout.decode()
        assert "metadata.version" in text and "kraft.version" in text


def test_controllers_of_their_own_lead_brokers_that_have_no_vote(new_cluster):
    cluster = new_cluster(brokers=2, controllers=3)
    quorum = cluster.quorum()
    assert [voter["id"] for voter in quorum["voters"]] == [3, 4, 5]
    assert [observer["id"] for observer in quorum["observers"]] == [1, 2]
    admin = AdminClient({"bootstrap.servers": cluster.address})
    admin.create_topics([NewTopic("before", 4, 2)])["before"].result(30)
    leader = cluster.leader()
    assert not leader.is_broker
    leader.kill()
    cluster.leader(other_than=leader)
    admin.create_topics([NewTopic("after", 4, 2)])["after"].result(60)
    cluster.wait(
        lambda: all({"before", "after"} <= topics_on(node).keys() for node in cluster.brokers),
        what="both topics on both brokers",
    )


@pytest.mark.slow
def test_a_broker_that_is_killed_is_fenced_and_taken_back(new_cluster):
    cluster = new_cluster(brokers=3, broker_session_timeout_ms=3000, broker_heartbeat_interval_ms=500)
    admin = AdminClient({"bootstrap.servers": cluster.address})
    admin.create_topics([NewTopic("spread", 12, 3)])["spread"].result(30)
    lost = next(node for node in cluster.nodes if node is not cluster.leader())
    lost.kill()
    rest = next(node for node in cluster.nodes if node.is_running)

    def leaders():
        topics = AdminClient({"bootstrap.servers": rest.address}).list_topics(timeout=10).topics
        return {partition.leader for partition in topics["spread"].partitions.values()}

    cluster.wait(lambda: leaders() == {n.id for n in cluster.nodes} - {lost.id}, what="leaders elsewhere")
    began = time.monotonic()
    cluster.restart(lost)
    assert time.monotonic() - began < 30
    observer = AdminClient({"bootstrap.servers": rest.address})
    assert sorted(each.id for each in observer.describe_cluster().result(30).nodes) == [1, 2, 3]
