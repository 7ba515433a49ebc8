import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@Suite struct LogDumpTests {
    @Test(
        arguments: [
            ("d/00000000000000000005.log", .batches), ("00000000000000000005.log.deleted", .batches),
            ("00000000000000000005.index", .offsetIndex(base: 5)),
            ("00000000000000000005.timeindex", .timeIndex(base: 5)),
            ("00000000000000000005.txnindex", .transactionIndex),
            ("00000000000000000005.snapshot", .producerSnapshot), ("leader-epoch-checkpoint", .leaderEpochs),
            ("/a/replication-offset-checkpoint", .offsets), ("bootstrap.checkpoint", .batches),
            ("00000000000000000005-0000000002.checkpoint.part", .batches),
            ("00000000000000000005-0000000002.checkpoint.damaged", .batches),
            ("martlet.durable-offset", .text), ("quorum-state", .text), ("meta.properties", .text),
            ("martlet.checksums", .text),
            ("00000000000000000005.log.swap.deleted", .batches), ("meta.properties.tmp", .text),
            ("x.txt", nil), ("5x.log", nil),
        ] as [(String, LogDump.Kind?)])
    func `a file's name tells what it is`(path: String, kind: LogDump.Kind?) {
        #expect(LogDump.kind(of: path) == kind)
    }

    private func rows(_ name: String, _ bench: Workbench) throws -> [[String]] {
        let path = "\(bench.directory)/\(name)"
        return try LogDump.table(path, try #require(LogDump.kind(of: path)), fileSystem: bench.fileSystem)
            .rows
    }

    @Test func `every file of a partition is shown as rows`() throws {
        let bench = try Workbench()
        var configuration = LogConfiguration()
        configuration.indexIntervalBytes = 1
        let (log, _) = try bench.open(configuration)
        try log.append(["a"], epoch: 2, timestamp: 10)
        let made = try batch(["b", "c"], timestamp: 30, producer: Producer(id: 8, epoch: 1, sequence: 4))
        _ = try log.append(made, leaderEpoch: 3, now: 0)
        let first = try batch(["a"]).byteCount
        try log.close()
        #expect(try rows("00000000000000000000.index", bench) == [["2", "\(first)"]])
        #expect(try rows("00000000000000000000.timeindex", bench) == [["30", "2"]])
        #expect(try rows("leader-epoch-checkpoint", bench) == [["2", "0"], ["3", "1"]])
        #expect(
            try rows("00000000000000000003.snapshot", bench) == [["8", "1", "5", "2", "1", "30", "-1", "-1"]])
        #expect(
            try rows("00000000000000000000.log", bench) == [
                [
                    "0", "0", "0", "1", "\(first)", "2", "none", "CreateTime", "10", "-1", "-1", "-1", "",
                    "ok",
                ],
                [
                    "\(first)", "1", "2", "2", "\(made.byteCount)", "3", "none", "CreateTime", "30", "8", "1",
                    "4",
                    "", "ok",
                ],
            ])
        #expect(try rows("partition.metadata", bench).first == ["version: 0"])
    }

    @Test func `damage is shown where it is, and what follows a bad checksum too`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        for _ in 0..<3 { try log.append(["abc"]) }
        let size = Int(log.byteCount) / 3
        var bytes = try bench.bytes("00000000000000000000.log")
        bytes.setInteger(UInt8(0xAB), at: size - 2)
        bytes.writeRepeatingByte(7, count: 20)
        try bench.put(bytes, "00000000000000000000.log")
        var seen: [(Int64, Bool)] = []
        let path = "\(bench.directory)/00000000000000000000.log"
        let damage = try LogDump.batches(path, fileSystem: bench.fileSystem) { _, position, error in
            seen.append((position, error == nil))
        }
        #expect(seen.map(\.0) == [0, Int64(size), Int64(2 * size)] && seen.map(\.1) == [false, true, true])
        #expect(damage?.position == Int64(3 * size))
        let table = try LogDump.table(path, .batches, fileSystem: bench.fileSystem)
        #expect(table.rows.count == 4 && table.rows.allSatisfy { $0.count == table.columns.count })
    }
}
