import MartletModel

/// In which racks partitions have replicas.
struct PartitionRacks {
    private let racks: [TopicID: [Set<String>]]

    init(racks: [TopicID: [Set<String>]]) {
        self.racks = racks.filter { $0.value.contains { !$0.isEmpty } }
    }

    /// Nothing is near to anybody.
    var isEmpty: Bool { racks.isEmpty }

    func contain(_ rack: String, _ key: PartitionKey) -> Bool {
        guard let racks = racks[key.topicID] else { return false }
        let index = Int(key.partition.rawValue)
        return racks.indices.contains(index) && racks[index].contains(rack)
    }

    /// The same partitions, those with a replica in the rack first.
    func nearest(_ keys: [PartitionKey], to rack: String?) -> [PartitionKey] {
        guard let rack, !isEmpty else { return keys }
        return keys.filter { contain(rack, $0) } + keys.filter { !contain(rack, $0) }
    }

    /// Takes the first so many of the partitions with a replica in the rack.
    func takeNear(_ count: Int, from keys: inout [PartitionKey], to rack: String) -> [PartitionKey] {
        let near = Set(keys.filter { contain(rack, $0) }.prefix(count))
        keys.removeAll { near.contains($0) }
        return near.sorted()
    }
}
