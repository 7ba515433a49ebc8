import MartletModel
import MartletRecords
import NIOCore

extension PartitionVerifier {
    // MARK: - Producers

    /// Holds the snapshot that is named after an offset against what the batches below it say; where they
    /// cannot say, it is taken over.
    mutating func verifySnapshots(upTo offset: Offset) {
        for snapshot in snapshots where snapshot <= offset { verifySnapshot(at: snapshot) }
    }

    private mutating func verifySnapshot(at offset: Offset) {
        guard snapshots.contains(offset) else { return }
        snapshots.removeAll { $0 == offset }
        // What is before the first segment misses batches that are not there any more.
        let isBeforeLog = offset < summary.firstOffset
        let path = path(.producerSnapshot, offset)
        // A crash may have left one that was not written completely; it is not read then.
        let isOld = context.isClean || offset <= context.recoveryPoint ?? 0
        let found: ProducerState
        do throws(StorageError) {
            found = try ProducerSnapshot.decode(try fileSystem.read(path), path: path)
        } catch {
            if case .corrupt(_, let position, let reason) = error {
                findings.add(isOld ? .damage : .note, .producerSnapshot, path, at: position, reason)
            } else {
                findings.add(.damage, .producerSnapshot, path, "\(error)")
            }
            return
        }
        guard let known = producers, !isBeforeLog else {
            if !isBeforeLog { producers = found }
            return
        }
        for (id, entry) in found.producers.sorted(by: { $0.key < $1.key }) {
            guard let fault = Self.difference(entry, known.producers[id]) else { continue }
            // Compaction may have taken the batches away that the snapshot remembers.
            let severity: Finding.Severity = context.mayHaveGaps ? .note : .damage
            findings.add(severity, .producerSnapshot, path, "producer \(id): \(fault)")
        }
        // Those that it has not may have expired, but not with an open transaction.
        for (id, entry) in known.producers.sorted(by: { $0.key < $1.key })
        where entry.transactionStart != nil && found.producers[id] == nil {
            findings.add(
                .damage, .producerSnapshot, path, "producer \(id) has an open transaction, and is missing")
        }
    }

    private static func difference(_ entry: ProducerEntry, _ known: ProducerEntry?) -> String? {
        guard let known else { return "the log has no batch of it" }
        if entry.epoch != known.epoch { return "epoch \(entry.epoch), but \(known.epoch) in the log" }
        if entry.batches.last != known.batches.last { return "its last batch is not that of the log" }
        if entry.transactionStart != known.transactionStart {
            return "its transaction is not that of the log"
        }
        if entry.coordinatorEpoch != known.coordinatorEpoch {
            return "its coordinator is not that of the log"
        }
        return nil
    }

    // MARK: - Leader epochs

    private var epochPath: String { "\(directory)/\(LeaderEpochCache.fileName)" }

    mutating func readEpochs(isThere: Bool) {
        guard isThere else { return }
        let path = epochPath
        attempt(.leaderEpochs, path) { verifier throws(StorageError) in
            let bytes = try verifier.fileSystem.read(path)
            let epochs = try LeaderEpochCache(decoding: bytes, path: path)
            verifier.epochs = epochs
            if bytes.readableBytes > 0, bytes != epochs.encoded() {
                verifier.findings.add(
                    .damage, .leaderEpochs, path, "it is not in the form in which it is written")
            }
        }
    }

    /// After all batches: each entry must begin where its first batch does.
    mutating func verifyEpochs() {
        let known = epochStarts.filter { $0.key >= 0 }
        guard let epochs else { return }
        if epochs.entries.isEmpty, !known.isEmpty {
            findings.add(oldSeverity, .leaderEpochs, epochPath, "it has no entry for the epochs of the log")
        }
        for (index, entry) in epochs.entries.enumerated() {
            let isLast = index == epochs.entries.count - 1
            if let fault = fault(of: entry, isFirst: index == 0, isLast: isLast) {
                findings.add(oldSeverity, .leaderEpochs, epochPath, "epoch \(entry.epoch): \(fault)")
            }
        }
    }

    private func fault(of entry: LeaderEpochCache.Entry, isFirst: Bool, isLast: Bool) -> String? {
        let (start, end) = (entry.startOffset, summary.logEndOffset)
        guard let first = epochStarts[entry.epoch] else {
            if isLast, start == end {
                guard let leader = context.leaderEpoch, leader != entry.epoch else { return nil }
                return "the cluster's metadata say \(leader)"
            }
            return (context.mayHaveGaps || hasUnreadable) && start <= end
                ? nil : "it is said to begin at offset \(start), but the log has no batch of it"
        }
        // What lies before the log start is forgotten.
        let known = isFirst ? max(first, summary.logStartOffset) : first
        if start == known { return nil }
        if context.mayHaveGaps || hasUnreadable, start < first { return nil }
        return "it is said to begin at offset \(start), but its first batch is at \(first)"
    }
}
