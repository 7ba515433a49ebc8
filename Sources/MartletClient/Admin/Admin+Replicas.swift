import MartletModel
import MartletProtocol

/// What the replicas of a partition have, compared record by record.
public struct ReplicaComparison: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        /// What most have; or what all have that could be asked.
        case same
        /// Something else than most replicas, first within these offsets.
        case differs(Range<Offset>)
        /// Not what all have, within these offsets first, and nobody can tell who is right.
        case disputed(Range<Offset>)
        /// It does not know of more than what is before this offset that it is committed: the rest was not
        /// compared.
        case behind(Offset)
        /// Records are damaged on its disk, from this offset on; it heals by itself.
        case corrupt(Offset)
        /// Its broker could not be asked, for this reason.
        case unknown(String)
    }

    public struct Replica: Sendable, Hashable {
        public var broker: BrokerID
        public var isLeader: Bool
        /// How many records were compared.
        public var recordCount: Int64
        /// Of all records' contents, 32 hexadecimal digits: however they are compressed.
        public var digest: String
        public var state: State
    }

    public var partition: TopicPartition
    public var leaderEpoch: LeaderEpoch
    /// What was compared: what is committed, and neither deleted nor compacted on any replica.
    public var offsets: Range<Offset>
    /// In the order in which metadata names them.
    public var replicas: [Replica]

    public var agrees: Bool { replicas.allSatisfy { $0.state == .same } }

    /// Those that have something else than most.
    public var odd: [BrokerID] {
        replicas.compactMap { replica in
            if case .differs = replica.state { replica.broker } else { nil }
        }
    }
}

extension Admin {
    /// Compares what the replicas of a topic have, or of some of its partitions: reads all of it, on all of
    /// their brokers.
    ///
    /// Martlet brokers answer this alone: the connection to others fails.
    public func compareReplicas(
        of topic: String, partitions: [PartitionIndex] = []
    ) async throws(ClientError) -> [ReplicaComparison] {
        let description = try await describeTopic(topic)
        var found: [ReplicaComparison] = []
        for partition in description.partitions
        where partitions.isEmpty || partitions.contains(partition.index) {
            found.append(try await compareReplicas(of: partition, description))
        }
        return found
    }

    /// Begins anew where another replica has come to lead meanwhile.
    private func compareReplicas(
        of partition: TopicDescription.Partition, _ description: TopicDescription
    ) async throws(ClientError) -> ReplicaComparison {
        var (partition, tries) = (partition, 1)
        while true {
            var comparing = ReplicaComparing(
                client: client, topicID: description.id, topic: description.name, partition: partition)
            do throws(ClientError) { return try await comparing.run() } catch {
                guard case .refused(.fencedLeaderEpoch, _, _) = error, tries < Self.comparingTries else {
                    throw error
                }
                tries += 1
                do { try await Task.sleep(for: Self.comparingPause) } catch { throw .cancelled }
                let known = try await describeTopic(description.name)
                guard known.id == description.id,
                    let found = known.partitions.first(where: { $0.index == partition.index })
                else { throw error }
                partition = found
            }
        }
    }

    private static let comparingTries = 10
    private static let comparingPause = Duration.milliseconds(300)

    /// Tells the brokers whose replicas differ from most others to copy them anew: they hand over what they
    /// lead, and leave the ISR before. Returns those that are going to.
    @discardableResult
    public func rebuildReplicas(_ comparison: ReplicaComparison, topicID: TopicID) async throws(ClientError)
        -> [BrokerID]
    {
        let operation = "rebuilding replicas of \(comparison.partition)"
        return try await trying(operation) { () async throws(ClientError) in
            for broker in comparison.odd {
                let response = try await client.connection(to: broker).request(
                    RebuildReplicaRequest(
                        topicId: topicID, partitionIndex: comparison.partition.partition,
                        leaderEpoch: comparison.leaderEpoch))
                try check(response.errorCode, operation)
            }
            return comparison.odd
        }
    }
}
