import MartletModel
import MartletRecords
import MartletStorage

/// What the log knows of its producers is what its batches say, and of their batches the last ones.
///
/// A producer whose batches are all deleted may be known still, as snapshots outlive segments.
enum ProducerStateMatchesLog: StorageChecker {
    private struct Known {
        var epoch: ProducerEpoch
        var batches: [ProducerBatch] = []
        /// Also those of earlier epochs.
        var allBatches: [ProducerBatch] = []
        var transactionStart: Offset?

        mutating func begin(_ newEpoch: ProducerEpoch) {
            if newEpoch != epoch { batches = [] }
            epoch = newEpoch
        }
    }

    static func faults(of restarted: RestartedLog) -> [String] {
        let log = restarted.log
        var expected = known(restarted.history.batches.filter { $0.header.lastOffset < log.logEndOffset })
        var found = log.producerState.producers
        if restarted.history.isRewritten {
            // The greatest timestamp of a batch may have been that of a record that compaction has dropped.
            for id in expected.keys {
                expected[id]?.batches.forgetTimestamps()
                expected[id]?.allBatches.forgetTimestamps()
            }
            for id in found.keys { found[id]?.batches.forgetTimestamps() }
        }
        var faults: [String] = []
        for (id, entry) in found.sorted(by: { $0.key < $1.key }) {
            guard let known = expected[id] else {
                faults.append("producer \(id) is known, and never wrote")
                continue
            }
            if let last = known.batches.last, restarted.history.isDroppable(last.offsets) {
                // What compaction had kept as a producer's last may have been cut off since.
                if !entry.batches.allSatisfy(known.allBatches.contains) {
                    faults.append("producer \(id): knows \(entry.batches), wrote \(known.allBatches)")
                }
                continue
            }
            faults += differences(entry, known, from: log.logStartOffset) {
                restarted.history.isDroppable($0.offsets)
            }
            .map { "producer \(id): \($0)" }
        }
        for (id, known) in expected.sorted(by: { $0.key < $1.key }) where found[id] == nil {
            if let last = known.batches.last, restarted.history.isDroppable(last.offsets) { continue }
            if let last = known.batches.last?.lastOffset, last >= log.logStartOffset {
                faults.append("producer \(id) is not known, and wrote offset \(last)")
            } else if let start = known.transactionStart {
                faults.append("producer \(id) is not known, and has a transaction since offset \(start)")
            }
        }
        return faults
    }

    private static func known(_ batches: [RecordBatch]) -> [ProducerID: Known] {
        var known: [ProducerID: Known] = [:]
        for header in batches.map(\.header) where header.hasProducer {
            var entry = known[header.producerID] ?? Known(epoch: header.producerEpoch)
            entry.begin(header.producerEpoch)
            if header.isControl {
                entry.transactionStart = nil
            } else {
                let batch = ProducerBatch(
                    lastSequence: header.lastSequence, lastOffset: header.lastOffset,
                    offsetDelta: header.lastOffsetDelta, timestamp: header.maxTimestamp)
                entry.batches.append(batch)
                entry.allBatches.append(batch)
                if header.isTransactional, entry.transactionStart == nil {
                    entry.transactionStart = header.baseOffset
                }
            }
            known[header.producerID] = entry
        }
        return known
    }

    private static func differences(
        _ entry: ProducerEntry, _ known: Known, from logStart: Offset, isDroppable: (ProducerBatch) -> Bool
    ) -> [String] {
        var faults: [String] = []
        if entry.epoch != known.epoch { faults.append("epoch \(entry.epoch) instead of \(known.epoch)") }
        // Of batches that compaction has emptied those before the last may be unknown.
        let batches = known.batches.filter { entry.batches.contains($0) || !isDroppable($0) }
        if !batches.suffix(ProducerEntry.batchLimit).reversed().starts(with: entry.batches.reversed()) {
            faults.append("knows \(entry.batches), wrote \(known.batches.suffix(ProducerEntry.batchLimit))")
        }
        // Those that a producer may send again must be recognised, also by a log that was opened anew.
        let missing = batches.suffix(ProducerEntry.batchLimit).filter {
            $0.firstOffset >= logStart && !entry.batches.contains($0)
        }
        if !missing.isEmpty { faults.append("does not know \(missing)") }
        if entry.batches.isEmpty, !known.batches.isEmpty {
            faults.append("knows no batch, wrote offset \(known.batches.last?.lastOffset ?? .none)")
        }
        if entry.transactionStart != known.transactionStart {
            faults.append(
                "a transaction since \(entry.transactionStart?.description ?? "never") instead of "
                    + (known.transactionStart?.description ?? "never"))
        }
        return faults
    }
}

extension ProducerBatch {
    fileprivate var offsets: Range<Offset> { firstOffset..<lastOffset + 1 }
}

extension [ProducerBatch] {
    fileprivate mutating func forgetTimestamps() {
        for index in indices { self[index].timestamp = .none }
    }
}
