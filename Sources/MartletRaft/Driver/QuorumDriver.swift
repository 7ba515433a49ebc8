import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore

/// A replica of the quorum with its disk: what `QuorumReplica` decides is carried out on a `QuorumStore`.
///
/// Not `Sendable`: it has one owner, who calls it on one thread. It has no thread, no clock and no network of
/// its own: each entry returns what is to be done outside, in order. Appends go to the page cache at once;
/// what waits for the disk is handed out as jobs.
///
/// A step for which the disk has no room did not happen: the replica is as it was before.
package final class QuorumDriver {
    package internal(set) var replica: QuorumReplica
    package let settings: QuorumDriverSettings
    let store: QuorumStore
    var wire: QuorumWire { settings.wire }

    /// Requests that are not answered yet.
    var requests: [QuorumRequestID: AcceptedRequest] = [:]
    /// Calls that are not answered yet.
    var calls: [QuorumCallID: QuorumRequest] = [:]
    /// Calls to nodes of which nobody knows where they are.
    var unreachable: [QuorumCallID] = []
    /// Where nodes said that they, or others, can be reached.
    var learned: [BrokerID: VoterEndpoint] = [:]

    /// Everything below was handed out, as records or as a snapshot.
    package internal(set) var appliedOffset: Offset
    /// The owner has read it from the store before the first step.
    private let isNewestSnapshotKnown: Bool
    /// Of the last record below `appliedOffset`.
    var appliedTimestamp: Timestamp
    /// Where what is handed out ends for now, because the high watermark lies within a batch.
    var stuckAt: Offset?
    /// The leadership that is announced once everything before it was handed out.
    var upcomingLead: (epoch: LeaderEpoch, from: Offset)?

    var isSyncing = false
    /// When a sync that found no room is tried again.
    var syncDueAt: Duration?
    var isCleaning = false
    var nextCleaning: Duration
    /// The last `quorum-state`, until it is on disk.
    var unwritten: UnwrittenState?
    /// A snapshot that is to take the log's place as soon as there is room for that.
    var uninstalled: (snapshot: StoredSnapshot, dueAt: Duration)?
    /// The disk had no room a moment ago.
    var fullUntil: Duration?
    package internal(set) var isHalted = false
    var outputs: [QuorumOutput] = []

    struct UnwrittenState {
        var token: Int
        var state: QuorumState
        /// When it is handed out as a job; nil while one runs.
        var dueAt: Duration?
    }

    struct AcceptedRequest {
        var request: QuorumWireRequest
        var version: Int16
        var maxBytes = 0
    }

    /// - Parameters:
    ///   - voter: what the list of members should say of this node; nil for a broker.
    ///   - appliedUpTo: everything below is committed and known to the owner, from the store: it is not
    ///     handed out. Where a batch ends.
    package init(
        key: ReplicaKey, voter: Voter? = nil, settings: QuorumDriverSettings, store: QuorumStore,
        appliedUpTo known: Offset? = nil, now: Duration, random: any RandomNumberGenerator & Sendable
    ) {
        self.settings = settings
        self.store = store
        replica = QuorumReplica(
            key: key, voter: voter, timers: settings.timers,
            bootstrapCount: settings.bootstrapServers.count, isController: settings.isController,
            joinsByItself: settings.joinsByItself, rules: settings.rules, state: store.state,
            log: store.quorumLog,
            history: store.history, now: now, random: random)
        appliedOffset = known ?? store.newestSnapshot?.id.endOffset ?? store.startOffset
        isNewestSnapshotKnown = known != nil
        appliedTimestamp = store.newestSnapshot?.lastTimestamp ?? .none
        nextCleaning = now + settings.cleaningInterval
    }

    /// The first call: hands out the newest snapshot, if there is one, and begins.
    package func start(now: Duration, time: Timestamp) -> [QuorumOutput] {
        if let snapshot = store.newestSnapshot, !isNewestSnapshotKnown {
            outputs.append(.loadSnapshot(store.load(snapshot)))
        }
        return step(.ticked, now: now, time: time)
    }

    /// Takes note of what happened; returns what is to be done about it.
    package func step(_ input: QuorumInput, now: Duration, time: Timestamp) -> [QuorumOutput] {
        guard !isHalted else { return [] }
        switch input {
        case .ticked: _ = advance(.ticked, now, time)
        case .requested(let id, let request, let version): requested(id, request, version, now, time)
        case .answered(let id, let response): answered(id, response, now, time)
        case .callFailed(let id):
            calls[id] = nil
            _ = advance(.callFailed(id), now, time)
        case .unsupported(let id):
            calls[id] = nil
            let reply = QuorumReply(error: .unsupportedVersion, epoch: replica.epoch, leader: nil)
            _ = advance(.replied(id, reply), now, time)
        case .finished(let result): finished(result, now, time)
        case .resigned: _ = advance(.resignationRequested, now, time)
        case .changeRequested(let id, let change):
            if !advance(.changeRequested(id, change), now, time) {
                outputs.append(.changed(id, .kafkaStorageError))
            }
        case .snapshotRequested(let end, let records): writeSnapshot(upTo: end, records, time)
        }
        return settle(now, time)
    }

    /// Appends records of the leader as one batch: all of them or none. Returns the offsets that they have
    /// got, and what is to be done now. They are committed when they are handed out as such; if this node
    /// stops to lead before, they may or may not be.
    ///
    /// After `.storage(.full)`, `.notLeader`, `.tooLargeTogether`, `.unwritable` and `.refused` the log is as
    /// it was. After any other error the driver has halted.
    package func append(
        _ records: [VersionedRecord], epoch: LeaderEpoch, now: Duration, time: Timestamp
    ) throws(MetadataLogError) -> (offsets: Range<Offset>, outputs: [QuorumOutput]) {
        guard !isHalted, replica.epoch == epoch, case .leader(let leader) = replica.role,
            leader.isEstablished
        else { throw .notLeader(epoch) }
        let start = store.endOffset
        guard !records.isEmpty else { return (start..<start, []) }
        let batch = try MetadataBatch.data(records, baseOffset: start, epoch: epoch, now: time)
        do throws(MetadataLogError) {
            try store.append(batch, now: time)
        } catch {
            if !error.leavesLogIntact { isHalted = true }
            throw error
        }
        _ = advance(.appended(upTo: store.endOffset), now, time)
        return (start..<store.endOffset, settle(now, time))
    }

    /// When `ticked` is due, whatever happens until then.
    package var nextDeadline: Duration? {
        guard !isHalted else { return nil }
        if hasMoreCommitted { return .zero }
        var deadline = min(replica.nextDeadline ?? nextCleaning, nextCleaning)
        if let fullUntil { deadline = max(deadline, fullUntil) }
        if let dueAt = unwritten?.dueAt { deadline = min(deadline, dueAt) }
        if let syncDueAt { deadline = min(deadline, syncDueAt) }
        if let uninstalled { deadline = min(deadline, uninstalled.dueAt) }
        return deadline
    }

    /// Leaves the directory in order, once no job is running any more. The driver must not be used
    /// afterwards.
    package func close() throws(MetadataLogError) {
        isHalted = true
        try store.close()
    }

    func halt(_ reason: String) {
        guard !isHalted else { return }
        isHalted = true
        outputs.append(.halt(reason))
    }

    /// What follows from every step alike.
    private func settle(_ now: Duration, _ time: Timestamp) -> [QuorumOutput] {
        if let (snapshot, dueAt) = uninstalled, now >= dueAt {
            uninstalled = nil
            install(snapshot, now, time)
        }
        while !unreachable.isEmpty { _ = advance(.callFailed(unreachable.removeFirst()), now, time) }
        if !isHalted {
            handOutCommitted()
            announceLead()
            // Later states overrule earlier ones: of those that one step makes only the last is written.
            if let pending = unwritten, let dueAt = pending.dueAt, now >= dueAt {
                unwritten?.dueAt = nil
                outputs.append(.run(store.persist(pending.token, pending.state)))
            }
            if !isSyncing, needsSync, now >= syncDueAt ?? now, let job = store.sync() {
                (isSyncing, syncDueAt) = (true, nil)
                outputs.append(.run(job))
            }
            if now >= nextCleaning { clean(now, time) }
            forgetStrangers()
        }
        defer { outputs = [] }
        return outputs
    }

    /// Who may vote syncs at once, as others count on it. A broker's copy can be fetched again.
    private var needsSync: Bool {
        settings.isController || store.unsyncedByteCount >= settings.fetchMaxBytes
    }
}

extension MetadataLogError {
    /// Nothing was written, or nothing is left of it, and the disk is good for more.
    package var leavesLogIntact: Bool {
        switch self {
        case .storage(.full), .refused, .unwritable, .tooLargeTogether, .notLeader, .noSnapshotPossible,
            .stopping:
            true
        case .storage, .damagedBatch, .damagedRecord, .needsSnapshot, .lost, .damagedCheckpoint, .unexpected:
            false
        }
    }
}
