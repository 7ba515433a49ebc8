import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@Suite struct LogRecoveryTests {
    private static let log = "00000000000000000000.log"

    /// A log of batches of different lengths that nobody closed. Returns where each batch ends.
    private func crashed(_ bench: Workbench, batches: Int = 6) throws -> [Int64] {
        let (log, _) = try bench.open()
        var ends: [Int64] = []
        for index in 0..<batches {
            try log.append([String(repeating: "v", count: 5 + index * 7), "w"], epoch: 3)
            ends.append(log.byteCount)
        }
        return ends
    }

    @Test(arguments: Disk.allCases)
    func `a log that nobody closed is whole after a scan`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let ends = try crashed(bench)
        let (log, report) = try bench.open(isClean: false)
        var expected = RecoveryReport()
        (expected.scannedSegments, expected.scannedBytes, expected.rewrittenBytes) = (1, ends[5], ends[5])
        #expect(report == expected)
        #expect(log.logEndOffset == 12 && log.durableEndOffset == 12 && log.latestEpoch == 3)
        #expect(try log.records().count == 12)
    }

    @Test(arguments: Disk.allCases)
    func `cut anywhere, the log ends with its last whole batch`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let ends = try crashed(bench)
        let whole = try bench.bytes(Self.log)
        for length in stride(from: ends[5], through: ends[2], by: disk == .memory ? -1 : -13) {
            try bench.put(try #require(whole.getSlice(at: 0, length: Int(length))), Self.log)
            let (log, report) = try bench.open(isClean: false)
            let kept = ends.filter { $0 <= length }
            #expect(log.logEndOffset == Offset(Int64(kept.count * 2)))
            #expect(log.byteCount == kept.last)
            #expect(try bench.bytes(Self.log).readableBytes == Int(log.byteCount))
            if kept.last == length {
                #expect(report?.truncated == nil)
            } else {
                #expect(report?.truncated?.position == kept.last)
                #expect(report?.truncated?.byteCount == length - (kept.last ?? 0))
                #expect(report?.truncated?.path == "\(bench.directory)/\(Self.log)")
            }
            #expect(try log.append(["more"], epoch: 3).baseOffset == Offset(Int64(kept.count * 2)))
            #expect(try log.records().count == kept.count * 2 + 1)
        }
    }

    @Test func `a flipped bit ends the log before its batch`() throws {
        let bench = try Workbench()
        let ends = try crashed(bench)
        let whole = try bench.bytes(Self.log)
        // All of the fourth batch but base offset and leader epoch, which no checksum covers.
        for at in Int(ends[2])..<Int(ends[3])
        where !(0..<8).contains(at - Int(ends[2])) && !(12..<16).contains(at - Int(ends[2])) {
            for bit in [0, 7] {
                var damaged = whole
                damaged.setInteger(
                    try #require(whole.getInteger(at: at, as: UInt8.self)) ^ (1 << bit), at: at)
                try bench.put(damaged, Self.log)
                let (log, report) = try bench.open(isClean: false)
                #expect(log.logEndOffset == 6 && log.byteCount == ends[2])
                #expect(report?.truncated?.position == ends[2])
                #expect(report?.truncated?.byteCount == ends[5] - ends[2])
            }
        }
    }

    @Test func `a base offset of the next segment ends the log before it`() throws {
        let bench = try Workbench()
        var configuration = LogConfiguration()
        configuration.segmentBytes = 300
        var (log, _) = try bench.open(configuration)
        while log.segmentCount < 3 { try log.append(["one", "two"], epoch: 3) }
        // No checksum covers it: the last batch of the first segment claims offsets of the second.
        var damaged = try bench.bytes(Self.log)
        var batches = RecordBatches(damaged)
        var (last, end) = (0, 0)
        var offset: Offset = 0
        while let batch = try batches.next() {
            (last, end) = (end, end + batch.header.byteCount)
            offset = batch.header.baseOffset
        }
        damaged.setInteger(offset.rawValue + 1, at: last)
        try bench.put(damaged, Self.log)
        let report: RecoveryReport?
        (log, report) = try bench.open(configuration, isClean: false)
        #expect(log.logEndOffset == offset && log.segmentCount == 1)
        #expect(report?.truncated?.position == Int64(last))
    }

    @Test func `a log that ends before its recovery point is reported`() throws {
        let bench = try Workbench()
        _ = try crashed(bench)
        #expect(try bench.open(recoveryPoint: 12, isClean: false).report?.lostEnd == nil)
        #expect(try bench.open(recoveryPoint: 13, isClean: false).report?.lostEnd == 13)
        try bench.fileSystem.remove("\(bench.directory)/\(Self.log)")
        #expect(try bench.open(recoveryPoint: 12, isClean: true).report?.lostEnd == 12)
    }

    @Test func `files with names beyond all offsets are not segments`() throws {
        let bench = try Workbench()
        _ = try crashed(bench)
        try bench.put(ByteBuffer(), "09223372036854775807.log")
        let (log, _) = try bench.open(isClean: false)
        #expect(try log.append(["more"], epoch: 3).baseOffset == 12)
    }

    @Test func `a base offset that runs backwards ends the log`() throws {
        let bench = try Workbench()
        let ends = try crashed(bench)
        var damaged = try bench.bytes(Self.log)
        damaged.setInteger(Int64(5), at: Int(ends[2]))
        try bench.put(damaged, Self.log)
        let (log, report) = try bench.open(isClean: false)
        #expect(log.logEndOffset == 6)
        #expect(report?.truncated?.reason == "base offset 5 comes after offset 5")
    }

    @Test(arguments: [0x00, 0xFF, 0x41] as [UInt8], [1, 60, 61, 200, 5_000])
    func `garbage after the last batch is cut`(byte: UInt8, count: Int) throws {
        let bench = try Workbench()
        let ends = try crashed(bench)
        var bytes = try bench.bytes(Self.log)
        bytes.writeRepeatingByte(byte, count: count)
        try bench.put(bytes, Self.log)
        let (log, report) = try bench.open(isClean: false)
        #expect(log.logEndOffset == 12 && log.byteCount == ends[5])
        #expect(report?.truncated?.position == ends[5] && report?.truncated?.byteCount == Int64(count))
    }

    @Test func `a clean log whose end is torn after all is recovered`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        for _ in 0..<3 { try log.append(["x"]) }
        try log.close()
        let whole = try bench.bytes(Self.log)
        try bench.put(try #require(whole.getSlice(at: 0, length: whole.readableBytes - 1)), Self.log)
        let (again, report) = try bench.open(isClean: true)
        #expect(again.logEndOffset == 2)
        #expect(report?.truncated?.byteCount == Int64(whole.readableBytes / 3 - 1))
    }

    // MARK: - Several segments

    /// Segments at 0, 2, 4 and 6, of two batches each.
    private func segments(_ bench: Workbench) throws -> PartitionLog {
        let (log, _) = try bench.open()
        for index in 0..<8 {
            if index % 2 == 0 { try log.roll(now: 0) }
            try log.append(["value \(index)"], timestamp: Timestamp(1_000 + Int64(index)))
        }
        return log
    }

    @Test(arguments: [(0, 4), (1, 4), (2, 4), (3, 3), (4, 3), (5, 2), (6, 2), (8, 1)] as [(Offset, Int)])
    func `only what reaches beyond the recovery point is read`(recoveryPoint: Offset, scanned: Int) throws {
        let bench = try Workbench()
        _ = try segments(bench)
        let (log, report) = try bench.open(recoveryPoint: recoveryPoint, isClean: false)
        #expect(report?.scannedSegments == scanned)
        #expect(try log.records().count == 8)
    }

    @Test func `after a segment that lost bytes nothing stays`() throws {
        let bench = try Workbench()
        _ = try segments(bench)
        var bytes = try bench.bytes("00000000000000000002.log")
        bytes.setInteger(UInt8(0xEE), at: bytes.writerIndex - 1)
        try bench.put(bytes, "00000000000000000002.log")
        let (log, report) = try bench.open(isClean: false)
        #expect(try log.values() == ["value 0", "value 1", "value 2"])
        #expect(
            report?.removedSegments == [4, 6].map { "/data/birds-3/0000000000000000000\($0).log" })
        #expect(report?.truncated?.path == "/data/birds-3/00000000000000000002.log")
        #expect(
            try bench.names() == [
                "00000000000000000000.index", "00000000000000000000.log", "00000000000000000000.timeindex",
                "00000000000000000002.index", "00000000000000000002.log", "00000000000000000002.snapshot",
                "00000000000000000002.timeindex", "leader-epoch-checkpoint", "partition.metadata",
            ])
    }

    @Test func `recovery makes the same indexes as appending`() throws {
        let bench = try Workbench()
        try segments(bench).close()
        let before = try bench.names().filter { $0.hasSuffix("index") }.map { try bench.bytes($0) }
        for name in try bench.names() where name.hasSuffix("index") {
            try bench.put(ByteBuffer(repeating: 0, count: 48), name)
        }
        let (log, _) = try bench.open(isClean: false)
        try log.close()
        #expect(try bench.names().filter { $0.hasSuffix("index") }.map { try bench.bytes($0) } == before)
    }

    @Test func `an index that is missing is made again, also after a clean stop`() throws {
        let bench = try Workbench()
        try segments(bench).close()
        try bench.fileSystem.remove("\(bench.directory)/00000000000000000002.index")
        let (log, report) = try bench.open()
        #expect(report?.scannedSegments == 1)
        #expect(try log.records().count == 8)
        #expect(try bench.names().contains("00000000000000000002.index"))
        #expect(log.producerState == ProducerState())
    }

    @Test func `epochs come back from the batches`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        try log.append(["a"], epoch: 2)
        try log.append(["b"], epoch: 5)
        let (again, _) = try bench.open(isClean: false)
        #expect(again.endOffset(for: 2) == (2, 1) && again.latestEpoch == 5)
        #expect(try bench.text("leader-epoch-checkpoint") == "0\n2\n2 0\n5 1\n")
    }

    @Test func `a log that ends before its start begins again there`() throws {
        let bench = try Workbench()
        _ = try segments(bench)
        let (log, report) = try bench.open(logStartOffset: 20, isClean: false)
        #expect(log.logStartOffset == 20 && log.logEndOffset == 20 && log.segmentCount == 1)
        #expect(report?.removedSegments.count == 4)
        #expect(try log.append(["x"]).baseOffset == 20)
    }

    // MARK: - Producers

    @Test(arguments: [true, false])
    func `duplicates are recognised after a stop, clean or not`(isClean: Bool) throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        func made(_ sequence: Int32) throws -> ValidatedBatch {
            try batch(["x"], producer: Producer(id: 5, epoch: 1, sequence: sequence))
        }
        for sequence in 0..<4 {
            _ = try log.append(try made(Int32(sequence)), leaderEpoch: 0, now: 0)
            if sequence == 1 { try log.roll(now: 0) }
        }
        if isClean { try log.close() }
        let (again, _) = try bench.open(isClean: isClean)
        let result = try again.append(try made(3), leaderEpoch: 0, now: 0)
        #expect(result.isDuplicate && result.baseOffset == 3 && result.lastOffset == 3)
        #expect(try again.append(try made(4), leaderEpoch: 0, now: 0).baseOffset == 4)
        #expect(throws: AppendError.self) { try again.append(try made(9), leaderEpoch: 0, now: 0) }
    }

    @Test(arguments: [false, true])
    func `all that a producer had in flight is recognised, also across segments`(isClean: Bool) throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        let batches = try (0..<8).map { sequence in
            try batch(["v", "v"], producer: Producer(id: 5, epoch: 1, sequence: Int32(sequence) * 2))
        }
        for (index, batch) in batches.enumerated() {
            _ = try log.append(batch, leaderEpoch: 0, now: 0)
            if index == 6 { try log.roll(now: 0) }
        }
        try log.flush()
        if isClean { try log.close() }
        let (again, report) = try bench.open(isClean: isClean)
        #expect((report == nil) == isClean)
        for (index, batch) in batches.enumerated().dropFirst(3) {
            let result = try again.append(batch, leaderEpoch: 0, now: 0)
            #expect(result.isDuplicate && result.baseOffset == Offset(Int64(index) * 2))
        }
        #expect(throws: AppendError.self) { try again.append(batches[2], leaderEpoch: 0, now: 0) }
    }

    @Test func `a snapshot that cannot be read is removed, and the log is read instead`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        let made = try batch(["x"], producer: Producer(id: 5, epoch: 1, sequence: 0))
        _ = try log.append(made, leaderEpoch: 0, now: 0)
        try log.close()
        try bench.put(ByteBuffer(string: "nonsense"), "00000000000000000001.snapshot")
        let (again, _) = try bench.open()
        #expect(try again.append(made, leaderEpoch: 0, now: 0).isDuplicate)
        #expect(try !bench.names().contains("00000000000000000001.snapshot"))
    }

    // MARK: - Other people's files

    @Test func `files of segments that are gone or not there yet are removed`() throws {
        let bench = try Workbench()
        try segments(bench).close()
        for name in [
            "00000000000000000001.index", "00000000000000000099.timeindex",
            "00000000000000000000.log.cleaned",
            "00000000000000000000.log.deleted", "00000000000000000005.snapshot",
        ] { try bench.put(ByteBuffer(string: "x"), name) }
        let before = try bench.names()
        let (log, _) = try bench.open()
        #expect(try log.records().count == 8)
        #expect(try bench.names().count == before.count - 5)
    }

    @Test func `a swap that was complete takes the place of what it covers`() throws {
        let bench = try Workbench()
        try segments(bench).close()
        var bytes = try bench.bytes("00000000000000000002.log")
        bytes.writeImmutableBuffer(try bench.bytes("00000000000000000004.log"))
        try bench.put(bytes, "00000000000000000002.log.swap")
        try bench.put(try bench.bytes("00000000000000000002.index"), "00000000000000000002.index.swap")
        let (log, _) = try bench.open()
        #expect(log.segmentCount == 3)
        #expect(try log.values() == (0..<8).map { "value \($0)" })
    }

    @Test(arguments: [0, 1] as [Int8])
    func `a message of an older format is never cut off`(magic: Int8) throws {
        let bench = try Workbench()
        _ = try bench.open()
        var body = ByteBuffer()
        body.writeInteger(magic)
        body.writeBytes([0] + (magic == 1 ? [0, 0, 0, 0, 0, 0, 0, 1] : []))
        body.writeBytes([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1, 0x61])
        var message = ByteBuffer()
        message.writeMultipleIntegers(Int64(0), Int32(4 + body.readableBytes), Self.crc32(body))
        message.writeBuffer(&body)
        message.writeRepeatingByte(0, count: 64)
        try bench.put(message, Self.log)
        #expect(
            throws: StorageError.unsupported(
                path: "\(bench.directory)/\(Self.log)", position: 0, reason: "a message of magic \(magic)")
        ) { _ = try bench.open(isClean: false) }
        message.setInteger(UInt8(0x62), at: message.readableBytes - 65)
        try bench.put(message, Self.log)
        #expect(try bench.open(isClean: false).report?.truncated?.position == 0)
    }

    private static func crc32(_ bytes: ByteBuffer) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes.readableBytesView {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
        }
        return ~crc
    }
}
