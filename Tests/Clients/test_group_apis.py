"""Every version of the requests about groups, byte by byte."""

import pytest
from support.broker import martlet
from support.groups import eventually
from support.schema import APIS
from support.wire import NONE, Connection

UNKNOWN_MEMBER_ID = 25
MEMBER_ID_REQUIRED = 79
GROUP_ID_NOT_FOUND = 69
GROUP_SUBSCRIBED_TO_TOPIC = 86
STALE_MEMBER_EPOCH = 113


@pytest.fixture(scope="module")
def group_broker():
    from support.broker import Broker

    own = Broker(
        group_initial_rebalance_delay_ms=0,
        group_consumer_min_heartbeat_interval_ms=100,
        offsets_topic_num_partitions=3,
    )
    try:
        yield own.start()
    finally:
        own.close()


@pytest.fixture
def connection(group_broker):
    with Connection(group_broker) as open_connection:
        yield open_connection


def until_there(ask):
    """Asks again while the coordinator comes into being."""
    answer = None

    def is_there():
        nonlocal answer
        answer = ask()
        return answer["errorCode"] not in (14, 15, 16)

    eventually(is_there, "there is no coordinator")
    return answer


def join(connection, version, group, member="", instance=None):
    connection.request("FindCoordinator", 4, keyType=0, coordinatorKeys=[group])
    return until_there(
        lambda: connection.request(
            "JoinGroup",
            version,
            groupId=group,
            memberId=member,
            groupInstanceId=instance,
            sessionTimeoutMs=10_000,
            rebalanceTimeoutMs=10_000,
            protocolType="consumer",
            protocols=[{"name": "range", "metadata": b"wants"}],
        )
    )


def versions(name):
    return range(APIS[name].versions.first, APIS[name].versions.last + 1)


@pytest.mark.parametrize("version", versions("JoinGroup"))
def test_a_member_comes_stays_and_goes_in_every_version(connection, topic, version):
    def at(name):
        return min(version, APIS[name].versions.last)

    joined = join(connection, version, topic)
    if version >= 4:
        assert joined["errorCode"] == MEMBER_ID_REQUIRED
        joined = join(connection, version, topic, joined["memberId"])
    member = joined["memberId"]
    assert (joined["errorCode"], joined["generationId"], joined["leader"]) == (NONE, 1, member)
    assert [(m["memberId"], m["metadata"]) for m in joined["members"]] == [(member, b"wants")]
    who = {"groupId": topic, "generationId": 1, "memberId": member}
    gets = [{"memberId": member, "assignment": b"gets"}]
    names = {"protocolType": "consumer", "protocolName": "range"}
    synced = connection.request("SyncGroup", at("SyncGroup"), **who, **names, assignments=gets)
    assert (synced["errorCode"], synced["assignment"]) == (NONE, b"gets")
    assert connection.request("Heartbeat", at("Heartbeat"), **who)["errorCode"] == NONE

    described = connection.request("DescribeGroups", at("DescribeGroups"), groups=[topic])["groups"][0]
    assert (described["groupState"], described["protocolData"]) == ("Stable", "range")
    assert [m["memberAssignment"] for m in described["members"]] == [b"gets"]

    leaving = {"memberId": member, "members": [{"memberId": member}]}
    left = connection.request("LeaveGroup", at("LeaveGroup"), groupId=topic, **leaving)
    assert left["errorCode"] == NONE
    again = connection.request("LeaveGroup", at("LeaveGroup"), groupId=topic, **leaving)
    codes = [m["errorCode"] for m in again["members"]] if version >= 3 else [again["errorCode"]]
    assert codes == [UNKNOWN_MEMBER_ID]
    assert connection.request("Heartbeat", at("Heartbeat"), **who)["errorCode"] == UNKNOWN_MEMBER_ID
    deleted = connection.request("DeleteGroups", at("DeleteGroups"), groupsNames=[topic])["results"]
    assert [each["errorCode"] for each in deleted] == [NONE]
    gone = connection.request("DescribeGroups", at("DescribeGroups"), groups=[topic])["groups"][0]
    assert gone["groupState"] == "Dead"
    assert gone["errorCode"] == (GROUP_ID_NOT_FOUND if version >= 6 else NONE)


@pytest.mark.parametrize("version", range(5, 10))
def test_a_static_member_that_comes_back_keeps_its_place_in_every_version(connection, topic, version):
    first = join(connection, version, topic, instance="one")
    assert first["errorCode"] == NONE
    who = {"groupId": topic, "generationId": 1, "groupInstanceId": "one"}
    gets = [{"memberId": first["memberId"], "assignment": b"gets"}]
    synced = connection.request("SyncGroup", 3, **who, memberId=first["memberId"], assignments=gets)
    assert synced["assignment"] == b"gets"
    second = join(connection, version, topic, instance="one")
    assert (second["errorCode"], second["generationId"]) == (NONE, 1)
    assert second["memberId"] != first["memberId"]
    synced = connection.request("SyncGroup", 3, **who, memberId=second["memberId"])
    assert synced["assignment"] == b"gets"
    fenced = connection.request("Heartbeat", 3, **who, memberId=first["memberId"])
    assert fenced["errorCode"] == 82


def beat(connection, version, group, member, **fields):
    connection.request("FindCoordinator", 4, keyType=0, coordinatorKeys=[group])
    return until_there(
        lambda: connection.request(
            "ConsumerGroupHeartbeat", version, groupId=group, memberId=member, **fields
        )
    )


def joining(topic):
    return {
        "memberEpoch": 0,
        "rebalanceTimeoutMs": 10_000,
        "subscribedTopicNames": [topic],
        "topicPartitions": [],
    }


@pytest.mark.parametrize("version", versions("ConsumerGroupHeartbeat"))
def test_a_member_of_the_new_protocol_comes_stays_and_goes_in_every_version(connection, topic, version):
    topic_id = connection.create_topic(topic, partitions=2)
    # From version 1 the client makes its id up.
    joined = beat(connection, version, topic, "mine" if version >= 1 else "", **joining(topic))
    assert (joined["errorCode"], joined["memberEpoch"]) == (NONE, 1)
    assert version == 0 or joined["memberId"] == "mine"
    given = [{"topicId": topic_id, "partitions": [0, 1]}]
    assert joined["assignment"] == {"topicPartitions": given}
    member = joined["memberId"]
    stays = beat(connection, version, topic, member, memberEpoch=1, topicPartitions=given)
    assert (stays["errorCode"], stays["memberEpoch"], stays["assignment"]) == (NONE, 1, None)
    for described in versions("ConsumerGroupDescribe"):
        group = connection.request("ConsumerGroupDescribe", described, groupIds=[topic])["groups"][0]
        assert (group["groupState"], group["groupEpoch"], group["assignmentEpoch"]) == ("Stable", 1, 1)
        assert [(m["memberId"], m["memberEpoch"]) for m in group["members"]] == [(member, 1)]
        parts = group["members"][0]["assignment"]["topicPartitions"]
        assert [(p["topicName"], p["partitions"]) for p in parts] == [(topic, [0, 1])]
    assert beat(connection, version, topic, member, memberEpoch=-1)["memberEpoch"] == -1
    unknown = beat(connection, version, topic, member, memberEpoch=1)
    assert unknown["errorCode"] == UNKNOWN_MEMBER_ID


def test_groups_are_listed_by_state_and_type(group_broker, connection, topic):
    connection.create_topic(topic, partitions=1)
    old, new = f"{topic}-old", f"{topic}-new"
    joined = join(connection, 3, old)
    connection.request("LeaveGroup", 1, groupId=old, memberId=joined["memberId"])
    beat(connection, 1, new, "m", **joining(topic))

    def listed(version, states=(), types=()):
        answer = connection.request(
            "ListGroups", version, statesFilter=list(states), typesFilter=list(types)
        )
        assert answer["errorCode"] == NONE
        return {g["groupId"] for g in answer["groups"] if g["groupId"].startswith(topic)}

    for version in versions("ListGroups"):
        assert listed(version) == {old, new}, version
    for version in (4, 5):
        assert listed(version, states=["Empty"]) == {old}
        assert listed(version, states=["stable", "Dead"]) == {new}
        assert listed(version, states=["Assigning"]) == set()
    assert listed(5, types=["consumer"]) == {new}
    assert listed(5, types=["Classic"]) == {old}
    assert listed(5, types=["classic"], states=["Stable"]) == set()
    assert listed(5, types=["share"]) == set()

    def by_command(*filters):
        names = martlet("group", "list", *filters, broker=group_broker).stdout.decode().split()
        return {name for name in names if name.startswith(topic)}

    assert by_command() == {old, new}
    assert by_command("--state", "empty") == {old}
    assert by_command("--type", "consumer") == {new}
    assert by_command("--type", "classic", "--state", "Stable") == set()
    beat(connection, 1, new, "m", memberEpoch=-1)


def test_offsets_are_deleted_where_nobody_reads(connection, topic):
    connection.create_topic(topic, partitions=2)
    group = f"{topic}-group"
    beat(connection, 1, group, "m", **joining(topic))
    parts = [{"partitionIndex": n, "committedOffset": 5, "committedMetadata": ""} for n in (0, 1)]
    topics = [{"name": topic, "partitions": parts}]
    who = {"groupId": group, "memberId": "m"}

    def commit(epoch):
        answer = connection.request(
            "OffsetCommit", 9, **who, generationIdOrMemberEpoch=epoch, topics=topics
        )
        return [p["errorCode"] for p in answer["topics"][0]["partitions"]]

    assert commit(1) == [NONE, NONE]
    assert commit(2) == [STALE_MEMBER_EPOCH, STALE_MEMBER_EPOCH]
    asked = [{"name": topic, "partitions": [{"partitionIndex": 0}]}]

    def delete():
        answer = connection.request("OffsetDelete", 0, groupId=group, topics=asked)
        assert answer["errorCode"] == NONE
        return answer["topics"][0]["partitions"][0]["errorCode"]

    assert delete() == GROUP_SUBSCRIBED_TO_TOPIC
    beat(connection, 1, group, "m", memberEpoch=-1)
    assert delete() == NONE
    fetched = connection.request("OffsetFetch", 9, groups=[{"groupId": group, "topics": None}])
    found = fetched["groups"][0]["topics"][0]["partitions"]
    assert [(p["partitionIndex"], p["committedOffset"]) for p in found] == [(1, 5)]


def test_a_commit_in_an_earlier_epoch_counts_for_what_the_member_still_has(connection, topic):
    topic_id = connection.create_topic(topic, partitions=2)
    beat(connection, 1, topic, "a", **joining(topic))
    beat(connection, 1, topic, "b", **joining(topic))
    # The first gives one up, and is in the second epoch then.
    answer = beat(connection, 1, topic, "a", memberEpoch=1, topicPartitions=None)
    kept = answer["assignment"]["topicPartitions"]
    answer = beat(connection, 1, topic, "a", memberEpoch=1, topicPartitions=kept)
    assert answer["memberEpoch"] == 2
    (mine,) = kept[0]["partitions"]

    def commit(epoch):
        parts = [{"partitionIndex": n, "committedOffset": 5, "committedMetadata": ""} for n in (0, 1)]
        answer = connection.request(
            "OffsetCommit",
            10,
            groupId=topic,
            memberId="a",
            generationIdOrMemberEpoch=epoch,
            topics=[{"topicId": topic_id, "partitions": parts}],
        )
        return {p["partitionIndex"]: p["errorCode"] for p in answer["topics"][0]["partitions"]}

    assert commit(1) == {mine: NONE, 1 - mine: STALE_MEMBER_EPOCH}
    assert commit(2)[mine] == NONE
