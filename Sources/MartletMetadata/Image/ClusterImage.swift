import MartletModel
import MartletProtocol

/// The cluster's metadata at one offset of the metadata log: a value that no one changes once it is handed
/// out.
///
/// Copies share their storage. What is not in here yet (access control, quotas, credentials, delegation
/// tokens, controllers' registrations) stays in the log and is passed over.
package struct ClusterImage: Sendable, Equatable {
    /// The last record that this image contains; −1: none.
    package private(set) var offset: Offset = .none
    /// The epoch of the leader who wrote it.
    package private(set) var epoch: LeaderEpoch = .none

    package internal(set) var brokers: [BrokerID: BrokerRegistration] = [:]
    package internal(set) var topicsByID: [TopicID: TopicImage] = [:]
    package internal(set) var topicIDs: [String: TopicID] = [:]
    package internal(set) var configs: [ConfigResource: [String: String]] = [:]
    /// Finalized features. Level 0 is the same as not being there.
    package internal(set) var features: [String: Int16] = [:]
    /// The first producer id that no block contains.
    package internal(set) var nextProducerID: ProducerID = 0

    /// While a metadata transaction is open: the image as it will be when the transaction ends. At most one.
    var transaction: [ClusterImage] = []

    package init() {}

    /// The image now contains everything through this offset, also where records changed nothing in it.
    package mutating func advance(through offset: Offset, epoch: LeaderEpoch) {
        self.offset = offset
        self.epoch = epoch
    }
}

extension ClusterImage {
    package func topic(named name: String) -> TopicImage? {
        topicIDs[name].flatMap { topicsByID[$0] }
    }

    package func topic(_ id: TopicID) -> TopicImage? {
        topicsByID[id]
    }

    package func partition(_ id: TopicID, _ index: PartitionIndex) -> PartitionImage? {
        topicsByID[id]?.partition(index)
    }

    package var topicCount: Int { topicsByID.count }

    /// In the order of their names.
    package var topics: [TopicImage] {
        topicsByID.values.sorted { $0.name < $1.name }
    }

    /// In the order of their ids.
    package var sortedBrokers: [BrokerRegistration] {
        brokers.values.sorted { $0.id < $1.id }
    }

    package func configs(of resource: ConfigResource) -> [String: String] {
        configs[resource] ?? [:]
    }

    /// Nil: nothing was written to the log yet.
    package var metadataVersion: MetadataVersion? {
        features[MetadataVersion.feature].map { MetadataVersion(rawValue: $0) }
    }

    package var isInTransaction: Bool { !transaction.isEmpty }
}
