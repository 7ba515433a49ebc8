import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

/// What a storage workload has done and was told, as simply as it can be said: the oracle that the engine is
/// compared with.
struct StorageModel {
    /// The partitions that the cluster's metadata knows, which survives every crash.
    var partitions: [TopicPartition: PartitionModel] = [:]

    /// In a fixed order: what is drawn and checked must not depend on that of a dictionary.
    var names: [TopicPartition] { partitions.keys.sorted() }

    /// Follows `change` of a partition that is there.
    mutating func update(_ name: TopicPartition, _ change: (inout PartitionModel) -> Void) {
        guard var partition = partitions[name] else { return }
        change(&partition)
        partitions[name] = partition
    }
}

struct PartitionModel {
    var topicID: TopicID
    var configuration: LogConfiguration
    var leaderEpoch: LeaderEpoch = 0
    var history = LogHistory()
}

/// All batches of a log since it was made, also those below the log start; not those that were truncated.
struct LogHistory {
    /// What an operation that is under way may have done already, or not.
    enum Pending: Equatable {
        case nothing
        /// The log start may have moved forward, to here at most.
        case deletion(upTo: Offset)
        /// The log may end with the batch before this offset. Where that is all of it, it may still begin
        /// where it began.
        case truncation(to: Offset, from: Offset)
        /// The log may be empty, and begin here.
        case restart(at: Offset)
    }

    private(set) var batches: [RecordBatch] = []
    /// Of the next batch, where there is none to tell.
    private(set) var emptyEnd: Offset = 0
    /// The log start that the log has told.
    var start: Offset = 0 {
        didSet { greatestStart = max(greatestStart, start) }
    }
    /// Before a crash it may have been further: records below may have come back, without their epochs.
    private(set) var greatestStart: Offset = 0
    /// Up to where the log has told that it is durable.
    var durableEnd: Offset = 0
    /// The log start that was checkpointed.
    var durableStart: Offset = 0
    var pending = Pending.nothing
    /// Recompression or compaction may have rewritten some of the batches.
    var isRewritten = false
    /// Where records were that compaction may have dropped.
    private(set) var droppable: Set<Offset> = []

    var end: Offset { batches.last?.header.nextOffset ?? emptyEnd }

    mutating func append(_ batch: RecordBatch) {
        batches.append(batch)
    }

    /// The last batch was refused.
    mutating func takeBack() {
        guard let last = batches.popLast() else { return }
        if batches.isEmpty { emptyEnd = last.header.baseOffset }
    }

    /// Where the log may end when it is cut at `offset`.
    func ends(cutAt offset: Offset) -> ClosedRange<Offset> {
        let greatest = min(offset, end)
        return min(cut(at: offset), greatest)...greatest
    }

    /// The log was cut at `offset`. The checkpoints do not say so yet.
    mutating func truncate(to offset: Offset, _ log: PartitionLog) {
        let newEnd = log.logEndOffset
        end(at: newEnd) { $0.header.lastOffset < min(offset, newEnd) }
        start = min(start, end)
        greatestStart = min(greatestStart, end)
        durableStart = min(durableStart, end)
        durableEnd = log.durableEndOffset
    }

    /// Keeps the batches that `isKept` names; all of them go if the log does not end where they do.
    private mutating func end(at newEnd: Offset, keeping isKept: (RecordBatch) -> Bool) {
        batches.removeAll { !isKept($0) }
        emptyEnd = newEnd
        if end != newEnd { batches = [] }
        droppable = droppable.filter { $0 < newEnd }
    }

    /// The log is empty and begins at `offset`. The checkpoints do not say so yet.
    mutating func restart(at offset: Offset) {
        self = LogHistory()
        pending = .restart(at: offset)
        emptyEnd = offset
        start = offset
        durableStart = offset
        durableEnd = offset
    }

    /// Goes on with what a restart has found, which was checked.
    mutating func adopt(_ log: PartitionLog?) {
        guard let log else { return }
        pending = .nothing
        let end = log.logEndOffset
        self.end(at: end) { $0.header.baseOffset < end }
        start = log.logStartOffset
        durableStart = min(durableStart, start)
        durableEnd = log.durableEndOffset
    }

    // MARK: - Rewrites

    /// A compaction begins of what is durable: of each key it may leave the last record alone, and none if
    /// that is a tombstone.
    mutating func beginCompaction() throws(RecordsError) {
        isRewritten = true
        var last: [ByteBuffer?: Offset] = [:]
        for batch in batches where batch.header.lastOffset < durableEnd {
            var records = try batch.records(decompressionLimit: 1 << 20)
            while let record = try records.next() {
                if let before = last.updateValue(record.offset, forKey: record.key) {
                    droppable.insert(before)
                }
                if record.value == nil { droppable.insert(record.offset) }
            }
        }
    }

    /// Whether compaction may have dropped all that is there.
    func isDroppable(_ offsets: Range<Offset>) -> Bool {
        !droppable.isEmpty
            && (offsets.lowerBound.rawValue..<offsets.upperBound.rawValue).allSatisfy {
                droppable.contains(Offset($0))
            }
    }

    func isDroppable(_ header: BatchHeader) -> Bool {
        isDroppable(header.baseOffset..<header.nextOffset)
    }

    /// Whether `found` is the batch that was appended, as far as rewrites leave it as it was.
    func matches(_ found: RecordBatch, _ appended: RecordBatch) throws(RecordsError) -> Bool {
        if found.bytes == appended.bytes { return true }
        let (one, other) = (found.header, appended.header)
        guard isRewritten, one.baseOffset == other.baseOffset, one.lastOffset == other.lastOffset,
            one.partitionLeaderEpoch == other.partitionLeaderEpoch, one.producerID == other.producerID,
            one.producerEpoch == other.producerEpoch, one.baseSequence == other.baseSequence
        else { return false }
        var left: [Offset: Record] = [:]
        if one.recordsCount > 0 {
            var records = try found.records(decompressionLimit: 1 << 20)
            while let record = try records.next() { left[record.offset] = record }
        }
        var records = try appended.records(decompressionLimit: 1 << 20)
        while let record = try records.next() {
            guard let there = left.removeValue(forKey: record.offset) else {
                if droppable.contains(record.offset) { continue }
                return false
            }
            if there.key != record.key || there.value != record.value || there.timestamp != record.timestamp {
                return false
            }
        }
        return left.isEmpty
    }

    // MARK: - What must be and what may be

    /// Everything below was reported durable, and nobody has asked to take it away.
    var requiredEnd: Offset {
        switch pending {
        case .nothing, .deletion: durableEnd
        case .truncation(let offset, _): min(durableEnd, cut(at: offset))
        case .restart: 0
        }
    }

    /// Records below may be gone.
    var requiredStart: Offset {
        switch pending {
        case .nothing: start
        case .deletion(let offset): max(start, offset)
        // The checkpoint of log starts is written after the cut: until then it may lie beyond all there is.
        case .truncation(_, let before): max(start, before)
        case .restart: SegmentFile.greatestOffset
        }
    }

    /// Records below must be gone.
    var requiredDeletion: Offset {
        switch pending {
        case .nothing, .deletion: durableStart
        case .truncation(let offset, _): min(durableStart, cut(at: offset))
        case .restart(let offset): min(durableStart, offset)
        }
    }

    /// Where a truncation to `offset` ends the log, at least: batches go as a whole, and so does a gap before
    /// them that compaction has left.
    private func cut(at offset: Offset) -> Offset {
        var left = batches.prefix { $0.header.lastOffset < offset }
        if left.count == batches.count { return end }
        while let last = left.last, isDroppable(last.header) { left.removeLast() }
        return min(left.last?.header.nextOffset ?? batches[0].header.baseOffset, offset)
    }
}
