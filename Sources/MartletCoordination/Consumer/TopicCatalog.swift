import MartletModel

/// The topics of the cluster, and what is set for single groups, as far as groups have to know it.
package protocol TopicCatalog: Sendable {
    /// Grows with each change, and stays as it is without. 0: nothing is known yet.
    var version: Int64 { get }

    func topic(named name: String) -> CatalogTopic?
    func topic(_ id: TopicID) -> CatalogTopic?

    /// All names, in order; those of the broker's own topics are not among them.
    var names: [String] { get }

    /// In which racks each of a topic's partitions has replicas; empty where brokers have no racks.
    func racks(of topic: TopicID) -> [Set<String>]

    /// What is set for a group.
    func times(of group: String) -> GroupTimes
}

extension TopicCatalog {
    package func racks(of topic: TopicID) -> [Set<String>] { [] }
    package func times(of group: String) -> GroupTimes { GroupTimes() }
}

/// What is set for one group, where it differs from what holds for all (KIP-848).
package struct GroupTimes: Sendable, Equatable {
    /// `consumer.session.timeout.ms`.
    package var sessionTimeoutMilliseconds: Int32?
    /// `consumer.heartbeat.interval.ms`.
    package var heartbeatIntervalMilliseconds: Int32?

    package init(sessionTimeoutMilliseconds: Int32? = nil, heartbeatIntervalMilliseconds: Int32? = nil) {
        self.sessionTimeoutMilliseconds = sessionTimeoutMilliseconds
        self.heartbeatIntervalMilliseconds = heartbeatIntervalMilliseconds
    }

    /// How long the group waits for a member. The broker's bounds may have changed since it was set.
    func sessionTimeout(_ configuration: GroupConfiguration) -> Duration {
        guard let own = sessionTimeoutMilliseconds else { return configuration.consumerSessionTimeout }
        return .milliseconds(Int64(own.clamped(to: configuration.consumerSessionTimeoutMilliseconds)))
    }

    func heartbeatInterval(_ configuration: GroupConfiguration) -> Int32 {
        heartbeatIntervalMilliseconds?.clamped(to: configuration.heartbeatIntervals)
            ?? configuration.heartbeatIntervalMilliseconds
    }
}

extension Int32 {
    fileprivate func clamped(to bounds: ClosedRange<Int32>) -> Int32 {
        Swift.min(Swift.max(self, bounds.lowerBound), bounds.upperBound)
    }
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
            for racks in racks(of: topic.id) {
                add(UInt64(racks.count))
                for byte in racks.sorted().joined(separator: ",").utf8 { add(UInt64(byte)) }
            }
        }
        return hash == 0 ? 1 : Int64(bitPattern: hash)
    }
}
