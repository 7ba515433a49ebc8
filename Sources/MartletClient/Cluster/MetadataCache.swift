import MartletModel
import MartletProtocol

/// The client's picture of the cluster: who leads what, and where that broker listens. Pure.
package struct MetadataCache: Sendable {
    package struct Topic: Sendable, Equatable {
        package var id: TopicID
        package var isInternal: Bool
        package var partitions: [PartitionIndex: Partition]
        package var updatedAt: ContinuousClock.Instant

        /// Partitions are numbered from 0 without gaps.
        package var partitionCount: Int { partitions.count }

        package var hasLeaders: Bool { partitions.values.allSatisfy { $0.leader != .none } }
    }

    package struct Partition: Sendable, Equatable {
        package var leader: BrokerID
        package var leaderEpoch: LeaderEpoch
    }

    package let maxAge: Duration
    package private(set) var brokers: [BrokerID: ServerAddress] = [:]
    package private(set) var controller: BrokerID?
    package private(set) var clusterID: String?
    private var topics: [String: Topic] = [:]
    private var staleTopics: Set<String> = []
    /// What the cluster last said about topics that it does not have, or not yet.
    private var failures: [String: ErrorCode] = [:]

    package init(maxAge: Duration) {
        self.maxAge = maxAge
    }

    /// The topic, unless it is not known, too old, or was marked as stale.
    package func fresh(_ topic: String, now: ContinuousClock.Instant) -> Topic? {
        guard let known = topics[topic], !staleTopics.contains(topic), known.updatedAt + maxAge > now else {
            return nil
        }
        return known
    }

    /// The topic as it was last seen, however long ago.
    package func topic(_ name: String) -> Topic? {
        topics[name]
    }

    package func failure(of topic: String) -> ErrorCode? {
        failures[topic]
    }

    package func name(of id: TopicID) -> String? {
        topics.first { $0.value.id == id }?.key
    }

    /// The partition's leader, where there is one and its address is known.
    package func leader(of partition: TopicPartition) -> BrokerID? {
        guard let leader = topics[partition.topic]?.partitions[partition.partition]?.leader,
            brokers[leader] != nil
        else { return nil }
        return leader
    }

    package mutating func update(_ response: MetadataResponse, now: ContinuousClock.Instant) {
        brokers = [:]
        for broker in response.brokers {
            brokers[broker.nodeId] = ServerAddress(host: broker.host, port: Int(broker.port))
        }
        controller = response.controllerId == .none ? nil : response.controllerId
        clusterID = response.clusterId ?? clusterID
        for topic in response.topics {
            guard let name = topic.name else { continue }
            failures[name] = topic.errorCode == .none ? nil : topic.errorCode
            if topic.errorCode == .none {
                replace(name, with: topic, now: now)
            } else if topic.errorCode == .unknownTopicOrPartition {
                topics[name] = nil
            }
        }
    }

    private mutating func replace(
        _ name: String, with topic: MetadataResponse.MetadataResponseTopic, now: ContinuousClock.Instant
    ) {
        let known = topics[name].flatMap { $0.id == topic.topicId ? $0 : nil }
        var partitions: [PartitionIndex: Partition] = [:]
        for partition in topic.partitions {
            let old = known?.partitions[partition.partitionIndex]
            // A broker that lags behind must not bring back a leader that was replaced (KIP-320).
            if let old, partition.leaderEpoch != .none, partition.leaderEpoch < old.leaderEpoch {
                partitions[partition.partitionIndex] = old
            } else {
                partitions[partition.partitionIndex] = Partition(
                    leader: partition.leaderId, leaderEpoch: partition.leaderEpoch)
            }
        }
        topics[name] = Topic(
            id: topic.topicId, isInternal: topic.isInternal, partitions: partitions, updatedAt: now)
        staleTopics.remove(name)
    }

    /// A broker's answer showed that what is known of the topic is out of date.
    package mutating func markStale(_ topic: String) {
        staleTopics.insert(topic)
    }

    /// A broker does not answer: what it leads may have moved.
    package mutating func markStale(ledBy broker: BrokerID) {
        for (name, topic) in topics where topic.partitions.values.contains(where: { $0.leader == broker }) {
            staleTopics.insert(name)
        }
    }
}
