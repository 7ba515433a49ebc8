import MartletModel

/// Chooses brokers for new partitions, striped over racks and brokers as Kafka does it.
///
/// Racks are taken in turn from a random start: the leader comes from the first that has a broker which is
/// not fenced, the followers from the racks in their order, so that two replicas share a rack only when there
/// are more replicas than racks. Within a rack, brokers that are not fenced come first. Each partition begins
/// one rack further than the one before.
///
/// Among the brokers of a rack the one that leads least gets the next leader, and the one that holds least
/// the next follower. (Kafka lets them take turns, by which some of them lead nothing when the number of
/// replicas divides that of the brokers.) Where several are equal a random order decides, which is drawn anew
/// after as many partitions as there are brokers that are not fenced: the followers of one leader spread over
/// the cluster.
struct ReplicaPlacement {
    private struct Candidate {
        var id: BrokerID
        var leaderCount = 0
        var replicaCount = 0
    }

    private struct Rack {
        var unfenced: [Candidate]
        var fenced: [Candidate]

        mutating func takeLeader() -> BrokerID? {
            let position = unfenced.indices.min {
                (unfenced[$0].leaderCount, unfenced[$0].replicaCount)
                    < (unfenced[$1].leaderCount, unfenced[$1].replicaCount)
            }
            guard let position else { return nil }
            unfenced[position].leaderCount += 1
            unfenced[position].replicaCount += 1
            return unfenced[position].id
        }

        mutating func takeFollower(notIn chosen: [BrokerID]) -> BrokerID? {
            Self.take(from: &unfenced, notIn: chosen) ?? Self.take(from: &fenced, notIn: chosen)
        }

        private static func take(from candidates: inout [Candidate], notIn chosen: [BrokerID]) -> BrokerID? {
            let position = candidates.indices
                .filter { !chosen.contains(candidates[$0].id) }
                .min { candidates[$0].replicaCount < candidates[$1].replicaCount }
            guard let position else { return nil }
            candidates[position].replicaCount += 1
            return candidates[position].id
        }
    }

    private var racks: [Rack]
    private var start: Int
    private let unfencedCount: Int
    private var partitionsSinceShuffle = 0

    /// The brokers of each new partition, the preferred leader first.
    static func place(
        _ partitions: Int, replicationFactor: Int, among brokers: [BrokerRegistration],
        random: inout some RandomNumberGenerator
    ) throws(Refusal) -> [[BrokerID]] {
        guard replicationFactor > 0 else {
            throw Refusal(
                .invalidReplicationFactor,
                "Invalid replication factor \(replicationFactor): the replication factor must be positive.")
        }
        guard !brokers.isEmpty else {
            throw Refusal(
                .invalidReplicationFactor, "No broker is registered that takes new replicas.")
        }
        guard brokers.contains(where: { !$0.isFenced }) else {
            throw Refusal(.invalidReplicationFactor, "All brokers are currently fenced.")
        }
        guard replicationFactor <= brokers.count else {
            throw Refusal(
                .invalidReplicationFactor,
                "The target replication factor of \(replicationFactor) cannot be reached because only "
                    + "\(brokers.count) broker(s) are registered.")
        }
        var placement = ReplicaPlacement(brokers, random: &random)
        var result: [[BrokerID]] = []
        result.reserveCapacity(partitions)
        for _ in 0..<partitions {
            result.append(placement.next(replicationFactor, random: &random))
        }
        return result
    }

    private init(_ brokers: [BrokerRegistration], random: inout some RandomNumberGenerator) {
        let byRack = Dictionary(grouping: brokers.sorted { $0.id < $1.id }, by: { $0.rack ?? "" })
        racks = byRack.sorted { $0.key < $1.key }.map { _, brokers in
            Rack(
                unfenced: brokers.filter { !$0.isFenced }.map { Candidate(id: $0.id) },
                fenced: brokers.filter(\.isFenced).map { Candidate(id: $0.id) })
        }
        unfencedCount = racks.reduce(0) { $0 + $1.unfenced.count }
        start = Int.random(in: racks.indices, using: &random)
        shuffle(&random)
    }

    private mutating func shuffle(_ random: inout some RandomNumberGenerator) {
        partitionsSinceShuffle = 0
        racks.shuffle(using: &random)
        for index in racks.indices {
            racks[index].unfenced.shuffle(using: &random)
            racks[index].fenced.shuffle(using: &random)
        }
    }

    private mutating func next(
        _ replicationFactor: Int, random: inout some RandomNumberGenerator
    ) -> [BrokerID] {
        if unfencedCount > 1, partitionsSinceShuffle == unfencedCount { shuffle(&random) }
        partitionsSinceShuffle += 1
        defer { start = (start + 1) % racks.count }

        let order = (0..<racks.count).map { (start + $0) % racks.count }
        var chosen: [BrokerID] = []
        var leaderRack: Int?
        for rack in order {
            guard let leader = racks[rack].takeLeader() else { continue }
            chosen.append(leader)
            leaderRack = rack
            break
        }
        while chosen.count < replicationFactor {
            for rack in order where chosen.count < replicationFactor {
                // The leader was its rack's turn.
                if rack == leaderRack {
                    leaderRack = nil
                } else if let broker = racks[rack].takeFollower(notIn: chosen) {
                    chosen.append(broker)
                }
            }
        }
        return chosen
    }
}
