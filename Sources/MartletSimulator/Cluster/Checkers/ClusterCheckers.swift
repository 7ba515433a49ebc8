import MartletModel
import MartletNode
import MartletRecords
import MartletStorage
import NIOCore

/// The propositions about a cluster, checked at each turn of each shard, at each answer that a client gets,
/// and at the end.
// Sendable: a run is in one thread.
final class ClusterCheckers: @unchecked Sendable {
    typealias Violation = PartitionHistory.Violation

    private(set) var violations: [Violation] = []
    private(set) var histories: [TopicPartition: PartitionHistory] = [:]
    /// Those that are looked at; nil: all.
    var heard: Set<String>?
    /// Whether what is acknowledged is on disk.
    var isDurable = true
    /// Those that are deleted, or may be: nothing is asked of them any more.
    private var forgotten: Set<String> = []
    /// Who leads a partition in an epoch.
    private var leaders: [Reign: BrokerID] = [:]
    private var lastEpochs: [PartitionKey: LeaderEpoch] = [:]
    /// What was last seen of a process's replicas.
    private var seen: [BrokerID: [PartitionKey: Seen]] = [:]

    private struct Reign: Hashable {
        var key: PartitionKey
        var epoch: LeaderEpoch
    }

    private struct Seen {
        var view: ReplicaView
        /// Up to where its log was compared with what is committed.
        var comparedEnd: Offset
    }

    var leaderCount: Int { leaders.count }
    var committedCount: Int { histories.values.reduce(0) { $0 + $1.committed.count } }
    var acknowledgedCount: Int { histories.values.reduce(0) { $0 + $1.acknowledgedCount } }

    func fail(_ checker: String, _ text: String) {
        guard heard?.contains(checker) ?? true else { return }
        violations.append(Violation(checker: checker, text: text))
    }

    // MARK: - What clients do and see

    func expect(_ partition: TopicPartition) {
        if histories[partition] == nil { histories[partition] = PartitionHistory() }
    }

    /// From now on nothing is asked of the topic: it may be deleted.
    func forget(topic: String) {
        forgotten.insert(topic)
        histories = histories.filter { $0.key.topic != topic }
    }

    private func with(
        _ partition: TopicPartition, _ body: (inout PartitionHistory) throws(Violation) -> Void
    ) {
        guard var history = histories.removeValue(forKey: partition) else { return }
        do throws(Violation) { try body(&history) } catch {
            fail(error.checker, "\(partition): \(error.text)")
        }
        histories[partition] = history
    }

    func sends(_ value: String, to partition: TopicPartition, by producer: Int, number: Int) {
        with(partition) { $0.sends(value, by: producer, number: number) }
    }

    func acknowledges(
        _ values: [String], of partition: TopicPartition, at offset: Offset, by leader: MachineProcess?
    ) {
        let isLeaderThere = leader.map { !$0.isStopping && seen[$0.id] != nil } ?? false
        with(partition) { history throws(Violation) in
            try history.acknowledges(values, at: offset, isLeaderThere: isLeaderThere)
        }
    }

    /// A later batch of the same producer was acknowledged: so these are in the log.
    func implies(_ values: [String], of partition: TopicPartition) {
        with(partition) { $0.implies(values) }
    }

    /// A consumer was given this, below a high watermark.
    func reads(
        _ bytes: ByteBuffer, of partition: TopicPartition, from start: Offset, upTo end: Offset,
        by observer: String
    ) {
        with(partition) { history throws(Violation) in
            try history.commits(bytes, from: start, upTo: end, seenBy: observer)
        }
    }

    // MARK: - What replicas are

    /// A process is gone, and what it thought with it.
    func ended(_ process: MachineProcess) {
        seen[process.id] = nil
    }

    /// Looks at a shard's replicas after a turn of its loop.
    func look(at process: MachineProcess, _ shard: Shard) {
        let views = shard.assumeIsolated { $0.replicaViews }
        for view in views where histories[view.name] != nil {
            let before = seen[process.id]?[view.key]
            if before?.view == view { continue }
            var now = Seen(view: view, comparedEnd: before?.comparedEnd ?? 0)
            changed(&now, before?.view, process, shard)
            seen[process.id, default: [:]][view.key] = now
        }
    }

    private func changed(
        _ now: inout Seen, _ before: ReplicaView?, _ process: MachineProcess, _ shard: Shard
    ) {
        let view = now.view
        let who = "broker \(process.id) in epoch \(view.leaderEpoch)"
        if case .leader(let isr) = view.role {
            leads(view, before, process.id)
            if let before, before.leaderEpoch == view.leaderEpoch, case .leader = before.role,
                view.highWatermark < before.highWatermark
            {
                fail(
                    "HighWatermarkNeverFalls",
                    "\(view.name): \(who) falls from \(before.highWatermark) to \(view.highWatermark)")
            }
            histories[view.name]?.leaderHas(highWatermark: view.highWatermark)
            if view.highWatermark > before?.highWatermark ?? 0 { checkISR(isr, view, of: process.id, who) }
        }
        if view.role != .none, view.highWatermark > view.logEndOffset {
            fail(
                "ReplicasAgreeBelowHighWatermark",
                "\(view.name): \(who) takes everything below \(view.highWatermark) for committed, and has "
                    + "\(view.logEndOffset)")
        }
        guard view.role != .none, view.highWatermark > now.comparedEnd else { return }
        compare(&now, upTo: view.highWatermark, shard, who)
    }

    /// Compares all that a replica has below an offset with what is committed.
    func compareWhole(_ view: ReplicaView, end: Offset, _ shard: Shard, _ who: String) {
        var seen = Seen(view: view, comparedEnd: 0)
        compare(&seen, upTo: end, shard, who)
        if seen.comparedEnd < end, violations.isEmpty {
            fail(
                "AcknowledgedIsForever",
                "\(view.name): \(who) cannot read what is committed behind \(seen.comparedEnd)")
        }
    }

    private func leads(_ view: ReplicaView, _ before: ReplicaView?, _ broker: BrokerID) {
        let reign = Reign(key: view.key, epoch: view.leaderEpoch)
        if let other = leaders[reign], other != broker {
            fail(
                "OneLeaderPerEpoch",
                "\(view.name): \(other) and \(broker) both lead in epoch \(view.leaderEpoch)")
        }
        guard leaders.updateValue(broker, forKey: reign) == nil else { return }
        guard view.leaderEpoch > lastEpochs[view.key] ?? .none else { return }
        lastEpochs[view.key] = view.leaderEpoch
        let committed = histories[view.name]?.committedEnd ?? 0
        if view.logEndOffset < committed {
            fail(
                "AcknowledgedIsForever",
                "\(view.name): \(broker) leads in epoch \(view.leaderEpoch) with a log that ends at "
                    + "\(view.logEndOffset), and everything below \(committed) is committed")
        }
    }

    /// IsrIsHonest: everybody who counts has what is committed, where that has to be.
    private func checkISR(_ isr: [BrokerID], _ view: ReplicaView, of leader: BrokerID, _ who: String) {
        for member in isr {
            guard let other = member == leader ? view : seen[member]?[view.key]?.view else { continue }
            let has = isDurable ? other.durableEndOffset : other.logEndOffset
            if has < view.highWatermark {
                fail(
                    "IsrIsHonest",
                    "\(view.name): \(who) commits up to \(view.highWatermark), and \(member), who is in "
                        + "sync, has \(has)")
            }
        }
    }

    /// ReplicasAgreeBelowHighWatermark: what a replica takes for committed is what the others do.
    private func compare(_ now: inout Seen, upTo end: Offset, _ shard: Shard, _ who: String) {
        let view = now.view
        while now.comparedEnd < end {
            let start = now.comparedEnd
            let found = shard.assumeIsolated { shard -> Result<ByteBuffer?, ReadError> in
                Result { () throws(ReadError) in try shard.batches(of: view.key, from: start, upTo: end) }
            }
            // Its disk has failed, or it has lost a part of it: nobody is given that.
            guard case .success(let bytes?) = found else { return }
            let (sound, next) = ReadBatches.soundPart(of: bytes)
            guard next > start else { return }
            reads(sound, of: view.name, from: start, upTo: min(next, end), by: who)
            now.comparedEnd = min(next, end)
            if !violations.isEmpty { return }
        }
    }
}
