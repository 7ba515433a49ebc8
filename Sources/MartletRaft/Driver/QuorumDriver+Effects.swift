import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore

/// The one place where the replica's effects are carried out.
extension QuorumDriver {
    /// What an effect may ask for of the reply that is looked at.
    struct Payload {
        var batches: [RecordBatch] = []
        var chunk = ByteBuffer()
    }

    /// Has the replica take a step, and carries out what it decides. False: the disk had no room for that,
    /// and the step did not happen.
    func advance(
        _ input: QuorumReplica.Input, carrying payload: Payload = Payload(), _ now: Duration,
        _ time: Timestamp
    ) -> Bool {
        guard !isHalted else { return true }
        let before = replica
        var effects: [QuorumReplica.Effect] = []
        replica.step(input, now: now, effects: &effects)
        do throws(MetadataLogError) {
            // First what the disk may have no room for: nothing else must have happened then.
            for effect in effects { try write(effect, payload, time) }
        } catch .storage(.full(let path)) {
            return takeBack(before, input, path, now)
        } catch {
            halt("the metadata log cannot be written: \(error)")
            return true
        }
        for effect in effects { carryOut(effect, now, time) }
        if replica.log.endOffset != store.endOffset, !isHalted {
            halt("the log ends at \(store.endOffset), and not where it was decided: \(replica.log.endOffset)")
        }
        return true
    }

    private func takeBack(
        _ before: QuorumReplica, _ input: QuorumReplica.Input, _ path: String, _ now: Duration
    ) -> Bool {
        replica = before
        // Of the batches that came those stay for which there was room: to cut them off would need some, too.
        for batch in fetched(input)
        where batch.baseOffset == replica.log.endOffset && batch.nextOffset <= store.endOffset {
            replica.took(batch)
        }
        if fullUntil == nil { outputs.append(.warn("the disk is full: \(path)")) }
        fullUntil = now + settings.fullDiskBackoff
        if store.endOffset > replica.log.endOffset {
            do throws(MetadataLogError) {
                try store.truncate(to: replica.log.endOffset)
            } catch {
                halt("the metadata log cannot be cut: \(error)")
            }
        }
        // Cutting fails before anything is cut, or not for want of room.
        if store.endOffset < before.log.endOffset { halt("the metadata log was cut in part: \(path)") }
        return false
    }

    private func fetched(_ input: QuorumReplica.Input) -> [FetchedBatch] {
        guard case .replied(_, let reply) = input, case .fetch(let answer) = reply.body,
            case .batches(let batches) = answer.content
        else { return [] }
        return batches
    }

    /// The effects that need room.
    private func write(
        _ effect: QuorumReplica.Effect, _ payload: Payload, _ time: Timestamp
    ) throws(MetadataLogError) {
        switch effect {
        case .appendLeaderChange(let epoch, let voters, let granted, let naming):
            var kinds: [ControlRecordKind] = [
                .leaderChange(leader: replica.key.id, voters: voters, granted: granted)
            ]
            if let naming {
                kinds += [.kraftVersion(max(replica.history.kraftVersion, 1)), .voters(naming)]
            }
            try append(kinds, epoch, time)
        case .appendVoters(let voters, let epoch, let isUpgrade):
            try append((isUpgrade ? [.kraftVersion(1)] : []) + [.voters(voters)], epoch, time)
        case .appendFetched(_, let end):
            for batch in payload.batches where batch.header.nextOffset <= end {
                try store.append(batch, now: time)
            }
        case .storeChunk(_, let id, let position):
            try store.store(payload.chunk, of: id, at: position)
        case .truncate(let end):
            try store.truncate(to: end)
            // Logs part at the ends of batches only.
            guard store.endOffset == end else {
                throw .unexpected("the leader's log parts from this one within a batch, at offset \(end)")
            }
        case .persist, .call, .reply, .installSnapshot, .advanceHighWatermark, .lead, .follow,
            .halt:
            break
        }
    }

    private func append(
        _ kinds: [ControlRecordKind], _ epoch: LeaderEpoch, _ time: Timestamp
    ) throws(MetadataLogError) {
        let batch = try MetadataBatch.control(
            kinds, baseOffset: store.endOffset, epoch: epoch, now: time)
        try store.append(batch, now: time)
    }

    private func carryOut(_ effect: QuorumReplica.Effect, _ now: Duration, _ time: Timestamp) {
        switch effect {
        case .appendLeaderChange, .appendVoters, .appendFetched, .storeChunk, .truncate: break
        case .persist(let token, let state): unwritten = .init(token: token, state: state, dueAt: now)
        case .call(let id, let peer, let request): call(id, peer, request, now, time)
        case .reply(let id, let reply): answer(id, reply, now, time)
        case .installSnapshot(let id): outputs.append(.run(store.accept(id)))
        case .advanceHighWatermark: break
        case .lead(let epoch): upcomingLead = (epoch, replica.highWatermark ?? .none)
        case .follow(let epoch, let leader):
            upcomingLead = nil
            outputs.append(.follow(epoch, leader: leader))
        case .halt(let reason): halt(reason)
        }
    }

    // MARK: - Jobs

    func finished(_ result: QuorumJobResult, _ now: Duration, _ time: Timestamp) {
        switch result {
        case .synced(let flush):
            isSyncing = false
            fullUntil = nil
            do throws(MetadataLogError) {
                try store.finish(flush)
            } catch {
                return halt("the metadata log cannot be written: \(error)")
            }
            _ = advance(.synced(upTo: store.durableEndOffset), now, time)
        case .persisted(let token):
            if unwritten?.token == token { unwritten = nil }
            _ = advance(.persisted(through: token), now, time)
        case .wrote(let snapshot):
            store.add(snapshot)
            _ = advance(.snapshotWritten(snapshot.id), now, time)
            outputs.append(.snapshotWritten(snapshot.id, byteCount: snapshot.byteCount))
            clean(now, time)
        case .accepted(let snapshot): install(snapshot, now, time)
        case .cleaned(let outcome, _):
            isCleaning = false
            if let outcome { store.finish(outcome) }
        case .failed(let job, let error): failed(job, error, now, time)
        }
    }

    private func failed(_ job: QuorumJob, _ error: MetadataLogError, _ now: Duration, _ time: Timestamp) {
        switch job.work {
        case .sync:
            guard case .storage(.full) = error, store.isIntact else {
                return halt("the metadata log cannot be synced: \(error)")
            }
            // The records are on disk, and a file beside them is not: nothing is durable before it is.
            (isSyncing, syncDueAt) = (false, now + settings.fullDiskBackoff)
        case .persist(let token, _):
            guard case .storage(.full) = error else {
                return halt("\(QuorumState.fileName) cannot be written: \(error)")
            }
            // The file is as it was, and nothing leaves before this one is there.
            if unwritten?.token == token { unwritten?.dueAt = now + settings.fullDiskBackoff }
        case .write: if error != .stopping { outputs.append(.snapshotFailed(error)) }
        case .accept(let id):
            outputs.append(.warn("a downloaded snapshot is of no use: \(error)"))
            _ = advance(.snapshotRejected(id), now, time)
        case .clean:
            isCleaning = false
            outputs.append(.warn("old metadata cannot be removed: \(error)"))
        }
    }

    /// A snapshot that was downloaded takes the log's place, and the image's.
    func install(_ snapshot: StoredSnapshot, _ now: Duration, _ time: Timestamp) {
        let end = store.endOffset
        do throws(MetadataLogError) {
            try store.restart(at: snapshot)
        } catch {
            guard case .storage(.full) = error, store.endOffset == end, store.isIntact else {
                return halt("a snapshot cannot take the log's place: \(error)")
            }
            // Nothing was emptied yet, and until it is the replica waits.
            uninstalled = (snapshot, now + settings.fullDiskBackoff)
            return
        }
        appliedOffset = snapshot.id.endOffset
        appliedTimestamp = snapshot.lastTimestamp
        outputs.append(.loadSnapshot(store.load(snapshot)))
        _ = advance(.snapshotInstalled(snapshot.id, snapshot.quorum.voters), now, time)
    }

    // MARK: - Snapshots of our own

    func writeSnapshot(upTo end: Offset, _ records: @escaping SnapshotRecords, _ time: Timestamp) {
        do throws(MetadataLogError) {
            // One that is written after the log was emptied would be older than the log.
            guard end <= appliedOffset, replica.installing == nil else {
                throw .noSnapshotPossible(at: end)
            }
            let known = replica.history.state(at: end)
            let quorum = QuorumRecords(
                kraftVersion: known.kraftVersion, voters: known.kraftVersion > 0 ? known.voters : nil)
            let job = try store.write(
                upTo: end, quorum: quorum, lastTimestamp: appliedTimestamp < 0 ? time : appliedTimestamp,
                now: time, records: records)
            if let job {
                outputs.append(.run(job))
            } else {
                throw .noSnapshotPossible(at: end)
            }
        } catch {
            outputs.append(.snapshotFailed(error))
        }
    }

    func clean(_ now: Duration, _ time: Timestamp) {
        nextCleaning = now + settings.cleaningInterval
        // The log knows nothing more of segments that the job is to remove: if it were emptied meanwhile, and
        // a crash came before the job, they would be there again with a hole after them.
        guard !isCleaning, replica.installing == nil else { return }
        do throws(MetadataLogError) {
            guard let job = try store.clean(now: time) else { return }
            isCleaning = true
            _ = advance(.logStartAdvanced(to: store.startOffset), now, time)
            outputs.append(.run(job))
        } catch {
            outputs.append(.warn("old metadata cannot be removed: \(error)"))
        }
    }
}
