import MartletModel
import NIOCore

/// A transaction that was given up, as far as one partition is concerned.
package struct AbortedTransaction: Sendable, Equatable {
    package var producerID: ProducerID
    /// Of its first record.
    package var firstOffset: Offset
    /// Of the marker that ended it.
    package var lastOffset: Offset
    /// The last stable offset when it ended: where the earliest other transaction begins that was open then,
    /// or else what follows the marker.
    package var lastStableOffset: Offset

    package init(
        producerID: ProducerID, firstOffset: Offset, lastOffset: Offset, lastStableOffset: Offset
    ) {
        self.producerID = producerID
        self.firstOffset = firstOffset
        self.lastOffset = lastOffset
        self.lastStableOffset = lastStableOffset
    }
}

/// The aborted transactions whose markers lie in one segment, in memory.
///
/// Invariant: the markers' offsets strictly increase, and none is below `baseOffset`.
package struct TransactionIndex: Sendable, Equatable {
    package static let entryByteCount = 34
    private static let version: Int16 = 0

    package let baseOffset: Offset
    package private(set) var entries: ContiguousArray<AbortedTransaction> = []

    package init(baseOffset: Offset) {
        self.baseOffset = baseOffset
    }

    package var isEmpty: Bool { entries.isEmpty }

    package mutating func append(_ transaction: AbortedTransaction) {
        precondition(
            transaction.lastOffset > entries.last?.lastOffset ?? baseOffset - Int64(1),
            "markers are indexed in the order in which they stand in the log")
        entries.append(transaction)
    }

    /// Forgets markers at `offset` and beyond.
    package mutating func truncate(toOffset offset: Offset) {
        entries.removeSubrange(entries.partitioningIndex { $0.lastOffset >= offset }...)
    }

    // MARK: - Bytes

    package func encoded() -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: entries.count * Self.entryByteCount)
        for entry in entries {
            buffer.writeMultipleIntegers(
                Self.version, entry.producerID.rawValue, entry.firstOffset.rawValue,
                entry.lastOffset.rawValue, entry.lastStableOffset.rawValue)
        }
        return buffer
    }

    /// Reads an index file. Nil when it cannot be that of the segment with the offsets from `baseOffset` up
    /// to `nextOffset`, and must be rebuilt.
    package init?(baseOffset: Offset, decoding buffer: ByteBuffer, nextOffset: Offset? = nil) {
        guard buffer.readableBytes.isMultiple(of: Self.entryByteCount) else { return nil }
        self.init(baseOffset: baseOffset)
        entries.reserveCapacity(buffer.readableBytes / Self.entryByteCount)
        var buffer = buffer
        var next = baseOffset
        while let entry = Self.readEntry(&buffer) {
            guard entry.lastOffset >= next, entry.lastOffset < nextOffset ?? SegmentFile.greatestOffset else {
                return nil
            }
            next = entry.lastOffset + 1
            entries.append(entry)
        }
        // What is left is no entry.
        if buffer.readableBytes > 0 { return nil }
    }

    /// Nil at the end, and for bytes that are no entry.
    static func readEntry(_ buffer: inout ByteBuffer) -> AbortedTransaction? {
        let start = buffer.readerIndex
        guard
            let (version, producer, first, last, stable) = buffer.readMultipleIntegers(
                as: (Int16, Int64, Int64, Int64, Int64).self),
            version == Self.version, producer >= 0, first >= 0, first <= last, stable >= 0
        else {
            buffer.moveReaderIndex(to: start)
            return nil
        }
        return AbortedTransaction(
            producerID: ProducerID(producer), firstOffset: Offset(first), lastOffset: Offset(last),
            lastStableOffset: Offset(stable))
    }
}

/// The question that a reader of committed records has: which of the transactions that it meets between two
/// offsets were given up.
struct AbortedTransactionSearch {
    let start: Offset
    let end: Offset
    private(set) var found: [AbortedTransaction] = []
    /// No later entry can matter.
    private(set) var isComplete = false

    init(from start: Offset, upTo end: Offset) {
        self.start = start
        self.end = end
    }

    /// Looks at the next entry; entries come in the order of their markers.
    mutating func consider(_ entry: AbortedTransaction) {
        if isComplete { return }
        if entry.lastOffset >= start && entry.firstOffset < end { found.append(entry) }
        // Whatever ended later began at this stable offset or after it.
        isComplete = entry.lastStableOffset >= end
    }
}

/// The transaction index of a sealed segment, read where it lies: nothing of it stays in memory.
struct SealedTransactionIndex {
    private static let entriesPerBlock = 120

    private let file: any File
    private let access: DiskAccess
    private let entryCount: Int

    init(_ file: any File, _ access: DiskAccess = .allowed) throws(StorageError) {
        self.file = file
        self.access = access
        entryCount = Int(try file.byteCount()) / TransactionIndex.entryByteCount
    }

    /// Goes through the entries from the first that can matter, until the search is complete.
    func search(_ search: inout AbortedTransactionSearch) throws(StorageError) {
        var (low, high) = (0, entryCount)
        while low < high {
            let middle = low + (high - low) / 2
            let entry = try entries(from: middle, count: 1)[0]
            if entry.lastOffset >= search.start { high = middle } else { low = middle + 1 }
        }
        while low < entryCount, !search.isComplete {
            let block = try entries(from: low, count: min(Self.entriesPerBlock, entryCount - low))
            for entry in block { search.consider(entry) }
            low += block.count
        }
    }

    private func entries(from index: Int, count: Int) throws(StorageError) -> [AbortedTransaction] {
        let position = Int64(index * TransactionIndex.entryByteCount)
        var buffer = try file.read(at: position, count: count * TransactionIndex.entryByteCount, access)
        var entries: [AbortedTransaction] = []
        while let entry = TransactionIndex.readEntry(&buffer) { entries.append(entry) }
        guard entries.count == count else {
            throw .corrupt(
                path: file.path, position: position + Int64(entries.count * TransactionIndex.entryByteCount),
                reason: "there is no entry of an aborted transaction")
        }
        return entries
    }
}
