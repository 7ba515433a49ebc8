"""A version that ApiVersions announces is a version that works."""

import time
import uuid

import pytest
from support.batches import lines_batch
from support.schema import APIS, BY_KEY
from support.wire import (
    INVALID_REQUEST,
    NONE,
    NOT_ENOUGH_REPLICAS,
    NOT_LEADER_OR_FOLLOWER,
    OFFSET_OUT_OF_RANGE,
    STALE_BROKER_EPOCH,
    UNKNOWN_LEADER_EPOCH,
    UNKNOWN_TOPIC_ID,
    UNSUPPORTED_VERSION,
    Connection,
)

SERVED = [
    "Produce",
    "Fetch",
    "ListOffsets",
    "Metadata",
    "ApiVersions",
    "CreateTopics",
    "DeleteTopics",
    "DeleteRecords",
    "InitProducerId",
    "OffsetForLeaderEpoch",
    "DescribeConfigs",
    "AlterConfigs",
    "DescribeLogDirs",
    "CreatePartitions",
    "IncrementalAlterConfigs",
    "DescribeCluster",
    "DescribeTopicPartitions",
    "DescribeStorage",
    "FindCoordinator",
    "OffsetCommit",
    "OffsetFetch",
    "JoinGroup",
    "SyncGroup",
    "Heartbeat",
    "LeaveGroup",
    "DescribeGroups",
    "ListGroups",
    "DeleteGroups",
    "OffsetDelete",
    "ConsumerGroupHeartbeat",
    "ConsumerGroupDescribe",
    "LeaveInSyncReplicas",
    "RebuildReplica",
    "DigestRecords",
]

OF_A_GROUP = {
    "OffsetCommit",
    "OffsetFetch",
    "DescribeGroups",
    "ListGroups",
    "DeleteGroups",
    "OffsetDelete",
}

# What has no good answer to somebody who is no member of a group; test_groups.py has them.
OF_MEMBERS = {
    "JoinGroup",
    "SyncGroup",
    "Heartbeat",
    "LeaveGroup",
    "ConsumerGroupHeartbeat",
    "ConsumerGroupDescribe",
}

# What has a good answer to other brokers alone; test_healing.py has them at work.
OF_REPLICAS = {"LeaveInSyncReplicas", "RebuildReplica"}


@pytest.fixture(scope="module")
def announced(broker):
    with Connection(broker) as connection:
        answer = connection.request("ApiVersions", 4, clientSoftwareName="test", clientSoftwareVersion="1")
    assert answer["errorCode"] == NONE
    return {BY_KEY[k["apiKey"]].name: (k["minVersion"], k["maxVersion"]) for k in answer["apiKeys"]}


def test_what_this_version_serves_is_announced(announced):
    assert set(SERVED) <= set(announced)


def test_the_announced_ranges_are_kafkas(announced):
    # librdkafka switches features off by what is listed, so Produce is announced from 0.
    for name in SERVED:
        lowest, highest = announced[name]
        assert lowest == (0 if name == "Produce" else APIS[name].versions.first), name
        assert highest == (5 if name == "InitProducerId" else APIS[name].versions.last), name


def arguments(name, topic, topic_id, version):
    """A request that succeeds."""
    fetched = {"partition": 0, "fetchOffset": 0, "partitionMaxBytes": 1 << 20}
    config = {"name": "retention.ms", "value": "86400000"}
    resource = {"resourceType": 2, "resourceName": topic}
    new = {"name": f"{topic}-new-{version}", "numPartitions": 1, "replicationFactor": 1}
    which = {"name": topic, "topicId": topic_id}
    gone = f"{topic}-gone-{version}"
    group = f"{topic}-group"
    replica = {"topicId": topic_id, "partitionIndex": 0, "leaderEpoch": 0}
    return {
        "Produce": {
            "acks": -1,
            "timeoutMs": 5000,
            "topicData": [{**which, "partitionData": [{"index": 0, "records": lines_batch(b"x")}]}],
        },
        "Fetch": {
            "maxWaitMs": 100,
            "minBytes": 1,
            "topics": [{"topic": topic, "topicId": topic_id, "partitions": [fetched]}],
        },
        "ListOffsets": {
            "replicaId": -1,
            "topics": [{"name": topic, "partitions": [{"partitionIndex": 0, "timestamp": -1}]}],
        },
        "Metadata": {"topics": [{"name": topic}]},
        "ApiVersions": {"clientSoftwareName": "test", "clientSoftwareVersion": "1"},
        "CreateTopics": {"topics": [new], "timeoutMs": 5000},
        "DeleteTopics": {"topics": [{"name": gone}], "topicNames": [gone], "timeoutMs": 5000},
        "DeleteRecords": {
            "topics": [{"name": topic, "partitions": [{"partitionIndex": 0, "offset": 0}]}],
            "timeoutMs": 5000,
        },
        "InitProducerId": {"transactionalId": None},
        "OffsetForLeaderEpoch": {
            "replicaId": -1,
            "topics": [
                {
                    "topic": topic,
                    "partitions": [{"partition": 0, "currentLeaderEpoch": -1, "leaderEpoch": 0}],
                }
            ],
        },
        "DescribeConfigs": {"resources": [{**resource, "configurationKeys": None}]},
        "AlterConfigs": {"resources": [{**resource, "configs": [config]}]},
        "DescribeLogDirs": {"topics": None},
        "CreatePartitions": {
            "topics": [{"name": topic, "count": version + 2, "assignments": None}],
            "timeoutMs": 5000,
        },
        "IncrementalAlterConfigs": {
            "resources": [{**resource, "configs": [{**config, "configOperation": 0}]}]
        },
        "DescribeCluster": {},
        "DescribeTopicPartitions": {"topics": [{"name": topic}]},
        "DescribeStorage": {"topics": [topic]},
        "FindCoordinator": {"key": group, "keyType": 0, "coordinatorKeys": [group]},
        "OffsetCommit": {
            "groupId": group,
            "topics": [
                {
                    **which,
                    "partitions": [
                        {"partitionIndex": 0, "committedOffset": 1, "committedMetadata": None}
                    ],
                }
            ],
        },
        "OffsetFetch": {
            "groupId": group,
            "topics": [{**which, "partitionIndexes": [0]}],
            "groups": [{"groupId": group, "topics": [{**which, "partitionIndexes": [0]}]}],
        },
        "JoinGroup": {
            "groupId": group,
            "sessionTimeoutMs": 10000,
            "rebalanceTimeoutMs": 10000,
            "memberId": "",
            "protocolType": "consumer",
            "protocols": [{"name": "range", "metadata": b"\0\0"}],
        },
        "SyncGroup": {"groupId": group, "generationId": 1, "memberId": "m", "assignments": []},
        "Heartbeat": {"groupId": group, "generationId": 1, "memberId": "m"},
        "LeaveGroup": {"groupId": group, "memberId": "m", "members": [{"memberId": "m"}]},
        "ConsumerGroupHeartbeat": {
            "groupId": group,
            "memberId": "m",
            "memberEpoch": 0,
            "rebalanceTimeoutMs": 10000,
            "subscribedTopicNames": [topic],
            "topicPartitions": [],
        },
        "ConsumerGroupDescribe": {"groupIds": [group]},
        "DescribeGroups": {"groups": [group]},
        "LeaveInSyncReplicas": {**replica, "brokerId": 7, "brokerEpoch": 1},
        "RebuildReplica": replica,
        "DigestRecords": {
            "topicId": topic_id,
            "partitionIndex": 0,
            "startOffset": 0,
            "endOffset": 2,
            "maxBytes": 1 << 20,
        },
        "ListGroups": {},
        "DeleteGroups": {"groupsNames": [group]},
        "OffsetDelete": {
            "groupId": group,
            "topics": [{"name": topic, "partitions": [{"partitionIndex": 0}]}],
        },
    }[name]


def make_group(connection, group, topic):
    """With one offset; waits for its coordinator."""
    part = {"partitionIndex": 0, "committedOffset": 1, "committedMetadata": ""}
    topics = [{"name": topic, "partitions": [part]}]
    deadline = time.monotonic() + 20
    connection.request("FindCoordinator", 4, keyType=0, coordinatorKeys=[group])
    while set(error_codes(connection.request("OffsetCommit", 8, groupId=group, topics=topics))) != {NONE}:
        assert time.monotonic() < deadline, "the group has no coordinator"
        time.sleep(0.05)


def error_codes(value):
    """All of an answer's error codes, wherever they stand."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from [item] if name in ("errorCode", "topicConfigErrorCode") else error_codes(item)
    elif isinstance(value, list):
        for item in value:
            yield from error_codes(item)


@pytest.mark.parametrize(
    "name, version",
    [
        (name, version)
        for name in SERVED
        if name not in OF_MEMBERS | OF_REPLICAS
        for version in range(APIS[name].versions.first, APIS[name].versions.last + 1)
        if (name, version) != ("InitProducerId", 6)
    ],
)
def test_a_version_works(connection, topic, name, version):
    topic_id = connection.create_topic(topic)
    connection.produce(topic, lines_batch(b"one", b"two"))
    if name == "DeleteTopics":
        connection.create_topic(f"{topic}-gone-{version}")
    if name in OF_A_GROUP:
        make_group(connection, f"{topic}-group", topic)
    answer = connection.request(name, version, **arguments(name, topic, topic_id, version))
    assert set(error_codes(answer)) <= {NONE}, answer
    # The connection is still good for the next request.
    assert connection.request("ApiVersions", 0)["errorCode"] == NONE


def test_what_brokers_ask_one_another_is_refused_to_others(connection, topic):
    topic_id = connection.create_topic(topic)
    connection.produce(topic, lines_batch(b"one", b"two"))

    def ask(name, **changes):
        request = arguments(name, topic, topic_id, 0)
        return connection.request(name, 0, **{**request, **changes})["errorCode"]

    assert ask("LeaveInSyncReplicas") == STALE_BROKER_EPOCH
    assert ask("RebuildReplica") == NOT_ENOUGH_REPLICAS
    assert ask("RebuildReplica", leaderEpoch=-1) == INVALID_REQUEST
    assert ask("DigestRecords", endOffset=3) == OFFSET_OUT_OF_RANGE
    for name in ("LeaveInSyncReplicas", "RebuildReplica"):
        assert ask(name, leaderEpoch=9) == UNKNOWN_LEADER_EPOCH
    for name in ("LeaveInSyncReplicas", "RebuildReplica", "DigestRecords"):
        assert ask(name, topicId=uuid.uuid4()) == UNKNOWN_TOPIC_ID
        assert ask(name, partitionIndex=1) == NOT_LEADER_OR_FOLLOWER
    assert connection.produce(topic, lines_batch(b"three"))["baseOffset"] == 2


def test_an_unknown_version_of_api_versions_is_answered(connection):
    for version in (5, 99, 32767):
        connection.send_request("ApiVersions", version, clientSoftwareName="t", clientSoftwareVersion="1")
        answer = connection.receive_response("ApiVersions", 0)
        assert answer["errorCode"] == UNSUPPORTED_VERSION
        own = [k for k in answer["apiKeys"] if k["apiKey"] == 18]
        assert own == [{"apiKey": 18, "minVersion": 0, "maxVersion": 4}]
    assert connection.request("ApiVersions", 4, clientSoftwareName="t", clientSoftwareVersion="1")["apiKeys"]


@pytest.mark.parametrize("name", [n for n in SERVED if n != "ApiVersions"])
def test_an_unknown_version_closes_the_connection(broker, name):
    for version in (-1, APIS[name].versions.last + 1, 32767):
        with Connection(broker) as connection:
            connection.send_request(name, version)
            assert connection.is_closed(), version


def test_produce_below_3_is_announced_and_not_served(broker):
    with Connection(broker) as connection:
        connection.send_request("Produce", 2, acks=1, timeoutMs=1000, topicData=[])
        assert connection.is_closed()


def test_requests_of_one_connection_are_answered_in_order(connection, topic):
    connection.create_topic(topic)
    sent = []
    for n in range(50):
        partition = {"index": 0, "records": lines_batch(b"%d" % n)}
        data = [{"name": topic, "partitionData": [partition]}]
        sent.append(
            ("Produce", 9, connection.send_request("Produce", 9, acks=-1, timeoutMs=5000, topicData=data))
        )
        sent.append(("Metadata", 12, connection.send_request("Metadata", 12, topics=[{"name": topic}])))
    answers = [connection.receive_response(*request) for request in sent]
    offsets = [a["responses"][0]["partitionResponses"][0]["baseOffset"] for a in answers[::2]]
    assert offsets == list(range(50))
