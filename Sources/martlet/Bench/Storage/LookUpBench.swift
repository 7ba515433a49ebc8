import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

/// Finding offsets in 100 GB of log: real indexes, and files that are sparse but for the batches looked for.
struct LookUpBench {
    let directory: String

    private static let segmentCount = 100
    private static let segmentBytes = 1 << 30
    private static let batchBytes = 16 << 10
    private static let batchesPerSegment = segmentBytes / batchBytes
    private static let recordsPerBatch = 16
    private static let offsetsPerSegment = batchesPerSegment * recordsPerBatch
    private static let lookUpCount = 3_000
    private static let rounds = 3

    func run() throws -> [StorageFigure] {
        let path = "\(directory)/lookup-0"
        let targets = (0..<Self.lookUpCount).map { _ in
            (
                segment: Int.random(in: 0..<Self.segmentCount),
                batch: Int.random(in: 1..<Self.batchesPerSegment),
                record: Int.random(in: 0..<Self.recordsPerBatch)
            )
        }
        let fileSystem = POSIXFileSystem()
        try fileSystem.createDirectory(path)
        for segment in 0..<Self.segmentCount {
            try make(segment, in: path, batches: targets.filter { $0.segment == segment }.map(\.batch))
        }
        let end = Offset(Int64(Self.segmentCount * Self.offsetsPerSegment))
        _ = try fileSystem.open("\(path)/\(SegmentFile.log.name(end))", .createOrTruncate)
        // Else the producers' state would be made from the batches.
        try fileSystem.open("\(path)/\(SegmentFile.producerSnapshot.name(end))", .createOrTruncate)
            .write([ProducerSnapshot.encode(ProducerState())], at: 0)
        let (log, _) = try PartitionLog.open(
            directory: path, topicPartition: TopicPartition(topic: "lookup", partition: 0),
            topicID: TopicID(Uuid(high: 1, low: 2)), configuration: LogConfiguration(),
            fileSystem: fileSystem, recoveryPoint: end, isClean: true, files: FileCache(limit: 1_000), now: 0)
        var best = Double.infinity
        for _ in 0...Self.rounds {
            let time = try ThreadTime.measure {
                for target in targets {
                    let batch = target.segment * Self.batchesPerSegment + target.batch
                    let offset = Offset(Int64(batch * Self.recordsPerBatch + target.record))
                    let slice = try log.read(from: offset, upTo: end, maxBytes: 1, minOneBatch: true)
                    guard slice?.position == Int64(target.batch * Self.batchBytes) else {
                        throw BenchError("offset \(offset) was not found")
                    }
                }
            }
            best = min(best, time.cpu / Double(targets.count) * 1e6)
        }
        return [
            StorageFigure(
                name: "look-up", subject: "an offset in 100 segments of 1 GiB", value: best, unit: "CPU µs",
                bound: .atMost(10))
        ]
    }

    /// A sealed segment: whole indexes, and of the batches those that are looked for, with the ones before.
    private func make(_ segment: Int, in path: String, batches: [Int]) throws {
        let fileSystem = POSIXFileSystem()
        let base = Offset(Int64(segment * Self.offsetsPerSegment))
        var offsets = ByteBufferAllocator().buffer(capacity: Self.batchesPerSegment * 8)
        var times = ByteBufferAllocator().buffer(capacity: Self.batchesPerSegment * 12)
        for batch in 1..<Self.batchesPerSegment {
            let last = Int32((batch + 1) * Self.recordsPerBatch - 1)
            offsets.writeMultipleIntegers(last, Int32(batch * Self.batchBytes))
            times.writeMultipleIntegers(1_700_000_000_000 + base.rawValue + Int64(last), last)
        }
        for (kind, bytes) in [(SegmentFile.offsetIndex, offsets), (.timeIndex, times)] {
            try fileSystem.open("\(path)/\(kind.name(base))", .createOrTruncate).write([bytes], at: 0)
        }
        let log = try fileSystem.open("\(path)/\(SegmentFile.log.name(base))", .createOrTruncate)
        try log.truncate(to: Int64(Self.segmentBytes))
        for batch in batches.flatMap({ [$0 - 1, $0] }) {
            var header = BatchHeader(baseOffset: base + Int64(batch * Self.recordsPerBatch))
            header.batchLength = Int32(Self.batchBytes - BatchHeader.lengthPrefixByteCount)
            header.lastOffsetDelta = Int32(Self.recordsPerBatch - 1)
            header.recordsCount = Int32(Self.recordsPerBatch)
            var bytes = ByteBuffer()
            header.write(into: &bytes)
            try log.write([bytes], at: Int64(batch * Self.batchBytes))
        }
    }
}
