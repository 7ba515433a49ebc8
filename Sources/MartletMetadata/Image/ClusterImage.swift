import HashTreeCollections
import MartletModel
import MartletProtocol

/// The cluster's metadata at one offset of the metadata log: a value that no one changes once it is handed
/// out.
///
/// Copies share their storage, and what can be large shares it in small pieces: one change to an image of
/// which others hold a copy costs microseconds, however many topics and partitions there are.
package struct ClusterImage: Sendable, Equatable {
    /// The last record that this image contains; −1: none.
    package private(set) var offset: Offset = .none
    /// The epoch of the leader who wrote it.
    package private(set) var epoch: LeaderEpoch = .none

    package internal(set) var brokers: [BrokerID: BrokerRegistration] = [:]
    package internal(set) var controllers: [BrokerID: ControllerRegistration] = [:]
    package internal(set) var topicsByID: TreeDictionary<TopicID, TopicImage> = [:]
    package internal(set) var topicIDs: TreeDictionary<String, TopicID> = [:]
    /// Invariant: no entry is empty.
    package internal(set) var configs: TreeDictionary<ConfigResource, [String: String]> = [:]
    /// Finalized features, without those whose level is 0.
    package internal(set) var features: [String: Int16] = [:]
    /// The first producer id that no block contains.
    package internal(set) var nextProducerID: ProducerID = 0
    /// Invariant: no entry is empty.
    package internal(set) var clientQuotas: TreeDictionary<QuotaEntity, [String: Double]> = [:]
    package internal(set) var accessControlEntries: TreeDictionary<Uuid, AccessControlEntryRecord> = [:]
    package internal(set) var scramCredentials: TreeDictionary<ScramCredential.Key, ScramCredential> = [:]
    /// By their ids.
    package internal(set) var delegationTokens: TreeDictionary<String, DelegationTokenRecord> = [:]

    /// How many partitions each broker leads; brokers that lead none are not in here.
    var leaderships: [BrokerID: Int] = [:]

    /// While a metadata transaction is open: the image as it will be when the transaction ends. At most one.
    var transaction: [PendingTransaction] = []

    package init() {}

    /// The image now contains everything through this offset, also where records changed nothing in it.
    package mutating func advance(through offset: Offset, epoch: LeaderEpoch) {
        self.offset = offset
        self.epoch = epoch
    }
}

/// What the records of an open metadata transaction have made so far.
struct PendingTransaction: Sendable, Equatable {
    var image: ClusterImage
    var change = ImageChange()
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

    /// In the order of their ids.
    package var sortedControllers: [ControllerRegistration] {
        controllers.values.sorted { $0.id < $1.id }
    }

    package func leadsPartitions(_ broker: BrokerID) -> Bool {
        leaderships[broker] != nil
    }

    /// Of how many partitions the broker is the leader.
    package func leadershipCount(of broker: BrokerID) -> Int {
        leaderships[broker] ?? 0
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
