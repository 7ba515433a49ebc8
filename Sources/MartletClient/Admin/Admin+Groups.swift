import MartletModel
import MartletProtocol
import NIOCore

/// A group of consumers, in one line.
public struct GroupListing: Sendable, Hashable {
    public var id: String
    /// `Classic` members assign partitions among themselves; to those of a `Consumer` group the broker does.
    public var type: String
    /// Such as `Stable` or `Empty`; empty where the broker does not say.
    public var state: String
    public var protocolType: String
    /// The broker that looks after it.
    public var coordinator: BrokerID
}

/// A group of consumers, and who reads what.
public struct GroupDescription: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        public var id: String
        /// `group.instance.id` of a static member.
        public var instanceID: String?
        public var clientID: String
        public var host: String
        /// What it reads, in order.
        public var partitions: [TopicPartition]
    }

    public var id: String
    public var state: String
    /// How partitions are divided; empty where nothing is at the moment.
    public var assignor: String
    public var coordinator: BrokerID
    /// In the order of their ids.
    public var members: [Member]
}

extension Admin {
    /// All groups of the cluster, in the order of their names.
    public func listGroups() async throws(ClientError) -> [GroupListing] {
        let operation = "listing groups"
        return try await trying(operation) { () async throws(ClientError) in
            try await client.refreshMetadata([])
            var groups: [GroupListing] = []
            for broker in await client.metadata.brokers.keys.sorted() {
                let response = try await client.connection(to: broker).request(ListGroupsRequest())
                try check(response.errorCode, operation)
                groups += response.groups.map {
                    GroupListing(
                        id: $0.groupId, type: $0.groupType.isEmpty ? "classic" : $0.groupType,
                        state: $0.groupState, protocolType: $0.protocolType, coordinator: broker)
                }
            }
            return groups.sorted { $0.id < $1.id }
        }
    }

    public func describeGroup(_ id: String) async throws(ClientError) -> GroupDescription {
        let operation = "describing group '\(id)'"
        return try await trying(operation) { () async throws(ClientError) in
            let (broker, connection) = try await client.coordinator(of: id)
            let response = try await connection.request(DescribeGroupsRequest(groups: [id]))
            if let group = response.groups.first, group.errorCode == .none, group.groupState != "Dead" {
                return GroupDescription(group, coordinator: broker)
            }
            let code = response.groups.first?.errorCode ?? .none
            if code != .none, code != .groupIdNotFound { try check(code, operation) }
            // It may be one of the other kind.
            guard await connection.versions.choose(.consumerGroupDescribe) != nil else {
                throw .refused(.groupIdNotFound, operation: operation, message: nil)
            }
            let consumers = try await connection.request(ConsumerGroupDescribeRequest(groupIds: [id]))
            guard let group = consumers.groups.first else {
                throw .refused(.groupIdNotFound, operation: operation, message: nil)
            }
            try check(group.errorCode, operation)
            return GroupDescription(group, coordinator: broker)
        }
    }

    /// How far a group has come in each partition of which it has said so.
    public func committedOffsets(of group: String) async throws(ClientError) -> [TopicPartition: Offset] {
        let operation = "looking up the offsets of group '\(group)'"
        return try await trying(operation) { () async throws(ClientError) in
            let connection = try await client.coordinator(of: group).connection
            // In version 10 topics would come by id.
            let response = try await connection.request(
                OffsetFetchRequest(groups: [.init(groupId: group, topics: nil)]), limit: 8...9)
            guard let found = response.groups.first else { return [:] }
            try check(found.errorCode, operation)
            var offsets: [TopicPartition: Offset] = [:]
            for topic in found.topics {
                for partition in topic.partitions where partition.committedOffset != .none {
                    try check(partition.errorCode, operation)
                    let name = TopicPartition(topic: topic.name, partition: partition.partitionIndex)
                    offsets[name] = partition.committedOffset
                }
            }
            return offsets
        }
    }

    /// Has a group without members go on from these offsets. They are durable when this returns, as far as
    /// the broker's `acks=all` is.
    public func commit(
        _ offsets: [TopicPartition: Offset], of group: String
    ) async throws(ClientError) {
        let operation = "setting the offsets of group '\(group)'"
        try await trying(operation) { () async throws(ClientError) in
            let connection = try await client.coordinator(of: group).connection
            let topics = Dictionary(grouping: offsets.sorted { $0.key < $1.key }, by: \.key.topic)
            let request = OffsetCommitRequest(
                groupId: group,
                topics: topics.sorted { $0.key < $1.key }.map { topic, offsets in
                    .init(
                        name: topic,
                        partitions: offsets.map {
                            .init(
                                partitionIndex: $0.key.partition, committedOffset: $0.value,
                                committedMetadata: "")
                        })
                })
            let response = try await connection.request(request, limit: 2...9)
            for topic in response.topics {
                for partition in topic.partitions {
                    try check(
                        partition.errorCode, "\(operation) in \(topic.name)-\(partition.partitionIndex)")
                }
            }
        }
    }

    /// Deletes a group without members, and with it how far it has come.
    public func deleteGroup(_ id: String) async throws(ClientError) {
        let operation = "deleting group '\(id)'"
        try await trying(operation) { () async throws(ClientError) in
            let connection = try await client.coordinator(of: id).connection
            let response = try await connection.request(DeleteGroupsRequest(groupsNames: [id]))
            for result in response.results { try check(result.errorCode, operation) }
        }
    }
}

extension GroupDescription {
    fileprivate init(_ group: DescribeGroupsResponse.DescribedGroup, coordinator: BrokerID) {
        self.init(
            id: group.groupId, state: group.groupState, assignor: group.protocolData,
            coordinator: coordinator,
            members: group.members.map { member in
                Member(
                    id: member.memberId, instanceID: member.groupInstanceId, clientID: member.clientId,
                    host: member.clientHost, partitions: Self.partitions(in: member.memberAssignment))
            }.sorted { $0.id < $1.id })
    }

    fileprivate init(_ group: ConsumerGroupDescribeResponse.DescribedGroup, coordinator: BrokerID) {
        self.init(
            id: group.groupId, state: group.groupState, assignor: group.assignorName,
            coordinator: coordinator,
            members: group.members.map { member in
                Member(
                    id: member.memberId, instanceID: member.instanceId, clientID: member.clientId,
                    host: member.clientHost,
                    partitions: member.assignment.topicPartitions.flatMap { topic in
                        topic.partitions.map { TopicPartition(topic: topic.topicName, partition: $0) }
                    }.sorted())
            }.sorted { $0.id < $1.id })
    }

    /// Members of another kind than consumers have something else there.
    private static func partitions(in assignment: ByteBuffer) -> [TopicPartition] {
        var reader = ProtocolReader(assignment)
        guard let version = try? reader.readInt16(), version >= 0,
            let known = try? ConsumerProtocolAssignment(from: &reader, version: min(version, 3))
        else { return [] }
        return known.assignedPartitions.flatMap { topic in
            topic.partitions.map { TopicPartition(topic: topic.topic, partition: $0) }
        }.sorted()
    }
}
