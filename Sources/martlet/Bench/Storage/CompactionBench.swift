import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

/// Compacting records of 1 KiB, each key several times, by the storage engine's own job on one thread: from
/// the page cache, with all syncs.
struct CompactionBench {
    let directory: String
    let byteCount: Int

    private static let keyCount = 200_000
    private static let recordsPerBatch = 16
    private static let segmentBytes: Int64 = 128 << 20
    /// `log.cleaner.dedupe.buffer.size` as it is by default.
    private static let memoryByteCount = 128 << 20
    private static let topicPartition = TopicPartition(topic: "compaction", partition: 0)

    func run() throws -> [StorageFigure] {
        try [Compression.none, .lz4, .zstd].flatMap { try measure($0) }
    }

    /// Of the records as they are without compression, of all segments that are read.
    private func measure(_ compression: Compression) throws -> [StorageFigure] {
        let path = "\(directory)/\(Self.topicPartition)"
        defer { try? POSIXFileSystem().remove(path) }
        let recordBytes = try fill(path, compression)
        let log = try open(path, POSIXFileSystem())
        let job = try log.planCompaction(
            now: 0, lastStableOffset: log.logEndOffset, memoryByteCount: Self.memoryByteCount)
        guard let job else { throw BenchError("there is nothing to compact") }
        var done: CompactionOutcome?
        let time = try ThreadTime.measure { done = try job.run(pace: UnlimitedPace()) }
        guard let done, done.droppedRecords > 0 else { throw BenchError("nothing was compacted") }
        _ = log.finish(job, done)
        let megabytes = Double(recordBytes) / 1e6
        let subject = "1 KiB records, \(done.keys) keys, \(compression.name)"
        return [
            StorageFigure(
                name: "compaction", subject: subject, value: megabytes / time.cpu, unit: "MB/CPU s",
                bound: .atLeast(100)),
            StorageFigure(
                name: "compaction", subject: subject, value: megabytes / time.wall, unit: "MB/s"),
        ]
    }

    private func open(_ path: String, _ fileSystem: any FileSystem) throws -> PartitionLog {
        var configuration = LogConfiguration()
        configuration.isCompacted = true
        configuration.isDeleted = false
        configuration.segmentBytes = Self.segmentBytes
        return try PartitionLog.open(
            directory: path, topicPartition: Self.topicPartition, topicID: TopicID(Uuid(high: 1, low: 2)),
            configuration: configuration, fileSystem: fileSystem, recoveryPoint: 0, isClean: true, now: 0
        ).log
    }

    /// Returns how many bytes the records have. Half of each is random, and some of that changes from one
    /// record to the next.
    private func fill(_ path: String, _ compression: Compression) throws -> Int {
        let log = try open(path, UnsyncedFileSystem())
        var generator = SeededGenerator(seed: 1)
        var value = (0..<1_000).map { $0 < 500 ? UInt8.random(in: 0...255, using: &generator) : 7 }
        var written = 0
        while written < byteCount {
            var builder = RecordBatchBuilder(compression: compression)
            for _ in 0..<Self.recordsPerBatch {
                let changed = Int.random(in: 0..<500, using: &generator)
                value[changed] = UInt8.random(in: 0...255, using: &generator)
                let key = ByteBuffer(string: "key-\(Int.random(in: 0..<Self.keyCount, using: &generator))")
                written += key.readableBytes + value.count
                builder.append(key: key, value: ByteBuffer(bytes: value), timestamp: 1_000)
            }
            _ = try log.append(ValidatedBatch(trusted: try builder.build()), leaderEpoch: 0, now: 0)
        }
        try log.roll(now: 0)
        try log.close()
        return written
    }
}
