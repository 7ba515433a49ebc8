import Glibc
import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

/// Recovering an active segment that nobody closed, on one thread and from the page cache, beside a bare loop
/// that reads and checksums the same file.
struct RecoveryBench {
    let directory: String
    let byteCount: Int

    private static let rounds = 3

    func run() throws -> [StorageFigure] {
        try [(1 << 20, "1 MiB"), (16 << 10, "16 KiB"), (150, "150 bytes")].map { batchBytes, name in
            try measure(batchBytes, "batches of \(name)")
        } + [measureRewriting()]
    }

    /// How long it takes, syncs and all, where the log is written again, beside where the machine was started
    /// since, and it is not.
    private func measureRewriting() throws -> StorageFigure {
        let path = "\(directory)/recovery-1"
        defer { try? POSIXFileSystem().remove(path) }
        try fill(path, 16 << 10)
        // What was appended just now is on the disk afterwards.
        _ = try open(path)
        var (rewriting, reading) = (Double.infinity, Double.infinity)
        for _ in 0..<Self.rounds {
            reading = min(reading, try ThreadTime.measure { _ = try open(path) }.wall)
            rewriting = min(rewriting, try ThreadTime.measure { _ = try open(path, isOnDisk: false) }.wall)
        }
        return StorageFigure(
            name: "recovery after a kill", subject: "\(byteCount / 1_000_000) MB of 16 KiB", value: rewriting,
            unit: "s", floor: reading)
    }

    private func measure(_ batchBytes: Int, _ subject: String) throws -> StorageFigure {
        let path = "\(directory)/recovery-0"
        defer { try? POSIXFileSystem().remove(path) }
        try fill(path, batchBytes)
        var (best, floor) = (0.0, 0.0)
        for _ in 0..<Self.rounds {
            floor = max(floor, try bare("\(path)/\(SegmentFile.log.name(0))"))
            var bytes: Int64 = 0
            let time = try ThreadTime.measure {
                let (log, report) = try open(path)
                bytes = report?.scannedBytes ?? 0
                guard log.byteCount == bytes else { throw BenchError("the log was not recovered") }
            }
            best = max(best, Double(bytes) / 1e6 / time.cpu)
        }
        return StorageFigure(
            name: "recovery", subject: subject, value: best, unit: "MB/CPU s", floor: floor,
            bound: .atLeast(1_000))
    }

    private func open(
        _ path: String, isOnDisk: Bool = true
    ) throws -> (log: PartitionLog, report: RecoveryReport?) {
        try PartitionLog.open(
            directory: path, topicPartition: TopicPartition(topic: "recovery", partition: 0),
            topicID: TopicID(Uuid(high: 1, low: 2)), configuration: LogConfiguration(),
            fileSystem: POSIXFileSystem(), isClean: false, isOnDisk: isOnDisk, now: 0)
    }

    /// The batches are those of an idempotent producer, as most are.
    private func fill(_ path: String, _ batchBytes: Int) throws {
        let batch = try BenchBatches.make(byteCount: batchBytes, isIdempotent: true)
        let (log, _) = try open(path)
        var header = batch.header
        for sequence in 0..<Int32(max(1, byteCount / batch.bytes.readableBytes)) {
            header.baseSequence = sequence
            header.crc = header.checksum(payload: batch.payload)
            let valid = ValidatedBatch(header: header, payload: batch.payload, offsetOfMaxTimestampDelta: 0)
            _ = try log.append(valid, leaderEpoch: 0, now: 0)
        }
    }

    private func bare(_ path: String) throws -> Double {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemError("opening \(path)") }
        defer { close(file) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var position: off_t = 0
        var checksum: UInt32 = 0
        let time = try ThreadTime.measure {
            while true {
                let count = pread(file, buffer.baseAddress, buffer.count, position)
                guard count >= 0 else { throw SystemError("reading \(path)") }
                if count == 0 { break }
                checksum = CRC32C.checksum(
                    UnsafeRawBufferPointer(rebasing: buffer[..<count]), continuing: checksum)
                position += off_t(count)
            }
        }
        return Double(position) / 1e6 / time.cpu
    }
}
