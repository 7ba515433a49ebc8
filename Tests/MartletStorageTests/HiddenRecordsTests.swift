import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

/// No checksum is about a batch's base offset. One that is wrong hides no records from who looks for them.
@Suite struct HiddenRecordsTests {
    /// Batches of five records in segments of some twenty; the second segment's batches.
    private func filled(_ bench: Workbench, valueByteCount: Int) throws -> (PartitionLog, [BatchLocation]) {
        var configuration = LogConfiguration()
        configuration.segmentBytes = Int64(20 * (5 * valueByteCount + 120))
        configuration.indexIntervalBytes = 500
        let (log, _) = try bench.open(configuration)
        for index in 0..<70 {
            try log.append(
                (0..<5).map { "\(index).\($0)" + String(repeating: "x", count: valueByteCount) },
                timestamp: Timestamp(Int64(1_000 + index)))
        }
        #expect(log.segmentCount > 3)
        let segment = log.sealed[1]
        let file = try bench.fileSystem.open(log.path(.log, segment.baseOffset), .read)
        var scanner = SegmentScanner(file, upTo: segment.byteCount)
        var batches: [BatchLocation] = []
        while let batch = try scanner.nextWhole() { batches.append(batch) }
        return (log, batches)
    }

    @Test(arguments: [-1, -3, -5, -40, 2, 1_000] as [Int64], [10, 200])
    func `a batch that says that it has other offsets is found out by who looks for its records`(
        shift: Int64, valueByteCount: Int
    ) throws {
        let count = try filled(try Workbench(), valueByteCount: valueByteCount).1.count
        #expect(count > 10)
        for victim in stride(from: 0, to: count, by: 2) {
            let bench = try Workbench()
            let (log, batches) = try filled(bench, valueByteCount: valueByteCount)
            let right = batches[victim].header
            let wrong = right.baseOffset + shift
            if wrong < 0 { continue }
            let path = log.path(.log, log.sealed[1].baseOffset)
            try bench.fileSystem.open(path, .readWrite).write(
                [ByteBuffer(integer: wrong.rawValue)], at: batches[victim].position)
            try bench.memory.makeCold { _ in true }
            var damage: StorageError?
            for offset in right.baseOffset.rawValue...right.lastOffset.rawValue {
                do throws(StorageError) {
                    let outcome = try log.coldRead(
                        from: Offset(offset), upTo: log.logEndOffset, maxBytes: 1, minOneBatch: true,
                        isReadCommitted: false
                    ).run()
                    Issue.record("batch \(victim), offset \(offset): \(String(describing: outcome.found))")
                } catch {
                    damage = error
                }
                // Nor is it served from what is in memory then.
                #expect(throws: ReadError.self) {
                    try log.readInMemory(
                        from: Offset(offset), upTo: log.logEndOffset, maxBytes: 1, minOneBatch: true,
                        now: 9_000_000_000)
                }
            }
            let found = try log.quarantine(damage: try #require(damage))
            #expect(found.map(\.offsets) == [right.baseOffset..<right.nextOffset], "batch \(victim)")
        }
    }

    @Test func `a reader that goes on from batch to batch meets the one that is wrong, read ahead or not`()
        throws
    {
        for victim in 1..<15 {
            let bench = try Workbench()
            let (log, batches) = try filled(bench, valueByteCount: 10)
            let right = batches[victim].header
            let path = log.path(.log, log.sealed[1].baseOffset)
            try bench.fileSystem.open(path, .readWrite).write(
                [ByteBuffer(integer: right.baseOffset.rawValue - 9)], at: batches[victim].position)
            try bench.memory.makeCold { _ in true }
            var (next, readers) = (log.sealed[1].baseOffset, [CatchUp]())
            while next < right.baseOffset {
                let read = log.coldRead(
                    from: next, upTo: log.logEndOffset, maxBytes: 1, minOneBatch: true,
                    isReadCommitted: false, after: readers)
                guard let outcome = try? read.run(), let slice = outcome.found?.slice else { break }
                if let readAhead = outcome.readAhead {
                    _ = readAhead.run()
                    readers = [readAhead.reader]
                }
                next = try BatchHeader(reading: try slice.read(), at: 0).nextOffset
                #expect(next <= right.baseOffset)
                if outcome.damage != nil { break }
            }
            for offset in right.baseOffset.rawValue...right.lastOffset.rawValue {
                #expect(throws: ReadError.self) {
                    try log.readInMemory(
                        from: Offset(offset), upTo: log.logEndOffset, maxBytes: 1, minOneBatch: true,
                        now: 9_000_000_000)
                }
            }
        }
    }

    @Test func `a time index that names a later batch hides none before it`() throws {
        let bench = try Workbench()
        let (log, _) = try filled(bench, valueByteCount: 200)
        let segment = log.sealed[1]
        let path = log.path(.timeIndex, segment.baseOffset)
        let entries = try bench.fileSystem.read(path).readableBytes / TimeIndex.entryByteCount
        #expect(entries > 5)
        for entry in 0..<entries - 1 {
            let bench = try Workbench()
            let (log, batches) = try filled(bench, valueByteCount: 200)
            let file = try bench.fileSystem.open(path, .readWrite)
            let last = Int32(batches[batches.count - 1].header.lastOffset - segment.baseOffset)
            try file.write([ByteBuffer(integer: last)], at: Int64(entry * TimeIndex.entryByteCount + 8))
            for batch in batches {
                let found = try log.offset(forTimestamp: batch.header.maxTimestamp)
                #expect(found?.offset == batch.header.baseOffset, "entry \(entry)")
            }
        }
    }

    @Test func `the compactor does not take what is out of order for a log`() throws {
        let bench = try Workbench()
        let (log, batches) = try filled(bench, valueByteCount: 10)
        let path = log.path(.log, log.sealed[1].baseOffset)
        let file = try bench.fileSystem.open(path, .readWrite)
        try file.write(
            [ByteBuffer(integer: batches[4].header.baseOffset.rawValue - 3)], at: batches[4].position)
        var reader = SegmentBatchReader(file, upTo: log.sealed[1].byteCount)
        for _ in 0..<4 { #expect(try reader.next() != nil) }
        #expect(throws: StorageError.self) { try reader.next() }
    }
}
