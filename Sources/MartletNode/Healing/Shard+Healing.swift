import Logging
import MartletModel
import MartletProtocol
import MartletStorage
import NIOCore

/// What a replica does about records that are corrupt on its disk. A leader hands over. A follower fetches
/// those, and no others, from its leader, and a background thread writes their segment anew: what was
/// acknowledged stays where it is, and the replica stays in sync. Only where that is not possible is all of
/// it fetched anew.
extension Shard {
    /// So many partitions at a time.
    private static let healingLimit = 2
    /// What is fetched for one segment has to be in memory.
    private static let healingByteLimit = 64 << 20
    private static let healingFetchBytes = 4 << 20
    /// The rate may be another one by then.
    private static let healingPause = Duration.seconds(1)

    /// Looks for what can be healed; each second.
    func healReplicas() {
        let now = environment.clock.uptime()
        let damaged = readyReplicas { $0.log.firstCorruptRange != nil || $0.healing.isRebuildWanted }
        for replica in damaged where replica.role.isFollower && replica.healing.saysUnfit(at: now) {
            declineLeadership(replica)
        }
        var room = Self.healingLimit - damaged.count { !$0.healing.isResting }
        for replica in damaged where replica.healing.isDue(at: now) && replica.cut == nil && room > 0 {
            beginHealing(replica)
            if !replica.healing.isResting { room -= 1 }
        }
    }

    private func beginHealing(_ replica: PartitionReplica) {
        switch replica.role {
        case .none, .inDoubt: return
        case .leader(let leader): handOver(replica, leader)
        case .follower:
            guard target(of: replica.leader) != nil else { return }
            if replica.healing.isRebuildWanted { askToLeave(replica) } else { beginPatching(replica) }
        }
    }

    private func beginPatching(_ replica: PartitionReplica) {
        guard let range = replica.log.firstCorruptRange else { return }
        // Of a key that compaction has removed here the leader may have a record still, which must not come
        // back alone.
        if replica.log.configuration.isCompacted { return replica.healing.wantRebuild() }
        let patches = replica.log.emptyPatches(ofSegment: range.segment)
        guard patches.allSatisfy({ $0.range.offsets.upperBound <= replica.highWatermark }) else { return }
        if replica.log.isActive(segment: range.segment) { return seal(range, of: replica) }
        continueHealing(replica, nextID(), patches)
    }

    /// The segment that is written to cannot be replaced; one that is full can.
    private func seal(_ range: CorruptRange, of replica: PartitionReplica) {
        if isTailMissing(of: replica) { return }
        do throws(StorageError) {
            try replica.log.roll(now: environment.clock.now())
            markDirty(replica)
        } catch {
            healingFailed(of: replica, "\(error)")
        }
    }

    // MARK: - Fetching

    private func continueHealing(
        _ replica: PartitionReplica, _ number: UInt64, _ patches: [CorruptRangePatch]
    ) {
        replica.healing.fetching(number, patches)
        guard let patch = patches.first(where: { !$0.isComplete }) else {
            return writeHealed(replica, patches)
        }
        guard let leader = replica.leader else {
            return healingFailed(of: replica, "nobody leads the partition")
        }
        let room = throttle.room(.healing, now: environment.clock.uptime())
        if room.pause > .zero { return pauseHealing(replica.key, number, room.pause) }
        let missing = Int(patch.range.byteCount) - patch.byteCount
        let maxBytes = Int32(clamping: max(1, min(missing, room.portionBytes, Self.healingFetchBytes)))
        let request = FetchRequest(
            maxWaitMs: Int32(clamping: settings.configuration.replication.fetchWaitMax.milliseconds),
            minBytes: 1, maxBytes: maxBytes,
            topics: [
                .init(
                    topicId: replica.key.topicID,
                    partitions: [
                        .init(
                            partition: replica.key.partition, currentLeaderEpoch: replica.leaderEpoch,
                            fetchOffset: patch.nextOffset, partitionMaxBytes: maxBytes)
                    ])
            ])
        let key = replica.key
        call(request, version: OutgoingCall.leastFetchVersion, of: leader) { shard, answer in
            shard.healingAnswered(key, number, leader, answer)
        }
    }

    private func pauseHealing(_ key: PartitionKey, _ number: UInt64, _ pause: Duration) {
        _ = loop.schedule(after: min(pause, Self.healingPause)) {
            self.assumeIsolated { shard in
                guard case .ready(let replica)? = shard.partitions[key],
                    case .fetching(number, let patches) = replica.healing.stage
                else { return }
                guard shard.mayHeal(replica) else {
                    return shard.healingFailed(of: replica, "another broker leads")
                }
                shard.continueHealing(replica, number, patches)
            }
        }
    }

    private func mayHeal(_ replica: PartitionReplica) -> Bool {
        replica.role.isFollower && replica.cut == nil && !isStopping
    }

    private func healingAnswered(
        _ key: PartitionKey, _ number: UInt64, _ leader: BrokerID, _ answer: FetchResponse?
    ) {
        guard case .ready(let replica)? = partitions[key],
            case .fetching(number, var patches) = replica.healing.stage
        else { return }
        guard mayHeal(replica), replica.leader == leader else {
            return healingFailed(of: replica, "another broker leads")
        }
        let topic = answer?.responses.first { $0.topicId == key.topicID }
        guard let answer, answer.errorCode == .none,
            let found = topic?.partitions.first(where: { $0.partitionIndex == key.partition })
        else { return healingFailed(of: replica, "the leader does not answer") }
        guard found.errorCode == .none, let index = patches.firstIndex(where: { !$0.isComplete }) else {
            return healingFailed(of: replica, "the leader answers \(found.errorCode)")
        }
        let records = found.records?.buffer ?? ByteBuffer()
        throttle.step(
            .copied(byteCount: records.readableBytes), .healing, now: environment.clock.uptime())
        let before = patches[index].nextOffset
        do throws(PatchFault) { try patches[index].add(records) } catch {
            return healingFailed(of: replica, "\(error)")
        }
        if patches[index].nextOffset == before {
            return healingFailed(of: replica, "the leader sends nothing at offset \(before)")
        }
        if patches.reduce(0, { $0 + $1.byteCount }) > Self.healingByteLimit {
            replica.healing.wantRebuild()
            return replica.healing.rests()
        }
        continueHealing(replica, number, patches)
    }

    // MARK: - Writing

    private func writeHealed(_ replica: PartitionReplica, _ patches: [CorruptRangePatch]) {
        guard let source = replica.leader else { return healingFailed(of: replica, "nobody leads") }
        replica.healing.writing()
        let work = HealingWork(
            patches: patches, source: source, throttle: throttle, environment: environment)
        let key = replica.key
        let hasBegun = begin(work, on: key) { _, end in
            self.assumeIsolated { $0.healingEnded(key, end) }
        }
        // Not now, or no longer: what is corrupt is looked at anew.
        if !hasBegun { healingFailed(of: replica, "the segment is in use") }
    }

    private func healingEnded(_ key: PartitionKey, _ end: BackgroundJobEnd) {
        guard case .ready(let replica)? = partitions[key] else { return }
        switch end {
        case .completed: replica.healing.ended()
        case .nothingToDo, .cancelled, .failed:
            healingFailed(of: replica, "the segment could not be written")
        }
    }

    func healingFailed(of replica: PartitionReplica, _ reason: String) {
        replica.healing.failed(at: environment.clock.uptime())
        logger.log(
            level: replica.healing.failures == 1 ? .warning : .debug,
            "What is damaged cannot be healed from another replica yet",
            metadata: ["partition": "\(replica.name)", "reason": "\(reason)"])
    }
}
