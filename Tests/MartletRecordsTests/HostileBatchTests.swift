import MartletModel
import MartletRecords
import NIOCore
import Testing

/// Whatever arrives is read to its end, refused, or found incomplete; nothing crashes.
@Suite struct HostileBatchTests {
    @Test(arguments: Compression.allCases, 0..<40)
    func `one changed bit under the checksum is always noticed`(compression: Compression, seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let batch = try Samples.batch(Samples.records(20), compression: compression)
        var bytes = batch.bytes
        let index = Int.random(in: BatchHeader.checksummedStart..<bytes.readableBytes, using: &generator)
        let byte = try #require(bytes.getInteger(at: index, as: UInt8.self))
        bytes.setInteger(byte ^ (1 << UInt8.random(in: 0..<8, using: &generator)), at: index)
        #expect(throws: RecordsError.self) { try WholeReading(bytes) }
        let rejection = #expect(throws: ProduceValidation.Rejection.self) {
            try ProduceValidation.validate(bytes, rules: .init(), now: Samples.now)
        }
        // The client may send it again: the error is one that it retries.
        #expect(rejection?.errorCode == .corruptMessage)
    }

    @Test(arguments: Compression.allCases, 0..<200)
    func `changed bytes under a checksum that fits never crash`(compression: Compression, seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var bytes = try Samples.batch(
            Samples.records(Int.random(in: 1...30, using: &generator)), compression: compression
        )
        .bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let index = Int.random(in: 8..<bytes.readableBytes, using: &generator)
            bytes.setInteger(UInt8.random(in: 0...255, using: &generator), at: index)
        }
        bytes.setInteger(CRC32C.checksum(of: bytes, at: 21, length: bytes.readableBytes - 21), at: 17)
        _ = try? WholeReading(bytes, limit: 1 << 20)
        var rules = ProduceValidation.Rules()
        rules.targetCompression = Compression.allCases.randomElement(using: &generator)
        rules.timestampType = Bool.random(using: &generator) ? .createTime : .logAppendTime
        rules.decompressionLimit = 1 << 20
        if let validated = try? ProduceValidation.validate(bytes, rules: rules, now: Samples.now) {
            #expect(try WholeReading(validated.bytes).records[0].count == Int(validated.header.recordsCount))
        }
    }

    @Test(arguments: 0..<300)
    func `random bytes never crash`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let count = Int.random(in: 0..<400, using: &generator)
        var bytes = ByteBuffer(bytes: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        if count > 61, Bool.random(using: &generator) {
            // Past the first checks: a length and a magic that are possible.
            bytes.setInteger(Int32(count - 12), at: 8)
            bytes.setInteger(Int8(2), at: 16)
            bytes.setInteger(CRC32C.checksum(of: bytes, at: 21, length: count - 21), at: 17)
        }
        _ = try? WholeReading(bytes, limit: 1 << 16)
        _ = try? ProduceValidation.validate(bytes, rules: .init(), now: Samples.now)
    }

    @Test(arguments: [0, 2, 3, 1_000_000, Int32.max])
    func `a record count that lies costs no memory`(count: Int32) {
        let bytes = Samples.batch(area: ByteBuffer(hex: "0c000000010100")) { header in
            header.recordsCount = count
            header.lastOffsetDelta = max(0, count - 1)
        }
        #expect(throws: RecordsError.self) { try WholeReading(bytes) }
    }

    /// Length, attributes, timestamp delta, offset delta, then key, value and headers.
    @Test(
        arguments: [
            ("", .missing), ("80", .endsEarly), ("ffffffffff01", .varintTooLong), ("01", .negativeLength),
            ("08000000", .lengthTooLarge), ("00", .endsEarly), ("0200", .endsEarly), ("04000000", .endsEarly),
            ("0c00ffffffffff", .endsEarly), ("1800ffffffffffffffffffff01", .varintTooLong),
            ("0c000000247600", .endsEarly), ("0c000000012476", .endsEarly), ("0a0000000101", .endsEarly),
            ("0e00000001010000", .lengthMismatch), ("0c000000010101", .headerCount),
            ("0c000000010102", .headerCount), ("140000000101feffffff0f", .headerCount),
            ("100000000101020101", .nullHeaderKey), ("100000000101020201", .endsEarly),
            ("100000000101020002", .endsEarly),
        ] as [(String, RecordFault)])
    func `each fault of a record has its name`(hex: String, fault: RecordFault) {
        let bytes = Samples.batch(area: ByteBuffer(hex: hex)) { _ in }
        #expect(throws: RecordsError.damagedRecord(index: 0, fault)) { try WholeReading(bytes) }
    }
}
