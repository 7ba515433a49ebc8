import MartletModel

/// How the broker divides partitions among the members of a group. Pure; the same input gives the same
/// result.
///
/// Where brokers and members say in which racks they are, a member gets partitions with a replica in its own,
/// as far as that changes neither how many it gets nor what it may keep.
package enum Assignor: String, Sendable, CaseIterable {
    /// As many partitions for each as for any other, and as few changes as that allows.
    case uniform
    /// Of each topic a stretch for each, in the order of the members: topics of the same size that the same
    /// members read are divided in the same way.
    case range

    package struct Member: Sendable, Equatable {
        package var id: String
        package var instanceID: String?
        /// Nil: it does not matter from where it reads.
        package var rackID: String?
        package var topics: Set<TopicID>
        /// What it should have had so far.
        package var previous: PartitionSet

        package init(
            id: String, instanceID: String? = nil, rackID: String? = nil, topics: Set<TopicID>,
            previous: PartitionSet
        ) {
            self.id = id
            self.instanceID = instanceID
            self.rackID = rackID
            self.topics = topics
            self.previous = previous
        }
    }

    /// What each member should have. `topics` are those that there are, with their numbers of partitions;
    /// `racks` say for each partition where its replicas are.
    package func assign(
        _ members: [Member], topics: [TopicID: Int32], racks: [TopicID: [Set<String>]] = [:]
    ) -> [String: PartitionSet] {
        let racks = PartitionRacks(racks: racks)
        return switch self {
        case .range: Self.assignRanges(members, topics, racks)
        case .uniform:
            Set(members.map(\.topics)).count <= 1
                ? Self.assignEvenly(members, topics, racks)
                : Self.assignTopicByTopic(members, topics, racks)
        }
    }

    // MARK: - Range

    private static func assignRanges(
        _ members: [Member], _ topics: [TopicID: Int32], _ racks: PartitionRacks
    ) -> [String: PartitionSet] {
        // A static member keeps its place when it comes back under another id.
        let members = members.sorted { ($0.instanceID ?? $0.id, $0.id) < ($1.instanceID ?? $1.id, $1.id) }
        var result = Dictionary(uniqueKeysWithValues: members.map { ($0.id, PartitionSet()) })
        // Topics of one size and with the same readers are divided as if they were one.
        let alike = Dictionary(grouping: topics.sorted { $0.key < $1.key }) { topic, count in
            Likeness(count: count, readers: members.filter { $0.topics.contains(topic) }.map(\.id))
        }
        for (likeness, topics) in alike where !likeness.readers.isEmpty {
            let readers = members.filter { $0.topics.contains(topics[0].key) }
            let taken = indices(likeness.count, among: readers) { index, rack in
                topics.allSatisfy { racks.contain(rack, PartitionKey(topicID: $0.key, partition: index)) }
            }
            for (reader, indices) in zip(readers, taken) {
                for (topic, _) in topics {
                    for index in indices {
                        result[reader.id]?.insert(PartitionKey(topicID: topic, partition: index))
                    }
                }
            }
        }
        return result
    }

    private struct Likeness: Hashable {
        var count: Int32
        var readers: [String]
    }

    /// Of each reader the partitions that it gets: what is in its rack, and otherwise a stretch.
    private static func indices(
        _ count: Int32, among readers: [Member], isIn: (PartitionIndex, String) -> Bool
    ) -> [[PartitionIndex]] {
        let (share, rest) = Int(count).quotientAndRemainder(dividingBy: readers.count)
        let quotas = readers.indices.map { share + ($0 < rest ? 1 : 0) }
        var free = (0..<count).map { PartitionIndex($0) }
        var taken = readers.indices.map { place -> [PartitionIndex] in
            guard let rack = readers[place].rackID else { return [] }
            let near = free.filter { isIn($0, rack) }.prefix(quotas[place])
            if !near.isEmpty {
                let near = Set(near)
                free.removeAll { near.contains($0) }
            }
            return Array(near)
        }
        var left = free[...]
        for place in readers.indices {
            let missing = quotas[place] - taken[place].count
            taken[place] += left.prefix(missing)
            left = left.dropFirst(missing)
        }
        return taken
    }

    // MARK: - Uniform

    private static func keys(_ topics: [TopicID: Int32]) -> [PartitionKey] {
        topics.sorted { $0.key < $1.key }.flatMap { topic, count in
            (0..<count).map { PartitionKey(topicID: topic, partition: PartitionIndex($0)) }
        }
    }

    /// All members read the same topics: all partitions are alike.
    private static func assignEvenly(
        _ members: [Member], _ topics: [TopicID: Int32], _ racks: PartitionRacks
    ) -> [String: PartitionSet] {
        guard let wanted = members.first?.topics else { return [:] }
        let all = keys(topics.filter { wanted.contains($0.key) })
        return divide(all, among: members.sorted { $0.id < $1.id }, racks)
    }

    /// Gives each of the members as many as any other, or one more; they keep what they can.
    private static func divide(
        _ keys: [PartitionKey], among members: [Member], _ racks: PartitionRacks, loads: [String: Int] = [:]
    ) -> [String: PartitionSet] {
        let (share, rest) = keys.count.quotientAndRemainder(dividingBy: members.count)
        let existing = Set(keys)
        var taken: Set<PartitionKey> = []
        var shares: [String: [PartitionKey]] = [:]
        for member in members {
            let kept = member.previous.all.filter { existing.contains($0) && !taken.contains($0) }
            // What is far is given up first.
            shares[member.id] = racks.nearest(kept, to: member.rackID)
            taken.formUnion(kept)
        }
        // The larger shares go to those who have most already; of equals to those who have least elsewhere.
        let order = members.sorted { left, right in
            let (a, b) = (shares[left.id]?.count ?? 0, shares[right.id]?.count ?? 0)
            if a != b { return a > b }
            let (c, d) = (loads[left.id] ?? 0, loads[right.id] ?? 0)
            return c == d ? left.id < right.id : c < d
        }
        var free: [PartitionKey] = []
        var quotas: [String: Int] = [:]
        for (index, member) in order.enumerated() {
            let quota = share + (index < rest ? 1 : 0)
            quotas[member.id] = quota
            let kept = shares[member.id] ?? []
            if kept.count > quota {
                shares[member.id] = Array(kept.prefix(quota))
                free += kept.dropFirst(quota)
            }
        }
        free += keys.filter { !taken.contains($0) }
        func missing(_ member: Member) -> Int {
            max(0, (quotas[member.id] ?? 0) - (shares[member.id]?.count ?? 0))
        }
        free.sort()
        if !racks.isEmpty {
            for member in order where missing(member) > 0 {
                guard let rack = member.rackID else { continue }
                shares[member.id, default: []] += racks.takeNear(missing(member), from: &free, to: rack)
            }
        }
        var unassigned = free[...]
        for member in order {
            let missing = missing(member)
            shares[member.id, default: []] += unassigned.prefix(missing)
            unassigned = unassigned.dropFirst(missing)
        }
        return shares.mapValues { keys in
            var set = PartitionSet()
            for key in keys { set.insert(key) }
            return set
        }
    }

    /// Members read different topics: each topic is divided evenly among its readers, and where that leaves a
    /// choice, those who have least so far get one more.
    private static func assignTopicByTopic(
        _ members: [Member], _ topics: [TopicID: Int32], _ racks: PartitionRacks
    ) -> [String: PartitionSet] {
        let members = members.sorted { $0.id < $1.id }
        var result = Dictionary(uniqueKeysWithValues: members.map { ($0.id, PartitionSet()) })
        var loads: [String: Int] = [:]
        for (topic, count) in topics.sorted(by: { $0.key < $1.key }) {
            let readers = members.filter { $0.topics.contains(topic) }
            if readers.isEmpty { continue }
            for (id, share) in divide(keys([topic: count]), among: readers, racks, loads: loads) {
                result[id] = result[id]?.union(share)
                loads[id, default: 0] += share.count
            }
        }
        return result
    }
}
