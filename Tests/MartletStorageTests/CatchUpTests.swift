import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

/// Readers that go through a log from the disk.
@Suite struct CatchUpTests {
    private static let segmentBytes: Int64 = 40 << 20
    private let file: any File
    private let next: any File

    init() throws {
        let fileSystem = MemoryFileSystem()
        file = try fileSystem.open("/one", .createIfMissing)
        next = try fileSystem.open("/two", .createIfMissing)
    }

    private func read(_ file: any File, _ position: Int64, _ byteCount: Int = 4 << 20) -> LocatedSlice {
        LocatedSlice(
            slice: FileSlice(file: file, position: position, byteCount: byteCount),
            soundByteCount: Self.segmentBytes, isSealed: true,
            frame: SegmentFrame(baseOffset: 0, nextOffset: 1_000_000, epochs: LeaderEpochCache()))
    }

    /// The reader as it is after a read, and what its thread lets go of.
    private func go(
        _ found: LocatedSlice, _ readers: [CatchUp], number: Int = 1
    ) -> (CatchUp, passed: Range<Int64>?, previous: Int?) {
        let end = found.slice.position + Int64(found.slice.byteCount)
        let readAhead = ReadAhead(after: found, upTo: end, of: readers)
        var reader = readAhead.reader
        reader.number = number
        return (reader, readAhead.passed?.range, readAhead.previous)
    }

    @Test func `who goes on where it ended gets more each time, and leaves what lies well behind`() {
        let mega: Int64 = 1 << 20
        var (reader, passed, previous) = go(read(file, 0), [])
        #expect((reader.window, reader.warmEnd, passed, previous) == (0, 4 * mega, nil, nil))
        (reader, passed, previous) = go(read(file, 4 * mega), [reader])
        #expect((reader.window, reader.warmEnd, previous) == (1 * mega, 9 * mega, 1))
        #expect(passed?.isEmpty == true)
        (reader, passed, _) = go(read(file, 9 * mega), [reader])
        #expect((reader.window, reader.warmEnd) == (2 * mega, 15 * mega))
        #expect(passed == 0..<1 * mega)
        (reader, passed, _) = go(read(file, 15 * mega), [reader])
        #expect((reader.window, reader.warmEnd) == (4 * mega, 23 * mega))
        #expect(passed == 1 * mega..<7 * mega)
        // Into what is being read ahead.
        (reader, passed, _) = go(read(file, 20 * mega), [reader])
        #expect((reader.window, reader.warmEnd) == (8 * mega, 32 * mega))
        (reader, passed, _) = go(read(file, 32 * mega), [reader])
        #expect((reader.window, reader.warmEnd) == (8 * mega, Self.segmentBytes))
        (reader, passed, _) = go(read(next, 0), [reader])
        #expect((reader.window, reader.coldStart) == (8 * mega, 0))
        #expect(passed == 24 * mega..<32 * mega)
    }

    @Test func `what is being read ahead already is not read once more`() {
        let mega: Int64 = 1 << 20
        let reader = CatchUp(
            number: 1, file: file, soundByteCount: Self.segmentBytes, coldStart: 10 * mega,
            warmEnd: 30 * mega, window: 8 * mega)
        let early = ReadAhead(after: read(file, 22 * mega, 1 << 20), upTo: 23 * mega, of: [reader])
        #expect(early.warmUp == nil)
        #expect((early.previous, early.reader.warmEnd, early.reader.window) == (1, 30 * mega, 8 * mega))
        let late = ReadAhead(after: read(file, 27 * mega, 1 << 20), upTo: 28 * mega, of: [reader])
        #expect(late.warmUp != nil)
        #expect(late.reader.warmEnd == 36 * mega)
    }

    @Test func `who reads here and there gets what it asked for`() {
        let mega: Int64 = 1 << 20
        let (reader, _, _) = go(read(file, 8 * mega), [])
        for position in [0, 7 * mega, 13 * mega, 30 * mega] {
            let (other, passed, previous) = go(read(file, position), [reader])
            #expect((other.window, passed, previous) == (0, nil, nil), "\(position)")
        }
        #expect(go(read(next, 0), [reader]).previous == nil)
    }

    @Test func `nothing is let go of where another reader is`() {
        let mega: Int64 = 1 << 20
        var (first, _, _) = go(read(file, 12 * mega), [], number: 1)
        let (second, _, _) = go(read(file, 12 * mega + mega / 2), [], number: 2)
        (first, _, _) = go(read(file, 16 * mega), [second, first])
        first.number = 1
        #expect(go(read(file, 21 * mega), [first]).passed == 12 * mega..<13 * mega)
        #expect(go(read(file, 21 * mega), [first, second]).passed == nil)
    }

    @Test func `a reader of real files finds all of it, in whatever is in memory`() throws {
        let bench = try Workbench(.posix)
        var configuration = LogConfiguration()
        configuration.segmentBytes = 6 << 20
        let (log, _) = try bench.open(configuration)
        for index in 0..<40 {
            _ = try log.append(
                try batch(byteCount: 500_000, timestamp: Timestamp(Int64(index))), leaderEpoch: 0, now: 0)
        }
        try log.flush()
        for entry in try bench.fileSystem.list(log.directory) where entry.name.hasSuffix(".log") {
            let file = try bench.fileSystem.open("\(log.directory)/\(entry.name)", .read)
            file.advise(.dontNeed(0..<(try file.byteCount())))
        }
        var readers: [CatchUp] = []
        var (next, warm, cold) = (Offset(0), 0, 0)
        while next < log.logEndOffset {
            let slice: FileSlice?
            do {
                slice = try log.readInMemory(
                    from: next, upTo: log.logEndOffset, maxBytes: 600_000, minOneBatch: true,
                    now: 9_000_000_000
                )?.slice
                warm += 1
            } catch ReadError.storage(.wouldBlock) {
                let outcome = try log.coldRead(
                    from: next, upTo: log.logEndOffset, maxBytes: 600_000, minOneBatch: true,
                    isReadCommitted: false, after: readers
                ).run()
                slice = outcome.found?.slice
                if let readAhead = outcome.readAhead {
                    #expect(readAhead.run() == nil)
                    readers = [readAhead.reader]
                }
                cold += 1
            }
            var batches = RecordBatches(try #require(try slice?.read()))
            let batch = try #require(try batches.next())
            try batch.checkCRC()
            #expect(batch.header.baseOffset == next)
            next = batch.header.nextOffset
        }
        #expect(warm + cold == 40)
        #expect(cold > 0)
    }
}
