import Logging
import MartletModel
import MartletProtocol
import MartletReplication
import MartletStorage

/// In the background a leader compares its records with those of the other replicas in sync: checksums do not
/// tell of a batch that is whole and not the one that was written.
extension Shard {
    private static let auditPause = Duration.milliseconds(100)
    /// For so many pauses a replica may be busy otherwise, or not have heard what is committed.
    private static let auditPatience = 50

    /// Begins to compare the next stretch of the next partition that is led here; `isFirst`: of a new round.
    /// False if none is left. `done` is called when it is compared, and its bytes keep to the rate.
    func beginNextAudit(
        isFirst: Bool, bytesPerSecond: Double, done: @escaping @Sendable () -> Void
    ) -> Bool {
        if isFirst {
            sweeps[.auditing] = partitions.keys.sorted()[...]
            for replica in readyReplicas() { replica.auditedUpTo = 0 }
        }
        while let key = sweeps[.auditing]?.popFirst() {
            if beginAudit(of: key, bytesPerSecond, done) { return true }
        }
        return false
    }

    private func beginAudit(
        of key: PartitionKey, _ bytesPerSecond: Double, _ done: @escaping @Sendable () -> Void
    ) -> Bool {
        guard case .ready(let replica)? = partitions[key], case .leader(let leader) = replica.role,
            !isStopping, leader.replicas.isr.count > 1
        else { return false }
        let start = max(replica.auditedUpTo, replica.log.comparableStart)
        guard start < replica.highWatermark else { return false }
        let others = leader.replicas.isr.filter { $0 != settings.nodeID }
        let audit = ReplicaAudit(of: start..<replica.highWatermark, on: [settings.nodeID] + others)
        let run = AuditRun(
            key: key, leaderEpoch: replica.leaderEpoch, bytesPerSecond: bytesPerSecond, done: done)
        perform(audit.first, of: audit, run)
        return true
    }

    private func perform(_ step: ReplicaAudit.Step, of audit: ReplicaAudit, _ run: AuditRun) {
        switch step {
        case .ask(let broker, let range): askForDigest(range, of: broker, audit, run)
        case .giveUp: end(run)
        case .agreed(let end):
            if case .ready(let replica)? = partitions[run.key] { replica.auditedUpTo = end }
            sweeps[.auditing]?.append(run.key)
            self.end(run)
        case .differ(let range, let odd):
            if case .ready(let replica)? = partitions[run.key] {
                replica.auditedUpTo = range.upperBound
                report(range, odd, on: replica)
            }
            for broker in odd ?? [] { rebuild(run.key, on: broker, run.leaderEpoch) }
            // The rest of it waits for the next round.
            end(run)
        }
    }

    private func askForDigest(
        _ range: Range<Offset>, of broker: BrokerID, _ audit: ReplicaAudit, _ run: AuditRun, tries: Int = 0
    ) {
        let request = DigestRecordsRequest(
            topicId: run.key.topicID, partitionIndex: run.key.partition, startOffset: range.lowerBound,
            endOffset: range.upperBound, maxBytes: Int32(ColdRead.byteLimit))
        let heard: @Sendable (isolated Shard, DigestRecordsResponse?) -> Void = { shard, answer in
            if answer?.isLate(for: range) ?? false, tries < Self.auditPatience, !shard.isStopping {
                _ = shard.loop.schedule(after: Self.auditPause) {
                    shard.assumeIsolated {
                        $0.askForDigest(range, of: broker, audit, run, tries: tries + 1)
                    }
                }
                return
            }
            var (audit, run) = (audit, run)
            run.byteCount += Int(answer?.byteCount ?? 0)
            let step = audit.next(after: ReplicaAudit.Answer(answer, in: run.leaderEpoch))
            shard.perform(step, of: audit, run)
        }
        if broker == settings.nodeID {
            digest(request) { answer in self.run { heard($0, answer) } }
        } else {
            call(request, of: broker, then: heard)
        }
    }

    private func end(_ run: AuditRun) {
        let pause = Duration.seconds(min(Double(run.byteCount) / run.bytesPerSecond, 3_600))
        _ = loop.schedule(after: pause, run.done)
    }

    private func rebuild(_ key: PartitionKey, on broker: BrokerID, _ leaderEpoch: LeaderEpoch) {
        if broker == settings.nodeID {
            _ = rebuild(key, foundIn: leaderEpoch)
        } else {
            let request = RebuildReplicaRequest(
                topicId: key.topicID, partitionIndex: key.partition, leaderEpoch: leaderEpoch)
            call(request, of: broker) { _, _ in }
        }
    }

    private func report(_ range: Range<Offset>, _ odd: [BrokerID]?, on replica: PartitionReplica) {
        logger.error(
            odd == nil
                ? "Replicas differ, and there is no telling which is right"
                : "A replica differs from the others, and is copied anew",
            metadata: [
                "topic": "\(replica.name.topic)", "partition": "\(replica.name.partition)",
                "offset": "\(range.lowerBound)", "upToOffset": "\(range.upperBound)",
                "replicas": "\(odd.map { $0.map { "\($0)" }.joined(separator: ",") } ?? "unknown")",
            ])
    }
}

/// One stretch's comparison, beside what it has found so far.
private struct AuditRun: Sendable {
    let key: PartitionKey
    /// Replicas that speak of another one are not compared.
    let leaderEpoch: LeaderEpoch
    let bytesPerSecond: Double
    /// On all brokers together.
    var byteCount = 0
    let done: @Sendable () -> Void
}

extension ReplicaAudit.Answer {
    fileprivate init(_ answer: DigestRecordsResponse?, in leaderEpoch: LeaderEpoch) {
        guard let answer, answer.leaderEpoch == leaderEpoch else {
            self = .failed
            return
        }
        switch answer.errorCode {
        case .none:
            self = .digest(RecordDigest(answer), upTo: answer.endOffset)
        case .corruptMessage: self = .corrupt
        default: self = .failed
        }
    }
}

extension DigestRecordsResponse {
    /// Whether the same question may have an answer soon. A follower hears what is committed when its next
    /// fetch is answered.
    fileprivate func isLate(for range: Range<Offset>) -> Bool {
        switch errorCode {
        case .throttlingQuotaExceeded: true
        case .offsetOutOfRange: comparableEnd < range.upperBound
        default: false
        }
    }
}

extension RecordDigest {
    init(_ answer: DigestRecordsResponse) {
        self.init(
            recordCount: answer.recordCount, high: UInt64(bitPattern: answer.digestHigh),
            low: UInt64(bitPattern: answer.digestLow))
    }
}
