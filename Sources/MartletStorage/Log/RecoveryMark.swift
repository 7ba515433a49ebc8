import MartletModel
import NIOCore

/// What lets a recovery begin near the recovery point instead of at the beginning of the active segment: the
/// segment's indexes so far, and the producers' state.
///
/// Of the index files only what a mark has not written yet is written, and nothing of it is ever cut while
/// the mark's snapshot is there: so a recovery may take what lies below the snapshot's offset at its word, if
/// the recovery point is not below it either.
package struct RecoveryMark: Sendable {
    /// How much must have been appended since the last mark: so much is checked in a few milliseconds.
    package static let interval: Int64 = 16 << 20

    struct Part: Sendable {
        var file: SegmentFile
        var bytes: ByteBuffer
        var position: Int64
        var entryCount: Int
    }

    let offset: Offset
    let segment: Offset
    /// Of the segment, when the mark was planned.
    let byteCount: Int64
    let truncations: Int
    let times: Part
    let offsets: Part
    let snapshot: ByteBuffer
    /// The index files may be new.
    let hasNewNames: Bool
    /// Snapshots that no recovery needs any more.
    let obsolete: [String]
    let directory: String
    let fileSystem: GuardedFileSystem

    /// The mark is durable when this returns. Blocks; while it runs the log may be appended to and rolled.
    package func run() throws(StorageError) {
        for part in [times, offsets] {
            let file = try fileSystem.open("\(directory)/\(part.file.name(segment))", .createIfMissing)
            try file.write([part.bytes], at: part.position)
            try file.sync()
        }
        // A snapshot that survived a crash without them would promise what is not there.
        if hasNewNames { try fileSystem.syncDirectory(directory) }
        let path = "\(directory)/\(SegmentFile.producerSnapshot.name(offset))"
        let file = try fileSystem.open(path, .createOrTruncate)
        try file.write([snapshot], at: 0)
        try file.sync()
        try fileSystem.syncDirectory(directory)
        for path in obsolete { try fileSystem.remove(path) }
    }
}

/// What the index files of a log's active segment hold already, and which snapshots belong to no segment.
struct RecoveryMarks {
    /// The segment that the counts are about; nil if its index files hold nothing of use.
    var segment: Offset?
    var offsetCount = 0
    var timeCount = 0
    var byteCount: Int64 = 0
    /// Ascending.
    var snapshots: [Offset] = []
    var isRunning = false
}

extension PartitionLog {
    /// Whether so much has been appended since the last mark that another is worth its syncs.
    package var isMarkDue: Bool { isMarkDue(after: RecoveryMark.interval) }

    /// Whether there is something to mark, once `byteCount` bytes were appended since the last mark.
    package func isMarkDue(after byteCount: Int64) -> Bool {
        let marked = marks.segment == active.baseOffset ? marks.byteCount : 0
        // Aborted transactions have an index of their own, which marks do not write.
        return !marks.isRunning && active.byteCount - marked >= byteCount
            && !active.offsetIndex.entries.isEmpty && active.transactionIndex.isEmpty
    }

    /// Plans a mark at the log end. The caller runs it on a storage thread, and finishes it before anything
    /// is truncated, and before the log is closed.
    package func planRecoveryMark() throws(StorageError) -> RecoveryMark {
        let base = active.baseOffset
        if marks.segment != base {
            // What is there was left by others, and no snapshot vouches for it.
            for kind in [SegmentFile.offsetIndex, .timeIndex] {
                _ = try fileSystem.open(path(kind, base), .createOrTruncate)
            }
            (marks.segment, marks.offsetCount, marks.timeCount, marks.byteCount) = (base, 0, 0, 0)
        }
        marks.isRunning = true
        return RecoveryMark(
            offset: logEndOffset, segment: base, byteCount: active.byteCount, truncations: truncations,
            times: unmarkedTimes, offsets: unmarkedOffsets, snapshot: ProducerSnapshot.encode(producers),
            hasNewNames: marks.byteCount == 0,
            // The last one stays: the recovery point may not have reached the new one before a crash.
            obsolete: looseSnapshots(marks.snapshots.dropLast()).map { path(.producerSnapshot, $0) },
            directory: directory, fileSystem: fileSystem)
    }

    /// Takes note of a mark that has run, or failed.
    package func finishRecoveryMark(_ mark: RecoveryMark, isDurable: Bool) throws(StorageError) {
        marks.isRunning = false
        guard isDurable else { return }
        guard mark.truncations == truncations else {
            try fileSystem.remove(path(.producerSnapshot, mark.offset))
            directoryChanges += 1
            return
        }
        marks.snapshots = Array(marks.snapshots.suffix(1)) + [mark.offset]
        if marks.segment == mark.segment {
            marks.offsetCount = mark.offsets.entryCount
            marks.timeCount = mark.times.entryCount
            marks.byteCount = mark.byteCount
        }
    }

    var unmarkedOffsets: RecoveryMark.Part {
        let first = marks.segment == active.baseOffset ? marks.offsetCount : 0
        return RecoveryMark.Part(
            file: .offsetIndex, bytes: active.offsetIndex.encoded(from: first),
            position: Int64(first * OffsetIndex.entryByteCount), entryCount: active.offsetIndex.entries.count)
    }

    var unmarkedTimes: RecoveryMark.Part {
        let first = marks.segment == active.baseOffset ? marks.timeCount : 0
        return RecoveryMark.Part(
            file: .timeIndex, bytes: active.timeIndex.encoded(from: first),
            position: Int64(first * TimeIndex.entryByteCount), entryCount: active.timeIndex.count)
    }

    /// Those that are named after no segment.
    func looseSnapshots(_ offsets: some Sequence<Offset>) -> [Offset] {
        offsets.filter { offset in
            let index = sealed.partitioningIndex { $0.baseOffset >= offset }
            return offset != active.baseOffset
                && (index == sealed.count || sealed[index].baseOffset != offset)
        }
    }

    /// Takes back all marks, durably, before what they vouch for is cut.
    func takeBackMarks() throws(StorageError) {
        let loose = looseSnapshots(marks.snapshots)
        for offset in loose { try fileSystem.remove(path(.producerSnapshot, offset)) }
        // Also where the last ones are named after segments: older ones may be gone, and not durably.
        if !marks.snapshots.isEmpty { try fileSystem.syncDirectory(directory) }
        marks = RecoveryMarks()
    }
}
