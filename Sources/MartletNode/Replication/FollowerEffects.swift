import Logging
import MartletModel
import MartletReplication
import MartletStorage

/// Records that a leader has sent, until the follower asks something else.
struct FetchedRecords {
    var id: FetchedBytesID
    var batches: ReplicatedBatches
}

/// What the follower's state of a partition wants done.
extension Shard {
    /// Another broker leads the partition, or nobody does, as `replica.leader` and `leaderEpoch` say.
    func startFollowing(_ replica: PartitionReplica) {
        if !replica.role.isFollower {
            replica.log.keepCache()
            replica.role = .follower(
                PartitionFollower(
                    rules: settings.replicationRules, log: ReplicaLog(replica.log),
                    highWatermark: replica.highWatermark, isInDoubt: replica.log.isEndInDoubt))
        }
        let isKnown = target(of: replica.leader) != nil
        follow(replica, .leaderChanged(replica.leaderEpoch, isKnown: isKnown))
    }

    /// This broker leads the partition, or serves it no more.
    func stopFollowing(_ replica: PartitionReplica) {
        guard replica.role.isFollower else { return }
        withdraw(replica)
        replica.role = .none
        forgetFetched(replica)
        // One that has not begun was wanted of a follower: what a leader has is the log.
        replica.cut = nil
    }

    /// Tells the partition's follower state, and does what comes of it. Nothing where it follows nobody.
    func follow(_ replica: PartitionReplica, _ input: PartitionFollower.Input) {
        var effects: [PartitionFollower.Effect] = []
        replica.role.step(input, effects: &effects)
        perform(effects, of: replica)
    }

    /// The one place that does what followers want.
    private func perform(_ effects: [PartitionFollower.Effect], of replica: PartitionReplica) {
        for effect in effects {
            switch effect {
            case .ask(let question, let isRetry):
                forgetFetched(replica)
                ask(question, isRetry: isRetry, for: replica)
            case .withdraw:
                forgetFetched(replica)
                withdraw(replica)
            case .append(let bytes, let count): append(bytes, count, to: replica)
            case .sync(let end): sync(replica, upTo: end)
            case .truncate(let offset): beginCut(.truncation(to: offset), of: replica)
            case .restart(let offset): beginCut(.restart(at: offset), of: replica)
            case .setHighWatermark(let offset): setHighWatermark(offset, of: replica)
            case .endDoubt: endDoubt(replica)
            case .advanceLogStart(let offset): replica.log.advanceLogStart(to: offset)
            case .reportTruncation(let from, let offset): reportTruncation(of: replica, from, offset)
            case .reportDamage(let offset): reportDamage(of: replica, at: offset)
            case .reportFailure(let failure): report(failure, of: replica)
            }
        }
    }

    private func forgetFetched(_ replica: PartitionReplica) {
        replica.fetched = nil
        replica.waitingBatches = nil
    }

    // MARK: - Writing

    private func append(_ bytes: FetchedBytesID, _ count: Int, to replica: PartitionReplica) {
        if isTailMissing(of: replica) || isFileMissing(for: replica) {
            replica.waitingBatches = (bytes, count)
        } else {
            appendFetched(bytes, count, to: replica)
        }
    }

    /// What the log had to read before the first append is read, or there may be a file for it.
    func appendWaitingBatches(to replica: PartitionReplica) {
        guard let (bytes, count) = replica.waitingBatches else { return }
        replica.waitingBatches = nil
        append(bytes, count, to: replica)
    }

    private func appendFetched(_ bytes: FetchedBytesID, _ count: Int, to replica: PartitionReplica) {
        guard let batches = replica.fetched?.batches, replica.fetched?.id == bytes else {
            preconditionFailure("a follower appends what was fetched last")
        }
        let before = replica.log.logEndOffset
        let failure: ReplicatedAppendError?
        let byteCount = batches.byteCount(ofFirst: count)
        if room(for: byteCount, in: replica.logDirectory) == nil {
            failure = ReplicatedAppendError(appendedCount: 0, cause: .full(path: replica.logDirectory))
        } else {
            failure = tryAppend(batches, count, to: replica)
        }
        if replica.log.logEndOffset > before { syncInTime(replica) }
        guard let failure else {
            replica.isDiskFull = false
            cacheGrew(replica, by: byteCount)
            return follow(replica, .appended)
        }
        let isPassing = appendFailed(failure.cause, on: replica)
        follow(replica, .appendFailed(afterBatches: failure.appendedCount, isPassing: isPassing))
    }

    private func tryAppend(
        _ batches: ReplicatedBatches, _ count: Int, to replica: PartitionReplica
    ) -> ReplicatedAppendError? {
        do throws(ReplicatedAppendError) {
            try replica.log.appendReplicated(batches, count: count, now: environment.clock.now())
            return nil
        } catch {
            return error
        }
    }

    private func sync(_ replica: PartitionReplica, upTo end: Offset) {
        let durableEnd = replica.log.durableEndOffset
        if durableEnd >= end { follow(replica, .synced(upTo: durableEnd)) } else { markDirty(replica) }
    }

    /// A follower's may fall, when its log is cut. Those who have read beyond hear so when they ask.
    private func setHighWatermark(_ offset: Offset, of replica: PartitionReplica) {
        let before = replica.highWatermark
        replica.highWatermark = offset
        if let end = replica.leaderHighWatermark, offset >= end { replica.isCopiedAnew = false }
        guard offset > before else { return }
        replica.log.committed(upTo: offset)
        wakeFetches(of: replica)
    }

    // MARK: - What the operator hears

    private func reportTruncation(of replica: PartitionReplica, _ from: Offset, _ offset: Offset) {
        logger.warning(
            "Records that counted as committed are cut off, as the leader does not have them",
            metadata: [
                "topic": "\(replica.name.topic)", "partition": "\(replica.name.partition)",
                "highWatermark": "\(from)", "offset": "\(offset)", "leader": "\(leaderText(replica))",
                "leaderEpoch": "\(replica.leaderEpoch)",
            ])
    }

    /// Once for each place and leader: the leader is asked again, and may send the same.
    private func reportDamage(of replica: PartitionReplica, at offset: Offset) {
        let damage = ReportedDamage(offset: offset, leaderEpoch: replica.leaderEpoch)
        guard replica.reportedDamage != damage else { return }
        replica.reportedDamage = damage
        logger.error(
            "What the leader sent is damaged or out of place, and is not written",
            metadata: [
                "topic": "\(replica.name.topic)", "partition": "\(replica.name.partition)",
                "offset": "\(offset)", "leader": "\(leaderText(replica))",
                "leaderEpoch": "\(replica.leaderEpoch)",
            ])
    }

    private func report(_ failure: FollowerFailure, of replica: PartitionReplica) {
        logger.log(
            level: failure == .fenced ? .debug : .error,
            "A partition is not copied until its next leader",
            metadata: [
                "topic": "\(replica.name.topic)", "partition": "\(replica.name.partition)",
                "reason": "\(failure)", "leaderEpoch": "\(replica.leaderEpoch)",
            ])
    }

    private func leaderText(_ replica: PartitionReplica) -> String {
        replica.leader.map { "\($0)" } ?? "none"
    }
}

/// Where what a leader sent was damaged.
struct ReportedDamage: Equatable {
    var offset: Offset
    var leaderEpoch: LeaderEpoch
}
