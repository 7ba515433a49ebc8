/// An error code of the Kafka protocol: what a broker tells a client about a request or a part of it.
///
/// Codes that this list does not know are kept as they came.
public struct ErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: Int16

    public init(rawValue: Int16) {
        self.rawValue = rawValue
    }

    /// Kafka's name, for example `NOT_LEADER_OR_FOLLOWER`, or `UNKNOWN(n)`.
    public var description: String {
        Self.table[rawValue]?.name ?? "UNKNOWN(\(rawValue))"
    }

    /// Whether the same request may succeed when it is sent again.
    public var isRetriable: Bool {
        Self.table[rawValue]?.retriable ?? false
    }

    /// Whether the client should ask for fresh metadata before it tries again.
    public var isMetadataStale: Bool {
        Self.table[rawValue]?.staleMetadata ?? false
    }
}

extension ErrorCode {
    public static let unknownServerError = ErrorCode(rawValue: -1)
    public static let none = ErrorCode(rawValue: 0)
    public static let offsetOutOfRange = ErrorCode(rawValue: 1)
    public static let corruptMessage = ErrorCode(rawValue: 2)
    public static let unknownTopicOrPartition = ErrorCode(rawValue: 3)
    public static let invalidFetchSize = ErrorCode(rawValue: 4)
    public static let leaderNotAvailable = ErrorCode(rawValue: 5)
    public static let notLeaderOrFollower = ErrorCode(rawValue: 6)
    public static let requestTimedOut = ErrorCode(rawValue: 7)
    public static let brokerNotAvailable = ErrorCode(rawValue: 8)
    public static let replicaNotAvailable = ErrorCode(rawValue: 9)
    public static let messageTooLarge = ErrorCode(rawValue: 10)
    public static let staleControllerEpoch = ErrorCode(rawValue: 11)
    public static let offsetMetadataTooLarge = ErrorCode(rawValue: 12)
    public static let networkException = ErrorCode(rawValue: 13)
    public static let coordinatorLoadInProgress = ErrorCode(rawValue: 14)
    public static let coordinatorNotAvailable = ErrorCode(rawValue: 15)
    public static let notCoordinator = ErrorCode(rawValue: 16)
    public static let invalidTopicException = ErrorCode(rawValue: 17)
    public static let recordListTooLarge = ErrorCode(rawValue: 18)
    public static let notEnoughReplicas = ErrorCode(rawValue: 19)
    public static let notEnoughReplicasAfterAppend = ErrorCode(rawValue: 20)
    public static let invalidRequiredAcks = ErrorCode(rawValue: 21)
    public static let illegalGeneration = ErrorCode(rawValue: 22)
    public static let inconsistentGroupProtocol = ErrorCode(rawValue: 23)
    public static let invalidGroupId = ErrorCode(rawValue: 24)
    public static let unknownMemberId = ErrorCode(rawValue: 25)
    public static let invalidSessionTimeout = ErrorCode(rawValue: 26)
    public static let rebalanceInProgress = ErrorCode(rawValue: 27)
    public static let invalidCommitOffsetSize = ErrorCode(rawValue: 28)
    public static let topicAuthorizationFailed = ErrorCode(rawValue: 29)
    public static let groupAuthorizationFailed = ErrorCode(rawValue: 30)
    public static let clusterAuthorizationFailed = ErrorCode(rawValue: 31)
    public static let invalidTimestamp = ErrorCode(rawValue: 32)
    public static let unsupportedSaslMechanism = ErrorCode(rawValue: 33)
    public static let illegalSaslState = ErrorCode(rawValue: 34)
    public static let unsupportedVersion = ErrorCode(rawValue: 35)
    public static let topicAlreadyExists = ErrorCode(rawValue: 36)
    public static let invalidPartitions = ErrorCode(rawValue: 37)
    public static let invalidReplicationFactor = ErrorCode(rawValue: 38)
    public static let invalidReplicaAssignment = ErrorCode(rawValue: 39)
    public static let invalidConfig = ErrorCode(rawValue: 40)
    public static let notController = ErrorCode(rawValue: 41)
    public static let invalidRequest = ErrorCode(rawValue: 42)
    public static let unsupportedForMessageFormat = ErrorCode(rawValue: 43)
    public static let policyViolation = ErrorCode(rawValue: 44)
    public static let outOfOrderSequenceNumber = ErrorCode(rawValue: 45)
    public static let duplicateSequenceNumber = ErrorCode(rawValue: 46)
    public static let invalidProducerEpoch = ErrorCode(rawValue: 47)
    public static let invalidTxnState = ErrorCode(rawValue: 48)
    public static let invalidProducerIdMapping = ErrorCode(rawValue: 49)
    public static let invalidTransactionTimeout = ErrorCode(rawValue: 50)
    public static let concurrentTransactions = ErrorCode(rawValue: 51)
    public static let transactionCoordinatorFenced = ErrorCode(rawValue: 52)
    public static let transactionalIdAuthorizationFailed = ErrorCode(rawValue: 53)
    public static let securityDisabled = ErrorCode(rawValue: 54)
    public static let operationNotAttempted = ErrorCode(rawValue: 55)
    public static let kafkaStorageError = ErrorCode(rawValue: 56)
    public static let logDirNotFound = ErrorCode(rawValue: 57)
    public static let saslAuthenticationFailed = ErrorCode(rawValue: 58)
    public static let unknownProducerId = ErrorCode(rawValue: 59)
    public static let reassignmentInProgress = ErrorCode(rawValue: 60)
    public static let delegationTokenAuthDisabled = ErrorCode(rawValue: 61)
    public static let delegationTokenNotFound = ErrorCode(rawValue: 62)
    public static let delegationTokenOwnerMismatch = ErrorCode(rawValue: 63)
    public static let delegationTokenRequestNotAllowed = ErrorCode(rawValue: 64)
    public static let delegationTokenAuthorizationFailed = ErrorCode(rawValue: 65)
    public static let delegationTokenExpired = ErrorCode(rawValue: 66)
    public static let invalidPrincipalType = ErrorCode(rawValue: 67)
    public static let nonEmptyGroup = ErrorCode(rawValue: 68)
    public static let groupIdNotFound = ErrorCode(rawValue: 69)
    public static let fetchSessionIdNotFound = ErrorCode(rawValue: 70)
    public static let invalidFetchSessionEpoch = ErrorCode(rawValue: 71)
    public static let listenerNotFound = ErrorCode(rawValue: 72)
    public static let topicDeletionDisabled = ErrorCode(rawValue: 73)
    public static let fencedLeaderEpoch = ErrorCode(rawValue: 74)
    public static let unknownLeaderEpoch = ErrorCode(rawValue: 75)
    public static let unsupportedCompressionType = ErrorCode(rawValue: 76)
    public static let staleBrokerEpoch = ErrorCode(rawValue: 77)
    public static let offsetNotAvailable = ErrorCode(rawValue: 78)
    public static let memberIdRequired = ErrorCode(rawValue: 79)
    public static let preferredLeaderNotAvailable = ErrorCode(rawValue: 80)
    public static let groupMaxSizeReached = ErrorCode(rawValue: 81)
    public static let fencedInstanceId = ErrorCode(rawValue: 82)
    public static let eligibleLeadersNotAvailable = ErrorCode(rawValue: 83)
    public static let electionNotNeeded = ErrorCode(rawValue: 84)
    public static let noReassignmentInProgress = ErrorCode(rawValue: 85)
    public static let groupSubscribedToTopic = ErrorCode(rawValue: 86)
    public static let invalidRecord = ErrorCode(rawValue: 87)
    public static let unstableOffsetCommit = ErrorCode(rawValue: 88)
    public static let throttlingQuotaExceeded = ErrorCode(rawValue: 89)
    public static let producerFenced = ErrorCode(rawValue: 90)
    public static let resourceNotFound = ErrorCode(rawValue: 91)
    public static let duplicateResource = ErrorCode(rawValue: 92)
    public static let unacceptableCredential = ErrorCode(rawValue: 93)
    public static let inconsistentVoterSet = ErrorCode(rawValue: 94)
    public static let invalidUpdateVersion = ErrorCode(rawValue: 95)
    public static let featureUpdateFailed = ErrorCode(rawValue: 96)
    public static let principalDeserializationFailure = ErrorCode(rawValue: 97)
    public static let snapshotNotFound = ErrorCode(rawValue: 98)
    public static let positionOutOfRange = ErrorCode(rawValue: 99)
    public static let unknownTopicId = ErrorCode(rawValue: 100)
    public static let duplicateBrokerRegistration = ErrorCode(rawValue: 101)
    public static let brokerIdNotRegistered = ErrorCode(rawValue: 102)
    public static let inconsistentTopicId = ErrorCode(rawValue: 103)
    public static let inconsistentClusterId = ErrorCode(rawValue: 104)
    public static let transactionalIdNotFound = ErrorCode(rawValue: 105)
    public static let fetchSessionTopicIdError = ErrorCode(rawValue: 106)
    public static let ineligibleReplica = ErrorCode(rawValue: 107)
    public static let newLeaderElected = ErrorCode(rawValue: 108)
    public static let offsetMovedToTieredStorage = ErrorCode(rawValue: 109)
    public static let fencedMemberEpoch = ErrorCode(rawValue: 110)
    public static let unreleasedInstanceId = ErrorCode(rawValue: 111)
    public static let unsupportedAssignor = ErrorCode(rawValue: 112)
    public static let staleMemberEpoch = ErrorCode(rawValue: 113)
    public static let mismatchedEndpointType = ErrorCode(rawValue: 114)
    public static let unsupportedEndpointType = ErrorCode(rawValue: 115)
    public static let unknownControllerId = ErrorCode(rawValue: 116)
    public static let unknownSubscriptionId = ErrorCode(rawValue: 117)
    public static let telemetryTooLarge = ErrorCode(rawValue: 118)
    public static let invalidRegistration = ErrorCode(rawValue: 119)
    public static let transactionAbortable = ErrorCode(rawValue: 120)
    public static let invalidRecordState = ErrorCode(rawValue: 121)
    public static let shareSessionNotFound = ErrorCode(rawValue: 122)
    public static let invalidShareSessionEpoch = ErrorCode(rawValue: 123)
    public static let fencedStateEpoch = ErrorCode(rawValue: 124)
    public static let invalidVoterKey = ErrorCode(rawValue: 125)
    public static let duplicateVoter = ErrorCode(rawValue: 126)
    public static let voterNotFound = ErrorCode(rawValue: 127)
    public static let invalidRegularExpression = ErrorCode(rawValue: 128)
    public static let rebootstrapRequired = ErrorCode(rawValue: 129)
    public static let streamsInvalidTopology = ErrorCode(rawValue: 130)
    public static let streamsInvalidTopologyEpoch = ErrorCode(rawValue: 131)
    public static let streamsTopologyFenced = ErrorCode(rawValue: 132)
    public static let shareSessionLimitReached = ErrorCode(rawValue: 133)

    private struct Entry: Sendable {
        var name: String
        var retriable = false
        var staleMetadata = false
    }

    private static let table: [Int16: Entry] = [
        -1: Entry(name: "UNKNOWN_SERVER_ERROR"),
        0: Entry(name: "NONE"),
        1: Entry(name: "OFFSET_OUT_OF_RANGE"),
        2: Entry(name: "CORRUPT_MESSAGE", retriable: true),
        3: Entry(name: "UNKNOWN_TOPIC_OR_PARTITION", retriable: true, staleMetadata: true),
        4: Entry(name: "INVALID_FETCH_SIZE"),
        5: Entry(name: "LEADER_NOT_AVAILABLE", retriable: true, staleMetadata: true),
        6: Entry(name: "NOT_LEADER_OR_FOLLOWER", retriable: true, staleMetadata: true),
        7: Entry(name: "REQUEST_TIMED_OUT", retriable: true),
        8: Entry(name: "BROKER_NOT_AVAILABLE"),
        9: Entry(name: "REPLICA_NOT_AVAILABLE", retriable: true, staleMetadata: true),
        10: Entry(name: "MESSAGE_TOO_LARGE"),
        11: Entry(name: "STALE_CONTROLLER_EPOCH"),
        12: Entry(name: "OFFSET_METADATA_TOO_LARGE"),
        13: Entry(name: "NETWORK_EXCEPTION", retriable: true, staleMetadata: true),
        14: Entry(name: "COORDINATOR_LOAD_IN_PROGRESS", retriable: true),
        15: Entry(name: "COORDINATOR_NOT_AVAILABLE", retriable: true),
        16: Entry(name: "NOT_COORDINATOR", retriable: true),
        17: Entry(name: "INVALID_TOPIC_EXCEPTION"),
        18: Entry(name: "RECORD_LIST_TOO_LARGE"),
        19: Entry(name: "NOT_ENOUGH_REPLICAS", retriable: true),
        20: Entry(name: "NOT_ENOUGH_REPLICAS_AFTER_APPEND", retriable: true),
        21: Entry(name: "INVALID_REQUIRED_ACKS"),
        22: Entry(name: "ILLEGAL_GENERATION"),
        23: Entry(name: "INCONSISTENT_GROUP_PROTOCOL"),
        24: Entry(name: "INVALID_GROUP_ID"),
        25: Entry(name: "UNKNOWN_MEMBER_ID"),
        26: Entry(name: "INVALID_SESSION_TIMEOUT"),
        27: Entry(name: "REBALANCE_IN_PROGRESS"),
        28: Entry(name: "INVALID_COMMIT_OFFSET_SIZE"),
        29: Entry(name: "TOPIC_AUTHORIZATION_FAILED"),
        30: Entry(name: "GROUP_AUTHORIZATION_FAILED"),
        31: Entry(name: "CLUSTER_AUTHORIZATION_FAILED"),
        32: Entry(name: "INVALID_TIMESTAMP"),
        33: Entry(name: "UNSUPPORTED_SASL_MECHANISM"),
        34: Entry(name: "ILLEGAL_SASL_STATE"),
        35: Entry(name: "UNSUPPORTED_VERSION"),
        36: Entry(name: "TOPIC_ALREADY_EXISTS"),
        37: Entry(name: "INVALID_PARTITIONS"),
        38: Entry(name: "INVALID_REPLICATION_FACTOR"),
        39: Entry(name: "INVALID_REPLICA_ASSIGNMENT"),
        40: Entry(name: "INVALID_CONFIG"),
        41: Entry(name: "NOT_CONTROLLER", retriable: true),
        42: Entry(name: "INVALID_REQUEST"),
        43: Entry(name: "UNSUPPORTED_FOR_MESSAGE_FORMAT"),
        44: Entry(name: "POLICY_VIOLATION"),
        45: Entry(name: "OUT_OF_ORDER_SEQUENCE_NUMBER"),
        46: Entry(name: "DUPLICATE_SEQUENCE_NUMBER"),
        47: Entry(name: "INVALID_PRODUCER_EPOCH"),
        48: Entry(name: "INVALID_TXN_STATE"),
        49: Entry(name: "INVALID_PRODUCER_ID_MAPPING"),
        50: Entry(name: "INVALID_TRANSACTION_TIMEOUT"),
        51: Entry(name: "CONCURRENT_TRANSACTIONS", retriable: true),
        52: Entry(name: "TRANSACTION_COORDINATOR_FENCED"),
        53: Entry(name: "TRANSACTIONAL_ID_AUTHORIZATION_FAILED"),
        54: Entry(name: "SECURITY_DISABLED"),
        55: Entry(name: "OPERATION_NOT_ATTEMPTED"),
        56: Entry(name: "KAFKA_STORAGE_ERROR", retriable: true, staleMetadata: true),
        57: Entry(name: "LOG_DIR_NOT_FOUND"),
        58: Entry(name: "SASL_AUTHENTICATION_FAILED"),
        59: Entry(name: "UNKNOWN_PRODUCER_ID"),
        60: Entry(name: "REASSIGNMENT_IN_PROGRESS"),
        61: Entry(name: "DELEGATION_TOKEN_AUTH_DISABLED"),
        62: Entry(name: "DELEGATION_TOKEN_NOT_FOUND"),
        63: Entry(name: "DELEGATION_TOKEN_OWNER_MISMATCH"),
        64: Entry(name: "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED"),
        65: Entry(name: "DELEGATION_TOKEN_AUTHORIZATION_FAILED"),
        66: Entry(name: "DELEGATION_TOKEN_EXPIRED"),
        67: Entry(name: "INVALID_PRINCIPAL_TYPE"),
        68: Entry(name: "NON_EMPTY_GROUP"),
        69: Entry(name: "GROUP_ID_NOT_FOUND"),
        70: Entry(name: "FETCH_SESSION_ID_NOT_FOUND", retriable: true),
        71: Entry(name: "INVALID_FETCH_SESSION_EPOCH", retriable: true),
        72: Entry(name: "LISTENER_NOT_FOUND", retriable: true, staleMetadata: true),
        73: Entry(name: "TOPIC_DELETION_DISABLED"),
        74: Entry(name: "FENCED_LEADER_EPOCH", retriable: true, staleMetadata: true),
        75: Entry(name: "UNKNOWN_LEADER_EPOCH", retriable: true),
        76: Entry(name: "UNSUPPORTED_COMPRESSION_TYPE"),
        77: Entry(name: "STALE_BROKER_EPOCH"),
        78: Entry(name: "OFFSET_NOT_AVAILABLE", retriable: true),
        79: Entry(name: "MEMBER_ID_REQUIRED"),
        80: Entry(name: "PREFERRED_LEADER_NOT_AVAILABLE", retriable: true, staleMetadata: true),
        81: Entry(name: "GROUP_MAX_SIZE_REACHED"),
        82: Entry(name: "FENCED_INSTANCE_ID"),
        83: Entry(name: "ELIGIBLE_LEADERS_NOT_AVAILABLE", retriable: true, staleMetadata: true),
        84: Entry(name: "ELECTION_NOT_NEEDED", retriable: true, staleMetadata: true),
        85: Entry(name: "NO_REASSIGNMENT_IN_PROGRESS"),
        86: Entry(name: "GROUP_SUBSCRIBED_TO_TOPIC"),
        87: Entry(name: "INVALID_RECORD"),
        88: Entry(name: "UNSTABLE_OFFSET_COMMIT", retriable: true),
        89: Entry(name: "THROTTLING_QUOTA_EXCEEDED", retriable: true),
        90: Entry(name: "PRODUCER_FENCED"),
        91: Entry(name: "RESOURCE_NOT_FOUND"),
        92: Entry(name: "DUPLICATE_RESOURCE"),
        93: Entry(name: "UNACCEPTABLE_CREDENTIAL"),
        94: Entry(name: "INCONSISTENT_VOTER_SET"),
        95: Entry(name: "INVALID_UPDATE_VERSION"),
        96: Entry(name: "FEATURE_UPDATE_FAILED"),
        97: Entry(name: "PRINCIPAL_DESERIALIZATION_FAILURE"),
        98: Entry(name: "SNAPSHOT_NOT_FOUND"),
        99: Entry(name: "POSITION_OUT_OF_RANGE"),
        100: Entry(name: "UNKNOWN_TOPIC_ID", retriable: true, staleMetadata: true),
        101: Entry(name: "DUPLICATE_BROKER_REGISTRATION"),
        102: Entry(name: "BROKER_ID_NOT_REGISTERED"),
        103: Entry(name: "INCONSISTENT_TOPIC_ID", retriable: true, staleMetadata: true),
        104: Entry(name: "INCONSISTENT_CLUSTER_ID"),
        105: Entry(name: "TRANSACTIONAL_ID_NOT_FOUND"),
        106: Entry(name: "FETCH_SESSION_TOPIC_ID_ERROR", retriable: true),
        107: Entry(name: "INELIGIBLE_REPLICA"),
        108: Entry(name: "NEW_LEADER_ELECTED"),
        109: Entry(name: "OFFSET_MOVED_TO_TIERED_STORAGE"),
        110: Entry(name: "FENCED_MEMBER_EPOCH"),
        111: Entry(name: "UNRELEASED_INSTANCE_ID"),
        112: Entry(name: "UNSUPPORTED_ASSIGNOR"),
        113: Entry(name: "STALE_MEMBER_EPOCH"),
        114: Entry(name: "MISMATCHED_ENDPOINT_TYPE"),
        115: Entry(name: "UNSUPPORTED_ENDPOINT_TYPE"),
        116: Entry(name: "UNKNOWN_CONTROLLER_ID"),
        117: Entry(name: "UNKNOWN_SUBSCRIPTION_ID"),
        118: Entry(name: "TELEMETRY_TOO_LARGE"),
        119: Entry(name: "INVALID_REGISTRATION"),
        120: Entry(name: "TRANSACTION_ABORTABLE"),
        121: Entry(name: "INVALID_RECORD_STATE"),
        122: Entry(name: "SHARE_SESSION_NOT_FOUND", retriable: true),
        123: Entry(name: "INVALID_SHARE_SESSION_EPOCH", retriable: true),
        124: Entry(name: "FENCED_STATE_EPOCH"),
        125: Entry(name: "INVALID_VOTER_KEY"),
        126: Entry(name: "DUPLICATE_VOTER"),
        127: Entry(name: "VOTER_NOT_FOUND"),
        128: Entry(name: "INVALID_REGULAR_EXPRESSION"),
        129: Entry(name: "REBOOTSTRAP_REQUIRED"),
        130: Entry(name: "STREAMS_INVALID_TOPOLOGY"),
        131: Entry(name: "STREAMS_INVALID_TOPOLOGY_EPOCH"),
        132: Entry(name: "STREAMS_TOPOLOGY_FENCED"),
        133: Entry(name: "SHARE_SESSION_LIMIT_REACHED", retriable: true),
    ]
}
