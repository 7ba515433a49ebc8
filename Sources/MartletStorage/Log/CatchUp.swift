import MartletModel

/// A reader that goes through a log's segments from one end to the other, as far as it had to wait for the
/// disk: what was read for it so far, and what it needs next.
///
/// Who reads on where the last cold read ended gets more read ahead each time, and what lies behind it is let
/// go of, as far as it was not in memory before it came: so it waits for the disk seldom, and drives nothing
/// out of memory that others read. Who reads here and there gets no more than it asked for.
package struct CatchUp: Sendable {
    static let leastWindow: Int64 = 1 << 20
    static let mostWindow: Int64 = 8 << 20
    static let keptBehind: Int64 = 8 << 20

    /// Tells it from other readers of the log; given by whoever keeps them.
    package var number = 0
    /// Nil once it is closed: readers keep no file open, however many partitions are read at once.
    private(set) weak var file: (any File)?
    let soundByteCount: Int64
    /// From here on the segment's bytes are in memory for the sake of this reader alone.
    var coldStart: Int64
    /// And up to here.
    var warmEnd: Int64
    /// How much is read ahead.
    var window: Int64 = 0
    /// What it reads was not in memory before it came.
    var isCold = true

    /// Whether what was found goes on where this ended.
    func isContinued(by found: LocatedSlice) -> Bool {
        if let file, found.slice.file === file {
            return found.slice.position > coldStart && found.slice.position <= warmEnd
        }
        return found.slice.position == 0 && warmEnd >= soundByteCount
    }
}

/// What a storage thread does for a reader that catches up, once that has what it waits for.
package struct ReadAhead: Sendable {
    /// Nil while enough is on its way.
    let warmUp: WarmUp?
    let passed: (file: any File, range: Range<Int64>)?
    /// Whom it is for, as it will be then.
    package let reader: CatchUp
    /// The number of the reader as it was before; nil for one that is new.
    package let previous: Int?

    /// - Parameters:
    ///   - next: where the offsets up to `checkedEnd` end.
    ///   - wasInMemory: the slice was, before it was read and checked.
    init(
        after found: LocatedSlice, upTo checkedEnd: Int64, next nextOffset: Offset = 0,
        of readers: [CatchUp], wasInMemory: Bool = false
    ) {
        let last = readers.last { $0.isContinued(by: found) }
        previous = last?.number
        let start = found.slice.position
        var next = CatchUp(
            file: found.slice.file, soundByteCount: found.soundByteCount, coldStart: start,
            warmEnd: checkedEnd)
        var passed: (file: any File, range: Range<Int64>)?
        if let last {
            next.window = min(max(2 * last.window, CatchUp.leastWindow), CatchUp.mostWindow)
            let isSame = last.file === found.slice.file
            // What was read last may still be on its way to the client.
            let end = (isSame ? start : last.warmEnd) - CatchUp.keptBehind
            let range = last.coldStart..<max(last.coldStart, end)
            if isSame { next.coldStart = range.upperBound }
            // What it has had read ahead is in memory for its sake.
            let isAhead = isSame && start + Int64(found.slice.byteCount) <= last.warmEnd
            next.isCold = isAhead ? last.isCold : !wasInMemory
            let isShared = readers.contains { other in
                other.number != last.number && other.file === last.file
                    && range.overlaps(other.coldStart..<other.warmEnd)
            }
            // Only sealed segments come before others, and only those are let go of.
            if !isShared, last.isCold, next.isCold, found.isSealed || !isSame, let file = last.file {
                passed = (file, range)
            }
        } else {
            next.isCold = !wasInMemory
        }
        self.passed = passed
        if let last, last.file === found.slice.file, last.warmEnd - checkedEnd >= max(last.window / 2, 1) {
            // It came faster than the disk: another thread is reading what it wants next.
            (next.window, next.warmEnd) = (last.window, last.warmEnd)
            warmUp = nil
        } else {
            next.warmEnd = min(checkedEnd + next.window, found.soundByteCount)
            warmUp =
                next.warmEnd > checkedEnd
                ? WarmUp(found, from: checkedEnd, byteCount: next.window, notBelow: nextOffset) : nil
        }
        reader = next
    }

    /// Returns the damage that was met, for `PartitionLog.quarantine(damage:)`. What lies before it may be
    /// served; the rest is in memory, too, but is not sound.
    package func run() -> StorageError? {
        if let passed, !passed.range.isEmpty { passed.file.advise(.dontNeed(passed.range)) }
        return warmUp?.run().damage
    }
}
