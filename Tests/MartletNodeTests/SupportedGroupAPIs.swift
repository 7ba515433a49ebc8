import MartletModel
import MartletProtocol
import NIOCore

@testable import MartletNode

/// What may be asked about groups, for the test that every version is answered.
extension SupportedAPIsTests {
    func groupRequests(
        _ key: ApiKey, _ version: Int16, _ orders: TopicID, _ client: SimulatedClient
    ) throws -> [any Request] {
        // Once before there is a coordinator, and then with one that knows a group.
        let requests = groupRequests(key, version, orders)
        if key != .findCoordinator {
            for request in requests { _ = try client.ask(request, version: version) }
        }
        _ = try client.ask(FindCoordinatorRequest(coordinatorKeys: ["known"]), version: 6)
        _ = try client.ask(commit(8, orders), version: 8)
        return requests
    }

    private func groupRequests(_ key: ApiKey, _ version: Int16, _ orders: TopicID) -> [any Request] {
        switch key {
        case .findCoordinator:
            version >= 4
                ? (0...3).map { FindCoordinatorRequest(keyType: $0, coordinatorKeys: ["known", "other"]) }
                : [FindCoordinatorRequest(key: "known", keyType: 0)]
        case .offsetCommit: [commit(version, orders), commit(version, TopicID(Uuid(high: 3, low: 4)))]
        case .offsetFetch: fetches(version, orders)
        case .joinGroup: joins(version)
        case .syncGroup: ["known", "", "unknown"].map { SyncGroupRequest(groupId: $0, memberId: "m") }
        case .heartbeat: ["known", "", "unknown"].map { HeartbeatRequest(groupId: $0, memberId: "m") }
        case .leaveGroup:
            ["known", "", "unknown"].map {
                version >= 3
                    ? LeaveGroupRequest(groupId: $0, members: [.init(memberId: "m")])
                    : LeaveGroupRequest(groupId: $0, memberId: "m")
            }
        case .describeGroups: [DescribeGroupsRequest(groups: ["known", "unknown", ""])]
        case .listGroups: [ListGroupsRequest()]
        case .deleteGroups: [DeleteGroupsRequest(groupsNames: ["unknown", "known", ""])]
        case .offsetDelete:
            ["known", "unknown", ""].map {
                OffsetDeleteRequest(
                    groupId: $0, topics: [.init(name: "orders", partitions: [.init(partitionIndex: 0)])])
            }
        case .consumerGroupHeartbeat:
            (-2...1).map {
                ConsumerGroupHeartbeatRequest(
                    groupId: "new", memberId: "m", memberEpoch: $0, rebalanceTimeoutMs: 1_000,
                    subscribedTopicNames: ["orders"], serverAssignor: "range", topicPartitions: [])
            }
        case .consumerGroupDescribe: [ConsumerGroupDescribeRequest(groupIds: ["known", "new", ""])]
        default: []
        }
    }

    private func commit(_ version: Int16, _ id: TopicID) -> OffsetCommitRequest {
        OffsetCommitRequest(
            groupId: "known",
            topics: [
                .init(
                    name: version >= 10 ? "" : "orders", topicId: version >= 10 ? id : .zero,
                    partitions: [0, 99].map {
                        .init(partitionIndex: $0, committedOffset: 1, committedMetadata: nil)
                    })
            ])
    }

    private func fetches(_ version: Int16, _ orders: TopicID) -> [any Request] {
        if version < 8 {
            let some = ["known", "unknown"].map {
                OffsetFetchRequest(
                    groupId: $0, topics: [.init(name: "orders", partitionIndexes: [0, 99])])
            }
            return version >= 2 ? some + [OffsetFetchRequest(groupId: "known", topics: nil)] : some
        }
        let ids = version >= 10 ? [orders, TopicID(Uuid(high: 3, low: 4))] : [.zero]
        return [
            OffsetFetchRequest(groups: [
                .init(groupId: "known", topics: nil),
                .init(
                    groupId: "known",
                    topics: ids.map {
                        .init(name: version >= 10 ? "" : "orders", topicId: $0, partitionIndexes: [0, 99])
                    }),
                .init(groupId: "unknown", topics: nil),
            ])
        ]
    }

    private func joins(_ version: Int16) -> [any Request] {
        let protocols = [JoinGroupRequest.JoinGroupRequestProtocol(name: "range")]
        let unknown = ["known", "", "unknown"].map {
            JoinGroupRequest(
                groupId: $0, sessionTimeoutMs: 10_000, rebalanceTimeoutMs: version >= 1 ? 10_000 : -1,
                memberId: "m", protocolType: "consumer", protocols: protocols)
        }
        guard version >= 4 else { return unknown }
        let new = JoinGroupRequest(
            groupId: "other", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000,
            protocolType: "consumer", protocols: protocols)
        return unknown + [new]
    }
}
