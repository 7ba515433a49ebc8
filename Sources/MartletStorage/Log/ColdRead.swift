import MartletModel
import MartletRecords

/// A read that has to wait for the disk. The log's owner makes it, a storage thread runs it, and the owner
/// takes the result if the log's `layout` is still the same.
package struct ColdRead: Sendable {
    /// The most that one such read brings into memory: the next bytes of a reader that wants more are on
    /// their way while it has these.
    package static let byteLimit = 4 << 20

    let reader: LogReader
    let offset: Offset
    let end: Offset
    let maxBytes: Int
    let minOneBatch: Bool
    let isReadCommitted: Bool
    let readers: [CatchUp]

    package struct Outcome: Sendable {
        /// Nil when there is nothing to return. What it holds is in memory, and its batches are whole and
        /// have the right checksums; but the first, if that alone is longer than asked for, may be cut.
        package var found: LocatedSlice?
        package var abortedTransactions: [AbortedTransaction] = []
        /// What follows is no good batch: for `PartitionLog.quarantine(damage:)`.
        package var damage: StorageError?
        /// To be run when whoever waits has been told.
        package var readAhead: ReadAhead?

        /// What was found is in memory still, as it was checked.
        package var isSoundInMemory: Bool {
            found.map { $0.slice.file.isSound(at: $0.slice.position, count: $0.slice.byteCount) } ?? true
        }
    }

    package var layout: Int { reader.layout }

    /// Finds the bytes and reads them into memory. Batches that come from the disk are checked before anybody
    /// gets them: throws `StorageError.corrupt` if the first is damaged, and ends before a later one.
    package func run() throws(StorageError) -> Outcome {
        let found = try reader.read(from: offset, upTo: end, maxBytes: maxBytes, minOneBatch: minOneBatch)
        guard var found else { return Outcome() }
        let wasInMemory = found.slice.file.isCached(at: found.slice.position, count: found.slice.byteCount)
        let checked = WarmUp(found).run()
        let goodByteCount = checked.end - found.slice.position
        if goodByteCount == 0, let damage = checked.damage { throw damage }
        found.slice.byteCount = Int(min(goodByteCount, Int64(found.slice.byteCount)))
        let aborted =
            isReadCommitted ? try reader.abortedTransactions(in: found.slice, from: offset, upTo: end) : []
        let readAhead =
            checked.damage == nil
            ? ReadAhead(
                after: found, upTo: checked.end, next: checked.next, of: readers, wasInMemory: wasInMemory)
            : nil
        return Outcome(
            found: found, abortedTransactions: aborted, damage: checked.damage, readAhead: readAhead)
    }
}

/// Brings whole batches of a log file into memory and checks them, on a storage thread. What is good is sound
/// from then on, little by little.
package struct WarmUp: Sendable {
    private static let chunkByteCount = 256 << 10
    /// What is in memory goes by pages: whoever reads on finds all of the last one, so that is checked too.
    private static let pageByteCount: Int64 = 4 << 10

    private let segment: LocatedSlice
    /// Where a batch begins.
    private let start: Int64
    private let end: Int64
    /// Where the offsets before `start` end, as far as that is known.
    private let first: Offset

    /// From `start` on, in the segment of `slice`, where nothing is below `first`.
    init(_ segment: LocatedSlice, from start: Int64, byteCount: Int64, notBelow first: Offset) {
        self.segment = segment
        self.start = start
        self.first = first
        let end = (start + byteCount + Self.pageByteCount - 1) & ~(Self.pageByteCount - 1)
        self.end = min(end, segment.soundByteCount)
    }

    init(_ found: LocatedSlice) {
        self.init(
            found, from: found.slice.position, byteCount: Int64(found.slice.byteCount),
            notBelow: found.frame.baseOffset)
    }

    package struct Outcome: Sendable {
        /// Where the good batches end, which is `end` or beyond if all is well.
        package var end: Int64
        /// And their offsets.
        package var next: Offset
        /// Why they end before.
        package var damage: StorageError?
    }

    /// Reads and checks.
    ///
    /// A base offset has no checksum. Where two batches contradict each other, either may be the wrong one:
    /// the good ones end before both, until somebody has looked closer.
    package func run() -> Outcome {
        let result = check()
        segment.slice.file.noteSound(start..<result.end)
        return result
    }

    private func check() -> Outcome {
        let file = segment.slice.file
        file.advise(.willNeed(start..<end))
        var scanner = SegmentScanner(
            file, from: start, upTo: segment.soundByteCount, chunkByteCount: Self.chunkByteCount)
        var checked = start
        var noted = start
        var last: BatchLocation?
        var isBorneOut = false
        do throws(StorageError) {
            while checked < end, let batch = try scanner.nextWhole() {
                if let error = try scanner.checksumError(of: batch) {
                    throw .corrupt(path: file.path, position: batch.position, reason: "\(error)")
                }
                let expected = last?.header.nextOffset ?? first
                if let fault = segment.frame.fault(of: batch.header, after: expected) {
                    if let last, batch.header.baseOffset < expected { checked = last.position }
                    throw .corrupt(path: file.path, position: batch.position, reason: fault)
                }
                isBorneOut = batch.header.baseOffset == expected
                // Of the one before the last the offsets are borne out; whoever waits for it may have it.
                if let last, last.position - noted >= Self.chunkByteCount {
                    file.noteSound(noted..<last.position)
                    noted = last.position
                }
                last = batch
                checked = batch.end
            }
            if !isBorneOut, let last, let denial = denial(of: last, by: &scanner) {
                checked = last.position
                throw denial
            }
        } catch {
            return Outcome(end: checked, next: last?.header.nextOffset ?? first, damage: error)
        }
        return Outcome(end: checked, next: last?.header.nextOffset ?? first)
    }

    /// What the batch behind the last one, if it is a good one, says against that one's offsets. If it is
    /// none, that is told to who reads it.
    private func denial(of last: BatchLocation, by scanner: inout SegmentScanner) -> StorageError? {
        let expected = last.header.nextOffset
        do throws(StorageError) {
            guard let next = try scanner.nextWhole(), next.header.baseOffset < expected,
                try scanner.checksumError(of: next) == nil,
                let fault = segment.frame.fault(of: next.header, after: expected)
            else { return nil }
            return .corrupt(path: segment.slice.file.path, position: next.position, reason: fault)
        } catch {
            return nil
        }
    }
}
