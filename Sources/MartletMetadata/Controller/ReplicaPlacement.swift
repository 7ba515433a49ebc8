import MartletModel

/// Chooses brokers for new partitions, striped over racks and brokers as Kafka does it.
///
/// Racks are taken in sorted order from a random start, and within a rack the brokers, those that are not
/// fenced first; each partition begins one rack further than the one before. After as many partitions as
/// there are brokers that are not fenced the order is drawn anew, so that followers spread as well as
/// leaders.
struct ReplicaPlacement {
    private struct Rack {
        var unfenced: [BrokerID]
        var fenced: [BrokerID]
        /// Grows with each broker taken, so that the brokers of a rack take turns.
        var nextUnfenced = 0
        var nextFenced = 0

        mutating func takeUnfenced() -> BrokerID? {
            guard !unfenced.isEmpty else { return nil }
            defer { nextUnfenced += 1 }
            return unfenced[nextUnfenced % unfenced.count]
        }
    }

    private var racks: [Rack]
    private var start = 0
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
                unfenced: brokers.filter { !$0.isFenced }.map(\.id),
                fenced: brokers.filter(\.isFenced).map(\.id))
        }
        unfencedCount = racks.reduce(0) { $0 + $1.unfenced.count }
        shuffle(&random)
    }

    private mutating func shuffle(_ random: inout some RandomNumberGenerator) {
        partitionsSinceShuffle = 0
        start = Int.random(in: 0..<racks.count, using: &random)
        for index in racks.indices {
            racks[index].unfenced.shuffle(using: &random)
            racks[index].fenced.shuffle(using: &random)
            (racks[index].nextUnfenced, racks[index].nextFenced) = (0, 0)
        }
    }

    private mutating func next(
        _ replicationFactor: Int, random: inout some RandomNumberGenerator
    ) -> [BrokerID] {
        if unfencedCount > 1, partitionsSinceShuffle == unfencedCount { shuffle(&random) }
        partitionsSinceShuffle += 1
        defer { start = (start + 1) % racks.count }

        var chosen: [BrokerID] = []
        var leaderRack = start
        for step in 0..<racks.count {
            let rack = (start + step) % racks.count
            if let leader = racks[rack].takeUnfenced() {
                chosen.append(leader)
                leaderRack = rack
                break
            }
        }
        var visit = start
        var isLeaderRackCounted = false
        while chosen.count < replicationFactor {
            let rack = visit % racks.count
            visit += 1
            if rack == leaderRack, !isLeaderRackCounted {
                isLeaderRackCounted = true
                continue
            }
            if let broker = follower(from: rack, excluding: chosen) { chosen.append(broker) }
        }
        return chosen
    }

    private mutating func follower(from index: Int, excluding chosen: [BrokerID]) -> BrokerID? {
        for _ in racks[index].unfenced {
            if let broker = racks[index].takeUnfenced(), !chosen.contains(broker) { return broker }
        }
        for _ in racks[index].fenced {
            let broker = racks[index].fenced[racks[index].nextFenced % racks[index].fenced.count]
            racks[index].nextFenced += 1
            if !chosen.contains(broker) { return broker }
        }
        return nil
    }
}
