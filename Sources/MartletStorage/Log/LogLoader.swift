import MartletModel
import MartletRecords
import NIOCore

/// What a loader has found, for a `PartitionLog` to go on with. All of it is durable.
struct LoadedLog {
    var directory: String
    var topicPartition: TopicPartition
    var topicID: TopicID
    var logStartOffset: Offset
    var sealed: [SealedSegment]
    var active: ActiveSegment
    var epochs: LeaderEpochCache
    var producers: ProducerState
    var ends: UncommittedEnds
}

extension PartitionLog {
    /// Opens a partition's directory, making it and `partition.metadata` if they are missing.
    ///
    /// After a clean stop (`isClean`) only what follows the last index entry is read. Else every segment that
    /// reaches beyond `recoveryPoint` is read in full: its checksums are checked, its indexes made again, and
    /// at the first bytes that are no good batch it is cut, and what follows it removed. Everything that the
    /// log then has is durable when this returns.
    ///
    /// `logStartOffset` is that of the checkpoint file; nil where it has none. `fileSystem` is that of the
    /// log directory (`LogDirectory.fileSystem`); another is guarded for this log alone.
    package static func open(
        directory: String, topicPartition: TopicPartition, topicID: TopicID, configuration: LogConfiguration,
        fileSystem: any FileSystem, recoveryPoint: Offset = 0, logStartOffset: Offset? = nil, isClean: Bool,
        damage: DamagePolicy = .cut, now: Timestamp
    ) throws(StorageError) -> (log: PartitionLog, report: RecoveryReport?) {
        let fileSystem = GuardedFileSystem(fileSystem, in: directory)
        try PartitionMetadata.ensure(topicID, in: directory, fileSystem: fileSystem)
        var loader = LogLoader(
            directory: directory, configuration: configuration, fileSystem: fileSystem,
            recoveryPoint: recoveryPoint, isClean: isClean, damage: damage, now: now)
        let loaded = try loader.load(topicPartition, topicID, logStartCheckpoint: logStartOffset)
        return (PartitionLog(loaded, configuration: configuration, fileSystem: fileSystem), loader.report)
    }
}

/// What recovery does about bytes that are no good batch.
package enum DamagePolicy: Sendable {
    /// The log ends before them: what was written last, and perhaps out of order, need not be whole.
    case cut
    /// As `cut`, if nothing good follows. For a log of which each batch is on disk before the next is
    /// written: damage before a good batch is no torn write there, and cutting would lose what was promised.
    case cutLastBatchOnly
    /// There is none after a clean stop.
    case refuse
}

/// Opens the files of a log, in the order of the specification (storage, section 6).
struct LogLoader {
    let directory: String
    let configuration: LogConfiguration
    let fileSystem: any FileSystem
    let recoveryPoint: Offset
    let isClean: Bool
    let damage: DamagePolicy
    let now: Timestamp

    /// Nil as long as nothing had to be scanned or repaired.
    var report: RecoveryReport?
    var epochs = LeaderEpochCache()
    var areEpochsStale = false
    var producers = ProducerState()
    /// Up to where `producers` follows the log; nil when it does not.
    var producersEnd: Offset?
    /// Transactions that ended in what was replayed.
    var ends = UncommittedEnds()
    var directoryChanged = false
    var sealed: [SealedSegment] = []

    init(
        directory: String, configuration: LogConfiguration, fileSystem: any FileSystem, recoveryPoint: Offset,
        isClean: Bool, damage: DamagePolicy, now: Timestamp
    ) {
        self.directory = directory
        self.configuration = configuration
        self.fileSystem = fileSystem
        self.recoveryPoint = recoveryPoint
        self.isClean = isClean
        self.damage = damage
        self.now = now
    }

    mutating func load(
        _ topicPartition: TopicPartition, _ topicID: TopicID, logStartCheckpoint: Offset?
    ) throws(StorageError) -> LoadedLog {
        var files = try LogDirectoryFiles(directory: directory, fileSystem: fileSystem)
        directoryChanged = try files.settle()
        try loadEpochs()

        var active = try loadSegments(files, logStartCheckpoint: logStartCheckpoint ?? 0)
        if let start = logStartCheckpoint, active.nextOffset < start {
            active = try restart(at: start, replacing: active)
        }
        if active.nextOffset < recoveryPoint {
            var found = report ?? RecoveryReport()
            found.lostEnd = recoveryPoint
            report = found
        }
        let start = max(logStartCheckpoint ?? 0, sealed.first?.baseOffset ?? active.baseOffset)
        try settleEpochs(logStart: start, logEnd: active.nextOffset)
        if producersEnd != active.nextOffset {
            try replayProducers(upTo: active.nextOffset, logStart: start, active: active)
            try ProducerReplay.recall(&producers, active)
        }
        try removeSnapshots(logStart: start, active: active)
        if !isClean || report != nil { try active.file.sync() }
        if directoryChanged { try fileSystem.syncDirectory(directory) }
        return LoadedLog(
            directory: directory, topicPartition: topicPartition, topicID: topicID, logStartOffset: start,
            sealed: sealed, active: active, epochs: epochs, producers: producers, ends: ends)
    }

    // MARK: - Segments

    private mutating func loadSegments(
        _ files: LogDirectoryFiles, logStartCheckpoint: Offset
    ) throws(StorageError) -> ActiveSegment {
        let bases = files.offsets(.log)
        guard let lastBase = bases.last else { return try createSegment(at: logStartCheckpoint) }
        for (index, base) in bases.enumerated() {
            let nextBase = index + 1 < bases.count ? bases[index + 1] : nil
            let isKnownGood = isClean || nextBase.map { $0 <= recoveryPoint } ?? false
            if isKnownGood, files.contains(.offsetIndex, base),
                let transactions = try transactionIndex(base, upTo: nextBase, files)
            {
                if nextBase == nil {
                    if let active = try loadActive(base, transactions) { return active }
                } else {
                    sealed.append(
                        SealedSegment(
                            baseOffset: base, byteCount: try logByteCount(base),
                            hasAborts: !transactions.isEmpty))
                    continue
                }
            }
            if report == nil { report = RecoveryReport() }
            try replayProducers(upTo: base, logStart: max(logStartCheckpoint, bases[0]), active: nil)
            var segment = try recover(base, next: nextBase)
            let lostBytes = report?.truncated != nil
            if base == lastBase || lostBytes {
                try removeSegments(bases[(index + 1)...])
                producersEnd = segment.nextOffset
                return segment
            }
            producersEnd = nextBase
            try seal(&segment)
        }
        preconditionFailure("the last segment becomes the active one")
    }

    /// The last segment after a clean stop; nil when it has to be recovered after all.
    private func loadActive(
        _ base: Offset, _ transactions: TransactionIndex
    ) throws(StorageError) -> ActiveSegment? {
        let file = try fileSystem.open(path(.log, base), .readWrite)
        let end = try file.byteCount()
        let offsets = OffsetIndex(
            baseOffset: base, decoding: try fileSystem.read(path(.offsetIndex, base)), logByteCount: end)
        let times = TimeIndex(
            baseOffset: base, decoding: try fileSystem.readIfThere(path(.timeIndex, base)) ?? ByteBuffer())
        guard let offsets, let times else { return nil }
        var segment = ActiveSegment(baseOffset: base, file: file, createdAt: now)
        let fault = try segment.load(
            offsets, times, transactions, upTo: end, indexIntervalBytes: configuration.indexIntervalBytes)
        return fault == nil ? segment : nil
    }

    /// Nil when there is one that cannot be this segment's, so that the segment has to be recovered.
    private func transactionIndex(
        _ base: Offset, upTo next: Offset?, _ files: LogDirectoryFiles
    ) throws(StorageError) -> TransactionIndex? {
        guard files.contains(.transactionIndex, base) else { return TransactionIndex(baseOffset: base) }
        return TransactionIndex(
            baseOffset: base, decoding: try fileSystem.read(path(.transactionIndex, base)), nextOffset: next)
    }

    private func logByteCount(_ base: Offset) throws(StorageError) -> Int64 {
        let path = path(.log, base)
        guard let attributes = try fileSystem.attributes(path) else { throw .notFound(path: path) }
        return attributes.byteCount
    }

    mutating func createSegment(at base: Offset) throws(StorageError) -> ActiveSegment {
        let file = try fileSystem.open(path(.log, base), .createOrTruncate)
        directoryChanged = true
        return ActiveSegment(baseOffset: base, file: file, createdAt: now)
    }

    /// The log ends before its start: what is there was deleted, and only its files are left.
    private mutating func restart(
        at start: Offset, replacing active: ActiveSegment
    ) throws(StorageError) -> ActiveSegment {
        if report == nil { report = RecoveryReport() }
        try removeSegments((sealed.map(\.baseOffset) + [active.baseOffset])[...])
        sealed = []
        producers = ProducerState()
        producersEnd = start
        ends = UncommittedEnds()
        return try createSegment(at: start)
    }

    mutating func removeSegments(_ bases: ArraySlice<Offset>) throws(StorageError) {
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
    private mutating func replayProducers(
        upTo end: Offset, logStart: Offset, active: ActiveSegment?
    ) throws(StorageError) {
        guard producersEnd != end else { return }
        var segments = sealed.map {
            ProducerReplay.Segment(baseOffset: $0.baseOffset, byteCount: $0.byteCount)
        }
        if let active { segments.append(.init(baseOffset: active.baseOffset, byteCount: active.byteCount)) }
        ends = UncommittedEnds()
        producers = try ProducerReplay(directory: directory, fileSystem: fileSystem).state(
            at: end, logStartOffset: logStart, segments: segments, ends: &ends)
        producersEnd = end
    }

    private mutating func loadEpochs() throws(StorageError) {
        let path = "\(directory)/\(LeaderEpochCache.fileName)"
        guard let bytes = try fileSystem.readIfThere(path) else { return }
        epochs = try LeaderEpochCache(decoding: bytes, path: path)
    }

    private mutating func settleEpochs(logStart: Offset, logEnd: Offset) throws(StorageError) {
        if epochs.truncateEnd(to: logEnd) { areEpochsStale = true }
        if epochs.truncateStart(to: logStart) { areEpochsStale = true }
        guard areEpochsStale else { return }
        try fileSystem.replace("\(directory)/\(LeaderEpochCache.fileName)", with: epochs.encoded())
    }

    /// Snapshots stay that belong to a segment, and the newest if it is beyond them; not those outside the
    /// log.
    private mutating func removeSnapshots(logStart: Offset, active: ActiveSegment) throws(StorageError) {
        let all = try LogDirectoryFiles(directory: directory, fileSystem: fileSystem).offsets(
            .producerSnapshot)
        for offset in all {
            let hasSegment =
                offset == active.baseOffset || sealed.contains { $0.baseOffset == offset }
            let isNewest = offset == all.last && offset > active.baseOffset
            if (hasSegment || isNewest) && offset <= active.nextOffset && offset > logStart { continue }
            try fileSystem.remove(path(.producerSnapshot, offset))
            directoryChanged = true
        }
    }

    func path(_ file: SegmentFile, _ offset: Offset) -> String {
        "\(directory)/\(file.name(offset))"
    }
}
