import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

/// What a log is, as simply as it can be said.
private struct SimpleLog {
    struct Record: Equatable {
        var offset: Int64
        var value: String
        var timestamp: Int64
    }

    /// By offset, from the first that was not cut off on.
    var records: [Record] = []
    var start: Int64 = 0
    var end: Int64 = 0
    /// Where each batch begins.
    var batches: [Int64] = []
    /// What idempotent producers wrote: producer, first sequence, base offset.
    var produced: [(producer: Int64, sequence: Int32, offset: Int64)] = []

    var visible: [ReadRecord] {
        records.filter { $0.offset >= start }.map { ReadRecord(offset: Offset($0.offset), value: $0.value) }
    }
}

@Suite struct LogPropertyTests {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `a log in memory behaves like a simple list`(seed: UInt64) throws {
        var run = try PropertyRun(seed: seed, disk: .memory)
        try run.steps(250)
    }

    @Test(arguments: 1_000..<1_006 as Range<UInt64>)
    func `a log on disk behaves like a simple list`(seed: UInt64) throws {
        var run = try PropertyRun(seed: seed, disk: .posix)
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

    init(seed: UInt64, disk: Disk) throws {
        self.seed = seed
        bench = try Workbench(disk)
        generator = SeededGenerator(seed: seed)
        configuration.segmentBytes = Int64.random(in: 1_500...6_000, using: &generator)
        configuration.indexIntervalBytes = Int64.random(in: 0...800, using: &generator)
        configuration.retentionMilliseconds = -1
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
        case 0..<60: return try append()
        case 60..<70:
            try log.flush()
            return "flush"
        case 70..<76:
            try log.roll(now: Timestamp(clock))
            return "roll"
        case 76..<83:
            try log.close()
            log = try bench.open(configuration, logStartOffset: log.logStartOffset).log
            return "clean restart"
        case 83..<90:
            let (point, start) = (log.durableEndOffset, log.logStartOffset)
            log = try bench.open(
                configuration, recoveryPoint: point, logStartOffset: start, isClean: false
            ).log
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
            "\(written + index) " + String(repeating: "v", count: Int.random(in: 0...120, using: &generator))
        }
        let made = try batch(
            values, timestamp: Timestamp(clock), step: 3,
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
                SimpleLog.Record(offset: simple.end, value: value, timestamp: clock + Int64(index) * 3))
            simple.end += 1
        }
        return "append"
    }

    private mutating func truncate() throws -> String {
        guard simple.end > simple.start else { return "nothing to truncate" }
        let offset = Int64.random(in: simple.start...simple.end, using: &generator)
        for retired in try log.truncate(to: Offset(offset)) { try retired.remove(bench.fileSystem) }
        let end = offset >= simple.end ? offset : simple.batches.last { $0 <= offset } ?? offset
        simple.end = min(simple.end, end)
        simple.batches.removeAll { $0 >= simple.end }
        simple.records.removeAll { $0.offset >= simple.end }
        simple.start = min(simple.start, simple.end)
        simple.produced.removeAll { $0.offset >= simple.end }
        return "truncate to \(offset)"
    }

    private mutating func check(_ step: String) throws {
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
        guard written % 10 == 0 else { return }
        #expect(try log.records() == simple.visible, "\(step)")
    }

    private func checkRead(from offset: Int64, upTo limit: Int64, _ step: String) throws {
        let slice = try log.read(from: Offset(offset), upTo: Offset(limit), maxBytes: 700, minOneBatch: true)
        let base = simple.batches.last { $0 <= offset }
        // The first batch must end at the limit or before.
        let next = simple.batches.first { $0 > offset } ?? simple.end
        guard offset < limit, next <= limit else {
            #expect(slice == nil, "\(step)")
            return
        }
        var batches = RecordBatches(try #require(slice, "\(step)").read())
        var expected = base ?? 0
        while let batch = try batches.next() {
            #expect(batch.header.baseOffset.rawValue == expected, "\(step)")
            expected = batch.header.nextOffset.rawValue
            #expect(expected <= limit, "\(step)")
        }
        #expect(expected > offset, "\(step)")
    }
}
