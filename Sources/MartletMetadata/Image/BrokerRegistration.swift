import MartletModel
import MartletProtocol

/// A broker as the cluster knows it. Fenced → unfenced → in controlled shutdown → fenced; a new registration
/// of the same id has a greater epoch and begins where its record says.
package struct BrokerRegistration: Sendable, Equatable {
    package var id: BrokerID
    package var epoch: BrokerEpoch
    /// Drawn at each start of the broker's process.
    package var incarnationID: Uuid
    package var endpoints: [Listener]
    /// The range of levels of each feature that the broker can work with.
    package var features: [String: ClosedRange<Int16>]
    package var rack: String?
    package var isFenced: Bool
    package var isInControlledShutdown: Bool
    /// Those that are online.
    package var directories: [DirectoryID]
    /// Those that take no new replicas; nil: the broker has not said yet.
    package var cordonedDirectories: [DirectoryID]?
    /// Of logs from Kafka 3.
    package var isMigratingFromZooKeeper: Bool

    /// It may lead, and be in an ISR.
    package var isActive: Bool { !isFenced && !isInControlledShutdown }

    package func endpoint(_ listenerName: String) -> Listener? {
        endpoints.first { $0.name == listenerName }
    }

    package init(
        id: BrokerID, epoch: BrokerEpoch, incarnationID: Uuid, endpoints: [Listener],
        features: [String: ClosedRange<Int16>], rack: String?, isFenced: Bool, isInControlledShutdown: Bool,
        directories: [DirectoryID], cordonedDirectories: [DirectoryID]?, isMigratingFromZooKeeper: Bool
    ) {
        self.id = id
        self.epoch = epoch
        self.incarnationID = incarnationID
        self.endpoints = endpoints
        self.features = features
        self.rack = rack
        self.isFenced = isFenced
        self.isInControlledShutdown = isInControlledShutdown
        self.directories = directories
        self.cordonedDirectories = cordonedDirectories
        self.isMigratingFromZooKeeper = isMigratingFromZooKeeper
    }

    init(_ record: RegisterBrokerRecord) throws(MetadataError) {
        let name = "RegisterBrokerRecord"
        id = record.brokerId
        epoch = record.brokerEpoch
        incarnationID = record.incarnationId
        endpoints = try .init(
            record.endPoints.map { ($0.name, $0.host, $0.port, $0.securityProtocol) }, in: name)
        features = try .init(
            record.features.map { ($0.name, $0.minSupportedVersion, $0.maxSupportedVersion) }, in: name)
        rack = record.rack
        isFenced = record.fenced
        isInControlledShutdown = record.inControlledShutdown
        directories = record.logDirs
        cordonedDirectories = record.cordonedLogDirs
        isMigratingFromZooKeeper = record.isMigratingZkBroker
    }
}
