import MartletModel
import MartletProtocol

/// What a heartbeat makes of a broker. Legal transitions: fenced → unfenced | stopped; unfenced → fenced |
/// inControlledShutdown | stopped; inControlledShutdown → stopped. One that has stopped is fenced until it
/// registers again.
private enum BrokerState {
    case fenced
    case unfenced
    /// Others take over what it leads.
    case inControlledShutdown
    /// It may go.
    case stopped

    init(_ broker: BrokerRegistration) {
        self = broker.isFenced ? .fenced : broker.isInControlledShutdown ? .inControlledShutdown : .unfenced
    }
}

/// BrokerHeartbeat, versions 0 to 2: 1 brought directories that went offline (KIP-858), 2 directories that
/// take no new replicas (KIP-1066).
extension Controller {
    /// Moves the broker on: fences it, unfences it when it has caught up, lets it hand over what it leads
    /// before it stops, takes its replicas in lost directories out of service.
    ///
    /// - Parameters:
    ///   - tracker: the active controller's; it learns what this heartbeat tells.
    ///   - nextOffset: the offset that the next record gets.
    package func brokerHeartbeat(
        _ request: BrokerHeartbeatRequest, image: ClusterImage, tracker: inout HeartbeatTracker,
        nextOffset: Offset, now: Duration
    ) throws(Refusal) -> Decision<BrokerHeartbeatResponse> {
        let broker = try registered(request.brokerId, request.brokerEpoch, image)
        tracker.heard(
            broker.id, epoch: broker.epoch, metadataOffset: request.currentMetadataOffset, now: now)
        let next = nextState(broker, request, image: image, tracker: tracker)
        var draft = Draft(image)
        switch next {
        case .fenced, .stopped:
            draft.add(fencing(broker.id, image: image))
        case .unfenced:
            if broker.isFenced { draft.add(unfencing(broker, image: image)) }
        case .inControlledShutdown:
            if !broker.isInControlledShutdown {
                draft.add([change(broker, image.recordVersions) { $0.inControlledShutdown = 1 }])
            }
            // Once it is out of every ISR nothing brings it in again.
            if !broker.isInControlledShutdown || image.leadsPartitions(broker.id) {
                draft.add(partitionChanges(whenShuttingDown: broker.id, image: draft.image))
            }
        }
        addDirectories(request, broker.id, to: &draft)
        if next == .inControlledShutdown {
            tracker.isShuttingDown(
                broker.id, upTo: nextOffset + Int64(draft.records.count), isNews: !draft.records.isEmpty)
        }
        let reply = BrokerHeartbeatResponse(
            isCaughtUp: isCaughtUp(broker, request), isFenced: next == .fenced || next == .stopped,
            shouldShutDown: next == .stopped)
        return Decision(records: draft.records, reply: reply)
    }

    /// The registration's records are one batch, which a broker applies as a whole, and the first of them has
    /// the epoch for its offset.
    private func isCaughtUp(_ broker: BrokerRegistration, _ request: BrokerHeartbeatRequest) -> Bool {
        request.currentMetadataOffset.rawValue >= broker.epoch.rawValue
    }

    private func nextState(
        _ broker: BrokerRegistration, _ request: BrokerHeartbeatRequest, image: ClusterImage,
        tracker: HeartbeatTracker
    ) -> BrokerState {
        switch BrokerState(broker) {
        case .fenced:
            if request.wantShutDown { return .stopped }
            return !request.wantFence && isCaughtUp(broker, request) ? .unfenced : .fenced
        case .unfenced:
            if request.wantFence { return request.wantShutDown ? .stopped : .fenced }
            guard request.wantShutDown else { return .unfenced }
            return image.leadsPartitions(broker.id) ? .inControlledShutdown : .stopped
        case .inControlledShutdown:
            // Everybody who might ask the broker knows by then that he has to ask another.
            let isOver =
                !image.leadsPartitions(broker.id)
                && tracker.everyoneKnows(ofShutdown: broker.id, image: image)
            return isOver ? .stopped : .inControlledShutdown
        case .stopped:
            preconditionFailure("no registration says that its broker has stopped")
        }
    }

    // MARK: Directories

    private func addDirectories(
        _ request: BrokerHeartbeatRequest, _ id: BrokerID, to draft: inout Draft
    ) {
        guard let broker = draft.image.brokers[id] else { return }
        let version = draft.image.recordVersions
        if version >= .directories {
            let lost = broker.directories.filter(request.offlineLogDirs.contains)
            if !lost.isEmpty {
                draft.add(partitionChanges(whenOffline: lost, of: id, image: draft.image))
                let left = broker.directories.filter { !lost.contains($0) }
                draft.add([change(broker, version) { $0.logDirs = left }])
            }
        }
        // Before it has caught up a broker may not know yet what was asked of it.
        if version >= .cordonedDirectories, isCaughtUp(broker, request),
            let cordoned = request.cordonedLogDirs,
            cordoned.sorted() != broker.cordonedDirectories
        {
            draft.add([change(broker, version) { $0.cordonedLogDirs = cordoned.sorted() }])
        }
    }
}

extension Controller {
    // MARK: Fencing

    /// Fences a broker of which nothing was heard for too long (`HeartbeatTracker.ticked`). No records: it is
    /// fenced, or not registered any more.
    package func fenceBroker(_ id: BrokerID, image: ClusterImage) -> Decision<Void> {
        Decision(records: fencing(id, image: image), reply: ())
    }

    /// The broker has its logs loaded and may serve. Partitions that nobody leads and that it may lead get it
    /// as their leader.
    package func unfenceBroker(
        _ id: BrokerID, epoch: BrokerEpoch, image: ClusterImage
    ) throws(Refusal) -> Decision<Void> {
        let broker = try registered(id, epoch, image)
        return Decision(records: broker.isFenced ? unfencing(broker, image: image) : [], reply: ())
    }

    /// UnregisterBroker, version 0. Whether the broker still runs is not asked: if it does it can register
    /// again.
    package func unregisterBroker(_ id: BrokerID, image: ClusterImage) throws(Refusal) -> Decision<Void> {
        guard let broker = image.brokers[id] else {
            throw Refusal(.brokerIdNotRegistered, "Broker ID \(id) is not currently registered")
        }
        let record = UnregisterBrokerRecord(brokerId: id, brokerEpoch: broker.epoch)
        let records = partitionChanges(whenUnregistered: id, image: image)
        return Decision(records: records + [VersionedRecord(.unregisterBroker(record))], reply: ())
    }

    /// What it led is led by others before it counts as fenced: whoever sees the log up to any record sees no
    /// fenced broker lead.
    fileprivate func fencing(_ id: BrokerID, image: ClusterImage) -> [VersionedRecord] {
        guard let broker = image.brokers[id], !broker.isFenced else { return [] }
        return partitionChanges(whenFenced: id, image: image)
            + [change(broker, image.recordVersions) { $0.fenced = 1 }]
    }

    fileprivate func unfencing(_ broker: BrokerRegistration, image: ClusterImage) -> [VersionedRecord] {
        [change(broker, image.recordVersions) { $0.fenced = -1 }]
            + partitionChanges(whenUnfenced: broker.id, image: image)
    }

    fileprivate func change(
        _ broker: BrokerRegistration, _ version: MetadataVersion,
        _ what: (inout BrokerRegistrationChangeRecord) -> Void
    ) -> VersionedRecord {
        var record = BrokerRegistrationChangeRecord(brokerId: broker.id, brokerEpoch: broker.epoch)
        what(&record)
        return VersionedRecord(
            .brokerRegistrationChange(record), version: version.brokerRegistrationChangeRecord)
    }

    /// The registration, if it is this one.
    func registered(
        _ id: BrokerID, _ epoch: BrokerEpoch, _ image: ClusterImage
    ) throws(Refusal) -> BrokerRegistration {
        guard let broker = image.brokers[id] else {
            throw Refusal(.brokerIdNotRegistered, "No broker with id \(id) found.")
        }
        guard broker.epoch == epoch else {
            throw Refusal(.staleBrokerEpoch, "Expected broker epoch \(broker.epoch), but got \(epoch).")
        }
        return broker
    }
}

/// Records that are decided one after another: each group sees what those before it make.
struct Draft {
    private(set) var records: [VersionedRecord] = []
    private(set) var image: ClusterImage

    init(_ image: ClusterImage) {
        self.image = image
    }

    mutating func add(_ records: [VersionedRecord]) {
        for record in records {
            do {
                try image.apply(record.value)
            } catch {
                preconditionFailure("a record that the controller decided cannot be applied: \(error)")
            }
        }
        self.records += records
    }
}
