import MartletModel

/// The topics of the cluster, as far as groups have to know them.
package protocol TopicCatalog: Sendable {
    /// Grows with each change of the topics, and stays as it is without.
    var version: Int64 { get }

    func topic(named name: String) -> CatalogTopic?
    func topic(_ id: TopicID) -> CatalogTopic?

    /// All names, in order; those of the broker's own topics are not among them.
    var names: [String] { get }
}

package struct CatalogTopic: Sendable, Equatable {
    package var name: String
    package var id: TopicID
    package var partitionCount: Int32

    package init(name: String, id: TopicID, partitionCount: Int32) {
        self.name = name
        self.id = id
        self.partitionCount = partitionCount
    }
}

/// Where there are no topics.
package struct NoTopics: TopicCatalog {
    package init() {}
    package var version: Int64 { 0 }
    package func topic(named name: String) -> CatalogTopic? { nil }
    package func topic(_ id: TopicID) -> CatalogTopic? { nil }
    package var names: [String] { [] }
}

extension TopicCatalog {
    /// Of these topics, as far as there are such: what makes a difference to who should read what. Only
    /// whether two are equal matters; 0 stands for no topics.
    func hash(of topics: Set<String>) -> Int64 {
        let known = topics.sorted().compactMap { topic(named: $0) }
        if known.isEmpty { return 0 }
        // FNV-1a, 64 bits.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ value: UInt64) {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                hash = (hash ^ (value >> shift & 0xFF)) &* 0x100_0000_01B3
            }
        }
        for topic in known {
            add(topic.id.uuid.high)
            add(topic.id.uuid.low)
            add(UInt64(UInt32(bitPattern: topic.partitionCount)))
        }
        return hash == 0 ? 1 : Int64(bitPattern: hash)
    }
}
