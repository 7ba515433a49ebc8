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
    /// Those of `producers` that have a `transactionStart`.
    private(set) var openTransactions = OpenTransactions()

    package init() {}

    /// Where the earliest open transaction begins.
    package var firstOpenOffset: Offset? { openTransactions.firstOffset }

    // MARK: - Checks

    /// Judges a data batch, which changes nothing yet.
    package func judge(_ header: BatchHeader, from origin: AppendOrigin = .client) -> Verdict {
        guard header.hasProducer else {
            return header.isTransactional
                ? .rejected(.invalidTxnState, "A transactional batch must have a producer id") : .accepted
        }
        let entry = producers[header.producerID]
        if case .coordinator = origin { return Self.judgeCoordinated(header, entry) }
        if let entry, let batch = Self.duplicate(of: header, in: entry) { return .duplicate(batch) }
        if header.isTransactional, origin != .verifiedClient, entry?.transactionStart == nil {
            return .rejected(
                .invalidTxnState,
                "Producer \(header.producerID) has no verified transaction in this partition")
        }
        guard let entry else { return .accepted }
        if header.producerEpoch < entry.epoch { return Self.staleEpoch(header, entry) }
        if let fault = Self.sequenceFault(header, entry) {
            return .rejected(.outOfOrderSequenceNumber, fault)
        }
        return Self.judgeKind(header, entry)
    }

    private static func judgeCoordinated(_ header: BatchHeader, _ entry: ProducerEntry?) -> Verdict {
        guard let entry else { return .accepted }
        if header.producerEpoch < entry.epoch { return staleEpoch(header, entry) }
        return judgeKind(header, entry)
    }

    /// Nothing that is no part of a transaction may stand within it.
    private static func judgeKind(_ header: BatchHeader, _ entry: ProducerEntry) -> Verdict {
        guard let start = entry.transactionStart, !header.isTransactional else { return .accepted }
        return .rejected(
            .invalidTxnState,
            "Expected a transactional write from producer \(header.producerID), whose transaction "
                + "begins at offset \(start)")
    }

    private static func staleEpoch(_ header: BatchHeader, _ entry: ProducerEntry) -> Verdict {
        .rejected(
            .invalidProducerEpoch,
            "Epoch of producer \(header.producerID) is \(header.producerEpoch), which is smaller than "
                + "the last seen epoch \(entry.epoch)")
    }

    /// Judges the end of a transaction, which changes nothing yet.
    package func judge(
        _ marker: TransactionMarker, _ header: BatchHeader, from origin: AppendOrigin
    ) -> Verdict {
        guard let entry = producers[header.producerID] else { return .accepted }
        if header.producerEpoch < entry.epoch { return Self.staleEpoch(header, entry) }
        if case .coordinator(let version) = origin, version >= 2, entry.transactionStart != nil,
            header.producerEpoch == entry.epoch
        {
            return .rejected(
                .invalidProducerEpoch,
                "Epoch \(header.producerEpoch) of producer \(header.producerID) is that of the transaction, "
                    + "whose end must have a later one")
        }
        if marker.coordinatorEpoch < entry.coordinatorEpoch {
            return .rejected(
                .transactionCoordinatorFenced,
                "Coordinator epoch \(marker.coordinatorEpoch) for producer \(header.producerID) is smaller "
                    + "than the last seen epoch \(entry.coordinatorEpoch)")
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
        let begins =
            producers[header.producerID, default: ProducerEntry(epoch: header.producerEpoch)]
            .appended(batch, epoch: header.producerEpoch, isTransactional: header.isTransactional)
        if begins { openTransactions.begin(at: batch.firstOffset, by: header.producerID) }
    }

    /// Notes a marker that is in the log. Returns the transaction that it ended; nil if none was open, as for
    /// one without records in this partition.
    @discardableResult
    package mutating func ended(_ header: BatchHeader, _ marker: TransactionMarker) -> EndedTransaction? {
        let start =
            producers[header.producerID, default: ProducerEntry(epoch: header.producerEpoch)]
            .ended(
                epoch: header.producerEpoch, timestamp: header.maxTimestamp,
                coordinatorEpoch: marker.coordinatorEpoch)
        guard let start else { return nil }
        openTransactions.end(start, by: header.producerID)
        return EndedTransaction(
            producerID: header.producerID, firstOffset: start, lastOffset: header.lastOffset,
            lastStableOffset: openTransactions.firstOffset ?? header.nextOffset,
            isCommitted: marker.isCommit)
    }

    /// Forgets producers without an open transaction whose last record is older than `horizon`.
    package mutating func expire(before horizon: Timestamp) {
        producers = producers.filter { $0.value.transactionStart != nil || $0.value.lastTimestamp > horizon }
    }

    /// Notes what a snapshot has of a producer; an entry after others of its epoch adds its batch to theirs.
    mutating func restore(_ entry: ProducerEntry, of producer: ProducerID) {
        var entry = entry
        if let before = producers[producer], before.epoch == entry.epoch {
            entry.batches = (before.batches + entry.batches).suffix(ProducerEntry.batchLimit)
        }
        let old = producers.updateValue(entry, forKey: producer)
        if let start = old?.transactionStart { openTransactions.end(start, by: producer) }
        if let start = entry.transactionStart { openTransactions.begin(at: start, by: producer) }
    }
}

extension ProducerEntry {
    fileprivate mutating func begin(_ newEpoch: ProducerEpoch) {
        if newEpoch != epoch { batches.removeAll(keepingCapacity: true) }
        epoch = newEpoch
    }

    /// Returns whether a transaction begins with the batch.
    fileprivate mutating func appended(
        _ batch: ProducerBatch, epoch: ProducerEpoch, isTransactional: Bool
    ) -> Bool {
        begin(epoch)
        if batches.count == Self.batchLimit { batches.removeFirst() }
        batches.append(batch)
        lastTimestamp = batch.timestamp
        guard isTransactional, transactionStart == nil else { return false }
        transactionStart = batch.firstOffset
        return true
    }

    /// Returns where the transaction began that was open.
    fileprivate mutating func ended(
        epoch: ProducerEpoch, timestamp: Timestamp, coordinatorEpoch: Int32
    ) -> Offset? {
        begin(epoch)
        lastTimestamp = timestamp
        self.coordinatorEpoch = coordinatorEpoch
        defer { transactionStart = nil }
        return transactionStart
    }
}
