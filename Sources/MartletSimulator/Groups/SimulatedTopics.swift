import MartletCoordination
import MartletModel

/// The topics of a simulation, which may grow.
struct SimulatedTopics: TopicCatalog {
    private(set) var version: Int64 = 1
    private var counts: [String: Int32] = ["t": 6, "u": 3]

    static func id(of name: String) -> TopicID {
        TopicID(Uuid(high: 7, low: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) }))
    }

    static let allNames = ["t", "u"]

    func topic(named name: String) -> CatalogTopic? {
        counts[name].map { CatalogTopic(name: name, id: Self.id(of: name), partitionCount: $0) }
    }

    func topic(_ id: TopicID) -> CatalogTopic? {
        Self.allNames.first { Self.id(of: $0) == id }.flatMap { topic(named: $0) }
    }

    var names: [String] { Self.allNames }

    mutating func grow(_ name: String) {
        version += 1
        counts[name, default: 0] += 2
    }

    /// All partitions, in order.
    var partitions: [PartitionKey] {
        names.compactMap { topic(named: $0) }.flatMap { topic in
            (0..<topic.partitionCount).map {
                PartitionKey(topicID: topic.id, partition: PartitionIndex($0))
            }
        }
    }

    /// The partitions by the names of their topics, in order.
    static func byTopic(_ partitions: some Sequence<PartitionKey>) -> [(String, [PartitionIndex])] {
        let byID = Dictionary(grouping: partitions.sorted(), by: \.topicID)
        return allNames.compactMap { name in byID[id(of: name)].map { (name, $0.map(\.partition)) } }
    }

    static func partitions(_ topics: some Sequence<(String, [PartitionIndex])>) -> Set<PartitionKey> {
        Set(
            topics.flatMap { name, partitions in
                partitions.map { PartitionKey(topicID: id(of: name), partition: $0) }
            })
    }
}
