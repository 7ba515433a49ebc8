import MartletModel
import MartletRecords
import NIOCore

/// The log of one partition: a directory of segments, of which the last is written to.
///
/// Not `Sendable`: a log has one owner, who alone calls it; only a `LogFlush` leaves it. Reads return slices
/// of files, which stay readable whatever becomes of the log.
///
/// Invariants: neither `logStartOffset` nor `durableEndOffset` passes `logEndOffset`; every byte of a segment
/// below its `byteCount` belongs to a whole batch; offsets increase from batch to batch.
package final class PartitionLog {
    package let directory: String
    package let topicPartition: TopicPartition
    package let topicID: TopicID
    package var configuration: LogConfiguration

    /// Records below are not read any more, and go when their whole segment may.
    package internal(set) var logStartOffset: Offset
    /// Everything below is on disk: data, indexes of sealed segments, names. Also the log's recovery point.
    package internal(set) var durableEndOffset: Offset

    let fileSystem: GuardedFileSystem
    /// In order of their base offsets, all below that of `active`.
    var sealed: [SealedSegment]
    var sealedByteCount: Int64
    var active: ActiveSegment
    package let files: LogFiles
    var epochs: LeaderEpochCache
    var producers: ProducerState
    /// Transactions whose markers may lie above the high watermark.
    var ends: UncommittedEnds
    /// The segments that a job in the background works on.
    var rewrite: SegmentRewrite?
    /// Counts what rewrites have replaced: who looked at a segment's file before looks at another one now.
    var replacements = 0
    /// Where the part begins that was never compacted, which the directory's checkpoint remembers; nil: at
    /// the log start. Never beyond the log end.
    package var firstDirtyOffset: Offset?
    /// The first timestamp of the segment that `firstDirtyOffset` is in, for `max.compaction.lag.ms`.
    var firstDirtyTimestamp: (segment: Offset, timestamp: Timestamp)?

    /// A `DoubtMark` lies beside the log: it may lack records at its end.
    package internal(set) var isEndInDoubt = false

    /// What must not be read, in the order of offsets. Forgotten at a restart, and found again.
    package internal(set) var corruptRanges: [CorruptRange] = []
    /// The base offset of the segment that is to be scrubbed next, or one below it.
    var scrubCursor: Offset = 0

    /// What was written besides the active segment since the last flush, in the order in which to sync it.
    var unsyncedFiles: [any File] = []
    /// How many files were in `unsyncedFiles` and have gone from it.
    var syncedFileCount = 0
    /// What flushes are to write when they have synced the rest.
    var pendingSnapshots: [PendingSnapshot] = []
    /// Counts new and changed names in the directory, and those of them that are durable.
    var directoryChanges = 0
    var syncedDirectoryChanges = 0
    /// How many retention jobs have not set their segments aside yet.
    var retirements = 0
    /// Counts truncations: a flush that began before one says nothing about what follows it.
    var truncations = 0
    /// What was made when the log was opened; the first flush of records sees to it.
    var creation: Creation?
    /// Counts changes of `epochs`; the file has them once a flush or `close` has written it.
    var epochChanges = 0
    let epochFile: EpochFile
    var marks: RecoveryMarks
    /// Where the log was closed, as long as nothing has changed since.
    var closedEnd: Offset?
    /// A write failed, and may have left bytes after the last batch.
    var isTailTorn = false
    /// Counts what makes a look-up on another thread untrue: segments that go, or are replaced.
    package internal(set) var layout = 0
    var cacheTrim: CacheTrimState
    /// Where the log ended when `releaseIdleFile` last looked.
    var endAtLastLook = Offset.none
    /// The patched header of the batch that is written.
    var headerBuffer = ByteBuffer()

    init(
        _ loaded: LoadedLog, configuration: LogConfiguration, fileSystem: GuardedFileSystem, files: LogFiles
    ) {
        directory = loaded.directory
        topicPartition = loaded.topicPartition
        topicID = loaded.topicID
        self.configuration = configuration
        self.fileSystem = fileSystem
        logStartOffset = loaded.logStartOffset
        durableEndOffset = loaded.active.nextOffset
        sealed = loaded.sealed
        sealedByteCount = loaded.sealed.reduce(0) { $0 + $1.byteCount }
        active = loaded.active
        cacheTrim = CacheTrimState(
            at: .init(segment: loaded.active.baseOffset, position: loaded.active.byteCount))
        self.files = files
        epochs = loaded.epochs
        epochFile = EpochFile(
            path: "\(loaded.directory)/\(LeaderEpochCache.fileName)", fileSystem: fileSystem)
        producers = loaded.producers
        ends = loaded.ends
        creation = loaded.creation
        marks = loaded.marks
        if loaded.isAsClosed { closedEnd = loaded.active.nextOffset }
        if loaded.areEpochsStale { epochChanges = 1 }
        if loaded.areNamesUnsynced { directoryChanges = 1 }
    }

    private var doubtMark: DoubtMark { DoubtMark(directory: directory, fileSystem: fileSystem) }

    /// The log ends before what was committed in it. Durable when this returns. Blocks.
    package func markDoubt() throws(StorageError) {
        try doubtMark.make()
        isEndInDoubt = true
    }

    /// The log has all that there is. The mark is to be removed, which blocks; if it stays, the next start
    /// asks again.
    package func endDoubt() -> DoubtMark {
        isEndInDoubt = false
        return doubtMark
    }

    /// The offset that the next record gets.
    package var logEndOffset: Offset { active.nextOffset }
    /// Of all segments' records, indexes not counted.
    package var byteCount: Int64 { sealedByteCount + active.byteCount }
    package var segmentCount: Int { sealed.count + 1 }
    package var latestEpoch: LeaderEpoch? { epochs.latestEpoch }
    /// Which leader's epoch begins where.
    package var leaderEpochs: LeaderEpochCache { epochs }
    /// Of the segments that lie wholly below an offset.
    package func byteCount(below offset: Offset) -> Int64 {
        var (total, index): (Int64, Int) = (0, 0)
        while index < segmentCount, nextOffset(ofSegment: index) <= offset {
            total += byteCount(ofSegment: index)
            index += 1
        }
        return total
    }

    /// The checkpoint file of log starts has an entry only where the segments do not tell, or their names are
    /// not durable.
    package var isLogStartInsideSegment: Bool {
        logStartOffset > (sealed.first?.baseOffset ?? active.baseOffset)
            || logStartOffset > 0 && (retirements > 0 || syncedDirectoryChanges < directoryChanges)
    }
    /// What is known of idempotent producers.
    package var producerState: ProducerState { producers }
    package func knows(_ producer: ProducerID) -> Bool { producers.producers[producer] != nil }

    func path(_ file: SegmentFile, _ offset: Offset) -> String {
        "\(directory)/\(file.name(offset))"
    }

    /// That of the log directory. While it is not broken, what was written is in the page cache, at least.
    package var health: DirectoryHealth { fileSystem.health }

    /// Throws when an earlier error has put the log directory out of service.
    func checkHealth() throws(StorageError) {
        try health.check()
    }

    // MARK: - Epochs

    /// Notes that a leader's epoch begins at the log end. It is durable when a record of it is: an epoch
    /// without records may be forgotten in a crash, and nobody asks for one. So thousands of partitions can
    /// begin one without a write.
    package func beginLeaderEpoch(_ epoch: LeaderEpoch) {
        assignEpoch(epoch, at: logEndOffset)
    }

    /// The epoch of the record at `offset`.
    package func epoch(at offset: Offset) -> LeaderEpoch? {
        epochs.epoch(at: offset)
    }

    /// The greatest known epoch that is not above `epoch`, and where it ends; (−1, −1) when there is none.
    package func endOffset(for epoch: LeaderEpoch) -> (epoch: LeaderEpoch, endOffset: Offset) {
        epochs.endOffset(for: epoch, logEndOffset: logEndOffset)
    }

    func assignEpoch(_ epoch: LeaderEpoch, at offset: Offset) {
        if epochs.assign(epoch, at: offset) { epochChanges += 1 }
    }

    // MARK: - Producers

    /// Forgets idle producers: those without an open transaction whose last record is older than `idleFor`
    /// (`producer.id.expiration.ms`).
    package func expireProducers(now: Timestamp, idleMilliseconds: Int64) {
        producers.expire(before: now + -idleMilliseconds)
    }

    // MARK: - Closing

    /// Nothing has changed since the log was closed, or made: `close` has nothing to do.
    package var isAsClosed: Bool {
        closedEnd == logEndOffset && truncations == 0 && !isTailTorn && unsyncedFiles.isEmpty
            && directoryChanges == syncedDirectoryChanges
    }

    /// Makes everything durable, and leaves the directory so that the next `open` need not scan it: indexes
    /// cut to size, producer state at the log end. Writes nothing if that is so already. The log must not be
    /// used afterwards.
    package func close() throws(StorageError) {
        precondition(rewrite == nil, "a log is not closed during a rewrite")
        try checkHealth()
        files.closeAll()
        if isAsClosed { return active.releaseFile() }
        try cutTornTail()
        active.completeTimeIndex()
        unsyncedFiles += try writeIndexes()
        pendingSnapshots.append(producerSnapshot())
        directoryChanges += 1
        let flush = LogFlush(of: self)
        try flush.run()
        finishFlush(flush)
        // The next start takes it for a witness.
        if !pendingSnapshots.isEmpty { throw .full(path: path(.producerSnapshot, logEndOffset)) }
        active.releaseFile()
        let closedAt = logEndOffset
        for offset in looseSnapshots(marks.snapshots) where offset != closedAt {
            try fileSystem.remove(path(.producerSnapshot, offset))
        }
    }

    /// Not durable when it returns; the caller adds the files to those that a flush syncs.
    func writeIndexes() throws(StorageError) -> [any File] {
        var files: [any File] = []
        // Over what they hold already, as marks have written it, or a process that closed the log: recovery
        // may rely on it, so that it must not be gone for a moment.
        for part in [unmarkedOffsets, unmarkedTimes] {
            let file = try fileSystem.open(path(part.file, active.baseOffset), .createIfMissing)
            try file.write([part.bytes], at: part.position)
            let end = part.position + Int64(part.bytes.readableBytes)
            if try file.byteCount() > end { try file.truncate(to: end) }
            files.append(file)
        }
        if let transactions = try writeTransactionIndex() { files.append(transactions) }
        return files
    }

    /// The producer state at the log end, for the next flush to write.
    func producerSnapshot() -> PendingSnapshot {
        PendingSnapshot(
            path: path(.producerSnapshot, logEndOffset), content: ProducerSnapshot.encode(producers),
            fileSystem: fileSystem)
    }
}

/// What a new log has that is not durable yet.
struct Creation: Sendable {
    /// What `partition.metadata` says, if it is new; then so is the directory.
    var identity: ByteBuffer?
    /// `partition.metadata` and the directory are a former process's, which may not have made them durable.
    var isInherited = false

    /// Makes it durable, and all names in the directory.
    func sync(_ directory: String, _ fileSystem: some FileSystem) throws(StorageError) {
        try syncIdentity(directory, fileSystem)
        try fileSystem.syncDirectory(directory)
        try syncParent(directory, fileSystem)
    }

    func syncIdentity(_ directory: String, _ fileSystem: some FileSystem) throws(StorageError) {
        let path = "\(directory)/\(PartitionMetadata.fileName)"
        if let identity {
            // Written once more: thousands of new logs do not keep a file open each, and who opens one anew
            // is not told what the kernel could not write before.
            let file = try fileSystem.open(path, .createIfMissing)
            try file.write([identity], at: 0)
            try file.sync()
        } else if isInherited {
            // Written again for the same reason.
            let file = try fileSystem.open(path, .readWrite)
            try file.write([try file.read(at: 0, count: Int(try file.byteCount()))], at: 0)
            try file.sync()
        }
    }

    func syncParent(_ directory: String, _ fileSystem: some FileSystem) throws(StorageError) {
        if identity != nil || isInherited, let parent = parentDirectory(of: directory) {
            try fileSystem.syncDirectory(parent)
        }
    }
}
