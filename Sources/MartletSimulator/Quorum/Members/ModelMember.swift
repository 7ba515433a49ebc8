import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import MartletStorage

/// How a member's disk and driver break their word; what a replica itself may break is in `QuorumRules`.
package enum DriverSabotage: String, Sendable, CaseIterable {
    /// `quorum-state` is said to be written, and is not.
    case forgetsState
    /// The vote leaves before it is written.
    case votesBeforeSync
    /// Records are said to be synced as soon as they are in the page cache.
    case acknowledgesUnsynced
    /// One node is not told of all that is committed.
    case losesRecords
}

/// `QuorumReplica` on a `ModelDisk`: the state machine without files and messages of bytes, fast enough for
/// many seeds.
final class ModelMember: QuorumMember {
    struct Request {
        var request: QuorumRequest
    }

    struct Reply {
        var reply: QuorumReply
        var batches: [ModelDisk.Batch] = []
        var snapshot: ModelDisk.Snapshot?
    }

    enum Job {
        case persist(Int)
        /// Stale once the log was cut or replaced.
        case sync(upTo: Offset, generation: Int)
        case install(SnapshotID)
        case write(ModelDisk.Snapshot)
    }

    /// In how many pieces a snapshot travels.
    private static let pieces: Int64 = 3
    private var setup: MemberSetup
    private(set) var disk = ModelDisk()
    private var process: Process?
    private var changes: [MemberChange] = []
    /// How many batches it has written, with all its disks.
    private var writtenCount: UInt64 = 0

    private struct Process {
        var replica: QuorumReplica
        /// What the last reply brought.
        var arrived: (call: QuorumCallID, reply: Reply)?
        var download: ModelDisk.Snapshot?
        var questions: [QuorumRequestID: QuorumRequest] = [:]
        var appliedOffset: Offset
        var changeRequests: Set<QuorumRequestID> = []
        /// One sync at a time, for all that came since the last.
        var isSyncing = false
    }

    init(_ setup: MemberSetup) {
        self.setup = setup
    }

    // MARK: - The process

    func start(now: Duration, random: SeededGenerator) -> [MemberOutput<ModelMember>] {
        var epochs = LeaderEpochCache()
        var history = VoterHistory(setup.voters, kraftVersion: setup.kraftVersion)
        if let newest = disk.snapshots.last {
            history = VoterHistory(newest.voters, kraftVersion: newest.kraftVersion)
        }
        let named = disk.snapshots.last?.id.endOffset ?? 0
        for batch in disk.batches {
            _ = epochs.assign(batch.entry.epoch, at: batch.entry.baseOffset)
            if let voters = batch.voters, batch.entry.baseOffset >= named {
                history.append(.init(offset: batch.entry.baseOffset, voters: voters))
            }
        }
        let log = QuorumLog(
            startOffset: disk.startOffset, endOffset: disk.endOffset, epochs: epochs,
            snapshots: disk.snapshots.map(\.id))
        let replica = QuorumReplica(
            key: setup.key, voter: setup.voter, timers: setup.timers, bootstrapCount: setup.bootstrap.count,
            isController: setup.isController, rules: setup.rules,
            state: disk.state, log: log, history: history, now: now, random: random)
        let snapshot = disk.snapshots.last
        process = Process(replica: replica, appliedOffset: snapshot?.id.endOffset ?? 0)
        changes.append(.restarted(at: disk.startOffset))
        for batch in disk.batches { changes.append(.appended(batch.entry)) }
        if let snapshot { changes.append(.committed(upTo: snapshot.id.endOffset)) }
        return (snapshot.map { [.loaded($0.image)] } ?? []) + step(.ticked, now: now)
    }

    func crash(power: Bool, _ random: inout SeededGenerator) {
        process = nil
        changes = []
        disk.crash(power: power, &random)
    }

    func failPower(after operations: Int?) -> Bool { false }

    var hasLostPower: Bool { false }

    /// It has room for everything.
    func refuseRoom(_ share: Double) {}

    func wipe(directory: DirectoryID) {
        disk = ModelDisk()
        setup.key.directoryID = directory
        setup.voter?.key.directoryID = directory
        setup.voters = VoterSet()
    }

    func takeChanges() -> [MemberChange] {
        defer { changes.removeAll(keepingCapacity: true) }
        return changes
    }

    var view: MemberView? {
        guard let replica = process?.replica else { return nil }
        return MemberView(
            replica, startOffset: disk.startOffset, endOffset: disk.endOffset,
            durableEndOffset: disk.durableEndOffset, durableState: disk.state)
    }

    var nextDeadline: Duration? { process?.replica.nextDeadline }

    // MARK: - Steps

    func step(_ input: MemberInput<ModelMember>, now: Duration) -> [MemberOutput<ModelMember>] {
        guard process != nil else { return [] }
        switch input {
        case .ticked: return advance(.ticked, now)
        case .requested(let id, let request):
            process?.questions[id] = request.request
            return advance(.requested(id, request.request), now)
        case .replied(let id, let reply):
            process?.arrived = (id, reply)
            return advance(.replied(id, reply.reply), now)
        case .callFailed(let id): return advance(.callFailed(id), now)
        case .finished(let job): return finished(job, now)
        case .change(let id, let change):
            process?.changeRequests.insert(id)
            return advance(.changeRequested(id, change), now)
        case .writeSnapshot(let image): return writeSnapshot(image)
        case .resign: return advance(.resignationRequested, now)
        }
    }

    func append(
        _ records: [VersionedRecord], epoch: LeaderEpoch, now: Duration
    ) -> (end: Offset, outputs: [MemberOutput<ModelMember>])? {
        guard let replica = process?.replica, replica.epoch == epoch, case .leader(let state) = replica.role,
            state.isEstablished
        else { return nil }
        write(.data(records), recordCount: Int64(records.count), epoch)
        var outputs = advance(.appended(upTo: disk.endOffset), now)
        appended(now, &outputs)
        return (disk.endOffset, outputs)
    }

    private func write(
        _ payload: ModelDisk.Batch.Payload, recordCount: Int64, _ epoch: LeaderEpoch
    ) {
        writtenCount += 1
        let content = digest(UInt64(setup.key.id.rawValue), writtenCount)
        changes.append(
            .appended(disk.append(payload, recordCount: recordCount, epoch: epoch, content: content)))
    }

    private func finished(_ job: Job, _ now: Duration) -> [MemberOutput<ModelMember>] {
        switch job {
        case .persist(let token):
            if setup.sabotage == .forgetsState {
                disk.pendingStates = []
            } else {
                disk.persisted(through: token)
            }
            if setup.sabotage == .votesBeforeSync { return [] }
            return advance(.persisted(through: token), now)
        case .sync(let end, let generation):
            process?.isSyncing = false
            var outputs: [MemberOutput<ModelMember>] = []
            if generation == disk.generation {
                disk.sync(upTo: end)
                if setup.sabotage != .acknowledgesUnsynced { outputs = advance(.synced(upTo: end), now) }
            }
            sync(&outputs)
            return outputs
        case .install(let id):
            guard let snapshot = process?.download, snapshot.id == id else {
                return advance(.snapshotRejected(id), now)
            }
            disk.restart(with: snapshot)
            process?.appliedOffset = id.endOffset
            changes.append(.restarted(at: id.endOffset))
            changes.append(.committed(upTo: id.endOffset))
            let installed = QuorumReplica.Input.snapshotInstalled(
                id, snapshot.kraftVersion == 0 ? nil : snapshot.voters)
            return [.loaded(snapshot.image)] + advance(installed, now)
        case .write(let snapshot):
            guard disk.pendingSnapshots.contains(snapshot) else { return [] }
            disk.finish(snapshot)
            var outputs = advance(.snapshotWritten(snapshot.id), now)
            let start = disk.startOffset
            disk.clean()
            if disk.startOffset > start {
                outputs += advance(.logStartAdvanced(to: disk.startOffset), now)
            }
            return outputs
        }
    }

    private func writeSnapshot(_ image: ClusterImage) -> [MemberOutput<ModelMember>] {
        guard let process, process.appliedOffset == image.offset + 1,
            process.appliedOffset > disk.snapshots.last?.id.endOffset ?? disk.startOffset,
            disk.pendingSnapshots.isEmpty
        else { return [] }
        let index = disk.index(after: process.appliedOffset)
        guard index > 0, process.appliedOffset <= disk.endOffset else { return [] }
        let last = disk.batches[index - 1].entry
        let (voters, version) = process.replica.history.state(at: last.nextOffset)
        let snapshot = ModelDisk.Snapshot(
            id: SnapshotID(endOffset: last.nextOffset, epoch: last.epoch), image: image,
            voters: voters, kraftVersion: version)
        disk.begin(snapshot)
        return [.run(.write(snapshot), isLong: true)]
    }

    private func sync(_ outputs: inout [MemberOutput<ModelMember>]) {
        guard process?.isSyncing == false, disk.durableEndOffset < disk.endOffset else { return }
        process?.isSyncing = true
        outputs.append(.run(.sync(upTo: disk.endOffset, generation: disk.generation), isLong: false))
    }

    private func advance(
        _ input: QuorumReplica.Input, _ now: Duration
    ) -> [MemberOutput<ModelMember>] {
        var effects: [QuorumReplica.Effect] = []
        process?.replica.step(input, now: now, effects: &effects)
        var outputs: [MemberOutput<ModelMember>] = []
        for effect in effects { carryOut(effect, now, &outputs) }
        return outputs
    }

    private func carryOut(
        _ effect: QuorumReplica.Effect, _ now: Duration, _ outputs: inout [MemberOutput<ModelMember>]
    ) {
        switch effect {
        case .persist(let token, let state):
            disk.pendingStates.append((token, state))
            outputs.append(.run(.persist(token), isLong: false))
            if setup.sabotage == .votesBeforeSync { outputs += advance(.persisted(through: token), now) }
        case .call(let id, let peer, let request):
            let to: BrokerID =
                switch peer {
                case .node(let id): id
                case .bootstrap(let index): setup.bootstrap[index]
                case .endpoint(let endpoint): BrokerID(Int32(endpoint.port))
                }
            outputs.append(.call(id, to: to, Request(request: request)))
        case .reply(let id, let reply): answer(id, reply, &outputs)
        case .appendLeaderChange(let epoch, _, _, let naming):
            let count: Int64 = naming == nil ? 1 : 3
            write(.leaderChange(naming), recordCount: count, epoch)
            appended(now, &outputs)
        case .appendVoters(let voters, let epoch, let upgrading):
            write(.voters(voters), recordCount: upgrading ? 2 : 1, epoch)
            appended(now, &outputs)
        case .appendFetched(let call, let end):
            guard let arrived = process?.arrived, arrived.call == call else { return }
            for batch in arrived.reply.batches where batch.entry.nextOffset <= end {
                disk.append(batch)
                changes.append(.appended(batch.entry))
            }
            appended(now, &outputs)
        case .truncate(let end):
            disk.truncate(to: end)
            changes.append(.truncated(to: end))
            appended(now, &outputs)
        case .storeChunk(let call, _, _):
            if let arrived = process?.arrived, arrived.call == call {
                process?.download = arrived.reply.snapshot
            }
        case .installSnapshot(let id): outputs.append(.run(.install(id), isLong: true))
        case .advanceHighWatermark(let end): handOut(upTo: end, &outputs)
        case .halt(let reason): outputs.append(.halt(reason))
        case .lead(let epoch): outputs.append(.lead(epoch))
        case .follow(let epoch, let leader): outputs.append(.follow(epoch, leader: leader))
        }
    }

    private func appended(_ now: Duration, _ outputs: inout [MemberOutput<ModelMember>]) {
        sync(&outputs)
        if setup.sabotage == .acknowledgesUnsynced { outputs += advance(.synced(upTo: disk.endOffset), now) }
    }

    private func answer(
        _ id: QuorumRequestID, _ reply: QuorumReply, _ outputs: inout [MemberOutput<ModelMember>]
    ) {
        if process?.changeRequests.remove(id) != nil {
            return outputs.append(.changed(id, reply.error))
        }
        process?.questions[id] = nil
        var answer = Reply(reply: reply)
        switch reply.body {
        case .fetch(var fetched):
            guard case .records(let offset) = fetched.content else { break }
            answer.batches = Array(disk.batches(from: offset, count: setup.fetchCount))
            fetched.content = .batches(
                answer.batches.map {
                    FetchedBatch(
                        baseOffset: $0.entry.baseOffset, nextOffset: $0.entry.nextOffset,
                        epoch: $0.entry.epoch, voters: $0.voters)
                })
            answer.reply.body = .fetch(fetched)
        case .snapshot(let id, let position):
            answer.snapshot = disk.snapshots.first { $0.id == id }
            answer.reply.body = .chunk(
                byteCount: position < Self.pieces ? 1 : 0, snapshotByteCount: Self.pieces)
        case .none, .vote, .chunk, .versions: break
        }
        outputs.append(.reply(id, answer))
    }

    private func handOut(upTo end: Offset, _ outputs: inout [MemberOutput<ModelMember>]) {
        guard let applied = process?.appliedOffset, end > applied else { return }
        var committed: [CommittedBatch] = []
        for batch in disk.batches[disk.index(after: applied)...] {
            let entry = batch.entry
            guard entry.nextOffset <= end else { break }
            var records: [VersionedRecord] = []
            if case .data(let data) = batch.payload { records = data }
            if setup.sabotage == .losesRecords, setup.key.id == 2, entry.content % 16 == 0 {
                records.removeLast(min(records.count, 1))
            }
            committed.append(CommittedBatch(upTo: entry.nextOffset, epoch: entry.epoch, records: records))
            changes.append(.committed(upTo: entry.nextOffset))
            process?.appliedOffset = entry.nextOffset
        }
        outputs.append(.committed(committed))
    }

    // MARK: - What the messages say

    func promise(of request: Request) -> MemberPromise? {
        switch request.request {
        case .vote(let question) where !question.isPreVote:
            .vote(epoch: question.epoch, candidate: question.candidate.id)
        case .fetch(let fetch) where setup.isController: .log(upTo: fetch.offset)
        default: nil
        }
    }

    func promise(of reply: Reply, to request: Request) -> MemberPromise? {
        guard case .vote(let question) = request.request, !question.isPreVote, reply.reply.error == .none,
            reply.reply.body == .vote(true)
        else { return nil }
        return .vote(epoch: question.epoch, candidate: question.candidate.id)
    }
}
