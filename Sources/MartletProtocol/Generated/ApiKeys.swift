// Made by bin/generate from Schemas/Api. Do not edit.
// swift-format-ignore-file

extension ApiKey {
    package static let produce = ApiKey(rawValue: 0)
    package static let fetch = ApiKey(rawValue: 1)
    package static let listOffsets = ApiKey(rawValue: 2)
    package static let metadata = ApiKey(rawValue: 3)
    package static let offsetCommit = ApiKey(rawValue: 8)
    package static let offsetFetch = ApiKey(rawValue: 9)
    package static let findCoordinator = ApiKey(rawValue: 10)
    package static let joinGroup = ApiKey(rawValue: 11)
    package static let heartbeat = ApiKey(rawValue: 12)
    package static let leaveGroup = ApiKey(rawValue: 13)
    package static let syncGroup = ApiKey(rawValue: 14)
    package static let describeGroups = ApiKey(rawValue: 15)
    package static let listGroups = ApiKey(rawValue: 16)
    package static let saslHandshake = ApiKey(rawValue: 17)
    package static let apiVersions = ApiKey(rawValue: 18)
    package static let createTopics = ApiKey(rawValue: 19)
    package static let deleteTopics = ApiKey(rawValue: 20)
    package static let deleteRecords = ApiKey(rawValue: 21)
    package static let initProducerId = ApiKey(rawValue: 22)
    package static let offsetForLeaderEpoch = ApiKey(rawValue: 23)
    package static let addPartitionsToTxn = ApiKey(rawValue: 24)
    package static let addOffsetsToTxn = ApiKey(rawValue: 25)
    package static let endTxn = ApiKey(rawValue: 26)
    package static let writeTxnMarkers = ApiKey(rawValue: 27)
    package static let txnOffsetCommit = ApiKey(rawValue: 28)
    package static let describeAcls = ApiKey(rawValue: 29)
    package static let createAcls = ApiKey(rawValue: 30)
    package static let deleteAcls = ApiKey(rawValue: 31)
    package static let describeConfigs = ApiKey(rawValue: 32)
    package static let alterConfigs = ApiKey(rawValue: 33)
    package static let alterReplicaLogDirs = ApiKey(rawValue: 34)
    package static let describeLogDirs = ApiKey(rawValue: 35)
    package static let saslAuthenticate = ApiKey(rawValue: 36)
    package static let createPartitions = ApiKey(rawValue: 37)
    package static let createDelegationToken = ApiKey(rawValue: 38)
    package static let renewDelegationToken = ApiKey(rawValue: 39)
    package static let expireDelegationToken = ApiKey(rawValue: 40)
    package static let describeDelegationToken = ApiKey(rawValue: 41)
    package static let deleteGroups = ApiKey(rawValue: 42)
    package static let electLeaders = ApiKey(rawValue: 43)
    package static let incrementalAlterConfigs = ApiKey(rawValue: 44)
    package static let alterPartitionReassignments = ApiKey(rawValue: 45)
    package static let listPartitionReassignments = ApiKey(rawValue: 46)
    package static let offsetDelete = ApiKey(rawValue: 47)
    package static let describeClientQuotas = ApiKey(rawValue: 48)
    package static let alterClientQuotas = ApiKey(rawValue: 49)
    package static let describeUserScramCredentials = ApiKey(rawValue: 50)
    package static let alterUserScramCredentials = ApiKey(rawValue: 51)
    package static let vote = ApiKey(rawValue: 52)
    package static let beginQuorumEpoch = ApiKey(rawValue: 53)
    package static let endQuorumEpoch = ApiKey(rawValue: 54)
    package static let describeQuorum = ApiKey(rawValue: 55)
    package static let alterPartition = ApiKey(rawValue: 56)
    package static let updateFeatures = ApiKey(rawValue: 57)
    package static let envelope = ApiKey(rawValue: 58)
    package static let fetchSnapshot = ApiKey(rawValue: 59)
    package static let describeCluster = ApiKey(rawValue: 60)
    package static let describeProducers = ApiKey(rawValue: 61)
    package static let brokerRegistration = ApiKey(rawValue: 62)
    package static let brokerHeartbeat = ApiKey(rawValue: 63)
    package static let unregisterBroker = ApiKey(rawValue: 64)
    package static let describeTransactions = ApiKey(rawValue: 65)
    package static let listTransactions = ApiKey(rawValue: 66)
    package static let allocateProducerIds = ApiKey(rawValue: 67)
    package static let consumerGroupHeartbeat = ApiKey(rawValue: 68)
    package static let consumerGroupDescribe = ApiKey(rawValue: 69)
    package static let controllerRegistration = ApiKey(rawValue: 70)
    package static let getTelemetrySubscriptions = ApiKey(rawValue: 71)
    package static let pushTelemetry = ApiKey(rawValue: 72)
    package static let assignReplicasToDirs = ApiKey(rawValue: 73)
    package static let listConfigResources = ApiKey(rawValue: 74)
    package static let describeTopicPartitions = ApiKey(rawValue: 75)
    package static let shareGroupHeartbeat = ApiKey(rawValue: 76)
    package static let shareGroupDescribe = ApiKey(rawValue: 77)
    package static let shareFetch = ApiKey(rawValue: 78)
    package static let shareAcknowledge = ApiKey(rawValue: 79)
    package static let addRaftVoter = ApiKey(rawValue: 80)
    package static let removeRaftVoter = ApiKey(rawValue: 81)
    package static let updateRaftVoter = ApiKey(rawValue: 82)
    package static let initializeShareGroupState = ApiKey(rawValue: 83)
    package static let readShareGroupState = ApiKey(rawValue: 84)
    package static let writeShareGroupState = ApiKey(rawValue: 85)
    package static let deleteShareGroupState = ApiKey(rawValue: 86)
    package static let readShareGroupStateSummary = ApiKey(rawValue: 87)
    package static let streamsGroupHeartbeat = ApiKey(rawValue: 88)
    package static let streamsGroupDescribe = ApiKey(rawValue: 89)
    package static let describeShareGroupOffsets = ApiKey(rawValue: 90)
    package static let alterShareGroupOffsets = ApiKey(rawValue: 91)
    package static let deleteShareGroupOffsets = ApiKey(rawValue: 92)
    package static let describeStorage = ApiKey(rawValue: 10000)
    package static let handOverLeadership = ApiKey(rawValue: 10001)
    package static let leaveInSyncReplicas = ApiKey(rawValue: 10002)
    package static let rebuildReplica = ApiKey(rawValue: 10003)
    package static let digestRecords = ApiKey(rawValue: 10004)

    /// Every API that has a schema, in ascending order of keys.
    package static let all: [ApiKey] = [
        .produce,
        .fetch,
        .listOffsets,
        .metadata,
        .offsetCommit,
        .offsetFetch,
        .findCoordinator,
        .joinGroup,
        .heartbeat,
        .leaveGroup,
        .syncGroup,
        .describeGroups,
        .listGroups,
        .saslHandshake,
        .apiVersions,
        .createTopics,
        .deleteTopics,
        .deleteRecords,
        .initProducerId,
        .offsetForLeaderEpoch,
        .addPartitionsToTxn,
        .addOffsetsToTxn,
        .endTxn,
        .writeTxnMarkers,
        .txnOffsetCommit,
        .describeAcls,
        .createAcls,
        .deleteAcls,
        .describeConfigs,
        .alterConfigs,
        .alterReplicaLogDirs,
        .describeLogDirs,
        .saslAuthenticate,
        .createPartitions,
        .createDelegationToken,
        .renewDelegationToken,
        .expireDelegationToken,
        .describeDelegationToken,
        .deleteGroups,
        .electLeaders,
        .incrementalAlterConfigs,
        .alterPartitionReassignments,
        .listPartitionReassignments,
        .offsetDelete,
        .describeClientQuotas,
        .alterClientQuotas,
        .describeUserScramCredentials,
        .alterUserScramCredentials,
        .vote,
        .beginQuorumEpoch,
        .endQuorumEpoch,
        .describeQuorum,
        .alterPartition,
        .updateFeatures,
        .envelope,
        .fetchSnapshot,
        .describeCluster,
        .describeProducers,
        .brokerRegistration,
        .brokerHeartbeat,
        .unregisterBroker,
        .describeTransactions,
        .listTransactions,
        .allocateProducerIds,
        .consumerGroupHeartbeat,
        .consumerGroupDescribe,
        .controllerRegistration,
        .getTelemetrySubscriptions,
        .pushTelemetry,
        .assignReplicasToDirs,
        .listConfigResources,
        .describeTopicPartitions,
        .shareGroupHeartbeat,
        .shareGroupDescribe,
        .shareFetch,
        .shareAcknowledge,
        .addRaftVoter,
        .removeRaftVoter,
        .updateRaftVoter,
        .initializeShareGroupState,
        .readShareGroupState,
        .writeShareGroupState,
        .deleteShareGroupState,
        .readShareGroupStateSummary,
        .streamsGroupHeartbeat,
        .streamsGroupDescribe,
        .describeShareGroupOffsets,
        .alterShareGroupOffsets,
        .deleteShareGroupOffsets,
        .describeStorage,
        .handOverLeadership,
        .leaveInSyncReplicas,
        .rebuildReplica,
        .digestRecords,
    ]

    var firstFlexibleVersion: Int16? {
        switch rawValue {
        case 25: 3
        case 24: 3
        case 80: 0
        case 67: 0
        case 49: 1
        case 33: 2
        case 56: 2
        case 45: 0
        case 34: 2
        case 91: 0
        case 51: 0
        case 18: 3
        case 73: 0
        case 53: 1
        case 63: 0
        case 62: 0
        case 69: 0
        case 68: 0
        case 70: 0
        case 30: 2
        case 38: 2
        case 37: 2
        case 19: 5
        case 31: 2
        case 42: 2
        case 21: 2
        case 92: 0
        case 86: 0
        case 20: 4
        case 29: 2
        case 48: 1
        case 60: 0
        case 32: 4
        case 41: 2
        case 15: 5
        case 35: 2
        case 61: 0
        case 55: 0
        case 90: 0
        case 10000: 0
        case 75: 0
        case 65: 0
        case 50: 0
        case 10004: 0
        case 43: 2
        case 54: 1
        case 26: 3
        case 58: 0
        case 40: 2
        case 1: 12
        case 59: 0
        case 10: 3
        case 71: 0
        case 10001: 0
        case 12: 4
        case 44: 1
        case 22: 2
        case 83: 0
        case 11: 6
        case 13: 4
        case 10002: 0
        case 74: 0
        case 16: 3
        case 2: 6
        case 46: 0
        case 66: 0
        case 3: 9
        case 8: 8
        case 47: nil
        case 9: 6
        case 23: 4
        case 0: 9
        case 72: 0
        case 84: 0
        case 87: 0
        case 10003: 0
        case 81: 0
        case 39: 2
        case 36: 2
        case 17: nil
        case 79: 1
        case 78: 1
        case 77: 1
        case 76: 1
        case 89: 0
        case 88: 0
        case 14: 4
        case 28: 3
        case 64: 0
        case 57: 0
        case 82: 0
        case 52: 0
        case 85: 0
        case 27: 1
        default: nil
        }
    }

    var definition: Definition? {
        switch rawValue {
        case 25: Definition(name: "AddOffsetsToTxn", versions: 0...4, listeners: [.broker])
        case 24: Definition(name: "AddPartitionsToTxn", versions: 0...5, listeners: [.broker])
        case 80: Definition(name: "AddRaftVoter", versions: 0...1, listeners: [.broker, .controller], isForwardable: true)
        case 67: Definition(name: "AllocateProducerIds", versions: 0...0, listeners: [.controller], isForwardable: true, isClusterAction: true)
        case 49: Definition(name: "AlterClientQuotas", versions: 0...1, listeners: [.broker, .controller], isForwardable: true)
        case 33: Definition(name: "AlterConfigs", versions: 0...2, listeners: [.broker, .controller], isForwardable: true)
        case 56: Definition(name: "AlterPartition", versions: 2...3, listeners: [.controller], isClusterAction: true)
        case 45: Definition(name: "AlterPartitionReassignments", versions: 0...1, listeners: [.broker, .controller], isForwardable: true)
        case 34: Definition(name: "AlterReplicaLogDirs", versions: 1...2, listeners: [.broker])
        case 91: Definition(name: "AlterShareGroupOffsets", versions: 0...0, listeners: [.broker])
        case 51: Definition(name: "AlterUserScramCredentials", versions: 0...0, listeners: [.broker, .controller], isForwardable: true)
        case 18: Definition(name: "ApiVersions", versions: 0...4, listeners: [.broker, .controller])
        case 73: Definition(name: "AssignReplicasToDirs", versions: 0...0, listeners: [.controller])
        case 53: Definition(name: "BeginQuorumEpoch", versions: 0...1, listeners: [.controller], isClusterAction: true)
        case 63: Definition(name: "BrokerHeartbeat", versions: 0...2, listeners: [.controller], isClusterAction: true)
        case 62: Definition(name: "BrokerRegistration", versions: 0...4, listeners: [.controller], isClusterAction: true)
        case 69: Definition(name: "ConsumerGroupDescribe", versions: 0...1, listeners: [.broker])
        case 68: Definition(name: "ConsumerGroupHeartbeat", versions: 0...1, listeners: [.broker])
        case 70: Definition(name: "ControllerRegistration", versions: 0...0, listeners: [.controller])
        case 30: Definition(name: "CreateAcls", versions: 1...3, listeners: [.broker, .controller], isForwardable: true)
        case 38: Definition(name: "CreateDelegationToken", versions: 1...3, listeners: [.broker, .controller], isForwardable: true)
        case 37: Definition(name: "CreatePartitions", versions: 0...3, listeners: [.broker, .controller], isForwardable: true)
        case 19: Definition(name: "CreateTopics", versions: 2...7, listeners: [.broker, .controller], isForwardable: true)
        case 31: Definition(name: "DeleteAcls", versions: 1...3, listeners: [.broker, .controller], isForwardable: true)
        case 42: Definition(name: "DeleteGroups", versions: 0...2, listeners: [.broker])
        case 21: Definition(name: "DeleteRecords", versions: 0...2, listeners: [.broker])
        case 92: Definition(name: "DeleteShareGroupOffsets", versions: 0...0, listeners: [.broker])
        case 86: Definition(name: "DeleteShareGroupState", versions: 0...0, listeners: [.broker], isClusterAction: true)
        case 20: Definition(name: "DeleteTopics", versions: 1...6, listeners: [.broker, .controller], isForwardable: true)
        case 29: Definition(name: "DescribeAcls", versions: 1...3, listeners: [.broker, .controller])
        case 48: Definition(name: "DescribeClientQuotas", versions: 0...1, listeners: [.broker])
        case 60: Definition(name: "DescribeCluster", versions: 0...2, listeners: [.broker, .controller])
        case 32: Definition(name: "DescribeConfigs", versions: 1...4, listeners: [.broker, .controller])
        case 41: Definition(name: "DescribeDelegationToken", versions: 1...3, listeners: [.broker, .controller])
        case 15: Definition(name: "DescribeGroups", versions: 0...6, listeners: [.broker])
        case 35: Definition(name: "DescribeLogDirs", versions: 1...5, listeners: [.broker])
        case 61: Definition(name: "DescribeProducers", versions: 0...0, listeners: [.broker])
        case 55: Definition(name: "DescribeQuorum", versions: 0...2, listeners: [.broker, .controller], isForwardable: true, isClusterAction: true)
        case 90: Definition(name: "DescribeShareGroupOffsets", versions: 0...1, listeners: [.broker])
        case 10000: Definition(name: "DescribeStorage", versions: 0...0, listeners: [.broker])
        case 75: Definition(name: "DescribeTopicPartitions", versions: 0...0, listeners: [.broker])
        case 65: Definition(name: "DescribeTransactions", versions: 0...0, listeners: [.broker])
        case 50: Definition(name: "DescribeUserScramCredentials", versions: 0...0, listeners: [.broker, .controller])
        case 10004: Definition(name: "DigestRecords", versions: 0...0, listeners: [.broker], isClusterAction: true)
        case 43: Definition(name: "ElectLeaders", versions: 0...2, listeners: [.broker, .controller], isForwardable: true)
        case 54: Definition(name: "EndQuorumEpoch", versions: 0...1, listeners: [.controller], isClusterAction: true)
        case 26: Definition(name: "EndTxn", versions: 0...5, listeners: [.broker])
        case 58: Definition(name: "Envelope", versions: 0...0, listeners: [.controller], isClusterAction: true)
        case 40: Definition(name: "ExpireDelegationToken", versions: 1...2, listeners: [.broker, .controller], isForwardable: true)
        case 1: Definition(name: "Fetch", versions: 4...18, listeners: [.broker, .controller])
        case 59: Definition(name: "FetchSnapshot", versions: 0...1, listeners: [.controller])
        case 10: Definition(name: "FindCoordinator", versions: 0...6, listeners: [.broker])
        case 71: Definition(name: "GetTelemetrySubscriptions", versions: 0...0, listeners: [.broker])
        case 10001: Definition(name: "HandOverLeadership", versions: 0...1, listeners: [.controller], isClusterAction: true)
        case 12: Definition(name: "Heartbeat", versions: 0...4, listeners: [.broker])
        case 44: Definition(name: "IncrementalAlterConfigs", versions: 0...1, listeners: [.broker, .controller], isForwardable: true)
        case 22: Definition(name: "InitProducerId", versions: 0...6, listeners: [.broker], latestVersionIsUnstable: true)
        case 83: Definition(name: "InitializeShareGroupState", versions: 0...0, listeners: [.broker], isClusterAction: true)
        case 11: Definition(name: "JoinGroup", versions: 0...9, listeners: [.broker])
        case 13: Definition(name: "LeaveGroup", versions: 0...5, listeners: [.broker])
        case 10002: Definition(name: "LeaveInSyncReplicas", versions: 0...0, listeners: [.broker], isClusterAction: true)
        case 74: Definition(name: "ListConfigResources", versions: 0...1, listeners: [.broker])
        case 16: Definition(name: "ListGroups", versions: 0...5, listeners: [.broker])
        case 2: Definition(name: "ListOffsets", versions: 1...11, listeners: [.broker])
        case 46: Definition(name: "ListPartitionReassignments", versions: 0...0, listeners: [.broker, .controller], isForwardable: true)
        case 66: Definition(name: "ListTransactions", versions: 0...2, listeners: [.broker])
        case 3: Definition(name: "Metadata", versions: 0...13, listeners: [.broker])
        case 8: Definition(name: "OffsetCommit", versions: 2...10, listeners: [.broker])
        case 47: Definition(name: "OffsetDelete", versions: 0...0, listeners: [.broker])
        case 9: Definition(name: "OffsetFetch", versions: 1...10, listeners: [.broker])
        case 23: Definition(name: "OffsetForLeaderEpoch", versions: 2...4, listeners: [.broker])
        case 0: Definition(name: "Produce", versions: 3...13, listeners: [.broker])
        case 72: Definition(name: "PushTelemetry", versions: 0...0, listeners: [.broker])
        case 84: Definition(name: "ReadShareGroupState", versions: 0...0, listeners: [.broker], isClusterAction: true)
        case 87: Definition(name: "ReadShareGroupStateSummary", versions: 0...1, listeners: [.broker], isClusterAction: true)
        case 10003: Definition(name: "RebuildReplica", versions: 0...0, listeners: [.broker], isClusterAction: true)
        case 81: Definition(name: "RemoveRaftVoter", versions: 0...0, listeners: [.broker, .controller], isForwardable: true)
        case 39: Definition(name: "RenewDelegationToken", versions: 1...2, listeners: [.broker, .controller], isForwardable: true)
        case 36: Definition(name: "SaslAuthenticate", versions: 0...2, listeners: [.broker, .controller])
        case 17: Definition(name: "SaslHandshake", versions: 0...1, listeners: [.broker, .controller])
        case 79: Definition(name: "ShareAcknowledge", versions: 1...2, listeners: [.broker])
        case 78: Definition(name: "ShareFetch", versions: 1...2, listeners: [.broker])
        case 77: Definition(name: "ShareGroupDescribe", versions: 1...1, listeners: [.broker])
        case 76: Definition(name: "ShareGroupHeartbeat", versions: 1...1, listeners: [.broker])
        case 89: Definition(name: "StreamsGroupDescribe", versions: 0...0, listeners: [.broker])
        case 88: Definition(name: "StreamsGroupHeartbeat", versions: 0...0, listeners: [.broker])
        case 14: Definition(name: "SyncGroup", versions: 0...5, listeners: [.broker])
        case 28: Definition(name: "TxnOffsetCommit", versions: 0...5, listeners: [.broker])
        case 64: Definition(name: "UnregisterBroker", versions: 0...0, listeners: [.broker, .controller], isForwardable: true)
        case 57: Definition(name: "UpdateFeatures", versions: 0...2, listeners: [.broker, .controller], isForwardable: true, isClusterAction: true)
        case 82: Definition(name: "UpdateRaftVoter", versions: 0...0, listeners: [.controller])
        case 52: Definition(name: "Vote", versions: 0...2, listeners: [.controller], isClusterAction: true)
        case 85: Definition(name: "WriteShareGroupState", versions: 0...1, listeners: [.broker], isClusterAction: true)
        case 27: Definition(name: "WriteTxnMarkers", versions: 1...2, listeners: [.broker], isClusterAction: true)
        default: nil
        }
    }
}
