import MartletModel
import MartletProtocol

/// BrokerRegistration, versions 0 to 4: 2 brought directories, 3 the epoch that the broker had before
/// (KIP-966), 4 features whose least level is 0.
extension Controller {
    /// Registers the broker. The reply is its epoch: the offset at which the decision's first record is going
    /// to stand; or, for a process that is registered already, the one that it has.
    ///
    /// A new process begins fenced, in the place of an earlier one: that one leaves every leadership and ISR
    /// first, also when it was never fenced. After a crash the log may be shorter than what was read from it,
    /// and only a new leader epoch lets a reader see that.
    ///
    /// - Parameters:
    ///   - clusterID: the cluster's own; brokers of another are refused.
    ///   - tracker: the active controller's. A process of which it heard within a session's length keeps the
    ///     id, unless it is about to stop, or cannot be running any more.
    ///   - nextOffset: the offset that the next record gets.
    package func registerBroker(
        _ request: BrokerRegistrationRequest, clusterID: String, image: ClusterImage,
        tracker: inout HeartbeatTracker, nextOffset: Offset, now: Duration
    ) throws(Refusal) -> Decision<BrokerEpoch> {
        guard request.clusterId == clusterID else {
            throw Refusal(
                .inconsistentClusterId,
                "Expected cluster ID \(clusterID), but got cluster ID \(request.clusterId)")
        }
        guard image.metadataVersion != nil else {
            throw Refusal(.invalidRegistration, "The cluster has no metadata.version yet.")
        }
        let existing = image.brokers[request.brokerId]
        let isSameProcess = existing?.incarnationID == request.incarnationId
        if let existing, !isSameProcess, !existing.isInControlledShutdown,
            tracker.hasLease(existing.id, epoch: existing.epoch, now: now),
            !request.takesThePlace(of: existing)
        {
            throw Refusal(
                .duplicateBrokerRegistration,
                "Another process is registered as broker \(existing.id). If it has stopped, its session ends "
                    + "soon."
            )
        }
        try checkDirectories(request, image: image)
        var registration = try BrokerRegistration(request, image: image)
        registration.epoch = BrokerEpoch(nextOffset.rawValue)
        if let existing, isSameProcess {
            registration.epoch = existing.epoch
            registration.isFenced = existing.isFenced
            registration.isInControlledShutdown = existing.isInControlledShutdown
            // The same again needs no record.
            registration.cordonedDirectories = existing.cordonedDirectories
        }
        tracker.heard(registration.id, epoch: registration.epoch, metadataOffset: nil, now: now)
        if registration == existing { return Decision(reply: registration.epoch) }
        var records: [VersionedRecord] = []
        if let existing, !isSameProcess {
            let isClean = existing.epoch == request.previousBrokerEpoch
            records = partitionChanges(
                whenRestarted: existing.id, isClean: isClean, directories: request.logDirs, image: image)
        }
        let version = image.recordVersions
        let record = VersionedRecord(
            .registerBroker(registration.record(at: version)), version: version.registerBrokerRecord)
        return Decision(records: records + [record], reply: registration.epoch)
    }

    private func checkDirectories(
        _ request: BrokerRegistrationRequest, image: ClusterImage
    ) throws(Refusal) {
        guard image.recordVersions >= .directories else { return }
        guard !request.logDirs.isEmpty else {
            throw Refusal(.invalidRegistration, "No directories specified in request")
        }
        guard repeated(request.logDirs).isEmpty else {
            throw Refusal(.invalidRegistration, "Duplicate directory ID in request")
        }
        // The hundred lowest identifiers are reserved.
        guard request.logDirs.allSatisfy({ $0.uuid.high != 0 || $0.uuid.low >= 100 }) else {
            throw Refusal(.invalidRegistration, "Reserved directory ID in request")
        }
        for broker in image.sortedBrokers where broker.id != request.brokerId {
            if let taken = request.logDirs.first(where: broker.directories.contains) {
                throw Refusal(
                    .invalidRegistration, "Broker \(broker.id) is already registered with directory \(taken)")
            }
        }
    }
}

extension BrokerRegistrationRequest {
    /// Whether the process with this registration must have ended for the new one to be where it is. A
    /// process locks its log directories, which only its end undoes, and binds its addresses: of two that
    /// have the same of both only one runs.
    ///
    /// Not for a process that registers again after it lost its id to another: of two machines with copies
    /// of one directory the first would come back, and they would take the id from each other for ever.
    fileprivate func takesThePlace(of existing: BrokerRegistration) -> Bool {
        guard previousBrokerEpoch == .none || previousBrokerEpoch == existing.epoch,
            logDirs.contains(where: existing.directories.contains), !listeners.isEmpty,
            listeners.count == existing.endpoints.count
        else { return false }
        return listeners.allSatisfy { listener in
            existing.endpoint(listener.name).map { $0.host == listener.host && $0.port == listener.port }
                ?? false
        }
    }
}

extension BrokerRegistration {
    /// A process that has just started, without an epoch.
    fileprivate init(_ request: BrokerRegistrationRequest, image: ClusterImage) throws(Refusal) {
        let features = try FeatureRanges(
            request.features.map { ($0.name, $0.minSupportedVersion, $0.maxSupportedVersion) },
            what: "broker", image: image)
        self.init(
            id: request.brokerId, epoch: .none, incarnationID: request.incarnationId,
            endpoints: try .init(
                request.listeners.map { ($0.name, $0.host, $0.port, $0.securityProtocol) }),
            features: features.ranges, rack: request.rack, isFenced: true, isInControlledShutdown: false,
            directories: image.recordVersions >= .directories ? request.logDirs.sorted() : [],
            cordonedDirectories: nil,
            isMigratingFromZooKeeper: request.isMigratingZkBroker && image.recordVersions >= .migration)
    }
}

extension [Listener] {
    /// Refuses a protocol that no record could say.
    init(
        _ named: [(name: String, host: String, port: UInt16, securityProtocol: Int16)]
    ) throws(Refusal) {
        self = []
        for one in named {
            guard let security = SecurityProtocol(rawValue: one.securityProtocol) else {
                throw Refusal(
                    .invalidRegistration,
                    "Unknown security protocol \(one.securityProtocol) of the listener \(one.name).")
            }
            append(Listener(name: one.name, host: one.host, port: one.port, securityProtocol: security))
        }
    }
}

extension BrokerRegistrationRequest {
    /// What a broker with these features and directories says of itself.
    ///
    /// - Parameters:
    ///   - previousEpoch: the epoch with which it stopped cleanly, or which it still has; −1 if it lost
    ///     anything since, or does not know.
    package init(
        id: BrokerID, clusterID: String, incarnationID: Uuid, endpoints: [MartletMetadata.Listener],
        rack: String?,
        directories: [DirectoryID], previousEpoch: BrokerEpoch,
        features: [String: ClosedRange<Int16>] = Controller.supportedFeatures
    ) {
        self.init(
            brokerId: id, clusterId: clusterID, incarnationId: incarnationID,
            listeners: endpoints.map {
                .init(
                    name: $0.name, host: $0.host, port: $0.port,
                    securityProtocol: $0.securityProtocol.rawValue)
            },
            features: features.sorted { $0.key < $1.key }.map {
                .init(
                    name: $0.key, minSupportedVersion: $0.value.lowerBound,
                    maxSupportedVersion: $0.value.upperBound)
            },
            rack: rack, logDirs: directories.sorted(), previousBrokerEpoch: previousEpoch)
    }
}
