import Glibc
import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

/// The CPU time of checking and appending batches, beside that of a bare checksum and `pwrite`.
struct AppendBench {
    let directory: String
    let byteCount: Int

    private static let rounds = 3

    func run() throws -> [StorageFigure] {
        [
            try measure(1 << 20, "batches of 1 MiB", .ratioAtMost(1.3)),
            try measure(16 << 10, "batches of 16 KiB", nil),
        ]
    }

    /// The two take turns, and of each the best counts: what else the machine does can only make it slower.
    private func measure(
        _ batchBytes: Int, _ subject: String, _ bound: StorageFigure.Bound?
    ) throws -> StorageFigure {
        let batch = try BenchBatches.make(byteCount: batchBytes)
        let count = max(1, byteCount / batch.bytes.readableBytes)
        var (least, best) = (Double.infinity, Double.infinity)
        for _ in 0..<Self.rounds {
            least = min(least, try bare(batch.bytes, count))
            best = min(best, try appended(batch.bytes, count))
        }
        let gigabytes = Double(count * batch.bytes.readableBytes) / 1e9
        return StorageFigure(
            name: "append", subject: subject, value: best / gigabytes, unit: "CPU s/GB",
            floor: least / gigabytes, bound: bound)
    }

    private func appended(_ bytes: ByteBuffer, _ count: Int) throws -> Double {
        let path = "\(directory)/append-0"
        defer { try? POSIXFileSystem().remove(path) }
        let (log, _) = try PartitionLog.open(
            directory: path, topicPartition: TopicPartition(topic: "append", partition: 0),
            topicID: TopicID(Uuid(high: 1, low: 2)), configuration: LogConfiguration(),
            fileSystem: POSIXFileSystem(), isClean: true, now: 0)
        return try ThreadTime.measure {
            for _ in 0..<count {
                var batches = RecordBatches(bytes)
                guard let batch = try batches.next() else { throw BenchError("the batch is not whole") }
                try batch.checkCRC()
                _ = try log.append(ValidatedBatch(trusted: batch), leaderEpoch: 0, now: 0)
            }
        }.cpu
    }

    private func bare(_ bytes: ByteBuffer, _ count: Int) throws -> Double {
        let path = "\(directory)/floor"
        let file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw SystemError("making \(path)") }
        defer {
            close(file)
            unlink(path)
        }
        return try bytes.withUnsafeReadableBytes { bytes in
            let checked = UnsafeRawBufferPointer(rebasing: bytes[BatchHeader.checksummedStart...])
            var checksum: UInt32 = 0
            let time = try ThreadTime.measure {
                for index in 0..<count {
                    checksum ^= CRC32C.checksum(checked)
                    let written = pwrite(file, bytes.baseAddress, bytes.count, off_t(index * bytes.count))
                    guard written == bytes.count else { throw SystemError("writing \(path)") }
                }
            }
            // So that it is computed at all.
            if checksum == 1 { StandardError.write("") }
            return time.cpu
        }
    }
}
