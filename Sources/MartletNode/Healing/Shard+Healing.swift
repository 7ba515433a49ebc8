import Logging
import MartletModel
import MartletProtocol
import MartletStorage
import NIOCore

/// What a follower does about records that are corrupt on its disk: it fetches those, and no others, from its
/// leader, and a background thread writes their segment anew. What was acknowledged stays where it is; the
/// replica stays in sync.
extension Shard {
    /// So many partitions at a time.
    private static let healingLimit = 2
    /// What is fetched for one segment has to be in memory.
    private static let healingByteLimit = 64 << 20
    /// Apart from those of the fetchers, which must not wait behind it.
    private static let healingLane = 1_000
    private static let healingFetchBytes: Int32 = 4 << 20

    /// Looks for what can be healed; each second.
    func healReplicas() {
        let now = environment.clock.uptime()
        let corrupt = readyReplicas { $0.log.firstCorruptRange != nil }
        var room = Self.healingLimit - corrupt.count { !$0.healing.isResting }
        for replica in corrupt where replica.healing.isDue(at: now) && replica.cut == nil && room > 0 {
            beginHealing(replica)
            if !replica.healing.isResting { room -= 1 }
        }
    }

    private func beginHealing(_ replica: PartitionReplica) {
        guard replica.role.isFollower, target(of: replica.leader) != nil,
            let range = replica.log.firstCorruptRange
        else { return }
        if replica.log.configuration.isCompacted {
            return healingFailed(of: replica, "the topic is compacted, and replicas differ in what is left")
        }
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
        guard let leader = replica.leader, let target = target(of: leader) else {
            return healingFailed(of: replica, "nobody leads the partition")
        }
        let request = FetchRequest(
            maxWaitMs: Int32(clamping: settings.configuration.replication.fetchWaitMax.milliseconds),
            minBytes: 1, maxBytes: Self.healingFetchBytes,
            topics: [
                .init(
                    topicId: replica.key.topicID,
                    partitions: [
                        .init(
                            partition: replica.key.partition, currentLeaderEpoch: replica.leaderEpoch,
                            fetchOffset: patch.nextOffset, partitionMaxBytes: Self.healingFetchBytes)
                    ])
            ])
        let key = replica.key
        do throws(EncodeError) {
            let frame = try request.frame(
                version: OutgoingCall.leastFetchVersion, correlationID: Int32(truncatingIfNeeded: nextID()),
                clientID: "martlet-\(settings.nodeID)")
            environment.peers.send(
                frame, to: target.address, on: .replication(shard: index, lane: Self.healingLane),
                timeout: settings.configuration.replication.requestTimeout
            ) { result in
                self.run { $0.healingAnswered(key, number, leader, result) }
            }
        } catch {
            healingFailed(of: replica, "\(error)")
        }
    }

    private func healingAnswered(
        _ key: PartitionKey, _ number: UInt64, _ leader: BrokerID, _ result: Result<ByteBuffer, PeerFailure>
    ) {
        guard case .ready(let replica)? = partitions[key],
            case .fetching(number, var patches) = replica.healing.stage
        else { return }
        guard replica.role.isFollower, replica.leader == leader, replica.cut == nil, !isStopping else {
            return healingFailed(of: replica, "another broker leads")
        }
        do {
            let found = try Self.fetched(result.get(), key)
            guard found.errorCode == .none else {
                return healingFailed(of: replica, "the leader answers \(found.errorCode)")
            }
            guard let index = patches.firstIndex(where: { !$0.isComplete }) else { return }
            let before = patches[index].nextOffset
            try patches[index].add(found.records?.buffer ?? ByteBuffer())
            if patches[index].nextOffset == before {
                return healingFailed(of: replica, "the leader sends nothing at offset \(before)")
            }
        } catch {
            return healingFailed(of: replica, "\(error)")
        }
        if patches.reduce(0, { $0 + $1.byteCount }) > Self.healingByteLimit {
            return healingFailed(of: replica, "more is corrupt than is fetched at once")
        }
        continueHealing(replica, number, patches)
    }

    /// The one partition that was asked for.
    private static func fetched(
        _ frame: ByteBuffer, _ key: PartitionKey
    ) throws(DecodeError) -> FetchResponse.PartitionData {
        let version = OutgoingCall.leastFetchVersion
        var reader = ProtocolReader(frame)
        _ = try ResponseHeader.decode(from: &reader, apiKey: .fetch, version: version)
        let response = try FetchResponse(from: &reader, version: version)
        let parts = response.responses.first { $0.topicId == key.topicID }?.partitions ?? []
        return parts.first { $0.partitionIndex == key.partition }
            ?? .init(errorCode: response.errorCode == .none ? .unknownTopicOrPartition : response.errorCode)
    }

    // MARK: - Writing

    private func writeHealed(_ replica: PartitionReplica, _ patches: [CorruptRangePatch]) {
        guard let source = replica.leader else { return healingFailed(of: replica, "nobody leads") }
        replica.healing.writing()
        let work = HealingWork(patches: patches, source: source)
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

    private func healingFailed(of replica: PartitionReplica, _ reason: String) {
        replica.healing.failed(at: environment.clock.uptime())
        logger.log(
            level: replica.healing.failures == 1 ? .warning : .debug,
            "Corrupt records cannot be fetched from another replica yet",
            metadata: ["partition": "\(replica.name)", "reason": "\(reason)"])
    }
}
