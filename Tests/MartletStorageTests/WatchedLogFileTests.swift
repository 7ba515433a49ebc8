import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

/// What of a log file may be served from memory without another look.
@Suite struct WatchedLogFileTests {
    private static let page: Int64 = 4_096
    private static let late: Timestamp = 9_000_000_000

    @Test func `stretches of a file are what was put in and not taken out`() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<10 {
            var (ranges, model) = (ByteRanges(), Set<Int64>())
            for _ in 0..<40 {
                let start = Int64.random(in: 0..<100, using: &random)
                let range = start..<start + Int64.random(in: 0..<20, using: &random)
                if Bool.random(using: &random) {
                    ranges.insert(range)
                    model.formUnion(range)
                } else {
                    ranges.remove(range)
                    model.subtract(range)
                }
                for start in stride(from: 0, to: Int64(120), by: 3) {
                    let asked = start..<start + 7
                    #expect(ranges.contains(asked) == model.isSuperset(of: asked))
                    #expect(ranges.overlaps(asked) == !model.isDisjoint(with: asked))
                }
                let parts = ranges.ranges
                #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
            }
        }
    }

    @Test func `of too many stretches the shortest is forgotten`() {
        var ranges = ByteRanges()
        for index in 0...Int64(ByteRanges.limit) {
            ranges.insert(index * 100..<index * 100 + (index == 7 ? 5 : 10))
        }
        #expect(ranges.ranges.count == ByteRanges.limit)
        #expect(!ranges.contains(700..<705))
        #expect(ranges.contains(800..<810))
    }

    @Test func `what was written is sound, until it has left memory, and again when it was checked`() throws {
        let fileSystem = MemoryFileSystem()
        let raw = try fileSystem.open("/f", .createIfMissing)
        let file = WatchedLogFile(raw, SoundBytes())
        try file.write([ByteBuffer(repeating: 1, count: 10 * Int(Self.page))], at: 0)
        #expect(file.isSound(at: 0, count: 10 * Int(Self.page)))
        raw.advise(.dontNeed(2 * Self.page..<5 * Self.page))
        // Who reads only looks for something.
        #expect(try file.read(at: 2 * Self.page + 10, count: 10_000).readableBytes == 10_000)
        #expect(file.isCached(at: 0, count: 2 * Int(Self.page) + 8_000))
        #expect(!file.isSound(at: 0, count: 2 * Int(Self.page) + 1))
        #expect(!file.isSound(at: 2 * Self.page + 10, count: 10))
        #expect(file.isSound(at: 0, count: 2 * Int(Self.page)))
        #expect(file.isSound(at: 5 * Self.page, count: 5 * Int(Self.page)))
        file.noteSound(2 * Self.page..<5 * Self.page)
        #expect(file.isSound(at: 0, count: 10 * Int(Self.page)))
        try file.truncate(to: 6 * Self.page)
        #expect(!file.isSound(at: 6 * Self.page, count: 1))
    }

    /// Each reads what has left memory and checks none of it, or says that it is wanted.
    @Test(arguments: 0..<4)
    func `nothing that comes from the disk unchecked is sound`(way: Int) throws {
        let fileSystem = MemoryFileSystem()
        let raw = try fileSystem.open("/f", .createIfMissing)
        let file = WatchedLogFile(raw, SoundBytes())
        let all = 0..<8 * Self.page
        try file.write([ByteBuffer(repeating: 1, count: all.count)], at: 0)
        raw.advise(.dontNeed(all))
        switch way {
        case 0: _ = try file.read(at: 100, count: all.count - 200)
        case 1: #expect(try file.readCached(at: 100, count: all.count - 200) == nil)
        case 2: file.advise(.willNeed(all))
        default: #expect(!file.isSound(at: 0, count: all.count))
        }
        raw.advise(.willNeed(all))
        #expect(raw.isCached(at: 0, count: all.count))
        for position in stride(from: 0, to: all.upperBound, by: 1_000) {
            #expect(!file.isSound(at: position, count: 1))
        }
    }

    @Test func `a bit that flips on a made-up disk shows when it is read from there`() throws {
        let fileSystem = MemoryFileSystem(faults: DiskFaults(seed: 1))
        let file = try fileSystem.open("/f", .createIfMissing)
        try file.write([ByteBuffer(repeating: 1, count: 10_000)], at: 0)
        #expect(fileSystem.rot("/f", at: 5_000, 4) == nil)
        try file.sync()
        #expect(file.isCached(at: 0, count: 10_000))
        #expect(fileSystem.rot("/f", at: 5_000, 4) == 1)
        #expect(fileSystem.byte(of: "/f", at: 5_000) == 5)
        #expect(!file.isAnyCached(0..<10_000))
        #expect(try file.read(at: 5_000, count: 1) == ByteBuffer(bytes: [5]))
        #expect(file.isCached(at: 4_096, count: 4_096))
        #expect(!file.isCached(at: 4_095, count: 2))
    }

    // MARK: - A log

    /// Batches of some 20 KB in one segment, none of which is in memory.
    private func coldLog(_ bench: Workbench) throws -> (log: PartitionLog, batches: [BatchLocation]) {
        let (log, _) = try bench.open(LogConfiguration())
        for index in 0..<60 { try log.append(["\(index) " + String(repeating: "x", count: 20_000)]) }
        let all = try #require(
            try log.read(from: 0, upTo: log.logEndOffset, maxBytes: 4 << 20, minOneBatch: true))
        var scanner = SegmentScanner(all.file, upTo: Int64(all.byteCount))
        var batches: [BatchLocation] = []
        while let batch = try scanner.nextWhole() { batches.append(batch) }
        try bench.memory.makeCold { _ in true }
        return (log, batches)
    }

    private func isServed(_ offset: Int, by log: PartitionLog) throws -> Bool {
        do throws(ReadError) {
            return try log.readInMemory(
                from: Offset(Int64(offset)), upTo: log.logEndOffset, maxBytes: 1, minOneBatch: true,
                now: Self.late) != nil
        } catch {
            guard case .storage(.wouldBlock) = error else { throw error }
            return false
        }
    }

    private func readCold(
        _ offset: Int, from log: PartitionLog, after readers: [CatchUp] = []
    ) throws -> ColdRead.Outcome {
        try log.coldRead(
            from: Offset(Int64(offset)), upTo: log.logEndOffset, maxBytes: 1, minOneBatch: true,
            isReadCommitted: false, after: readers
        ).run()
    }

    @Test func `what a look-up has brought into memory is not served before it was checked`() throws {
        let (log, _) = try coldLog(try Workbench())
        _ = try log.read(from: 30, upTo: log.logEndOffset, maxBytes: 1, minOneBatch: true)?.read()
        #expect(try !isServed(30, by: log))
        #expect(try readCold(30, from: log).damage == nil)
        #expect(try isServed(30, by: log))
        #expect(try !isServed(33, by: log))
    }

    @Test func `what was damaged on the disk and is read ahead is told of, and not served`() throws {
        let bench = try Workbench()
        let (log, batches) = try coldLog(bench)
        let path = "\(bench.directory)/\(SegmentFile.log.name(0))"
        let position = batches[20].position + 10_000
        #expect(try bench.memory.rot(path, at: position, 1) == UInt8(ascii: "x"))
        var readers: [CatchUp] = []
        var damage: StorageError?
        for offset in 0..<2 {
            let outcome = try readCold(offset, from: log, after: readers)
            let readAhead = try #require(outcome.readAhead)
            damage = readAhead.run()
            readers = [readAhead.reader]
        }
        // All of it is in memory.
        let file = try bench.fileSystem.open(path, .read)
        #expect(file.isCached(at: 0, count: Int(batches[40].position)))
        for offset in 0..<20 { #expect(try isServed(offset, by: log), "\(offset)") }
        for offset in 20..<25 { #expect(try !isServed(offset, by: log), "\(offset)") }
        #expect(try log.quarantine(damage: try #require(damage)).map(\.offsets) == [20..<21])
        #expect(throws: ReadError.self) { try isServed(20, by: log) }
    }

    @Test func `a log that was opened again trusts nothing that is in memory`() throws {
        let bench = try Workbench()
        let (first, _) = try coldLog(bench)
        #expect(try readCold(3, from: first).damage == nil)
        try first.close()
        let (log, _) = try bench.open(LogConfiguration())
        #expect(try !isServed(3, by: log))
        _ = try readCold(3, from: log)
        #expect(try isServed(3, by: log))
        try log.append(["new"])
        #expect(try isServed(60, by: log))
    }

    @Test func `what leaves memory in a page that is appended to is not taken for written`() throws {
        let bench = try Workbench()
        let (log, batches) = try coldLog(bench)
        _ = try readCold(59, from: log)
        #expect(try isServed(59, by: log))
        try bench.memory.makeCold { _ in true }
        // The kernel reads the page, and writes to it.
        _ = try log.append(batch(["new"]), leaderEpoch: 0, now: Self.late)
        #expect(try !isServed(59, by: log))
        #expect(batches.count == 60)
    }

    @Test func `who reads what was in memory before lets go of none of it`() throws {
        let bench = try Workbench()
        let (first, _) = try coldLog(bench)
        try first.close()
        let path = "\(bench.directory)/\(SegmentFile.log.name(0))"
        let file = try bench.fileSystem.open(path, .read)
        for isWarm in [false, true] {
            file.advise(isWarm ? .willNeed(0..<(2 << 20)) : .dontNeed(0..<(2 << 20)))
            let (log, _) = try bench.open(LogConfiguration())
            let outcome = try readCold(0, from: log)
            #expect(outcome.readAhead?.reader.isCold == !isWarm)
            try log.close()
        }
    }
}
