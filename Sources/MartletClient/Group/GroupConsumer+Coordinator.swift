import MartletModel
import MartletProtocol

/// What a member and its coordinator say to each other.
extension GroupConsumer {
    private var group: String { configuration.group }

    private func connection() async throws(ClientError) -> BrokerConnection {
        if let coordinator, coordinator.isOpen { return coordinator }
        let found = try await client.coordinator(of: group).connection
        coordinator = found
        return found
    }

    func sendHeartbeat() async throws(ClientError) {
        let connection = try await connection()
        let answer = try await connection.request(membership.heartbeat())
        try check(answer.errorCode, "taking part in group '\(group)'", answer.errorMessage)
        membership.heard(answer)
    }

    func sayFarewell() async throws(ClientError) {
        let answer = try await connection().request(membership.farewell)
        try check(answer.errorCode, "leaving group '\(group)'", answer.errorMessage)
    }

    /// Lets go of what it should not have. What is being processed is waited for.
    func letGo() async throws(ClientError) {
        let leaving = membership.leaving
        if leaving.isEmpty { return }
        let leavingNames = Set(leaving.compactMap { names[$0] })
        if isInUse(afterUnassigning: leavingNames) { return }
        try await commit()
        forget(leaving)
        membership.letGo(of: leaving)
    }

    private func isInUse(afterUnassigning partitions: Set<TopicPartition>) -> Bool {
        consumer.assumeIsolated { consumer in
            consumer.unassign(partitions)
            return consumer.inHand.map(partitions.contains) ?? false
        }
    }

    private func assign(_ starts: [TopicPartition: StartPosition]) {
        consumer.assumeIsolated { $0.assign(starts) }
    }

    /// Reads on what it should have, from where the group has come to.
    func take() async throws(ClientError) {
        let coming = membership.coming
        if coming.isEmpty { return }
        let found = try await named(coming)
        let offsets = try await committedOffsets(of: Set(found.values))
        // The coordinator may have changed its mind; it did not, without a heartbeat in between.
        var starts: [TopicPartition: StartPosition] = [:]
        for (partition, name) in found {
            names[partition] = name
            starts[name] = offsets[name].map { .offset($0) } ?? configuration.start
            // Nothing is committed of a partition before something was read of it.
            progress[name] = offsets[name] ?? 0
            committed[name] = offsets[name] ?? 0
        }
        assign(starts)
        membership.took(Set(found.keys))
    }

    /// Partitions of topics that the cluster does not name are left for later.
    private func named(
        _ partitions: Set<PartitionKey>
    ) async throws(ClientError) -> [PartitionKey: TopicPartition] {
        let known = await client.metadata
        if partitions.contains(where: { known.name(of: $0.topicID) == nil }) {
            try await client.refreshMetadata(configuration.topics)
        }
        let picture = await client.metadata
        var found: [PartitionKey: TopicPartition] = [:]
        for partition in partitions {
            guard let topic = picture.name(of: partition.topicID) else { continue }
            found[partition] = TopicPartition(topic: topic, partition: partition.partition)
        }
        return found
    }

    private func committedOffsets(
        of partitions: Set<TopicPartition>
    ) async throws(ClientError) -> [TopicPartition: Offset] {
        let operation = "looking up the offsets of group '\(group)'"
        let byTopic = Dictionary(grouping: partitions.sorted(), by: \.topic).sorted { $0.key < $1.key }
        // In version 10 topics would come by id; before 9 there is no member's epoch.
        let response = try await connection().request(
            OffsetFetchRequest(
                groups: [
                    .init(
                        groupId: group, memberId: membership.memberID, memberEpoch: membership.epoch,
                        topics: byTopic.map { .init(name: $0, partitionIndexes: $1.map(\.partition)) })
                ], requireStable: true), limit: 9...9)
        var offsets: [TopicPartition: Offset] = [:]
        for group in response.groups {
            try check(group.errorCode, operation)
            for topic in group.topics {
                for partition in topic.partitions {
                    try check(partition.errorCode, operation)
                    let name = TopicPartition(topic: topic.name, partition: partition.partitionIndex)
                    if partition.committedOffset != .none { offsets[name] = partition.committedOffset }
                }
            }
        }
        return offsets
    }

    /// Says how far the member has come, where that is news. It is durable when this returns, as far as the
    /// broker's `acks=all` is.
    func commit() async throws(ClientError) {
        let news = progress.filter { committed[$0.key] != $0.value }
        if news.isEmpty { return }
        let operation = "committing the offsets of group '\(group)'"
        let byTopic = Dictionary(grouping: news.sorted { $0.key < $1.key }, by: \.key.topic)
        let request = OffsetCommitRequest(
            groupId: group, generationIdOrMemberEpoch: membership.epoch, memberId: membership.memberID,
            groupInstanceId: configuration.instanceID,
            topics: byTopic.sorted { $0.key < $1.key }.map { topic, offsets in
                .init(
                    name: topic,
                    partitions: offsets.map {
                        .init(
                            partitionIndex: $0.key.partition, committedOffset: $0.value,
                            committedMetadata: "")
                    })
            })
        let response = try await connection().request(request, limit: 9...9)
        for topic in response.topics {
            for partition in topic.partitions { try check(partition.errorCode, operation) }
        }
        for (partition, offset) in news where committed[partition] != nil { committed[partition] = offset }
    }

    private func check(
        _ code: ErrorCode, _ operation: String, _ message: String? = nil
    ) throws(ClientError) {
        guard code != .none else { return }
        throw .refused(code, operation: operation, message: message)
    }
}
