import MartletModel
import MartletProtocol

/// What a broker says of itself when it starts.
package struct BrokerRegistrationRequest: Sendable, Equatable {
    package var id: BrokerID
    /// Drawn at each start of the process.
    package var incarnationID: Uuid
    /// As clients are told, with the hosts and ports that were bound.
    package var endpoints: [Listener]
    package var rack: String?
    package var directories: [DirectoryID]

    package init(
        id: BrokerID, incarnationID: Uuid, endpoints: [Listener], rack: String?, directories: [DirectoryID]
    ) {
        self.id = id
        self.incarnationID = incarnationID
        self.endpoints = endpoints
        self.rack = rack
        self.directories = directories
    }
}

extension Controller {
    /// Registers the broker, fenced, in the place of an earlier incarnation of it. The reply is its epoch:
    /// the offset at which the decision's first record is going to stand.
    ///
    /// What the earlier incarnation led has no leader until `unfenceBroker`, which begins a new leader epoch:
    /// after a crash the log may be shorter than what was read from it, and only the epoch lets a reader see
    /// that. The broker stays in the ISR as its last member.
    package func registerBroker(
        _ request: BrokerRegistrationRequest, image: ClusterImage, nextOffset: Offset
    ) throws(Refusal) -> Decision<BrokerEpoch> {
        try checkDirectories(request.directories)
        let epoch = BrokerEpoch(nextOffset.rawValue)
        let record = RegisterBrokerRecord(
            brokerId: request.id,
            incarnationId: request.incarnationID,
            brokerEpoch: epoch,
            endPoints: request.endpoints.map {
                .init(
                    name: $0.name, host: $0.host, port: $0.port,
                    securityProtocol: $0.securityProtocol.rawValue)
            },
            features: Self.supportedFeatures.sorted { $0.key < $1.key }.map {
                .init(
                    name: $0.key, minSupportedVersion: $0.value.lowerBound,
                    maxSupportedVersion: $0.value.upperBound)
            },
            rack: request.rack,
            fenced: true,
            logDirs: request.directories.sorted())
        let version = image.recordVersions.registerBrokerRecord
        return Decision(
            records: leaderless(request.id, image: image)
                + [VersionedRecord(.registerBroker(record), version: version)],
            reply: epoch)
    }

    private func leaderless(_ broker: BrokerID, image: ClusterImage) -> [VersionedRecord] {
        image.topics.flatMap { topic in
            topic.partitions.filter { $0.leader == broker }.map { partition in
                let change = PartitionChangeRecord(
                    partitionId: partition.index, topicId: topic.id, leader: .none)
                return VersionedRecord(
                    .partitionChange(change), version: image.recordVersions.partitionRecord)
            }
        }
    }

    private func checkDirectories(_ directories: [DirectoryID]) throws(Refusal) {
        guard !directories.isEmpty else {
            throw Refusal(.invalidRegistration, "No directories specified in request")
        }
        guard repeated(directories).isEmpty else {
            throw Refusal(.invalidRegistration, "Duplicate directory ID in request")
        }
        // The hundred lowest identifiers are reserved.
        guard directories.allSatisfy({ $0.uuid.high != 0 || $0.uuid.low >= 100 }) else {
            throw Refusal(.invalidRegistration, "Reserved directory ID in request")
        }
    }
}
