import Foundation
import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

/// On which file system a test runs.
enum Disk: CaseIterable, Sendable {
    case memory, posix
}

/// A directory of its own on either file system, and a partition's log in it.
final class Workbench {
    static let topicID = TopicID(Uuid(high: 7, low: 11))
    static let topicPartition = TopicPartition(topic: "birds", partition: 3)

    let fileSystem: any FileSystem
    let root: String
    private let temporary: String?

    init(_ disk: Disk = .memory) throws {
        switch disk {
        case .memory:
            fileSystem = MemoryFileSystem()
            root = "/data"
            temporary = nil
        case .posix:
            fileSystem = POSIXFileSystem()
            let directory = FileManager.default.temporaryDirectory.path + "/martlet-\(UUID().uuidString)"
            root = directory
            temporary = directory
        }
        try fileSystem.createDirectory(root)
    }

    init(memory: MemoryFileSystem) throws {
        fileSystem = memory
        root = "/data"
        temporary = nil
        try fileSystem.createDirectory(root)
        try fileSystem.syncDirectory("/")
    }

    deinit {
        if let temporary { try? FileManager.default.removeItem(atPath: temporary) }
    }

    var memory: MemoryFileSystem {
        get throws { try #require(fileSystem as? MemoryFileSystem) }
    }

    var directory: String { "\(root)/\(Self.topicPartition)" }

    func open(
        _ configuration: LogConfiguration = LogConfiguration(), recoveryPoint: Offset = 0,
        logStartOffset: Offset? = nil, isClean: Bool = true, isOnDisk: Bool = false, files: FileCache? = nil,
        now: Timestamp = 1_000
    ) throws -> (log: PartitionLog, report: RecoveryReport?) {
        try PartitionLog.open(
            directory: directory, topicPartition: Self.topicPartition, topicID: Self.topicID,
            configuration: configuration, fileSystem: fileSystem, recoveryPoint: recoveryPoint,
            logStartOffset: logStartOffset, isClean: isClean, isOnDisk: isOnDisk, files: files, now: now)
    }

    /// The names in the partition's directory.
    func names() throws -> [String] {
        try fileSystem.list(directory).map(\.name)
    }

    func bytes(_ name: String) throws -> ByteBuffer {
        try fileSystem.read("\(directory)/\(name)")
    }

    func text(_ name: String) throws -> String {
        String(buffer: try bytes(name))
    }

    func put(_ bytes: ByteBuffer, _ name: String) throws {
        try fileSystem.open("\(directory)/\(name)", .createOrTruncate).write([bytes], at: 0)
    }
}

/// The sequence of an idempotent producer's batch.
struct Producer {
    var id: ProducerID = .none
    var epoch: ProducerEpoch = .none
    var sequence: Int32 = -1
}

func batch(
    _ values: [String], timestamp: Timestamp = 1_000, step: Int64 = 0, compression: Compression = .none,
    producer: Producer = Producer()
) throws -> ValidatedBatch {
    var builder = RecordBatchBuilder(
        compression: compression, producerID: producer.id, producerEpoch: producer.epoch,
        baseSequence: producer.sequence)
    for (index, value) in values.enumerated() {
        builder.append(key: nil, value: ByteBuffer(string: value), timestamp: timestamp + Int64(index) * step)
    }
    return ValidatedBatch(trusted: try builder.build())
}

/// A batch of one record, as long as asked for.
func batch(byteCount: Int, timestamp: Timestamp = 1_000) throws -> ValidatedBatch {
    let overhead = try batch([String(repeating: "x", count: byteCount / 2)]).byteCount - byteCount / 2
    for count in (byteCount - overhead - 4)...(byteCount - overhead + 4) {
        let made = try batch([String(repeating: "x", count: count)], timestamp: timestamp)
        if made.byteCount == byteCount { return made }
    }
    throw RecordsError.batchTooLarge
}

struct ReadRecord: Equatable {
    var offset: Offset
    var value: String
}

extension PartitionLog {
    @discardableResult
    func append(_ values: [String], epoch: LeaderEpoch = 0, timestamp: Timestamp = 1_000) throws
        -> AppendResult
    {
        try append(try batch(values, timestamp: timestamp), leaderEpoch: epoch, now: timestamp)
    }

    /// All records from an offset on, fetch by fetch as a consumer reads them.
    func records(from start: Offset? = nil, upTo end: Offset? = nil) throws -> [ReadRecord] {
        let end = end ?? logEndOffset
        var next = start ?? logStartOffset
        var found: [ReadRecord] = []
        while let slice = try read(from: next, upTo: end, maxBytes: 1 << 20, minOneBatch: true) {
            var batches = RecordBatches(try slice.read())
            while let batch = try batches.next() {
                try batch.checkCRC()
                var records = try batch.records(decompressionLimit: 1 << 20)
                while let record = try records.next() {
                    guard record.offset >= next else { continue }
                    found.append(
                        ReadRecord(offset: record.offset, value: String(buffer: record.value ?? ByteBuffer()))
                    )
                }
                next = batch.header.nextOffset
            }
        }
        return found
    }

    /// What a fetch of one batch begins with.
    func firstRecord(from offset: Offset) throws -> ReadRecord? {
        let slice = try #require(try read(from: offset, upTo: logEndOffset, maxBytes: 1, minOneBatch: true))
        var batches = RecordBatches(try slice.read())
        var records = try #require(try batches.next()).records(decompressionLimit: 1 << 20)
        while let record = try records.next() {
            if record.offset < offset { continue }
            return ReadRecord(offset: record.offset, value: String(buffer: record.value ?? ByteBuffer()))
        }
        return nil
    }

    func values() throws -> [String] {
        try records().map(\.value)
    }

    func flush() throws {
        guard let flush = beginFlush() else { return }
        try flush.run()
        finishFlush(flush)
    }
}
