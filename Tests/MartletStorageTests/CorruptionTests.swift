import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

/// A log of small segments, and where its batches lie.
struct SoundLog {
    struct Batch {
        var file: String
        var position: Int
        var byteCount: Int
        var offsets: Range<Offset>
    }

    let bench: Workbench
    var log: PartitionLog
    var batches: [Batch] = []

    /// Batches of one to three records, all in epoch 3; the log is durable.
    init(_ disk: Disk = .memory, batchCount: Int = 24, segmentBytes: Int64 = 600) throws {
        try self.init(Workbench(disk), batchCount: batchCount, segmentBytes: segmentBytes)
    }

    init(_ bench: Workbench, batchCount: Int = 24, segmentBytes: Int64 = 600) throws {
        self.bench = bench
        log = try bench.open(Self.configuration(segmentBytes)).log
        for index in 0..<batchCount {
            let values = (0...index % 3).map { "value \(index).\($0)" }
            let before = log.segmentCount
            let start = log.byteCount
            let result = try log.append(values, epoch: 3, timestamp: Timestamp(Int64(1_000 + index)))
            let isNew = log.segmentCount > before || batches.isEmpty
            let name = isNew ? Self.fileName(result.baseOffset) : batches[batches.count - 1].file
            let position =
                isNew ? 0 : batches[batches.count - 1].position + batches[batches.count - 1].byteCount
            batches.append(
                Batch(
                    file: name, position: position, byteCount: Int(log.byteCount - start),
                    offsets: result.baseOffset..<result.lastOffset + 1))
        }
        try log.flush()
    }

    static func configuration(_ segmentBytes: Int64) -> LogConfiguration {
        var configuration = LogConfiguration()
        configuration.segmentBytes = segmentBytes
        configuration.indexIntervalBytes = 150
        return configuration
    }

    static func fileName(_ base: Offset) -> String {
        let digits = String(base.rawValue)
        return String(repeating: "0", count: 20 - digits.count) + digits + ".log"
    }

    func change(_ name: String, at index: Int, _ change: (UInt8) -> UInt8) throws {
        let file = try bench.fileSystem.open("\(bench.directory)/\(name)", .readWrite)
        let byte = try #require(try file.read(at: Int64(index), count: 1).readableBytesView.first)
        try file.write([ByteBuffer(bytes: [change(byte)])], at: Int64(index))
    }

    /// Scrubs the log once from its first segment to its last.
    func scrub() throws -> (news: [CorruptRange], outcomes: [ScrubOutcome]) {
        var news: [CorruptRange] = []
        var outcomes: [ScrubOutcome] = []
        while let job = log.planScrub() {
            let outcome = try #require(try job.run(pace: UnlimitedPace()))
            outcomes.append(outcome)
            news += log.finish(job, outcome)
            if job.completesRound { break }
        }
        return (news, outcomes)
    }

    /// What can be read, and the offsets of which that is refused.
    func readable() throws -> (offsets: [Offset], refused: [Offset]) {
        var found: [Offset] = []
        var refused: [Offset] = []
        var next = log.logStartOffset
        while next < log.logEndOffset {
            let slice: FileSlice?
            do throws(ReadError) {
                slice = try log.read(from: next, upTo: log.logEndOffset, maxBytes: 300, minOneBatch: true)
            } catch {
                guard case .corrupt(let range) = error else { throw error }
                refused += range.offsets.all.filter { $0 >= next }
                next = range.offsets.upperBound
                continue
            }
            var batches = RecordBatches(try #require(slice).read())
            while let batch = try batches.next() {
                try batch.checkCRC()
                found += (batch.header.baseOffset..<batch.header.nextOffset).all.filter { $0 >= next }
                next = batch.header.nextOffset
            }
        }
        return (found, refused)
    }
}

@Suite struct CorruptionTests {
    @Test func `what was read wrong once, and is right on the disk, is served again after a scrub`() throws {
        let sound = try SoundLog()
        let (passing, lasting) = (sound.batches[2], sound.batches[9])
        for batch in [passing, lasting] { try sound.change(batch.file, at: batch.position + 65) { $0 ^ 4 } }
        #expect(try sound.scrub().news.map(\.offsets) == [passing.offsets, lasting.offsets])
        let log = sound.log
        let start = passing.offsets.lowerBound
        #expect(throws: ReadError.self) {
            try log.read(from: start, upTo: log.logEndOffset, maxBytes: 1, minOneBatch: true)
        }
        try sound.change(passing.file, at: passing.position + 65) { $0 ^ 4 }
        var lifted: [CorruptRange] = []
        while let job = log.planScrub() {
            let outcome = try #require(try job.run(pace: UnlimitedPace()))
            lifted += log.lift(after: job, outcome)
            #expect(log.finish(job, outcome) == [])
            if job.completesRound { break }
        }
        #expect(lifted.map(\.offsets) == [passing.offsets])
        #expect(log.firstCorruptRange?.offsets == lasting.offsets)
        #expect(try log.firstRecord(from: start)?.offset == start)
    }

    @Test func `a scrub of a sound log finds nothing, whatever was done to it`() throws {
        var sound = try SoundLog()
        #expect(sound.log.segmentCount == 4)
        let first = try sound.scrub()
        #expect(first.news.isEmpty && first.outcomes.count == sound.log.segmentCount)
        #expect(first.outcomes.map(\.batchCount).reduce(0, +) == 24)
        #expect(first.outcomes.allSatisfy { $0.indexFaults.isEmpty && $0.epochDisagreements.isEmpty })
        _ = try sound.log.truncate(to: sound.batches[20].offsets.lowerBound)
        try sound.log.append(["after"], epoch: 4, timestamp: 5)
        try sound.log.flush()
        try sound.log.close()
        sound.log = try sound.bench.open(SoundLog.configuration(600)).log
        try sound.log.append(["again"], epoch: 5, timestamp: 9_000)
        try sound.log.roll(now: 0)
        try sound.log.flush()
        let second = try sound.scrub()
        #expect(second.outcomes.allSatisfy { $0.indexFaults.isEmpty && $0.epochDisagreements.isEmpty })
        #expect(second.news.isEmpty)
    }

    @Test(arguments: [0, 10, 23])
    func `every flipped bit of a batch is found, and costs that batch alone`(number: Int) throws {
        let sound = try SoundLog()
        let batch = sound.batches[number]
        // All bits that the checksum does not cover, and some of those that it does.
        for bit in 0..<batch.byteCount * 8 where bit < 21 * 8 || bit.isMultiple(of: 5) {
            let at = batch.position + bit / 8
            try sound.change(batch.file, at: at) { $0 ^ (1 << (bit % 8)) }
            let (news, outcomes) = try sound.scrub()
            if news.isEmpty {
                // A lower epoch in a segment's first batch: the epoch file may be wrong as well.
                #expect((12..<16).contains(bit / 8), "bit \(bit)")
                #expect(outcomes.flatMap(\.epochDisagreements).map(\.offset) == [batch.offsets.lowerBound])
            } else {
                #expect(news.map(\.offsets) == [batch.offsets], "bit \(bit)")
                #expect(
                    news.map(\.positions) == [Int64(batch.position)..<Int64(batch.position + batch.byteCount)]
                )
                let (found, refused) = try sound.readable()
                #expect(
                    refused
                        == (batch.offsets.lowerBound.rawValue..<batch.offsets.upperBound.rawValue).map {
                            Offset($0)
                        })
                #expect(found.count + refused.count == Int(sound.log.logEndOffset.rawValue))
            }
            for segment in Set(news.map(\.segment)) { sound.log.forgetCorruption(ofSegment: segment) }
            try sound.change(batch.file, at: at) { $0 ^ (1 << (bit % 8)) }
        }
    }

    @Test(arguments: 0..<40)
    func `garbage anywhere costs the batches that it touches, and no others`(seed: UInt64) throws {
        let sound = try SoundLog()
        var random = SeededGenerator(seed: seed)
        let first = try #require(sound.batches.randomElement(using: &random))
        let start = first.position + Int.random(in: 0..<first.byteCount, using: &random)
        let length = Int.random(in: 1...400, using: &random)
        let size = try sound.bench.bytes(first.file).readableBytes
        let fill: UInt8? = Bool.random(using: &random) ? 0 : nil
        for at in start..<min(start + length, size) {
            let byte = fill ?? UInt8.random(in: 0...255, using: &random)
            try sound.change(first.file, at: at) { $0 == byte ? ~byte : byte }
        }
        let touched = sound.batches.filter {
            $0.file == first.file && $0.position < start + length && $0.position + $0.byteCount > start
        }
        _ = try sound.scrub()
        let (found, refused) = try sound.readable()
        let lost = touched[0].offsets.lowerBound..<touched[touched.count - 1].offsets.upperBound
        #expect(refused == lost.all)
        #expect(found.count + refused.count == Int(sound.log.logEndOffset.rawValue))
    }

    @Test func `a look-up that meets damage tells where it is, and then finds its way around it`() throws {
        let sound = try SoundLog(segmentBytes: 1 << 20)
        let batch = sound.batches[12]
        // The length: the next batch is not where the header says.
        try sound.change(batch.file, at: batch.position + 11) { $0 ^ 0x41 }
        let error = StorageError.corrupt(
            path: "\(sound.bench.directory)/\(batch.file)", position: Int64(batch.position), reason: "")
        #expect(try sound.log.quarantine(damage: error).map(\.offsets) == [batch.offsets])
        #expect(try sound.log.quarantine(damage: error).isEmpty)
        let found = try sound.log.offset(forTimestamp: 1_012)
        #expect(found?.offset == batch.offsets.upperBound)
        #expect(try sound.log.firstRecord(from: batch.offsets.upperBound)?.value == "value 13.0")
    }

    @Test func `an error about bytes that are sound, or about another file, quarantines nothing`() throws {
        let sound = try SoundLog()
        let path = "\(sound.bench.directory)/\(sound.batches[6].file)"
        let position = Int64(sound.batches[6].position)
        #expect(
            try sound.log.quarantine(damage: .corrupt(path: path, position: position, reason: "")).isEmpty)
        #expect(try sound.log.quarantine(damage: .corrupt(path: "/else", position: 0, reason: "")).isEmpty)
        #expect(try sound.log.quarantine(damage: .full(path: path)).isEmpty)
        #expect(sound.log.corruptRanges.isEmpty)
    }

    @Test func `truncation to an offset that cannot be told cuts the whole range`() throws {
        let sound = try SoundLog(segmentBytes: 1 << 20)
        let batch = sound.batches[14]
        try sound.change(batch.file, at: batch.position + 70) { ~$0 }
        _ = try sound.scrub()
        _ = try sound.log.truncate(to: batch.offsets.upperBound - 1)
        #expect(sound.log.logEndOffset == batch.offsets.lowerBound)
        #expect(sound.log.corruptRanges.isEmpty)
        try sound.log.append(["good again"], epoch: 4)
        #expect(try sound.log.firstRecord(from: batch.offsets.lowerBound)?.value == "good again")
    }

    @Test func `truncation behind a range keeps it, and appends go on`() throws {
        let sound = try SoundLog(segmentBytes: 1 << 20)
        let batch = sound.batches[14]
        for at in 0..<61 { try sound.change(batch.file, at: batch.position + at) { _ in 0 } }
        _ = try sound.scrub()
        let end = sound.batches[16].offsets.upperBound
        _ = try sound.log.truncate(to: end)
        #expect(sound.log.logEndOffset == end)
        try sound.log.append(["more"], epoch: 4)
        let (found, refused) = try sound.readable()
        #expect(refused.count == 3 && found.count == Int(end.rawValue) + 1 - 3)
        _ = try sound.log.truncate(to: batch.offsets.upperBound)
        #expect(sound.log.logEndOffset == batch.offsets.upperBound)
        try sound.log.append(["right behind"], epoch: 5)
        #expect(try sound.log.firstRecord(from: batch.offsets.upperBound)?.value == "right behind")
    }

    @Test func `ranges go with their segments`() throws {
        var sound = try SoundLog()
        let batch = sound.batches[1]
        try sound.change(batch.file, at: batch.position + 30) { ~$0 }
        #expect(try sound.scrub().news.count == 1)
        #expect(try sound.scrub().news.isEmpty)
        sound.log.configuration.retentionBytes = 0
        _ = try sound.log.applyRetention(now: 2_000, highWatermark: sound.log.logEndOffset)
        #expect(sound.log.corruptRanges.isEmpty)
        sound.batches.removeAll()
    }

    @Test func `the outcome of a scrub during which the log was cut is forgotten`() throws {
        let sound = try SoundLog(segmentBytes: 1 << 20)
        let batch = sound.batches[20]
        try sound.change(batch.file, at: batch.position + 30) { ~$0 }
        let job = try #require(sound.log.planScrub())
        let outcome = try #require(try job.run(pace: UnlimitedPace()))
        #expect(outcome.corruptRanges.count == 1)
        _ = try sound.log.truncate(to: sound.batches[10].offsets.lowerBound)
        #expect(sound.log.finish(job, outcome).isEmpty && sound.log.corruptRanges.isEmpty)
    }

    @Test func `of the active segment only what is on disk is scrubbed`() throws {
        let sound = try SoundLog(batchCount: 4, segmentBytes: 1 << 20)
        let durable = sound.log.byteCount
        try sound.log.append(["not yet"], epoch: 3)
        let job = try #require(sound.log.planScrub())
        #expect(job.byteCount == durable && job.completesRound)
        #expect(try job.run(pace: UnlimitedPace())?.corruptRanges == [])
    }

    @Test func `a checked slice ends before the damage, and before a batch that it cuts`() throws {
        let sound = try SoundLog(segmentBytes: 1 << 20)
        let log = sound.log
        let whole = try #require(
            try log.read(from: 0, upTo: log.logEndOffset, maxBytes: 1_000, minOneBatch: true))
        let checked = try log.check(whole, readFrom: 0).run()
        let fitting = sound.batches.prefix { $0.position + $0.byteCount <= 1_000 }
        #expect(checked.damage == nil)
        #expect(checked.good.byteCount == fitting.map(\.byteCount).reduce(0, +))
        let batch = sound.batches[4]
        try sound.change(batch.file, at: batch.position + 62) { ~$0 }
        let damaged = try log.check(whole, readFrom: 0).run()
        #expect(damaged.good.byteCount == batch.position)
        #expect(try log.quarantine(damage: try #require(damaged.damage)).map(\.offsets) == [batch.offsets])
        let slice = try #require(
            try log.read(from: 0, upTo: log.logEndOffset, maxBytes: 1_000, minOneBatch: true))
        #expect(slice.byteCount == batch.position)
    }

    @Test func `every flipped bit of a sealed segment's indexes is found`() throws {
        let sound = try SoundLog(segmentBytes: 2_000)
        for suffix in ["index", "timeindex"] {
            let name = "00000000000000000000.\(suffix)"
            let count = try sound.bench.bytes(name).readableBytes
            #expect(count > 0)
            for bit in 0..<count * 8 {
                try sound.change(name, at: bit / 8) { $0 ^ (1 << (bit % 8)) }
                let (news, outcomes) = try sound.scrub()
                #expect(news.isEmpty)
                let faults = outcomes.flatMap(\.indexFaults)
                #expect(faults.first?.path.hasSuffix(name) == true, "\(name), bit \(bit)")
                try sound.change(name, at: bit / 8) { $0 ^ (1 << (bit % 8)) }
            }
        }
    }

    @Test func `a scrub on disk leaves the page cache as it was`() throws {
        let sound = try SoundLog(.posix, batchCount: 8)
        #expect(try sound.scrub().news.isEmpty)
        let batch = sound.batches[2]
        try sound.change(batch.file, at: batch.position + 40) { ~$0 }
        #expect(try sound.scrub().news.map(\.offsets) == [batch.offsets])
    }
}

extension Range<Offset> {
    /// Every offset in it.
    var all: [Offset] { (lowerBound.rawValue..<upperBound.rawValue).map { Offset($0) } }
}
