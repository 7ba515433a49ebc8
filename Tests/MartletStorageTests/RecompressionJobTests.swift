import MartletModel
import MartletRecords
import NIOCore
import Synchronization
import Testing

@testable import MartletStorage

/// Sealed segments that are rewritten with other compression.
@Suite struct RecompressionJobTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    static func configuration(
        _ compression: Compression?, change: (inout LogConfiguration) -> Void = { _ in }
    ) -> LogConfiguration {
        var configuration = LogConfiguration()
        configuration.segmentBytes = 1 << 20
        configuration.indexIntervalBytes = 400
        configuration.segmentCompression = compression
        change(&configuration)
        return configuration
    }

    /// Three sealed segments and an active one, with batches of all kinds: `codec` for plain ones.
    static func fill(_ log: PartitionLog, codec: Compression) throws {
        for segment in 0..<3 {
            for number in 0..<30 {
                let index = Int32(segment * 30 + number)
                let values = (0..<5 + number % 7).map { "{\"user\": \(index), \"event\": \"click \($0)\"}" }
                _ = try log.append(
                    batch(
                        values, timestamp: Timestamp(1_000 + Int64(index) * 10), step: 1,
                        compression: codec, producer: number % 3 == 0 ? Producer() : producer(log)),
                    leaderEpoch: 0, now: 1_000)
            }
            try log.transact(70, Int32(segment) * 5, ["aborted", "records", "of", "a", "transaction"])
            try log.end(70, commit: segment == 1)
            _ = try log.append(emptied(), leaderEpoch: 0, now: 1_000)
            try log.roll(now: 1_000)
        }
        try log.append(["last"], epoch: 3)
        try log.flush()
    }

    private static func producer(_ log: PartitionLog) -> Producer {
        let last = log.producerState.producers[5]?.batches.last?.lastSequence ?? -1
        return Producer(id: 5, epoch: 0, sequence: last + 1)
    }

    /// A batch of which compaction has left the header.
    private static func emptied() throws -> ValidatedBatch {
        var builder = RecordBatchBuilder()
        return ValidatedBatch(trusted: try builder.build(lastOffset: 20))
    }

    /// All that must stay of a batch.
    struct Kept: Equatable {
        var header: BatchHeader
        var records: [Record]
    }

    static func content(_ log: PartitionLog) throws -> [Kept] {
        var next = log.logStartOffset
        var kept: [Kept] = []
        while let slice = try log.read(
            from: next, upTo: log.logEndOffset, maxBytes: 1 << 20, minOneBatch: true)
        {
            var batches = RecordBatches(try slice.read())
            while let batch = try batches.next() {
                try batch.checkCRC()
                var header = batch.header
                (header.compression, header.batchLength, header.crc) = (.none, 0, 0)
                var records = try batch.records(decompressionLimit: 1 << 20)
                var all: [Record] = []
                while let record = try records.next() { all.append(record) }
                kept.append(Kept(header: header, records: all))
                next = batch.header.nextOffset
            }
        }
        return kept
    }

    @discardableResult
    static func recompressAll(_ log: PartitionLog) throws -> [RecompressionOutcome] {
        var outcomes: [RecompressionOutcome] = []
        while let job = try log.planRecompression() {
            let outcome = try #require(try job.run(pace: UnlimitedPace()))
            for retired in log.finish(job, outcome) { try retired.remove(log.fileSystem) }
            outcomes.append(outcome)
        }
        return outcomes
    }

    private static let settings: [(Compression, @Sendable (inout LogConfiguration) -> Void)] = [
        (.gzip, { $0.gzipLevel = 1 }), (.gzip, { $0.gzipLevel = 9 }), (.snappy, { _ in }),
        (.lz4, { $0.lz4Level = 12 }), (.lz4, { _ in }), (.zstd, { $0.zstdLevel = -5 }), (.zstd, { _ in }),
        (.zstd, { $0.zstdLevel = 19 }),
    ]

    // MARK: - What stays and what changes

    @Test(arguments: Compression.allCases, settings.indices)
    func `records, offsets and headers are the same afterwards, and after a restart`(
        _ source: Compression, _ setting: Int
    ) throws {
        let (target, change) = Self.settings[setting]
        let configuration = Self.configuration(target, change: change)
        let log = try bench.open(configuration).log
        try Self.fill(log, codec: source)
        let before = try Self.content(log)
        let size = log.byteCount
        let state = log.producerState
        let outcomes = try Self.recompressAll(log)
        #expect(outcomes.count == 3)
        if source == .none { #expect(outcomes.allSatisfy(\.isRewritten) && log.byteCount < size) }
        #expect(log.byteCount == size - outcomes.reduce(0) { $0 + $1.byteCountBefore - $1.byteCount })
        try expectSame(log, before)
        let crashed = try bench.open(configuration, recoveryPoint: 0, isClean: false).log
        try expectSame(crashed, before)
        #expect(crashed.producerState.producers == state.producers)
        try crashed.close()
        try expectSame(try bench.open(configuration).log, before)
    }

    /// What is found by offset and by timestamp, too, and what was aborted.
    private func expectSame(_ log: PartitionLog, _ before: [Kept]) throws {
        #expect(try Self.content(log) == before)
        for kept in before {
            guard let first = kept.records.first, let last = kept.records.last else { continue }
            #expect(try log.firstRecord(from: first.offset)?.offset == first.offset)
            #expect(try log.firstRecord(from: last.offset)?.offset == last.offset)
            let later = before.lazy.flatMap(\.records).first { $0.timestamp >= last.timestamp }
            #expect(try log.offset(forTimestamp: last.timestamp)?.offset == later?.offset)
        }
        #expect(try log.abortedTransactions(from: 0, upTo: log.logEndOffset).count == 2)
    }

    @Test func `a fetch under way is not disturbed`() throws {
        for disk in Disk.allCases {
            let bench = try Workbench(disk)
            let log = try bench.open(Self.configuration(.zstd)).log
            try Self.fill(log, codec: .none)
            let slice = try #require(
                try log.read(from: 0, upTo: 1_000, maxBytes: 1 << 20, minOneBatch: true))
            let before = try slice.read()
            try Self.recompressAll(log)
            #expect(try slice.read() == before)
            let again = try #require(
                try log.read(from: 0, upTo: 1_000, maxBytes: 1 << 20, minOneBatch: true))
            #expect(again.byteCount < slice.byteCount)
        }
    }

    @Test func `the age of a segment stays, by which retention goes`() throws {
        let log = try bench.open(Self.configuration(.zstd)).log
        try bench.memory.setTime(milliseconds: 4_000)
        try Self.fill(log, codec: .none)
        try bench.memory.setTime(milliseconds: 9_000)
        try Self.recompressAll(log)
        let path = "\(bench.directory)/\(SegmentFile.log.name(0))"
        #expect(try bench.fileSystem.attributes(path)?.modifiedAtMilliseconds == 4_000)
    }

    // MARK: - Which segments

    @Test func `only sealed and durable segments are rewritten, each once for a setting`() throws {
        let log = try bench.open(Self.configuration(.zstd)).log
        #expect(try log.planRecompression()?.baseOffset == nil)
        _ = try log.append(batch(Array(repeating: "again and again", count: 50)), leaderEpoch: 0, now: 1)
        #expect(try log.planRecompression()?.baseOffset == nil)
        try log.roll(now: 1)
        #expect(try log.planRecompression()?.baseOffset == nil, "not durable yet")
        try log.flush()
        #expect(try Self.recompressAll(log).map(\.isRewritten) == [true])
        #expect(try log.planRecompression()?.baseOffset == nil)
        log.configuration.segmentCompression = .gzip
        #expect(try Self.recompressAll(log).map(\.isRewritten) == [false], "zstd is smaller")
        log.configuration.segmentCompression = nil
        #expect(try log.planRecompression()?.baseOffset == nil)
    }

    @Test func `one job at a time`() throws {
        let log = try bench.open(Self.configuration(.zstd)).log
        try Self.fill(log, codec: .none)
        let job = try #require(try log.planRecompression())
        #expect(try log.planRecompression()?.baseOffset == nil)
        #expect(log.abandon(job).isEmpty)
        let again = try #require(try log.planRecompression())
        #expect(again.baseOffset == job.baseOffset)
        #expect(log.abandon(again).isEmpty)
    }

    @Test func `after a restart samples tell that a segment was recompressed`() throws {
        let configuration = Self.configuration(.zstd) { $0.segmentBytes = 1 << 28 }
        let log = try bench.open(configuration).log
        for _ in 0..<2_000 {
            _ = try log.append(batch(["again and again and again and again"]), leaderEpoch: 0, now: 1)
            _ = try log.append(batch(Array(repeating: "much the same", count: 200)), leaderEpoch: 0, now: 1)
        }
        try log.roll(now: 1)
        try log.flush()
        let first = try Self.recompressAll(log)
        try log.close()
        let again = try bench.open(configuration).log
        let pace = CountingPace()
        let job = try #require(try again.planRecompression())
        let outcome = try #require(try job.run(pace: pace))
        #expect(!outcome.isRewritten)
        #expect(Int64(pace.byteCount) * 2 < job.byteCount)
        _ = again.finish(job, outcome)
        #expect(try again.planRecompression()?.baseOffset == nil)
        let exact = first.reduce(0) { $0 + $1.uncompressedByteCount }
        let estimate = again.recompressionFigures.uncompressedByteCount
        #expect(abs(exact - estimate) < exact / 5)
    }

    @Test func `a segment that hardly gets smaller is left`() throws {
        var generator = SeededGenerator(seed: 4)
        let log = try bench.open(Self.configuration(.zstd)).log
        for index in 0..<40 {
            let noise = (0..<400).map { _ in
                Character(Unicode.Scalar(UInt8.random(in: 32...126, using: &generator)))
            }
            let value = index % 20 == 0 ? String(repeating: "x", count: 600) : String(noise)
            _ = try log.append(batch([value], compression: .gzip), leaderEpoch: 0, now: 1)
        }
        try log.roll(now: 1)
        try log.flush()
        let names = try bench.names()
        #expect(try Self.recompressAll(log).map(\.isRewritten) == [false])
        #expect(try bench.names() == names)
    }

    @Test func `figures tell what it has come to`() throws {
        let log = try bench.open(Self.configuration(.zstd)).log
        try Self.fill(log, codec: .none)
        #expect(log.recompressionFigures == RecompressionFigures())
        let outcomes = try Self.recompressAll(log)
        let figures = log.recompressionFigures
        #expect(figures.segmentCount == 3 && figures.rewrittenSegmentCount == 3)
        #expect(figures.rewrittenByteCountBefore == outcomes.reduce(0) { $0 + $1.byteCountBefore })
        #expect(figures.rewrittenByteCount == outcomes.reduce(0) { $0 + $1.byteCount })
        #expect(figures.uncompressedByteCount == figures.rewrittenByteCountBefore)
        #expect(figures.byteCount == figures.rewrittenByteCount)
    }

    // MARK: - When it does not come to an end

    @Test func `a corrupt batch ends the job, and the segment stays`() throws {
        let log = try bench.open(Self.configuration(.zstd)).log
        try Self.fill(log, codec: .none)
        let name = SegmentFile.log.name(0)
        var bytes = try bench.bytes(name)
        let position = bytes.readableBytes * 2 / 3
        bytes.setInteger((bytes.getInteger(at: position, as: UInt8.self) ?? 0) ^ 4, at: position)
        try bench.put(bytes, name)
        let names = try bench.names()
        let job = try #require(try log.planRecompression())
        let error = try #require(throws: StorageError.self) { try job.run(pace: UnlimitedPace()) }
        guard case .corrupt(let path, let at, _) = error else { throw error }
        #expect(path.hasSuffix(name) && at <= position && at > position - 1_000)
        #expect(log.abandon(job).isEmpty)
        #expect(try bench.names() == names)
        #expect(try bench.bytes(name) == bytes)
        #expect(try log.quarantine(damage: error).count == 1)
        #expect(try Self.recompressAll(log).count == 2, "the other segments get their turn")
    }

    @Test func `a batch whose offset has changed, which no checksum covers, ends the job`() throws {
        let log = try bench.open(Self.configuration(.zstd)).log
        try Self.fill(log, codec: .none)
        let name = SegmentFile.log.name(0)
        let good = try bench.bytes(name)
        let second = Int(try BatchHeader(reading: good, at: 0).byteCount)
        for offset in [Int64(0), 1 << 40] {
            var bytes = good
            bytes.setInteger(offset, at: second)
            try bench.put(bytes, name)
            let job = try #require(try log.planRecompression())
            #expect(throws: StorageError.self) { try job.run(pace: UnlimitedPace()) }
            #expect(log.abandon(job).isEmpty)
        }
    }

    @Test func `a segment of an older format is left`() throws {
        let log = try bench.open(Self.configuration(.zstd)).log
        try Self.fill(log, codec: .none)
        let name = SegmentFile.log.name(0)
        var bytes = try bench.bytes(name)
        bytes.setInteger(Int8(1), at: 16)
        try bench.put(bytes, name)
        let job = try #require(try log.planRecompression())
        #expect(!(try #require(try job.run(pace: UnlimitedPace()))).isRewritten)
        #expect(log.abandon(job).isEmpty)
    }

    @Test func `a job that is not wanted any more stops without a trace`() throws {
        let log = try bench.open(Self.configuration(.zstd)).log
        try Self.fill(log, codec: .none)
        let names = try bench.names()
        let before = try Self.content(log)
        var limit = 0
        while true {
            let job = try #require(try log.planRecompression())
            let outcome = try job.run(pace: CountingPace(limit: limit))
            if let outcome {
                #expect(limit > 2)
                _ = log.finish(job, outcome)
                break
            }
            #expect(log.abandon(job).isEmpty)
            #expect(try bench.names() == names)
            limit += 1
        }
        let job = try #require(try log.planRecompression())
        log.cancelRewrite()
        #expect(try job.run(pace: UnlimitedPace())?.byteCount == nil)
        #expect(log.abandon(job).isEmpty)
        #expect(try Self.content(log) == before)
    }

    @Test func `whatever operation is the last before a crash, the records are there`() throws {
        var operations = 0
        while true {
            let bench = try Workbench()
            let log = try bench.open(Self.configuration(.zstd)).log
            try Self.fill(log, codec: .none)
            let before = try Self.content(log)
            let recoveryPoint = log.durableEndOffset
            let job = try #require(try log.planRecompression())
            let left = Mutex(operations)
            let memory = try bench.memory
            memory.intercept { _, path in
                left.withLock { left in
                    left -= 1
                    return left < 0 ? .fail(.system(operation: "crash", path: path, code: 5)) : .proceed
                }
            }
            let outcome = try? job.run(pace: UnlimitedPace())
            memory.intercept(with: nil)
            for point in [0, recoveryPoint] as [Offset] {
                let again = try bench.open(
                    Self.configuration(.zstd), recoveryPoint: point, isClean: false
                ).log
                #expect(try Self.content(again) == before, "after \(operations) operations")
                #expect(try again.abortedTransactions(from: 0, upTo: again.logEndOffset).count == 2)
            }
            #expect(
                try bench.names().allSatisfy {
                    !$0.hasSuffix(".cleaned") && !$0.hasSuffix(".swap") && !$0.hasSuffix(".deleted")
                })
            if outcome != nil { break }
            operations += 1
        }
        #expect(operations > 20)
    }
}

/// Counts what a job moves, and stops it after so many calls.
private final class CountingPace: IOPace {
    private let limit: Int
    private let counts = Mutex((calls: 0, bytes: 0))

    init(limit: Int = .max) {
        self.limit = limit
    }

    var byteCount: Int { counts.withLock { $0.bytes } }

    func moved(byteCount: Int) -> Bool {
        counts.withLock { counts in
            counts.calls += 1
            counts.bytes += byteCount
            return counts.calls <= limit
        }
    }
}
