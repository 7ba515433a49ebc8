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

    var names: [String] { image.topicIDs.keys.filter { !Topics.isInternal($0) }.sorted() }
}

extension CatalogTopic {
    fileprivate init(_ topic: TopicImage) {
        self.init(name: topic.name, id: topic.id, partitionCount: Int32(topic.partitions.count))
    }
}
