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
        var transactionStart: Offset?

        mutating func begin(_ newEpoch: ProducerEpoch) {
            if newEpoch != epoch { batches = [] }
            epoch = newEpoch
        }
    }

    static func faults(of restarted: RestartedLog) -> [String] {
        let log = restarted.log
        let expected = known(restarted.history.batches.filter { $0.header.lastOffset < log.logEndOffset })
        let found = log.producerState.producers
        var faults: [String] = []
        for (id, entry) in found.sorted(by: { $0.key < $1.key }) {
            guard let known = expected[id] else {
                faults.append("producer \(id) is known, and never wrote")
                continue
            }
            faults += differences(entry, known).map { "producer \(id): \($0)" }
        }
        for (id, known) in expected.sorted(by: { $0.key < $1.key }) where found[id] == nil {
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
                entry.batches.append(
                    ProducerBatch(
                        lastSequence: header.lastSequence, lastOffset: header.lastOffset,
                        offsetDelta: header.lastOffsetDelta, timestamp: header.maxTimestamp))
                if header.isTransactional, entry.transactionStart == nil {
                    entry.transactionStart = header.baseOffset
                }
            }
            known[header.producerID] = entry
        }
        return known
    }

    private static func differences(_ entry: ProducerEntry, _ known: Known) -> [String] {
        var faults: [String] = []
        if entry.epoch != known.epoch { faults.append("epoch \(entry.epoch) instead of \(known.epoch)") }
        if !known.batches.suffix(ProducerEntry.batchLimit).reversed().starts(with: entry.batches.reversed()) {
            faults.append("knows \(entry.batches), wrote \(known.batches.suffix(ProducerEntry.batchLimit))")
        }
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
