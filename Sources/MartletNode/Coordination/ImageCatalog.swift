import MartletCoordination
import MartletMetadata
import MartletModel

/// What groups have to know of the cluster.
struct ImageCatalog: TopicCatalog {
    let image: ClusterImage

    var version: Int64 { image.offset.rawValue }

    func topic(named name: String) -> CatalogTopic? {
        image.topic(named: name).map(CatalogTopic.init)
    }

    func topic(_ id: TopicID) -> CatalogTopic? {
        image.topic(id).map(CatalogTopic.init)
    }

    func racks(of topic: TopicID) -> [Set<String>] {
        let racks = image.brokers.compactMapValues(\.rack)
        if racks.isEmpty { return [] }
        guard let partitions = image.topic(topic)?.partitions else { return [] }
        return partitions.map { Set($0.replicas.compactMap { racks[$0] }) }
    }

    func times(of group: String) -> GroupTimes {
        let own = image.configs(of: .group(group))
        if own.isEmpty { return GroupTimes() }
        return GroupTimes(
            sessionTimeoutMilliseconds: own["consumer.session.timeout.ms"].flatMap { Int32($0) },
            heartbeatIntervalMilliseconds: own["consumer.heartbeat.interval.ms"].flatMap { Int32($0) })
    }

    var names: [String] { image.topicIDs.keys.filter { !Topics.isInternal($0) }.sorted() }
}

extension CatalogTopic {
    fileprivate init(_ topic: TopicImage) {
        self.init(name: topic.name, id: topic.id, partitionCount: Int32(topic.partitions.count))
    }
}
