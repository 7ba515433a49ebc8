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
