import MartletModel
import MartletRecords
import NIOCore

/// What a loader has found, for a `PartitionLog` to go on with. All records in it are durable.
struct LoadedLog {
    var directory: String
    var topicPartition: TopicPartition
    var topicID: TopicID
    var logStartOffset: Offset
    var sealed: [SealedSegment]
    var active: ActiveSegment
    var epochs: LeaderEpochCache
    /// They are not those of the file.
    var areEpochsStale: Bool
    var producers: ProducerState
    var ends: UncommittedEnds
    /// The files are as `close` leaves them.
    var isAsClosed: Bool
    /// What a log without records was made of.
    var creation: Creation?
    var marks: RecoveryMarks
    /// Names of segments may come back in a crash that lie below the log start.
    var areNamesUnsynced: Bool
}

extension PartitionLog {
    /// Opens a partition's directory, making it and `partition.metadata` if they are missing.
    ///
    /// After a clean stop (`isClean`) no batch is read, if the recovery point is where the log was closed;
    /// else what follows the last index entry. After a crash what lies beyond `recoveryPoint` is read: its
    /// checksums are checked, its indexes made again, and at the first bytes that are no good batch it is
    /// cut, and what follows it removed. What is kept of it is written once more, unless it `isOnDisk`.
    ///
    /// Every record that the log has then is durable when this returns. What it makes anew for a log without
    /// records is not: the first flush sees to it. So nothing is written, and nothing synced, for a log that
    /// was closed.
    ///
    /// `logStartOffset` is that of the checkpoint file; nil where it has none. `fileSystem` is that of the
    /// log directory (`LogDirectory.fileSystem`); another is guarded for this log alone. `firstDirtyOffset`
    /// is what the checkpoint says of the log's `firstDirtyOffset`. `files` is the node's; a log without one
    /// has its own. `isOnDisk`: nobody has written to the log since the machine was started. `marksDoubt`: a
    /// `DoubtMark` is left where the log may lack records, before it is cut, or, when it ends below the
    /// recovery point, before this returns.
    package static func open(
        directory: String, topicPartition: TopicPartition, topicID: TopicID, configuration: LogConfiguration,
        fileSystem: any FileSystem, recoveryPoint: Offset = 0, logStartOffset: Offset? = nil,
        firstDirtyOffset: Offset? = nil, isClean: Bool, isOnDisk: Bool = false,
        damage: DamagePolicy = .cut, marksDoubt: Bool = false, files openFiles: FileCache? = nil,
        observer: (any RecoveryObserver)? = nil, now: Timestamp
    ) throws(StorageError) -> (log: PartitionLog, report: RecoveryReport?) {
        let fileSystem = GuardedFileSystem(fileSystem, in: directory)
        let files = try LogDirectoryFiles.making(directory, fileSystem: fileSystem)
        let identity = try PartitionMetadata.ensure(
            topicID, in: directory, byteCount: files.byteCount(PartitionMetadata.fileName),
            isSynced: files.hasRecords && (isClean || recoveryPoint > 0), fileSystem: fileSystem)
        let openFiles = LogFiles(
            directory: directory, fileSystem: fileSystem, cache: openFiles ?? FileCache(limit: 64))
        var loader = LogLoader(
            directory: directory, configuration: configuration, fileSystem: fileSystem,
            recoveryPoint: recoveryPoint, isClean: isClean, damage: damage, now: now, files: files,
            openFiles: openFiles)
        loader.isOnDisk = isOnDisk
        loader.observer = observer
        if marksDoubt { loader.doubt = DoubtMark(directory: directory, fileSystem: fileSystem) }
        loader.isInDoubt = files.byteCount(DoubtMark.fileName) != nil
        loader.firstDirtyOffset = firstDirtyOffset ?? 0
        var loaded = try loader.load(topicPartition, topicID, logStartCheckpoint: logStartOffset)
        loaded.creation = try loader.creation(identity, loaded.creation)
        // What recovery has written again it had found on the disk.
        openFiles.distrustAll()
        let log = PartitionLog(
            loaded, configuration: configuration, fileSystem: fileSystem, files: openFiles)
        log.firstDirtyOffset = firstDirtyOffset.map { min($0, log.logEndOffset) }
        log.isEndInDoubt = loader.isInDoubt
        return (log, loader.report)
    }
}

/// What recovery does about bytes that are no good batch.
package enum DamagePolicy: Sendable {
    /// The log ends before them: what was written last, and perhaps out of order, need not be whole.
    case cut
    /// As `cut`, if nothing good follows. For a log of which each batch is on disk before the next is
    /// written: damage before a good batch is no torn write there, and cutting would lose what was promised.
    case cutLastBatchOnly
    /// As `cut`, from this offset on: what lies below is known to have been on the disk.
    case cutFrom(Offset)
    /// There is none after a clean stop.
    case refuse
}

/// Opens the files of a log, in the order of the specification (storage, section 6).
struct LogLoader {
    let directory: String
    let configuration: LogConfiguration
    let fileSystem: any FileSystem
    let openFiles: LogFiles
    let recoveryPoint: Offset
    let isClean: Bool
    let damage: DamagePolicy
    let now: Timestamp

    var files: LogDirectoryFiles
    var observer: (any RecoveryObserver)?
    /// What is read comes from the disk: no process has left it in memory.
    var isOnDisk = false
    /// Nil where nobody wants to know.
    var doubt: DoubtMark?
    /// The mark is there.
    var isInDoubt = false
    /// It was made now: one that was found may be in memory alone, after a sync that failed.
    private var isMarkDurable = false
    /// Below it compaction may have left gaps anywhere.
    var firstDirtyOffset: Offset = 0

    /// Nil as long as nothing had to be scanned or repaired.
    var report: RecoveryReport?
    var epochs = LeaderEpochCache()
    var epochsOfFile = LeaderEpochCache()
    var areEpochsStale = false
    var producers = ProducerState()
    /// Up to where `producers` follows the log; nil when it does not.
    var producersEnd: Offset?
    /// Transactions that ended in what was replayed.
    var ends = UncommittedEnds()
    /// Names have changed that must not come back.
    var directoryChanged = false
    /// A segment was made, which holds nothing yet.
    var hasNewNames = false
    /// Something was read beyond the recovery point, or cut.
    var isTailUnsynced = false
    /// The files are as a log without new records is closed.
    var isAsClosed = false
    var marks = RecoveryMarks()
    /// Those that are removed already.
    var forgottenSnapshots: Set<Offset> = []
    var sealed: [SealedSegment] = []

    init(
        directory: String, configuration: LogConfiguration, fileSystem: any FileSystem, recoveryPoint: Offset,
        isClean: Bool, damage: DamagePolicy, now: Timestamp, files: LogDirectoryFiles, openFiles: LogFiles
    ) {
        self.directory = directory
        self.configuration = configuration
        self.fileSystem = fileSystem
        self.openFiles = openFiles
        self.recoveryPoint = recoveryPoint
        self.isClean = isClean
        self.damage = damage
        self.now = now
        self.files = files
    }

    mutating func load(
        _ topicPartition: TopicPartition, _ topicID: TopicID, logStartCheckpoint: Offset?
    ) throws(StorageError) -> LoadedLog {
        directoryChanged = try files.settle()
        try loadEpochs()

        var active = try loadSegments(logStartCheckpoint: logStartCheckpoint ?? 0)
        if let start = logStartCheckpoint, active.nextOffset < start {
            active = try restart(at: start, replacing: active)
        }
        if active.nextOffset < recoveryPoint {
            var found = report ?? RecoveryReport()
            found.lostEnd = recoveryPoint
            report = found
            try markDoubt()
        }
        let start = max(logStartCheckpoint ?? 0, sealed.first?.baseOffset ?? active.baseOffset)
        _ = epochs.truncateEnd(to: active.nextOffset)
        _ = epochs.truncateStart(to: start)
        areEpochsStale = epochs != epochsOfFile
        if areEpochsStale, report != nil {
            // What lies below the next recovery point is not read again.
            try fileSystem.replace(epochPath, with: epochs.encoded())
            areEpochsStale = false
        }
        if producersEnd != active.nextOffset {
            try replayProducers(upTo: active.nextOffset, logStart: start, active: active)
        }
        try removeSnapshots(logStart: start, active: active)
        if isTailUnsynced { try active.fileForWriting().sync() }
        // Many logs are opened that nobody writes to for long.
        active.releaseFile()
        // Also the names that a process has left that died before it synced them.
        if directoryChanged || isTailUnsynced {
            try fileSystem.syncDirectory(directory)
            directoryChanged = true
        }
        return LoadedLog(
            directory: directory, topicPartition: topicPartition, topicID: topicID, logStartOffset: start,
            sealed: sealed, active: active, epochs: epochs, areEpochsStale: areEpochsStale,
            producers: producers, ends: ends, isAsClosed: isAsClosed && report == nil,
            creation: hasNewNames ? Creation() : nil, marks: marks,
            areNamesUnsynced: !isClean && !directoryChanged && logStartCheckpoint != nil)
    }

    /// What is left for the first flush to make durable, of what was made now, or by a process that ended
    /// before its first flush. Where there are records, they are durable only if all that is.
    func creation(_ identity: ByteBuffer?, _ made: Creation?) throws(StorageError) -> Creation? {
        // A recovery point says that a flush has finished.
        guard identity != nil || recoveryPoint == 0 else { return made }
        let creation = Creation(identity: identity, isInherited: identity == nil)
        guard isTailUnsynced else { return creation }
        try creation.sync(directory, fileSystem)
        return made
    }

    /// Says, durably, that the log may lack records at its end.
    mutating func markDoubt() throws(StorageError) {
        guard let doubt, !isMarkDurable else { return }
        try doubt.make()
        (isInDoubt, isMarkDurable) = (true, true)
    }

    // MARK: - Segments

    private mutating func loadSegments(logStartCheckpoint: Offset) throws(StorageError) -> ActiveSegment {
        let segments = files.numbered.filter { $0.log != nil }
        guard let first = segments.first else {
            isAsClosed = true
            return try createSegment(at: logStartCheckpoint)
        }
        sealed.reserveCapacity(segments.count - 1)
        for (index, segment) in segments.enumerated() {
            let next = index + 1 < segments.count ? segments[index + 1].offset : nil
            // A log may have been flushed up to a segment's base before that segment was begun: then the
            // files that were written to seal the segment before it were not in that flush.
            let isKnownGood = isClean || next.map { $0 < recoveryPoint } ?? false
            if isKnownGood, segment.offsetIndex != nil || segment.log == 0,
                let transactions = try transactionIndex(of: segment, upTo: next)
            {
                if next == nil {
                    if let active = try loadActive(segment, transactions) { return active }
                } else {
                    sealed.append(
                        SealedSegment(
                            baseOffset: segment.offset, byteCount: segment.log ?? 0,
                            hasAborts: !transactions.isEmpty))
                    continue
                }
            }
            if report == nil {
                report = RecoveryReport()
                let rest = segments[index...]
                observer?.found(
                    segmentCount: rest.count, byteCount: rest.reduce(0) { $0 + ($1.log ?? 0) })
            }
            var (recovered, isLast) = try recover(
                segment, followedBy: segments[(index + 1)...].map(\.offset),
                logStart: max(logStartCheckpoint, first.offset))
            if isLast {
                // A mark of what a truncation has cut off since, before the recovery point was lowered.
                let isOvershot = producersEnd.map { $0 > recovered.nextOffset } ?? false
                producersEnd = isOvershot ? nil : recovered.nextOffset
                return recovered
            }
            producersEnd = next
            try seal(&recovered)
        }
        preconditionFailure("the last segment becomes the active one")
    }

    /// The last segment after a clean stop; nil when it has to be recovered after all.
    private mutating func loadActive(
        _ files: LogDirectoryFiles.Numbered, _ transactions: TransactionIndex
    ) throws(StorageError) -> ActiveSegment? {
        let base = files.offset
        let end = files.log ?? 0
        let offsets = OffsetIndex(
            baseOffset: base, decoding: try read(.offsetIndex, of: files), logByteCount: end)
        let times = TimeIndex(baseOffset: base, decoding: try read(.timeIndex, of: files))
        guard let offsets, let times else { return nil }
        var segment = ActiveSegment(baseOffset: base, files: openFiles, createdAt: now)
        let newest = self.files.numbered.last { $0.producerSnapshot != nil }?.offset
        marks.segment = base
        (marks.offsetCount, marks.timeCount, marks.byteCount) = (offsets.entries.count, times.count, end)
        if let newest, newest > base { marks.snapshots = [newest] }
        if end == 0 {
            isAsClosed = sealed.isEmpty || (files.offsetIndex != nil && newest == base)
        } else if newest == recoveryPoint, recoveryPoint > base {
            isAsClosed = segment.closed(
                offsets, times, transactions, byteCount: end, at: recoveryPoint)
        }
        if isAsClosed { return segment }
        let fault = try segment.load(
            offsets, times, transactions, upTo: end, indexIntervalBytes: configuration.indexIntervalBytes)
        let areTimesIts = times.count == 0 ? true : try segment.hasBatch(of: times.last)
        if fault == nil, areTimesIts { return segment }
        // The files have other indexes than recovery is going to make.
        marks = RecoveryMarks()
        return nil
    }

    /// Nil when there is one that cannot be this segment's, so that the segment has to be recovered.
    private func transactionIndex(
        of files: LogDirectoryFiles.Numbered, upTo next: Offset?
    ) throws(StorageError) -> TransactionIndex? {
        TransactionIndex(
            baseOffset: files.offset, decoding: try read(.transactionIndex, of: files), nextOffset: next)
    }

    /// What an index file holds; nothing where it is missing or empty.
    func read(_ kind: SegmentFile, of files: LogDirectoryFiles.Numbered) throws(StorageError) -> ByteBuffer {
        guard let byteCount = files[kind], byteCount > 0 else { return ByteBuffer() }
        return try fileSystem.open(path(kind, files.offset), .read).read(at: 0, count: Int(byteCount))
    }

    mutating func createSegment(at base: Offset) throws(StorageError) -> ActiveSegment {
        let written = try openFiles.createLog(base)
        hasNewNames = true
        return ActiveSegment(baseOffset: base, files: openFiles, written: written, createdAt: now)
    }

    /// The log ends before its start: what is there was deleted, and only its files are left.
    private mutating func restart(
        at start: Offset, replacing active: ActiveSegment
    ) throws(StorageError) -> ActiveSegment {
        if report == nil { report = RecoveryReport() }
        try removeSegments(sealed.map(\.baseOffset) + [active.baseOffset])
        sealed = []
        producers = ProducerState()
        producersEnd = start
        ends = UncommittedEnds()
        return try createSegment(at: start)
    }

    mutating func removeSegments(_ bases: [Offset]) throws(StorageError) {
        // The last first: whenever a crash comes, what is left has no hole.
        for base in bases.reversed() {
            let log = path(.log, base)
            report?.removedSegments.insert(log, at: 0)
            for kind in SegmentFile.allCases where kind != .producerSnapshot {
                try fileSystem.remove(path(kind, base))
            }
            directoryChanged = true
        }
    }

    // MARK: - Producers, epochs and snapshots

    /// Sees to it that `producers` is the state at `end`; recovery keeps it up with what it reads.
    mutating func replayProducers(
        upTo end: Offset, logStart: Offset, active: ActiveSegment?
    ) throws(StorageError) {
        guard producersEnd != end else { return }
        var segments = sealed.map {
            ProducerReplay.Segment(baseOffset: $0.baseOffset, byteCount: $0.byteCount)
        }
        if let active { segments.append(.init(baseOffset: active.baseOffset, byteCount: active.byteCount)) }
        ends = UncommittedEnds()
        producers = try producerReplay.state(
            at: end, logStartOffset: logStart, segments: segments, snapshots: snapshots, ends: &ends)
        producersEnd = end
    }

    var snapshots: [ProducerReplay.Snapshot] {
        files.snapshots.filter { !forgottenSnapshots.contains($0.offset) }
    }

    var producerReplay: ProducerReplay {
        ProducerReplay(directory: directory, fileSystem: fileSystem, areSnapshotsWhole: isClean)
    }

    private mutating func loadEpochs() throws(StorageError) {
        guard let byteCount = files.byteCount(LeaderEpochCache.fileName) else { return }
        epochs = try LeaderEpochCache(
            decoding: try fileSystem.open(epochPath, .read).read(at: 0, count: Int(byteCount)),
            path: epochPath)
        epochsOfFile = epochs
    }

    /// Snapshots stay that belong to a segment, and the one that the log was closed or marked with; not those
    /// outside the log.
    private mutating func removeSnapshots(logStart: Offset, active: ActiveSegment) throws(StorageError) {
        // Recovery may have written some; those are of segments.
        let all = files.offsets(.producerSnapshot)
        let bases = Set(sealed.map(\.baseOffset))
        for offset in all {
            let hasSegment =
                offset == active.baseOffset || bases.contains(offset)
            let isMark = marks.snapshots.contains(offset) && offset > active.baseOffset
            if (hasSegment || isMark) && offset <= active.nextOffset && offset > logStart { continue }
            try fileSystem.remove(path(.producerSnapshot, offset))
            // It must not be there, after a crash, when the log has grown and its indexes are others.
            if offset > active.baseOffset { directoryChanged = true }
        }
    }

    private var epochPath: String { "\(directory)/\(LeaderEpochCache.fileName)" }

    func path(_ file: SegmentFile, _ offset: Offset) -> String {
        "\(directory)/\(file.name(offset))"
    }
}
