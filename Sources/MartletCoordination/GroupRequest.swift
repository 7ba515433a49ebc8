import MartletModel
import MartletProtocol

/// What a coordinator is asked about one group. Requests about many are asked one by one.
package enum GroupRequest: Sendable, Equatable {
    case join(JoinGroupRequest)
    case sync(SyncGroupRequest)
    case heartbeat(HeartbeatRequest)
    case leave(LeaveGroupRequest)
    /// Names of topics are filled in, also where the client said ids; ids where they are known.
    case commit(OffsetCommitRequest)
    /// As `commit`.
    case fetch(OffsetFetchRequest.OffsetFetchRequestGroup, requireStable: Bool)
    case deleteOffsets(OffsetDeleteRequest)
    case delete(group: String)
    case describe(group: String)
    case consumerHeartbeat(ConsumerGroupHeartbeatRequest)
    case describeConsumers(group: String)

    package var group: String {
        switch self {
        case .join(let request): request.groupId
        case .sync(let request): request.groupId
        case .heartbeat(let request): request.groupId
        case .leave(let request): request.groupId
        case .commit(let request): request.groupId
        case .fetch(let request, _): request.groupId
        case .deleteOffsets(let request): request.groupId
        case .delete(let group): group
        case .describe(let group): group
        case .consumerHeartbeat(let request): request.groupId
        case .describeConsumers(let group): group
        }
    }

    /// The answer to a request that could not be looked at, or whose outcome is not known.
    package func refused(_ code: ErrorCode) -> GroupReply {
        let reply: GroupReply =
            switch self {
            case .join(let request): .joined(.init(protocolName: nil, memberId: request.memberId))
            case .sync: .synced(.init())
            case .heartbeat: .heartbeat(.init())
            case .leave: .left(.init())
            case .commit(let request): .committed(request.accepted)
            case .fetch(let request, _): .fetched(.init(groupId: request.groupId))
            case .deleteOffsets: .offsetsDeleted(.init())
            case .delete(let group): .deleted(.init(groupId: group))
            case .describe(let group): .described(.init(groupId: group))
            case .consumerHeartbeat: .consumerHeartbeat(.init())
            case .describeConsumers(let group): .consumersDescribed(.init(groupId: group))
            }
        return reply.failed(code)
    }
}

/// What it answers.
package enum GroupReply: Sendable, Equatable {
    case joined(JoinGroupResponse)
    case synced(SyncGroupResponse)
    case heartbeat(HeartbeatResponse)
    case left(LeaveGroupResponse)
    case committed(OffsetCommitResponse)
    case fetched(OffsetFetchResponse.OffsetFetchResponseGroup)
    case offsetsDeleted(OffsetDeleteResponse)
    case deleted(DeleteGroupsResponse.DeletableGroupResult)
    case described(DescribeGroupsResponse.DescribedGroup)
    case consumerHeartbeat(ConsumerGroupHeartbeatResponse)
    case consumersDescribed(ConsumerGroupDescribeResponse.DescribedGroup)

    /// The same answer when what it says did not come true.
    package func failed(_ code: ErrorCode) -> GroupReply {
        switch self {
        case .joined(let reply):
            .joined(JoinGroupResponse(errorCode: code, protocolName: nil, memberId: reply.memberId))
        case .synced: .synced(SyncGroupResponse(errorCode: code))
        case .heartbeat: .heartbeat(HeartbeatResponse(errorCode: code))
        case .left: .left(LeaveGroupResponse(errorCode: code))
        case .committed(let reply): .committed(reply.failed(code))
        case .fetched(let reply): .fetched(.init(groupId: reply.groupId, errorCode: code))
        case .offsetsDeleted: .offsetsDeleted(OffsetDeleteResponse(errorCode: code))
        case .deleted(let reply): .deleted(.init(groupId: reply.groupId, errorCode: code))
        case .described(let reply): .described(.init(errorCode: code, groupId: reply.groupId))
        case .consumerHeartbeat: .consumerHeartbeat(.init(errorCode: code))
        case .consumersDescribed(let reply):
            .consumersDescribed(.init(errorCode: code, groupId: reply.groupId))
        }
    }
}

extension OffsetCommitRequest {
    /// An answer without errors.
    package var accepted: OffsetCommitResponse {
        OffsetCommitResponse(
            topics: topics.map { topic in
                .init(
                    name: topic.name, topicId: topic.topicId,
                    partitions: topic.partitions.map { .init(partitionIndex: $0.partitionIndex) })
            })
    }
}

extension OffsetCommitResponse {
    /// Those that have an error of their own keep it.
    fileprivate func failed(_ code: ErrorCode) -> OffsetCommitResponse {
        var failed = self
        for topic in topics.indices {
            for partition in topics[topic].partitions.indices
            where topics[topic].partitions[partition].errorCode == .none {
                failed.topics[topic].partitions[partition].errorCode = code
            }
        }
        return failed
    }
}

extension ErrorCode {
    /// What a client is told when a coordinator's records could not be written.
    package var asCoordinator: ErrorCode {
        switch self {
        case .unknownTopicOrPartition, .notEnoughReplicas, .notEnoughReplicasAfterAppend, .requestTimedOut:
            .coordinatorNotAvailable
        case .notLeaderOrFollower, .kafkaStorageError: .notCoordinator
        case .messageTooLarge, .recordListTooLarge, .invalidFetchSize: .unknownServerError
        default: self
        }
    }
}
