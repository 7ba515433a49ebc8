"""Consumer groups, as clients see them: who reads what, and from where on."""

import struct
from collections import Counter

import confluent_kafka
import pytest
from confluent_kafka.admin import AdminClient, NewPartitions
from support.broker import martlet
from support.clients import CONFLUENT, KCAT
from support.groups import (
    MEMBERS,
    ConfluentMember,
    ConsumerProtocolMember,
    KafkaPythonMember,
    assert_at_least_once,
    eventually,
    member_name,
    stop_all,
)
from support.messages import Message
from support.wire import NONE, Connection

PARTITIONS = 6
NOT_COORDINATOR = 16
MEMBER_ID_REQUIRED = 79
GROUP_ID_NOT_FOUND = 69
NON_EMPTY_GROUP = 68
ILLEGAL_GENERATION = 22


@pytest.fixture
def group_broker(new_broker):
    return new_broker(
        group_initial_rebalance_delay_ms=500,
        group_min_session_timeout_ms=1000,
        group_consumer_heartbeat_interval_ms=300,
        group_consumer_min_heartbeat_interval_ms=300,
    )


def fill(broker, topic, count, start=0):
    """So many messages in each of the partitions."""
    with Connection(broker) as connection:
        if start == 0:
            connection.create_topic(topic, partitions=PARTITIONS)
    CONFLUENT.produce(
        broker,
        topic,
        [
            Message(value=b"%d" % n, partition=partition)
            for n in range(start, start + count)
            for partition in range(PARTITIONS)
        ],
    )


def are_split(members):
    """Each partition has one owner, and every member owns one."""
    owned = Counter(partition for member in members for partition in member.owned)
    return owned == dict.fromkeys(range(PARTITIONS), 1) and all(member.owned for member in members)


def everything_read(members, count):
    read = {(partition, offset) for member in members for partition, offset, _ in member.read}
    return len(read) == count * PARTITIONS


@pytest.mark.parametrize("kind", MEMBERS, ids=member_name)
def test_three_members_share_the_partitions_and_take_over_from_each_other(group_broker, topic, kind):
    fill(group_broker, topic, 100)
    members = [kind(group_broker, "g", topic) for _ in range(3)]
    try:
        eventually(lambda: are_split(members), "the partitions are not shared")
        eventually(lambda: everything_read(members, 100), "not everything is read")
        members[0].stop()
        eventually(lambda: are_split(members[1:]), "what the first had is not taken over")
        fill(group_broker, topic, 50, start=100)
        eventually(lambda: everything_read(members, 150), "not everything is read")
    finally:
        stop_all(members)
    assert_at_least_once(members, range(PARTITIONS))
    assert not [member.error for member in members if member.error]


@pytest.mark.parametrize("kind", MEMBERS, ids=member_name)
def test_a_member_goes_on_where_the_group_has_committed(group_broker, topic, kind):
    fill(group_broker, topic, 20)
    first = kind(group_broker, "g", topic)
    eventually(lambda: everything_read([first], 20), "not everything is read")
    first.stop()
    fill(group_broker, topic, 20, start=20)
    second = kind(group_broker, "g", topic)
    try:
        eventually(lambda: len(second.read) == 20 * PARTITIONS, "the rest is not read")
        assert min(offset for _, offset, _ in second.read) == 20
    finally:
        second.stop()


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_committed_offsets_survive_the_broker(group_broker, topic, end):
    fill(group_broker, topic, 20)
    first = ConfluentMember(group_broker, "g", topic)
    eventually(lambda: everything_read([first], 20), "not everything is read")
    first.stop()
    getattr(group_broker, end)()
    group_broker.start()
    assert committed(group_broker, "g", topic) == dict.fromkeys(range(PARTITIONS), 20)


def test_members_go_on_when_the_broker_is_started_again(group_broker, topic):
    fill(group_broker, topic, 20)
    members = [ConfluentMember(group_broker, "g", topic), KafkaPythonMember(group_broker, "h", topic)]
    try:
        eventually(lambda: all(everything_read([m], 20) for m in members), "not everything is read")
        group_broker.kill()
        group_broker.start()
        fill(group_broker, topic, 20, start=20)
        eventually(lambda: all(everything_read([m], 40) for m in members), "the rest is not read")
    finally:
        stop_all(members)


def test_a_member_that_goes_silent_is_replaced(group_broker, topic):
    fill(group_broker, topic, 10)
    members = [ConfluentMember(group_broker, "g", topic, session_timeout_ms=6000) for _ in range(2)]
    eventually(lambda: are_split(members), "the partitions are not shared")
    with Connection(group_broker) as connection:
        # A third that joins and is never heard of again.
        third = join("g", session=6000, topics=[topic])
        joined = connection.request("JoinGroup", 4, **third)
        assert joined["errorCode"] == MEMBER_ID_REQUIRED
        connection.request("JoinGroup", 4, **{**third, "memberId": joined["memberId"]})
        eventually(lambda: not are_split(members), "the others do not notice it")
        eventually(lambda: are_split(members), "the group does not go on without it")
        assert len(describe(group_broker, "g")["members"]) == 2
    stop_all(members)


def test_a_static_member_that_comes_back_soon_disturbs_nobody(group_broker, topic):
    fill(group_broker, topic, 10)
    members = [
        ConfluentMember(group_broker, "g", topic, group_instance_id=name, session_timeout_ms=20_000)
        for name in "ab"
    ]
    eventually(lambda: are_split(members), "the partitions are not shared")
    before, generation = [set(member.owned) for member in members], describe(group_broker, "g")
    members[1].abandon()
    again = ConfluentMember(group_broker, "g", topic, group_instance_id="b", session_timeout_ms=20_000)
    try:
        eventually(lambda: again.owned == before[1], "the place is not kept")
        assert members[0].owned == before[0]
        after = describe(group_broker, "g")
        assert {m["groupInstanceId"] for m in after["members"]} == {"a", "b"}
        assert {m["memberId"] for m in after["members"]} != {m["memberId"] for m in generation["members"]}
    finally:
        members[0].stop()
        again.stop()


def test_a_pattern_means_topics_that_come_later_too(group_broker, topic):
    fill(group_broker, f"{topic}-a", 10)
    member = ConsumerProtocolMember(group_broker, "g", f"^{topic}-.*")
    try:
        eventually(lambda: everything_read([member], 10), "not everything is read")
        fill(group_broker, f"{topic}-b", 10)
        eventually(lambda: len(member.read) == 2 * 10 * PARTITIONS, "the new topic is not read")
    finally:
        member.stop()


def test_groups_of_both_kinds_are_listed_and_described(group_broker, topic):
    fill(group_broker, topic, 10)
    admin = AdminClient({"bootstrap.servers": group_broker.address})
    members = [
        ConfluentMember(group_broker, "old", topic),
        ConsumerProtocolMember(group_broker, "new", topic),
    ]
    try:
        eventually(lambda: all(everything_read([m], 10) for m in members), "not everything is read")
        listed = admin.list_consumer_groups().result(10).valid
        assert {g.group_id: g.type.name for g in listed} == {"old": "CLASSIC", "new": "CONSUMER"}
        described = admin.describe_consumer_groups(["new"])["new"].result(10)
        assert (described.state.name, described.partition_assignor) == ("STABLE", "uniform")
        parts = described.members[0].assignment.topic_partitions
        assert {(p.topic, p.partition) for p in parts} == {(topic, n) for n in range(PARTITIONS)}
    finally:
        stop_all(members)


def test_kcat_reads_as_a_group(group_broker, topic):
    fill(group_broker, topic, 30)
    command = ["-G", "g", "-X", "auto.offset.reset=earliest", "-X", "enable.auto.commit=true", "-q"]
    done = KCAT.run(group_broker, *command, "-c", str(30 * PARTITIONS), topic)
    assert sorted(map(int, done.stdout.split())) == sorted(list(range(30)) * PARTITIONS)
    assert sum(committed(group_broker, "g", topic).values()) == 30 * PARTITIONS
    fill(group_broker, topic, 5, start=30)
    done = KCAT.run(group_broker, *command, "-c", str(5 * PARTITIONS), topic)
    assert set(map(int, done.stdout.split())) == set(range(30, 35))


def test_the_topic_of_offsets_is_made_when_it_is_needed(new_broker):
    broker = new_broker(offsets_topic_num_partitions=7)
    with Connection(broker) as connection:
        names = [t["name"] for t in connection.request("Metadata", 12, topics=None)["topics"]]
        assert names == []
        for version in range(0, 7):
            coordinator = find_coordinator(connection, "g", version)
            assert (coordinator["errorCode"], coordinator["port"]) == (NONE, broker.port), version
        topics = connection.request("Metadata", 12, topics=None)["topics"]
        assert [(t["name"], t["isInternal"], len(t["partitions"])) for t in topics] == [
            ("__consumer_offsets", True, 7)
        ]
        configs = connection.request(
            "DescribeConfigs", 4, resources=[{"resourceType": 2, "resourceName": "__consumer_offsets"}]
        )["results"][0]["configs"]
        assert {c["name"]: c["value"] for c in configs}["cleanup.policy"] == "compact"


def test_the_topic_of_offsets_keeps_its_number_of_partitions(group_broker, topic):
    fill(group_broker, topic, 10)
    member = ConfluentMember(group_broker, "g", topic)
    eventually(lambda: everything_read([member], 10), "not everything is read")
    member.stop()
    admin = AdminClient({"bootstrap.servers": group_broker.address})
    (grown,) = admin.create_partitions([NewPartitions("__consumer_offsets", 60)]).values()
    with pytest.raises(confluent_kafka.KafkaException) as refused:
        grown.result(10)
    assert refused.value.args[0].code() == confluent_kafka.KafkaError.INVALID_PARTITIONS
    assert committed(group_broker, "g", topic) == dict.fromkeys(range(PARTITIONS), 10)


# MARK: what administrators see


def test_groups_are_listed_described_and_deleted(group_broker, topic):
    fill(group_broker, topic, 10)
    admin = AdminClient({"bootstrap.servers": group_broker.address})
    member = ConfluentMember(group_broker, "g", topic)
    eventually(lambda: everything_read([member], 10), "not everything is read")
    listed = admin.list_consumer_groups().result(10)
    assert [(g.group_id, g.state.name) for g in listed.valid] == [("g", "STABLE")] and not listed.errors
    described = admin.describe_consumer_groups(["g"])["g"].result(10)
    assert described.state.name == "STABLE" and described.partition_assignor == "range"
    assert {p.partition for p in described.members[0].assignment.topic_partitions} == set(range(PARTITIONS))
    assert described.members[0].host == "/127.0.0.1"
    with pytest.raises(confluent_kafka.KafkaException) as refused:
        admin.delete_consumer_groups(["g"])["g"].result(10)
    assert refused.value.args[0].code() == confluent_kafka.KafkaError.NON_EMPTY_GROUP
    member.stop()
    assert committed(group_broker, "g", topic) == dict.fromkeys(range(PARTITIONS), 10)
    admin.delete_consumer_groups(["g"])["g"].result(10)
    assert admin.list_consumer_groups().result(10).valid == []


def test_offsets_can_be_set_from_outside(group_broker, topic):
    fill(group_broker, topic, 10)
    admin = AdminClient({"bootstrap.servers": group_broker.address})
    wanted = confluent_kafka.ConsumerGroupTopicPartitions(
        "g", [confluent_kafka.TopicPartition(topic, n, 4) for n in range(PARTITIONS)]
    )
    eventually(lambda: _is_done(admin.alter_consumer_group_offsets([wanted])["g"]), "offsets are not set")
    assert committed(group_broker, "g", topic) == dict.fromkeys(range(PARTITIONS), 4)
    member = ConfluentMember(group_broker, "g", topic)
    eventually(lambda: len(member.read) == 6 * PARTITIONS, "the rest is not read")
    member.stop()


def test_a_topic_takes_its_offsets_with_it(group_broker, topic):
    fill(group_broker, topic, 10)
    member = ConfluentMember(group_broker, "g", topic)
    eventually(lambda: everything_read([member], 10), "not everything is read")
    member.stop()
    admin = AdminClient({"bootstrap.servers": group_broker.address})
    admin.delete_topics([topic])[topic].result(10)
    eventually(lambda: committed(group_broker, "g", None) == {}, "the offsets are still there")


# MARK: the command line


def test_the_command_line_lists_describes_resets_and_deletes_groups(group_broker, topic, tmp_path):
    fill(group_broker, topic, 10)

    def group(*arguments, **options):
        return martlet("group", *arguments, broker=group_broker, **options).stdout.decode()

    for kind, name in [(ConfluentMember, "old"), (ConsumerProtocolMember, "new")]:
        member = kind(group_broker, name, topic)
        eventually(lambda: everything_read([member], 10), "not everything is read")
        described = group("describe", name)
        assert "Stable" in described and described.count(topic) == PARTITIONS
        refused = martlet(
            "group", "reset-offsets", name, "--to", "beginning", "--execute", broker=group_broker, check=False
        )
        assert refused.returncode == 1
        member.stop()
    assert group("list").split() == ["new", "old"]
    assert [line.split()[:3] for line in group("list", "--long").splitlines()[1:]] == [
        ["new", "consumer", "Empty"],
        ["old", "classic", "Empty"],
    ]
    fill(group_broker, topic, 2, start=10)
    assert group("lag", "old", "--total").strip() == str(2 * PARTITIONS)
    assert "nothing was changed" in group("reset-offsets", "old", "--to", "beginning")
    assert group("lag", "old", "--total").strip() == str(2 * PARTITIONS)
    group("reset-offsets", "old", "--to", "beginning", "--execute")
    assert group("lag", "old", "--total").strip() == str(12 * PARTITIONS)
    group("reset-offsets", "old", "--shift-by", "5", "--execute", "--topic", f"{topic}:2")
    assert group("lag", "old", "--total").strip() == str(12 * PARTITIONS - 5)
    offsets = tmp_path / "offsets"
    offsets.write_text("".join(f"{topic},{n},11\n" for n in range(PARTITIONS)))
    group("reset-offsets", "new", "--from-file", offsets, "--execute")
    assert committed(group_broker, "new", topic) == dict.fromkeys(range(PARTITIONS), 11)
    group("delete", "old", "new")
    assert group("list") == ""


# MARK: bytes


def test_a_generation_by_hand(group_broker):
    with Connection(group_broker) as connection:
        find_coordinator(connection, "g", 4)
        answer = None

        def is_loaded():
            nonlocal answer
            answer = connection.request("JoinGroup", 9, **join("g"))
            return answer["errorCode"] == MEMBER_ID_REQUIRED

        eventually(is_loaded, "the coordinator is not there")
        member = answer["memberId"]
        joined = connection.request("JoinGroup", 9, **join("g", member))
        assert (joined["errorCode"], joined["generationId"]) == (NONE, 1)
        assert (joined["leader"], joined["protocolName"]) == (member, "range")
        assert [m["memberId"] for m in joined["members"]] == [member]
        who = {"groupId": "g", "memberId": member, "generationId": 1}
        synced = connection.request(
            "SyncGroup", 5, **who, assignments=[{"memberId": member, "assignment": b"mine"}]
        )
        assert (synced["errorCode"], synced["assignment"]) == (NONE, b"mine")
        assert connection.request("Heartbeat", 4, **who)["errorCode"] == NONE
        stale = {**who, "generationId": 0}
        assert connection.request("Heartbeat", 4, **stale)["errorCode"] == ILLEGAL_GENERATION
        deleted = connection.request("DeleteGroups", 2, groupsNames=["g", "unknown"])["results"]
        assert [r["errorCode"] for r in deleted] == [NON_EMPTY_GROUP, GROUP_ID_NOT_FOUND]
        left = connection.request("LeaveGroup", 5, groupId="g", members=[{"memberId": member}])
        assert left["members"][0]["errorCode"] == NONE
        groups = connection.request("ListGroups", 5, statesFilter=[], typesFilter=["classic"])["groups"]
        assert [(g["groupId"], g["groupState"], g["groupType"]) for g in groups] == [
            ("g", "Empty", "classic")
        ]


@pytest.mark.parametrize("version", range(2, 11))
def test_offsets_are_committed_and_fetched_in_every_version(broker, topic, version):
    with Connection(broker) as connection:
        topic_id = connection.create_topic(topic, partitions=2)
        group = f"{topic}-group"
        find_coordinator(connection, group, 4)
        which = {"topicId": topic_id} if version >= 10 else {"name": topic}
        part = {"partitionIndex": 1, "committedOffset": 7, "committedMetadata": "note"}
        unknown = {"partitionIndex": 2, "committedOffset": 7, "committedMetadata": "note"}

        def commit():
            return connection.request(
                "OffsetCommit", version, groupId=group, topics=[{**which, "partitions": [part, unknown]}]
            )["topics"][0]["partitions"]

        eventually(lambda: commit()[0]["errorCode"] == NONE, "the offset is not committed")
        assert [p["errorCode"] for p in commit()] == [NONE, 3]
        for fetched in range(1, 11):
            which = {"topicId": topic_id} if fetched >= 10 else {"name": topic}
            topics = [{**which, "partitionIndexes": [0, 1]}]
            if fetched >= 8:
                answer = connection.request(
                    "OffsetFetch", fetched, groups=[{"groupId": group, "topics": topics}]
                )["groups"][0]
            else:
                answer = connection.request("OffsetFetch", fetched, groupId=group, topics=topics)
            found = answer["topics"][0]["partitions"]
            assert [p["committedOffset"] for p in found] == [-1, 7], fetched
            assert [p["metadata"] for p in found] == ["", "note"], fetched


def join(group, member="", session=10_000, topics=()):
    """With a subscription of version 0, as consumers send it."""
    names = b"".join(struct.pack(">h", len(name)) + name.encode() for name in topics)
    metadata = struct.pack(">hi", 0, len(topics)) + names + struct.pack(">i", -1)
    return {
        "groupId": group,
        "memberId": member,
        "sessionTimeoutMs": session,
        "rebalanceTimeoutMs": session,
        "protocolType": "consumer",
        "protocols": [{"name": "range", "metadata": metadata}],
    }


def find_coordinator(connection, key, version):
    if version >= 4:
        answer = connection.request("FindCoordinator", version, keyType=0, coordinatorKeys=[key])
        return answer["coordinators"][0]
    fields = {} if version == 0 else {"keyType": 0}
    return connection.request("FindCoordinator", version, key=key, **fields)


def describe(broker, group):
    with Connection(broker) as connection:
        return connection.request("DescribeGroups", 6, groups=[group])["groups"][0]


def committed(broker, group, topic):
    """By partition; of all topics with `None`. Waits for the coordinator."""
    with Connection(broker) as connection:
        answer = None

        def is_loaded():
            nonlocal answer
            asked = {"groupId": group, "topics": None}
            answer = connection.request("OffsetFetch", 9, groups=[asked])["groups"][0]
            return answer["errorCode"] == NONE

        eventually(is_loaded, "the coordinator is not there")
        return {
            part["partitionIndex"]: part["committedOffset"]
            for found in answer["topics"]
            if topic is None or found["name"] == topic
            for part in found["partitions"]
        }


def _is_done(future):
    """A coordinator that has just come into being may say that it is not ready."""
    try:
        return all(each.error is None for each in future.result(10).topic_partitions)
    except confluent_kafka.KafkaException:
        return False


def test_a_group_goes_over_to_the_new_protocol_and_back_member_by_member(group_broker, topic):
    """Rolling restarts of confluent-kafka's members: nothing is lost, and nobody waits for all to be new."""
    fill(group_broker, topic, 50)
    kinds = [ConfluentMember] * 3
    members = [kind(group_broker, "g", topic) for kind in kinds]
    gone = []
    count = 50
    try:
        eventually(lambda: are_split(members), "the partitions are not shared")
        for kind in (ConsumerProtocolMember, ConfluentMember):
            for place in range(3):
                members[place].stop()
                gone.append(members[place])
                members[place] = kind(group_broker, "g", topic)
                eventually(lambda: are_split(members), f"not shared with {kind.name} in place {place}")
                fill(group_broker, topic, 10, start=count)
                count += 10
                total = count
                eventually(lambda: everything_read(gone + members, total), "not everything is read")
            listed = martlet("group", "list", "--long", broker=group_broker).stdout.decode().lower()
            assert ("consumer" if kind is ConsumerProtocolMember else "classic") in listed
    finally:
        for member in members:
            member.stop()
