import MartletModel
import MartletStorage
import NIOCore
import Testing

@Suite struct DamagedIndexTests {
    /// Two segments of 40 records, each with a dense index.
    private func closed(_ bench: Workbench) throws -> LogConfiguration {
        var configuration = LogConfiguration()
        configuration.indexIntervalBytes = 1
        let (log, _) = try bench.open(configuration)
        for index in 0..<80 {
            if index == 40 { try log.roll(now: 0) }
            try log.append(["value \(index)"], timestamp: Timestamp(1_000 + Int64(index)))
        }
        try log.close()
        return configuration
    }

    @Test(arguments: ["00000000000000000000", "00000000000000000040"])
    func `whatever an offset index says, every record is found or the damage is`(segment: String) throws {
        let bench = try Workbench()
        let configuration = try closed(bench)
        let whole = try bench.bytes("\(segment).index")
        for index in 0..<whole.readableBytes {
            for bit in [0, 4, 7] {
                var damaged = whole
                damaged.setInteger(
                    try #require(whole.getInteger(at: index, as: UInt8.self)) ^ (1 << bit), at: index)
                try bench.put(damaged, "\(segment).index")
                let (log, _) = try bench.open(configuration)
                #expect(log.logEndOffset == 80)
                for offset in stride(from: Int64(0), to: 80, by: 3) {
                    #expect(try log.firstRecord(from: Offset(offset))?.value == "value \(offset)")
                }
            }
        }
    }

    /// Flips a bit of the file, which is there.
    private func flip(_ bit: Int, at index: Int, of name: String, in bench: Workbench) throws {
        var bytes = try bench.bytes(name)
        bytes.setInteger(try #require(bytes.getInteger(at: index, as: UInt8.self)) ^ (1 << bit), at: index)
        try bench.put(bytes, name)
    }

    private func expectEverything(in log: PartitionLog, upTo end: Int64) throws {
        #expect(log.logEndOffset == Offset(end))
        for offset in stride(from: Int64(0), to: end, by: 3) {
            #expect(try log.firstRecord(from: Offset(offset))?.value == "value \(offset)")
            #expect(try log.offset(forTimestamp: Timestamp(1_000 + offset))?.offset == Offset(offset))
        }
        #expect(try log.maxTimestamp()?.offset == Offset(end - 1))
    }

    @Test(arguments: ["index", "timeindex"])
    func `whatever the last entry of a closed index says, the log goes on, and all is found`(
        kind: String
    ) throws {
        let name = "00000000000000000040.\(kind)"
        var mended = 0
        for index in 1...(kind == "index" ? 8 : 12) {
            for bit in [0, 3, 6] {
                let bench = try Workbench()
                let configuration = try closed(bench)
                try flip(bit, at: try bench.bytes(name).readableBytes - index, of: name, in: bench)
                let (log, _) = try bench.open(configuration, recoveryPoint: 80)
                if let read = log.planTailRead() {
                    let fault = try log.finishTailRead(try #require(read.run()))
                    if let fault {
                        #expect(fault.path == "\(bench.directory)/\(name)")
                        mended += 1
                    }
                }
                for value in 80..<90 {
                    try log.append(["value \(value)"], timestamp: Timestamp(1_000 + Int64(value)))
                }
                try expectEverything(in: log, upTo: 90)
                try log.close()
                let (again, report) = try bench.open(configuration, recoveryPoint: 90)
                #expect(report == nil)
                #expect(try again.planTailRead()?.run().flatMap { try again.finishTailRead($0) } == nil)
                try again.append(["value 90"], timestamp: 1_090)
                try expectEverything(in: again, upTo: 91)
            }
        }
        #expect(mended > 2, "\(mended)")
    }

    @Test func `an index that was made again is on disk after a close, and nothing vouches for it before`()
        throws
    {
        let bench = try Workbench()
        let configuration = try closed(bench)
        let name = "00000000000000000040.index"
        let whole = try bench.bytes(name)
        try flip(0, at: whole.readableBytes - 1, of: name, in: bench)
        let (log, _) = try bench.open(configuration, recoveryPoint: 80)
        #expect(try bench.names().contains("00000000000000000080.snapshot"))
        try log.append(["value 80"], timestamp: 1_080)
        #expect(try !bench.names().contains("00000000000000000080.snapshot"))
        try log.close()
        #expect(try bench.bytes(name).getSlice(at: 0, length: whole.readableBytes) == whole)
    }

    @Test func `a damaged index does not keep a log from being cut`() throws {
        let bench = try Workbench()
        let configuration = try closed(bench)
        // The last entries that the cuts leave, or take up again.
        try flip(0, at: 19 * 8 - 1, of: "00000000000000000040.index", in: bench)
        try flip(0, at: 39 * 8 - 1, of: "00000000000000000000.index", in: bench)
        let (log, _) = try bench.open(configuration, recoveryPoint: 80)
        for end in [60, 40, 39] as [Offset] {
            _ = try log.truncate(to: end)
            #expect(log.logEndOffset == end)
        }
        try log.append(["value 39"], timestamp: 1_039)
        try expectEverything(in: log, upTo: 40)
    }

    @Test func `after a clean stop a tail that runs backwards is recovered, not believed`() throws {
        let bench = try Workbench()
        let configuration = try closed(bench)
        var bytes = try bench.bytes("00000000000000000040.log")
        let size = bytes.readableBytes / 40
        bytes.setInteger(Int64(2), at: bytes.readableBytes - size)
        try bench.put(bytes, "00000000000000000040.log")
        let (log, report) = try bench.open(configuration)
        #expect(log.logEndOffset == 79)
        #expect(report?.truncated?.byteCount == Int64(size))
    }
}
