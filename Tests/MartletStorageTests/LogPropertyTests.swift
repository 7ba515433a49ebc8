import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

/// What a log is, as simply as it can be said.
private struct SimpleLog {
    struct Record: Equatable {
        var offset: Int64
        var key: String
        var value: String
        var timestamp: Int64
    }

    /// By offset, from the first that was not cut off on.
    var records: [Record] = []
    var start: Int64 = 0
    var end: Int64 = 0
    /// Where each batch begins that was written and not cut off.
    var batches: [Int64] = []
    /// Below it only the last record of each key is left.
    var compactedEnd: Int64 = 0
    /// What idempotent producers wrote: producer, first sequence, base offset.
    var produced: [(producer: Int64, sequence: Int32, offset: Int64)] = []

    var visible: [ReadRecord] {
        read(from: start, upTo: end)
    }

    func read(from offset: Int64, upTo end: Int64) -> [ReadRecord] {
        records.filter { $0.offset >= offset && $0.offset < end }
            .map { ReadRecord(offset: Offset($0.offset), value: $0.value) }
    }

    /// Where the batch ends that an offset was written with.
    func batchEnd(of offset: Int64) -> Int64 { batches.first { $0 > offset } ?? end }

    mutating func compact(upTo end: Int64) {
        var last: [String: Int64] = [:]
        for record in records where record.offset < end { last[record.key] = record.offset }
        records.removeAll { $0.offset < end && last[$0.key] != $0.offset }
        compactedEnd = max(compactedEnd, end)
    }
}

@Suite struct LogPropertyTests {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `a log in memory behaves like a simple list`(seed: UInt64) throws {
        var run = try PropertyRun(seed: seed, disk: .memory)
        try run.steps(250)
    }

    @Test(arguments: 100..<160 as Range<UInt64>)
    func `a log that is compacted and compressed in the background behaves like a simple list`(
        seed: UInt64
    ) throws {
        var run = try PropertyRun(seed: seed, disk: .memory, isCompacted: true)
        try run.steps(250)
        #expect(run.compactions > 0)
    }

    @Test(arguments: 1_000..<1_006 as Range<UInt64>)
    func `a log on disk behaves like a simple list`(seed: UInt64) throws {
        var run = try PropertyRun(seed: seed, disk: .posix, isCompacted: seed % 2 == 1)
        try run.steps(150)
    }
}

private struct PropertyRun {
    private let bench: Workbench
    private var generator: SeededGenerator
    private var log: PartitionLog
    private var simple = SimpleLog()
    private var configuration = LogConfiguration()
    private var clock: Int64 = 10_000
    private var written = 0
    private var newestEpoch: Int16 = 0
    private let seed: UInt64
    private(set) var compactions = 0

    init(seed: UInt64, disk: Disk, isCompacted: Bool = false) throws {
        self.seed = seed
        bench = try Workbench(disk)
        generator = SeededGenerator(seed: seed)
        configuration.segmentBytes = Int64.random(in: 1_500...6_000, using: &generator)
        configuration.indexIntervalBytes = Int64.random(in: 0...800, using: &generator)
        configuration.retentionMilliseconds = -1
        configuration.isCompacted = isCompacted
        // Some are also cut by retention.
        configuration.isDeleted = !isCompacted || Bool.random(using: &generator)
        log = try bench.open(configuration).log
    }

    mutating func steps(_ count: Int) throws {
        for step in 0..<count {
            let what = try self.step()
            try check("seed \(seed), step \(step): \(what)")
        }
    }

    private mutating func step() throws -> String {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<50: return try append()
        case 50..<55: return try compact()
        case 55..<60: return try recompress()
        case 60..<70:
            try log.flush()
            return "flush"
        case 70..<76:
            try log.roll(now: Timestamp(clock))
            return "roll"
        case 76..<83:
            try log.close()
            try reopen(isClean: true)
            return "clean restart"
        case 83..<90:
            try reopen(isClean: false)
            return "crash"
        case 90..<94:
            let offset = Int64.random(in: simple.start...simple.end, using: &generator)
            simple.start = try log.deleteRecords(before: Offset(offset), highWatermark: log.logEndOffset)
                .rawValue
            return "delete records before \(offset)"
        case 94..<97:
            configuration.retentionBytes = Int64.random(in: 2_000...20_000, using: &generator)
            log.configuration = configuration
            for retired in try log.applyRetention(now: 0, highWatermark: log.logEndOffset) {
                try retired.remove(bench.fileSystem)
            }
            simple.start = log.logStartOffset.rawValue
            return "retention"
        default: return try truncate()
        }
    }

    /// The checkpoint of where the log is dirty may be there or be lost.
    private mutating func reopen(isClean: Bool) throws {
        let (point, start, dirty) = (log.durableEndOffset, log.logStartOffset, log.firstDirtyOffset)
        log = try bench.open(
            configuration, recoveryPoint: isClean ? 0 : point, logStartOffset: start, isClean: isClean
        ).log
        if Bool.random(using: &generator) { log.firstDirtyOffset = dirty }
    }

    /// What is appended while a job runs is none of its business.
    private mutating func appendSome() throws {
        for _ in 0..<Int.random(in: 0...2, using: &generator) { _ = try append() }
    }

    private mutating func compact() throws -> String {
        let job = try log.planCompaction(
            now: Timestamp(clock), lastStableOffset: log.durableEndOffset,
            memoryByteCount: [1 << 16, 6 * 24].randomElement(using: &generator) ?? 0)
        guard let job else { return "nothing to compact" }
        try appendSome()
        guard let outcome = try job.run(pace: UnlimitedPace()) else { return "a compaction that stopped" }
        // Who reads now reads on from the old files.
        try check("seed \(seed): during a compaction up to \(outcome.firstDirtyOffset)", isWhole: true)
        try appendSome()
        for retired in log.finish(job, outcome) { try retired.remove(bench.fileSystem) }
        simple.compact(upTo: outcome.firstDirtyOffset.rawValue)
        compactions += 1
        return "compaction up to \(outcome.firstDirtyOffset)"
    }

    private mutating func recompress() throws -> String {
        let codecs: [Compression?] = [nil, Compression.none, .gzip, .lz4, .zstd]
        configuration.segmentCompression = codecs.randomElement(using: &generator) ?? nil
        log.configuration = configuration
        var count = 0
        while let job = try log.planRecompression() {
            try appendSome()
            guard let outcome = try job.run(pace: UnlimitedPace()) else { return "a stopped recompression" }
            try check("seed \(seed): during a recompression", isWhole: true)
            for retired in log.finish(job, outcome) { try retired.remove(bench.fileSystem) }
            count += 1
        }
        return "recompression of \(count) segments"
    }

    private mutating func append() throws -> String {
        clock += Int64.random(in: -50...100, using: &generator)
        let count = Int.random(in: 1...4, using: &generator)
        let producer = Int64.random(in: -2...3, using: &generator)
        // A producer of which the log knows nothing any more gets a new epoch, as from InitProducerId.
        let entry = log.producerState.producers[ProducerID(producer)]
        if entry == nil { newestEpoch += 1 }
        let epoch = entry?.epoch ?? ProducerEpoch(newestEpoch)
        let sequence = entry?.batches.last.map { $0.lastSequence + 1 } ?? 0
        let values = (0..<count).map { index in
            // Without a value it is a tombstone, which stays for a day.
            if Int.random(in: 0..<8, using: &generator) == 0 { return "" }
            let padding = String(repeating: "v", count: Int.random(in: 0...120, using: &generator))
            return "\(written + index) \(padding)"
        }
        let keys = values.map { _ in "key \(Int.random(in: 0..<12, using: &generator))" }
        let made = try keyedBatch(
            values.indices.map {
                KeyedRecord(
                    key: keys[$0], value: values[$0].isEmpty ? nil : values[$0],
                    timestamp: Timestamp(clock + Int64($0) * 3))
            },
            compression: Bool.random(using: &generator) ? .none : .gzip,
            producer: producer < 0
                ? Producer() : Producer(id: ProducerID(producer), epoch: epoch, sequence: sequence))
        written += count
        let result = try log.append(made, leaderEpoch: 0, now: Timestamp(clock))
        #expect(result.baseOffset.rawValue == simple.end)
        if producer >= 0 {
            simple.produced.append((producer, sequence, simple.end))
            #expect(try log.append(made, leaderEpoch: 0, now: Timestamp(clock)).isDuplicate)
        }
        simple.batches.append(simple.end)
        for (index, value) in values.enumerated() {
            simple.records.append(
                SimpleLog.Record(
                    offset: simple.end, key: keys[index], value: value,
                    timestamp: clock + Int64(index) * 3))
            simple.end += 1
        }
        return "append"
    }

    private mutating func truncate() throws -> String {
        guard simple.end > simple.start else { return "nothing to truncate" }
        // What was committed is not cut off, and nothing else is compacted.
        let offset = Int64.random(in: max(simple.start, simple.compactedEnd)...simple.end, using: &generator)
        for retired in try log.truncate(to: Offset(offset)) { try retired.remove(bench.fileSystem) }
        let end = offset >= simple.end ? offset : simple.batches.last { $0 <= offset } ?? offset
        simple.end = min(simple.end, end)
        simple.batches.removeAll { $0 >= simple.end }
        simple.records.removeAll { $0.offset >= simple.end }
        simple.start = min(simple.start, simple.end)
        simple.produced.removeAll { $0.offset >= simple.end }
        return "truncate to \(offset)"
    }

    private mutating func check(_ step: String, isWhole: Bool = false) throws {
        #expect(log.logEndOffset.rawValue == simple.end, "\(step)")
        #expect(log.logStartOffset.rawValue == simple.start, "\(step)")
        #expect(log.durableEndOffset <= log.logEndOffset, "\(step)")
        let offset = Int64.random(in: simple.start...simple.end, using: &generator)
        let limit = Int64.random(in: offset...simple.end, using: &generator)
        try checkRead(from: offset, upTo: limit, step)
        for producer in 0...3 as ClosedRange<Int64> {
            let last = simple.produced.last { $0.producer == producer }
            guard let last, last.offset >= simple.start else { continue }
            let known = log.producerState.producers[ProducerID(producer)]?.batches.last
            #expect(known?.firstSequence == last.sequence, "\(step)")
            #expect(known?.firstOffset.rawValue == last.offset, "\(step)")
        }
        let time = clock - Int64.random(in: -20...400, using: &generator)
        let found = try log.offset(forTimestamp: Timestamp(time))
        let expected = simple.records.first { $0.timestamp >= time && $0.offset >= simple.start }
        #expect(found?.offset.rawValue == expected?.offset, "\(step)")
        #expect(found?.timestamp.rawValue == expected?.timestamp, "\(step)")
        guard isWhole || written % 10 == 0 else { return }
        #expect(try log.records() == simple.visible, "\(step)")
    }

    private func checkRead(from offset: Int64, upTo limit: Int64, _ step: String) throws {
        let slice = try log.read(from: Offset(offset), upTo: Offset(limit), maxBytes: 700, minOneBatch: true)
        guard let slice else {
            // The first batch that there is must end at the limit or before.
            let first = simple.records.first { $0.offset >= offset && $0.offset < limit }
            #expect(first.map { simple.batchEnd(of: $0.offset) > limit } ?? true, "\(step)")
            return
        }
        var batches = RecordBatches(try slice.read())
        var found: [ReadRecord] = []
        var end: Int64?
        while let batch = try batches.next() {
            let (first, next) = (batch.header.baseOffset.rawValue, batch.header.nextOffset.rawValue)
            // As they were written, however they are compressed now.
            #expect(simple.batches.contains(first) && simple.batchEnd(of: first) == next, "\(step)")
            #expect(first >= end ?? first && next > offset && next <= limit, "\(step)")
            end = next
            var records = try batch.records(decompressionLimit: 1 << 20)
            while let record = try records.next() {
                if record.offset.rawValue < offset { continue }
                found.append(
                    ReadRecord(offset: record.offset, value: String(buffer: record.value ?? ByteBuffer())))
            }
        }
        #expect(found == simple.read(from: offset, upTo: try #require(end, "\(step)")), "\(step)")
    }
}
