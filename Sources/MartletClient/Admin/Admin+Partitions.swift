import MartletModel
import MartletProtocol

/// A partition whose replicas are on their way to other brokers.
public struct PartitionReassignment: Sendable, Hashable {
    public var partition: TopicPartition
    /// All that there are at the moment.
    public var replicas: [BrokerID]
    /// Those of them that do not count yet.
    public var adding: [BrokerID]
    /// Those of them that go when the others count.
    public var removing: [BrokerID]
}

/// How a leader is chosen when one is asked for.
public enum ElectionKind: Int8, Sendable, Hashable {
    /// The first of the partition's replicas, if it is in sync.
    case preferred
    /// Any replica, where nobody leads: what others had acknowledged may be lost.
    case unclean
}

extension Admin {
    /// Has partitions led as `kind` says; nil is all partitions. Returns those that have another leader now;
    /// of those that cannot have one the first one's reason is thrown. That none is needed is no error.
    @discardableResult
    public func electLeaders(
        _ kind: ElectionKind = .preferred, of partitions: [TopicPartition]?
    ) async throws(ClientError) -> [TopicPartition] {
        let operation = "electing leaders"
        let request = ElectLeadersRequest(
            electionType: kind.rawValue,
            topicPartitions: partitions.map { partitions in
                Self.byTopic(partitions).map {
                    .init(topic: $0.topic, partitions: $0.partitions.map(\.partition))
                }
            }, timeoutMs: timeoutMilliseconds)
        return try await trying(operation) { () async throws(ClientError) in
            let response = try await client.anyConnection().request(
                request, limit: kind == .preferred ? nil : 1...Int16.max)
            var elected: [TopicPartition] = []
            for topic in response.replicaElectionResults {
                for result in topic.partitionResult where result.errorCode != .electionNotNeeded {
                    let partition = TopicPartition(topic: topic.topic, partition: result.partitionId)
                    try check(result.errorCode, "electing a leader of \(partition)", result.errorMessage)
                    elected.append(partition)
                }
            }
            try check(response.errorCode, operation)
            return elected
        }
    }

    /// Gives partitions other replicas; the first of each is the one that is to lead. Nil calls off the
    /// reassignment that is under way. What is new copies the partition before what goes is removed:
    /// `reassignments` tells what is still to come. If any is refused the first one's reason is thrown; the
    /// others are carried out all the same.
    public func reassign(_ replicas: [TopicPartition: [BrokerID]?]) async throws(ClientError) {
        let operation = "reassigning partitions"
        let request = AlterPartitionReassignmentsRequest(
            timeoutMs: timeoutMilliseconds,
            topics: Self.byTopic(Array(replicas.keys)).map { topic, partitions in
                .init(
                    name: topic,
                    partitions: partitions.map {
                        .init(partitionIndex: $0.partition, replicas: replicas[$0] ?? nil)
                    })
            })
        try await trying(operation) { () async throws(ClientError) in
            let response = try await client.anyConnection().request(request)
            try check(response.errorCode, operation, response.errorMessage)
            for topic in response.responses {
                for result in topic.partitions {
                    let partition = TopicPartition(topic: topic.name, partition: result.partitionIndex)
                    try check(result.errorCode, "reassigning \(partition)", result.errorMessage)
                }
            }
        }
    }

    /// The partitions whose replicas are being moved.
    public func reassignments() async throws(ClientError) -> [PartitionReassignment] {
        let operation = "listing reassignments"
        return try await trying(operation) { () async throws(ClientError) in
            let response = try await client.anyConnection().request(
                ListPartitionReassignmentsRequest(timeoutMs: timeoutMilliseconds, topics: nil))
            try check(response.errorCode, operation, response.errorMessage)
            return response.topics.flatMap { topic in
                topic.partitions.map {
                    PartitionReassignment(
                        partition: TopicPartition(topic: topic.name, partition: $0.partitionIndex),
                        replicas: $0.replicas, adding: $0.addingReplicas, removing: $0.removingReplicas)
                }
            }.sorted { $0.partition < $1.partition }
        }
    }

    private static func byTopic(
        _ partitions: [TopicPartition]
    ) -> [(topic: String, partitions: [TopicPartition])] {
        Dictionary(grouping: partitions, by: \.topic).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.sorted()) }
    }
}
