import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@Suite struct PartitionLogTests {
    @Test(arguments: Disk.allCases)
    func `a new log is empty and has its files`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let (log, report) = try bench.open()
        #expect(report == nil)
        #expect(log.logStartOffset == 0 && log.logEndOffset == 0 && log.durableEndOffset == 0)
        #expect(log.byteCount == 0 && log.latestEpoch == nil)
        #expect(try bench.names() == ["00000000000000000000.log", "partition.metadata"])
        #expect(try bench.text("partition.metadata") == "version: 0\ntopic_id: AAAAAAAAAAcAAAAAAAAACw")
    }

    @Test(arguments: Disk.allCases)
    func `appended batches get consecutive offsets and the leader's epoch`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let (log, _) = try bench.open()
        #expect(
            try log.append(["a", "b"], epoch: 4)
                == AppendResult(
                    baseOffset: 0, lastOffset: 1, logAppendTime: -1, logStartOffset: 0, isDuplicate: false))
        #expect(try log.append(["c"], epoch: 4).baseOffset == 2)
        #expect(log.logEndOffset == 3)
        #expect(try log.values() == ["a", "b", "c"])
        let slice = try #require(try log.read(from: 0, upTo: 3, maxBytes: 1 << 20, minOneBatch: false))
        var batches = RecordBatches(try slice.read())
        let first = try #require(try batches.next())
        #expect(first.header.baseOffset == 0 && first.header.partitionLeaderEpoch == 4)
        let second = try #require(try batches.next())
        #expect(second.header.baseOffset == 2 && second.header.partitionLeaderEpoch == 4)
        try log.flush()
        #expect(try bench.text("leader-epoch-checkpoint") == "0\n1\n4 0\n")
    }

    @Test(arguments: Disk.allCases)
    func `what was closed is there again, and nothing is recovered`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let (log, _) = try bench.open()
        for index in 0..<20 { try log.append(["value \(index)"]) }
        let expected = try log.records()
        try log.close()
        #expect(
            try bench.names() == [
                "00000000000000000000.index", "00000000000000000000.log", "00000000000000000000.timeindex",
                "00000000000000000020.snapshot", "leader-epoch-checkpoint", "partition.metadata",
            ])
        let (again, report) = try bench.open()
        #expect(report == nil)
        #expect(again.logEndOffset == 20 && again.durableEndOffset == 20)
        #expect(try again.records() == expected)
        #expect(try again.append(["more"]).baseOffset == 20)
    }

    @Test func `a directory of another topic is refused`() throws {
        let bench = try Workbench()
        _ = try bench.open()
        #expect(
            throws: StorageError.mismatch(
                path: "/data/birds-3/partition.metadata", field: "topic_id",
                expected: "AAAAAAAAAAAAAAAAAAAAAQ",
                found: "AAAAAAAAAAcAAAAAAAAACw")
        ) {
            _ = try PartitionLog.open(
                directory: bench.directory, topicPartition: Workbench.topicPartition,
                topicID: .clusterMetadata,
                configuration: LogConfiguration(), fileSystem: bench.fileSystem, isClean: true, now: 0)
        }
    }

    // MARK: - Reading

    @Test func `a read begins with the batch that holds the offset`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        let sizes = try (0..<3).map { _ in try log.append(["a", "b", "c"]) }
        #expect(sizes.map(\.baseOffset) == [0, 3, 6])
        let size = Int(log.byteCount) / 3
        for (offset, position) in [(0, 0), (2, 0), (3, 1), (5, 1), (6, 2), (8, 2)] as [(Offset, Int)] {
            let slice = try #require(
                try log.read(from: offset, upTo: 9, maxBytes: 1 << 20, minOneBatch: false))
            #expect(slice.position == Int64(position * size) && slice.byteCount == (3 - position) * size)
        }
    }

    @Test func `a read never shows a batch that reaches its end`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        for _ in 0..<3 { try log.append(["a", "b", "c"]) }
        let size = Int(log.byteCount) / 3
        func byteCount(upTo end: Offset) throws -> Int? {
            try log.read(from: 0, upTo: end, maxBytes: 1 << 20, minOneBatch: true)?.byteCount
        }
        #expect(try byteCount(upTo: 0) == nil)
        #expect(try byteCount(upTo: 1) == nil)
        #expect(try byteCount(upTo: 3) == size)
        #expect(try byteCount(upTo: 4) == size)
        #expect(try byteCount(upTo: 6) == 2 * size)
        #expect(try byteCount(upTo: 9) == 3 * size)
        #expect(try byteCount(upTo: 100) == 3 * size)
    }

    @Test func `a read keeps to its limit, but for one batch where that is asked for`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        for _ in 0..<3 { try log.append(["a", "b", "c"]) }
        let size = Int(log.byteCount) / 3
        func byteCount(_ maxBytes: Int, _ minOneBatch: Bool) throws -> Int? {
            try log.read(from: 0, upTo: 9, maxBytes: maxBytes, minOneBatch: minOneBatch)?.byteCount
        }
        #expect(try byteCount(1, false) == nil)
        #expect(try byteCount(1, true) == size)
        #expect(try byteCount(size - 1, false) == nil)
        #expect(try byteCount(size, false) == size)
        #expect(try byteCount(size + 10, false) == size + 10)
        #expect(try byteCount(1 << 20, false) == 3 * size)
    }

    @Test func `a read outside the log says where the log is`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        for _ in 0..<3 { try log.append(["a", "b", "c"]) }
        #expect(try log.deleteRecords(before: 4, highWatermark: 9) == 4)
        for offset in [3, 10, -1] as [Offset] {
            #expect(throws: ReadError.outOfRange(logStart: 4, logEnd: 9)) {
                try log.read(from: offset, upTo: 9, maxBytes: 100, minOneBatch: true)
            }
        }
        #expect(try log.read(from: 9, upTo: 9, maxBytes: 100, minOneBatch: true) == nil)
        #expect(try log.read(from: 9, upTo: 6, maxBytes: 100, minOneBatch: true) == nil)
    }

    @Test(arguments: Disk.allCases)
    func `every offset is found, at the end and far from it, in every segment`(disk: Disk) throws {
        let bench = try Workbench(disk)
        var configuration = LogConfiguration()
        configuration.segmentBytes = 40_000
        let (log, _) = try bench.open(configuration)
        for index in 0..<1_000 { try log.append(["\(index)", "x", "y"].prefix(1 + index % 3).map { $0 }) }
        #expect(log.segmentCount == 2)
        let all = try log.records()
        #expect(all.map(\.offset) == (0..<log.logEndOffset.rawValue).map { Offset($0) })
        for offset in stride(from: 0, to: log.logEndOffset.rawValue, by: 7) {
            #expect(try log.firstRecord(from: Offset(offset)) == all[Int(offset)])
        }
    }

    @Test(arguments: Disk.allCases)
    func `a slice stays readable when its segment is gone`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let (log, _) = try bench.open()
        try log.append(["kept in hand"])
        let slice = try #require(try log.read(from: 0, upTo: 1, maxBytes: 1 << 20, minOneBatch: true))
        let before = try slice.read()
        for retired in try log.truncate(to: 0) { try retired.remove(bench.fileSystem) }
        #expect(try slice.read() == before)
        #expect(log.logEndOffset == 0)
    }

    // MARK: - Errors

    @Test func `a write that fails leaves the log as it was`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        try log.append(["a", "b"])
        let size = log.byteCount
        try bench.memory.intercept { operation, path in
            guard case .write = operation, path.hasSuffix(".log") else { return .proceed }
            return .tear(after: 40, .full(path: path))
        }
        let path = "/data/birds-3/00000000000000000000.log"
        #expect(throws: AppendError.storage(.full(path: path))) { try log.append(["lost"]) }
        #expect(log.logEndOffset == 2 && log.byteCount == size)
        #expect(try bench.bytes("00000000000000000000.log").readableBytes == Int(size))
        try bench.memory.intercept(with: nil)
        #expect(try log.append(["c"]).baseOffset == 2)
        #expect(try log.values() == ["a", "b", "c"])
    }

    @Test func `torn bytes that could not be cut at once are cut before the next append`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        try log.append(["a", "b"])
        try bench.memory.intercept { operation, path in
            switch operation {
            case .write where path.hasSuffix(".log"):
                return .tear(after: 70, .full(path: path))
            case .truncate: return .fail(.full(path: path))
            default: return .proceed
            }
        }
        #expect(throws: AppendError.self) { try log.append([String(repeating: "long", count: 100)]) }
        #expect(throws: AppendError.self) { try log.append(["c"]) }
        try bench.memory.intercept(with: nil)
        #expect(try log.append(["c"]).baseOffset == 2)
        #expect(try bench.bytes("00000000000000000000.log").readableBytes == Int(log.byteCount))
        let (again, report) = try bench.open(isClean: false)
        #expect(report?.truncated == nil)
        #expect(try again.values() == ["a", "b", "c"])
    }

    @Test func `after a failed sync the log takes nothing more`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        try log.append(["a"])
        let failure = StorageError.system(operation: "fdatasync", path: "x", code: 5)
        try bench.memory.intercept { operation, _ in operation == .sync ? .fail(failure) : .proceed }
        let flush = try #require(log.beginFlush())
        #expect(throws: failure) { try flush.run() }
        try bench.memory.intercept(with: nil)
        let offline = StorageError.offline(directory: "/data/birds-3")
        #expect(throws: offline) { try flush.run() }
        #expect(throws: AppendError.storage(offline)) { try log.append(["b"]) }
        #expect(throws: offline) { try log.close() }
        #expect(log.durableEndOffset == 0)
        #expect(throws: offline) { try log.values() }
    }

    @Test func `a batch larger than a segment is refused`() throws {
        let bench = try Workbench()
        var configuration = LogConfiguration()
        configuration.segmentBytes = 200
        let (log, _) = try bench.open(configuration)
        do {
            _ = try log.append(try batch(byteCount: 201), leaderEpoch: 0, now: 0)
            Issue.record("it was taken")
        } catch AppendError.rejected(let code, _) {
            #expect(code == .recordListTooLarge)
        }
        #expect(try log.append(try batch(byteCount: 200), leaderEpoch: 0, now: 0).baseOffset == 0)
    }
}
