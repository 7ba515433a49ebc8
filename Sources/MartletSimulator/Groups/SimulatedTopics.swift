import MartletCoordination
import MartletModel

/// The topics of a simulation, which may grow, and one more that comes and goes; no member reads that.
struct SimulatedTopics: TopicCatalog {
    /// How often topics have grown, beginning with 1.
    private(set) var growth: Int64 = 1
    private var passingChanges: Int64 = 0
    /// Of the topic that comes and goes; nil while it is not there.
    private(set) var passingID: TopicID?
    private var counts: [String: Int32] = ["t": 6, "u": 3]

    static func id(of name: String) -> TopicID {
        TopicID(Uuid(high: 7, low: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) }))
    }

    static let allNames = ["t", "u"]
    static let passing = "passing"

    var version: Int64 { growth + passingChanges }

    func topic(named name: String) -> CatalogTopic? {
        if name == Self.passing {
            return passingID.map { CatalogTopic(name: name, id: $0, partitionCount: 1) }
        }
        return counts[name].map { CatalogTopic(name: name, id: Self.id(of: name), partitionCount: $0) }
    }

    func topic(_ id: TopicID) -> CatalogTopic? {
        (Self.allNames + [Self.passing]).compactMap { topic(named: $0) }.first { $0.id == id }
    }

    var names: [String] { Self.allNames }

    /// The topic that is there goes; one that is not comes, and is another than before.
    mutating func pass() {
        passingChanges += 1
        passingID = passingID == nil ? TopicID(Uuid(high: 9, low: UInt64(passingChanges))) : nil
    }

    mutating func grow(_ name: String) {
        growth += 1
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
