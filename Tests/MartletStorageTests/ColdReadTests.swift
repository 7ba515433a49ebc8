import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

/// Reads that have to wait for the disk, and how one knows.
@Suite struct ColdReadTests {
    private var configuration: LogConfiguration {
        var configuration = LogConfiguration()
        configuration.segmentBytes = 2_000
        configuration.indexIntervalBytes = 150
        return configuration
    }

    /// A log of some segments with batches of several sizes.
    private func log(_ bench: Workbench) throws -> PartitionLog {
        let (log, _) = try bench.open(configuration)
        var random = SeededGenerator(seed: 7)
        for index in 0..<120 {
            let count = Int.random(in: 1...4, using: &random)
            try log.append(
                (0..<count).map { "\(index).\($0) " + String(repeating: "x", count: index % 60) },
                timestamp: Timestamp(Int64(1_000 + index)))
        }
        #expect(log.segmentCount > 4)
        return log
    }

    @Test func `a storage thread finds what the owner finds`() throws {
        let log = try log(try Workbench())
        var random = SeededGenerator(seed: 11)
        for _ in 0..<400 {
            let start = Offset(Int64.random(in: 0..<log.logEndOffset.rawValue, using: &random))
            let end = Offset(
                Int64.random(in: start.rawValue...log.logEndOffset.rawValue, using: &random))
            let maxBytes = Int.random(in: 1...3_000, using: &random)
            let expected = try log.read(from: start, upTo: end, maxBytes: maxBytes, minOneBatch: true)
            let outcome = try log.coldRead(
                from: start, upTo: end, maxBytes: maxBytes, minOneBatch: true, isReadCommitted: false
            ).run()
            #expect(outcome.damage == nil)
            #expect(outcome.found?.slice.position == expected?.position)
            #expect(try outcome.found?.slice.read() == expected?.read())
        }
        for timestamp in 990..<1_130 {
            let target = Timestamp(Int64(timestamp))
            #expect(
                try log.reader(forTimestamp: target).offset(forTimestamp: target)
                    == log.offset(forTimestamp: target))
        }
        #expect(try log.readerForGreatestTimestamp().maxTimestamp() == log.maxTimestamp())
    }

    @Test func `what an owner does meanwhile is no matter to a reader, or told by the layout`() throws {
        let log = try log(try Workbench())
        let end = log.logEndOffset
        let read = log.coldRead(
            from: end - Int64(3), upTo: end, maxBytes: 1_000, minOneBatch: true, isReadCommitted: false)
        let expected = try log.read(from: end - Int64(3), upTo: end, maxBytes: 1_000, minOneBatch: true)?
            .read()
        for _ in 0..<50 { try log.append(["more", "and more"]) }
        #expect(log.layout == read.layout)
        #expect(try read.run().found?.slice.read() == expected)
        _ = try log.truncate(to: end - Int64(10))
        #expect(log.layout != read.layout)
    }

    @Test func `only what is in memory is found without waiting`() throws {
        let bench = try Workbench()
        let log = try log(bench)
        try bench.memory.makeCold { _ in true }
        let late: Timestamp = 9_000_000
        for offset in [Offset(0), Offset(20), log.logEndOffset - Int64(1)] {
            #expect(throws: ReadError.self) {
                try log.readInMemory(
                    from: offset, upTo: log.logEndOffset, maxBytes: 100, minOneBatch: true, now: late)
            }
        }
        // Just now appended: to ask the kernel is to waste time.
        let hot = try log.readInMemory(
            from: log.logEndOffset - Int64(1), upTo: log.logEndOffset, maxBytes: 100, minOneBatch: true,
            now: 1_200)
        #expect(hot?.isSealed == false)
        _ = try log.coldRead(
            from: 0, upTo: log.logEndOffset, maxBytes: 100, minOneBatch: true, isReadCommitted: false
        ).run()
        // A file that is not open may cost reads of directories.
        log.files.close(0)
        #expect(throws: ReadError.self) {
            try log.readInMemory(
                from: 0, upTo: log.logEndOffset, maxBytes: 100, minOneBatch: true, now: late)
        }
        _ = try log.read(from: 0, upTo: log.logEndOffset, maxBytes: 100, minOneBatch: true)
        #expect(
            try log.readInMemory(
                from: 0, upTo: log.logEndOffset, maxBytes: 100, minOneBatch: true, now: late) != nil)
    }

    @Test func `a damaged batch ends a cold read, or is all that there is to say`() throws {
        let bench = try Workbench()
        let log = try log(bench)
        let slice = try #require(
            try log.read(from: 0, upTo: log.logEndOffset, maxBytes: 1_500, minOneBatch: true))
        var batches = RecordBatches(try slice.read())
        let first = try #require(try batches.next()).header
        let second = try #require(try batches.next()).header
        let position = Int64(first.byteCount + second.byteCount - 1)
        try bench.fileSystem.open(slice.file.path, .readWrite).write([ByteBuffer(string: "?")], at: position)
        func read(_ offset: Offset) throws -> ColdRead.Outcome {
            try log.coldRead(
                from: offset, upTo: log.logEndOffset, maxBytes: 1_500, minOneBatch: true,
                isReadCommitted: false
            ).run()
        }
        let outcome = try read(0)
        #expect(outcome.found?.slice.byteCount == first.byteCount)
        let damage = try #require(outcome.damage)
        #expect(throws: damage) { try read(second.baseOffset) }
        #expect(try log.quarantine(damage: damage).map(\.offsets) == [second.baseOffset..<second.nextOffset])
        #expect(try read(0).damage == nil)
    }

    /// No checksum is about the base offset. Batches are shorter or longer than a page, so that what bears
    /// witness is checked with the others, or looked at for that alone.
    @Test(arguments: [1 as Int64, 5, 16, -1], [10, 5_000])
    func `a batch whose offset is wrong is not given to who reads from the disk`(
        shift: Int64, valueByteCount: Int
    ) throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(LogConfiguration())
        for index in 0..<20 { try log.append(["\(index) " + String(repeating: "x", count: valueByteCount)]) }
        let all = try #require(
            try log.read(from: 0, upTo: log.logEndOffset, maxBytes: 1 << 20, minOneBatch: true))
        var batches = RecordBatches(try all.read())
        let headers = try (0..<3).map { _ in try #require(try batches.next()).header }
        let position = Int64(headers[0].byteCount + headers[1].byteCount)
        try bench.fileSystem.open(all.file.path, .readWrite).write(
            [ByteBuffer(integer: headers[2].baseOffset.rawValue + shift)], at: position)
        func read(_ offset: Offset, _ maxBytes: Int) -> (offsets: [Offset], damage: StorageError?) {
            do throws(StorageError) {
                let outcome = try log.coldRead(
                    from: offset, upTo: log.logEndOffset, maxBytes: maxBytes, minOneBatch: true,
                    isReadCommitted: false
                ).run()
                var batches = RecordBatches(try outcome.found?.slice.read() ?? ByteBuffer())
                var offsets: [Offset] = []
                while let batch = try? batches.next() { offsets.append(batch.header.baseOffset) }
                return (offsets, outcome.damage)
            } catch {
                return ([], error)
            }
        }
        // Of an offset that goes back the batch before it may be to blame.
        #expect(read(0, 1 << 20).offsets == (shift < 0 ? [0] : [0, 1]))
        // Who reads the batch before has brought the wrong one into memory.
        let (offsets, damage) = read(1, 1)
        #expect(offsets == (shift < 0 ? [] : [1]))
        #expect(try log.quarantine(damage: try #require(damage)).map(\.offsets) == [2..<3])
        #expect(read(0, 1 << 20).offsets == [0, 1])
        #expect(read(1, 1).offsets == [1])
        #expect(read(3, 1 << 20).offsets == Array(3..<20 as Range<Int64>).map { Offset($0) })
    }

    @Test func `the kernel says what is in memory, and lets go of what is not needed`() throws {
        let bench = try Workbench(.posix)
        let file = try bench.fileSystem.open("\(bench.root)/file", .createIfMissing)
        let bytes = ByteBuffer(bytes: (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 / 100) })
        try file.write([bytes], at: 0)
        #expect(file.isCached(at: 0, count: 1 << 20))
        #expect(try file.readCached(at: 0, count: 1 << 20) == bytes)
        #expect(try file.readCached(at: (1 << 20) - 10, count: 100)?.readableBytes == 10)
        try file.sync()
        file.advise(.dontNeed(0..<(1 << 20)))
        // On a file system that is memory nothing goes.
        guard !file.isAnyCached(0..<(1 << 20)) else { return }
        #expect(!file.isCached(at: 0, count: 1 << 20))
        #expect(try file.readCached(at: 5_000, count: 10) == nil)
        file.advise(.noReadAhead)
        #expect(try file.read(at: 5_000, count: 10) == bytes.getSlice(at: 5_000, length: 10))
        #expect(file.isCached(at: 5_000, count: 10))
        #expect(try file.readCached(at: 5_000, count: 200_000) == nil)
        #expect(!file.isCached(at: 0, count: 1 << 20))
        #expect(file.isAnyCached(0..<(1 << 20)))
    }
}
