import MartletModel
import MartletRecords
import NIOCore

/// A batch that an idempotent producer wrote.
package struct ProducerBatch: Sendable, Equatable {
    package var lastSequence: Int32
    package var lastOffset: Offset
    /// From the first offset to the last.
    package var offsetDelta: Int32
    /// The greatest timestamp.
    package var timestamp: Timestamp

    package init(lastSequence: Int32, lastOffset: Offset, offsetDelta: Int32, timestamp: Timestamp) {
        self.lastSequence = lastSequence
        self.lastOffset = lastOffset
        self.offsetDelta = offsetDelta
        self.timestamp = timestamp
    }

    init(_ header: BatchHeader) {
        self.init(
            lastSequence: header.lastSequence, lastOffset: header.lastOffset,
            offsetDelta: header.lastOffsetDelta, timestamp: header.maxTimestamp)
    }

    package var firstOffset: Offset { lastOffset - Int64(offsetDelta) }
    /// Sequences wrap from 2³¹−1 to 0.
    package var firstSequence: Int32 { (lastSequence &- offsetDelta) & Int32.max }
}

/// What a partition knows of one producer.
package struct ProducerEntry: Sendable, Equatable {
    /// As many as a producer has in flight at most.
    package static let batchLimit = 5

    package var epoch: ProducerEpoch
    /// The latest of this epoch, oldest first; at most `batchLimit`.
    package var batches: [ProducerBatch] = []
    package var lastTimestamp: Timestamp = .none
    package var coordinatorEpoch: Int32 = -1
    /// Where the open transaction begins; nil without one.
    package var transactionStart: Offset?

    package init(epoch: ProducerEpoch) {
        self.epoch = epoch
    }

    var lastSequence: Int32 { batches.last?.lastSequence ?? -1 }
}

/// What a partition knows of its idempotent and transactional producers: enough to recognise a batch that
/// comes again, and to refuse one that comes out of order. A function of the log: whoever replays it knows
/// the same.
package struct ProducerState: Sendable, Equatable {
    /// What becomes of a client's batch.
    package enum Verdict: Sendable, Equatable {
        case accepted
        /// It is in the log already.
        case duplicate(ProducerBatch)
        case rejected(ErrorCode, String)
    }

    package private(set) var producers: [ProducerID: ProducerEntry] = [:]

    package init() {}

    // MARK: - Checks

    /// Judges a client's data batch, which changes nothing yet.
    package func judge(_ header: BatchHeader) -> Verdict {
        guard header.hasProducer else {
            return header.isTransactional
                ? .rejected(.invalidTxnState, "A transactional batch must have a producer id") : .accepted
        }
        let entry = producers[header.producerID]
        if let entry, let batch = Self.duplicate(of: header, in: entry) { return .duplicate(batch) }
        if header.isTransactional {
            // Only a verified partition may join a transaction (KIP-890), and none is verified here.
            return .rejected(
                .invalidTxnState,
                "Producer \(header.producerID) has no verified transaction in this partition")
        }
        guard let entry else { return .accepted }
        if header.producerEpoch < entry.epoch {
            return .rejected(
                .invalidProducerEpoch,
                "Epoch of producer \(header.producerID) is \(header.producerEpoch), which is smaller than "
                    + "the last seen epoch \(entry.epoch)")
        }
        if let fault = Self.sequenceFault(header, entry) {
            return .rejected(.outOfOrderSequenceNumber, fault)
        }
        if let start = entry.transactionStart {
            return .rejected(
                .invalidTxnState,
                "Expected a transactional write from producer \(header.producerID), whose transaction "
                    + "begins at offset \(start)")
        }
        return .accepted
    }

    private static func duplicate(of header: BatchHeader, in entry: ProducerEntry) -> ProducerBatch? {
        guard header.producerEpoch == entry.epoch else { return nil }
        return entry.batches.first {
            $0.firstSequence == header.baseSequence && $0.lastSequence == header.lastSequence
        }
    }

    private static func sequenceFault(_ header: BatchHeader, _ entry: ProducerEntry) -> String? {
        // An epoch that is not known, as after the deletion of all its records, accepts any sequence.
        if entry.epoch == .none { return nil }
        if header.producerEpoch != entry.epoch {
            if header.baseSequence == 0 { return nil }
            return "Invalid sequence number for new epoch \(header.producerEpoch) of producer "
                + "\(header.producerID): \(header.baseSequence) (incoming seq. number)"
        }
        let last = entry.lastSequence
        if header.baseSequence == (last == Int32.max ? 0 : last + 1) { return nil }
        return "Out of order sequence number for producer \(header.producerID): \(header.baseSequence) "
            + "(incoming seq. number), \(last) (current end sequence number)"
    }

    // MARK: - What was appended

    /// Notes a data batch that is in the log, its offsets final.
    package mutating func appended(_ header: BatchHeader) {
        guard header.hasProducer else { return }
        let batch = ProducerBatch(header)
        producers[header.producerID, default: ProducerEntry(epoch: header.producerEpoch)]
            .appended(batch, epoch: header.producerEpoch, isTransactional: header.isTransactional)
    }

    /// Notes the end of a transaction that is in the log.
    package mutating func ended(_ header: BatchHeader, coordinatorEpoch: Int32) {
        producers[header.producerID, default: ProducerEntry(epoch: header.producerEpoch)]
            .ended(
                epoch: header.producerEpoch, timestamp: header.maxTimestamp,
                coordinatorEpoch: coordinatorEpoch)
    }

    /// Forgets producers without an open transaction whose last record is older than `horizon`.
    package mutating func expire(before horizon: Timestamp) {
        producers = producers.filter { $0.value.transactionStart != nil || $0.value.lastTimestamp > horizon }
    }

    /// Notes a batch before those that are known, as a snapshot has only the last of each producer. To be
    /// called for later batches first.
    mutating func recall(_ header: BatchHeader) {
        guard let entry = producers[header.producerID], entry.epoch == header.producerEpoch,
            let first = entry.batches.first, header.lastOffset < first.firstOffset,
            entry.batches.count < ProducerEntry.batchLimit
        else { return }
        producers[header.producerID]?.batches.insert(ProducerBatch(header), at: 0)
    }

    mutating func restore(_ entry: ProducerEntry, of producer: ProducerID) {
        producers[producer] = entry
    }
}

extension ProducerEntry {
    fileprivate mutating func begin(_ newEpoch: ProducerEpoch) {
        if newEpoch != epoch { batches.removeAll(keepingCapacity: true) }
        epoch = newEpoch
    }

    fileprivate mutating func appended(_ batch: ProducerBatch, epoch: ProducerEpoch, isTransactional: Bool) {
        begin(epoch)
        if batches.count == Self.batchLimit { batches.removeFirst() }
        batches.append(batch)
        lastTimestamp = batch.timestamp
        if isTransactional && transactionStart == nil { transactionStart = batch.firstOffset }
    }

    fileprivate mutating func ended(epoch: ProducerEpoch, timestamp: Timestamp, coordinatorEpoch: Int32) {
        begin(epoch)
        transactionStart = nil
        lastTimestamp = timestamp
        self.coordinatorEpoch = coordinatorEpoch
    }
}
