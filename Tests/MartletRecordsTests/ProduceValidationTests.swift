import MartletModel
import MartletRecords
import NIOCore
import Testing

@Suite struct ProduceValidationTests {
    typealias Rules = ProduceValidation.Rules
    typealias Rejection = ProduceValidation.Rejection

    private static func rules(_ change: (inout Rules) -> Void) -> Rules {
        var rules = Rules()
        change(&rules)
        return rules
    }

    private static func rejection(_ bytes: ByteBuffer, _ rules: Rules = Rules()) throws -> Rejection {
        try #require(
            #expect(throws: Rejection.self) {
                try ProduceValidation.validate(bytes, rules: rules, now: Samples.now)
            })
    }

    private static func read(_ validated: ValidatedBatch) throws -> [Record] {
        try #require(try WholeReading(validated.bytes).records.first)
    }

    // MARK: Taken as it came

    @Test(arguments: Compression.allCases)
    func `a good batch is taken as it came`(compression: Compression) throws {
        let batch = try Samples.batch(Samples.records(30), compression: compression)
        let validated = try ProduceValidation.validate(batch.bytes, rules: Rules(), now: Samples.now)
        #expect(validated.bytes == batch.bytes)
        #expect(validated.byteCount == batch.bytes.readableBytes)
        #expect(validated.offsetOfMaxTimestampDelta == 27)
    }

    @Test func `bytes at the end that are no whole batch are cut off`() throws {
        let batch = try Samples.batch(Samples.records(3))
        for count in [1, 16, 17, 60, batch.bytes.readableBytes - 1] {
            var bytes = batch.bytes
            bytes.writeBytes(batch.bytes.readableBytesView.prefix(count))
            #expect(
                try ProduceValidation.validate(bytes, rules: Rules(), now: Samples.now).bytes == batch.bytes)
        }
    }

    @Test func `a record without a timestamp is within all limits`() throws {
        var builder = RecordBatchBuilder()
        builder.append(key: nil, value: nil, timestamp: .none)
        let batch = try builder.build()
        let rules = Self.rules { $0.timestampBeforeMaxMilliseconds = 0 }
        #expect(
            try ProduceValidation.validate(batch.bytes, rules: rules, now: Samples.now).bytes == batch.bytes)
    }

    // MARK: Refused as a whole

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: ErrorCode
        var rules = Rules()
        var bytes: @Sendable () throws -> ByteBuffer

        init(
            _ name: String, _ code: ErrorCode, rules: Rules = Rules(),
            bytes: @escaping @Sendable () throws -> ByteBuffer
        ) {
            (testDescription, self.code, self.rules, self.bytes) = (name, code, rules, bytes)
        }

        /// A good batch of three records with one thing changed in its header, under a checksum that fits.
        static func header(
            _ name: String, _ code: ErrorCode, rules: Rules = Rules(), compression: Compression = .none,
            _ change: @escaping @Sendable (inout BatchHeader) -> Void
        ) -> Case {
            Case(name, code, rules: rules) {
                Samples.changed(try Samples.batch(Samples.records(3), compression: compression), change)
            }
        }

        /// One good byte string with one number in it changed, and a checksum that no longer fits.
        static func raw<T: FixedWidthInteger & Sendable>(
            _ name: String, _ code: ErrorCode, _ value: T, at index: Int, fixingChecksum: Bool = false
        ) -> Case {
            Case(name, code) {
                var bytes = try Samples.batch(Samples.records(3)).bytes
                bytes.setInteger(value, at: index)
                if fixingChecksum {
                    bytes.setInteger(
                        CRC32C.checksum(of: bytes, at: 21, length: bytes.readableBytes - 21), at: 17)
                }
                return bytes
            }
        }
    }

    static let cases: [Case] = [
        Case("no bytes", .invalidRecord) { ByteBuffer() },
        Case("half a batch", .invalidRecord) {
            try #require(try Samples.batch(Samples.records(3)).bytes.getSlice(at: 0, length: 80))
        },
        Case("two batches", .invalidRecord) {
            var bytes = try Samples.batch(Samples.records(3)).bytes
            bytes.writeImmutableBuffer(try Samples.batch(Samples.records(1)).bytes)
            return bytes
        },
        Case("garbage after the batch", .corruptMessage) {
            var bytes = try Samples.batch(Samples.records(3)).bytes
            bytes.writeRepeatingByte(0x99, count: 40)
            return bytes
        },
        .raw("magic 0", .invalidRecord, Int8(0), at: 16),
        .raw("magic 1", .invalidRecord, Int8(1), at: 16),
        .raw("magic 3", .corruptMessage, Int8(3), at: 16),
        .raw("a negative length", .corruptMessage, Int32(-5), at: 8),
        .raw("a length below the header's", .corruptMessage, Int32(48), at: 8),
        .raw("a wrong checksum", .corruptMessage, UInt32(1), at: 17),
        .raw("a codec that does not exist, by accident", .corruptMessage, Int16(7), at: 21),
        .raw(
            "a codec that does not exist", .unsupportedCompressionType, Int16(7), at: 21, fixingChecksum: true
        ),
        .raw("a negative offset delta, by accident", .corruptMessage, Int32(-1), at: 23),
        .raw("a negative offset delta", .invalidRecord, Int32(-1), at: 23, fixingChecksum: true),
        .raw("a negative count", .invalidRecord, Int32(-1), at: 57, fixingChecksum: true),
        .raw("a negative base offset", .invalidRecord, Int64(-1), at: 0),
        .header("a base offset above 0", .invalidRecord) { $0.baseOffset = 1 },
        .header(
            "zstd before Produce 7", .unsupportedCompressionType, rules: rules { $0.allowsZstd = false },
            compression: .zstd
        ) { _ in },
        .header(
            "more bytes than max.message.bytes", .messageTooLarge, rules: rules { $0.maxMessageBytes = 100 }
        ) { _ in },
        .header("no records", .invalidRecord) { $0.recordsCount = 0 },
        .header("fewer records than offsets", .invalidRecord) { $0.lastOffsetDelta = 3 },
        .header("more records than offsets", .invalidRecord) { $0.lastOffsetDelta = 1 },
        .header("fewer records than counted", .invalidRecord) {
            ($0.recordsCount, $0.lastOffsetDelta) = (4, 3)
        },
        .header("more records than counted", .invalidRecord) {
            ($0.recordsCount, $0.lastOffsetDelta) = (2, 1)
        },
        .header("control records", .invalidRecord) { $0.isControl = true },
        .header("a producer without a sequence", .invalidRecord) {
            ($0.producerID, $0.producerEpoch) = (5, 0)
        },
        .header("marked with log append time", .invalidTimestamp) { $0.timestampType = .logAppendTime },
        .header(
            "marked with log append time on such a topic", .invalidTimestamp,
            rules: rules { $0.timestampType = .logAppendTime }
        ) { $0.timestampType = .logAppendTime },
        .header("not the codec that it says", .invalidRecord) { $0.compression = .gzip },
        .header(
            "inflates too far", .messageTooLarge, rules: rules { $0.decompressionLimit = 10 },
            compression: .lz4
        ) { _ in },
        Case(
            "grows beyond max.message.bytes when decompressed", .messageTooLarge,
            rules: rules { ($0.maxMessageBytes, $0.targetCompression) = (5_000, Compression.none) }
        ) {
            try Samples.batch(Samples.records(100), compression: .zstd).bytes
        },
        Case("a damaged record", .invalidRecord) {
            Samples.batch(area: ByteBuffer(hex: "0c000000012476")) { _ in }
        },
        Case("a damaged record that was compressed", .invalidRecord) {
            let area = try CompressionCodec.compress(ByteBuffer(hex: "0c000000012476"), with: .zstd)
            return Samples.batch(area: area, compression: .zstd) { _ in }
        },
    ]

    @Test(arguments: cases)
    func `what breaks a rule is refused with its code and a message`(row: Case) throws {
        let rejection = try Self.rejection(row.bytes(), row.rules)
        #expect(rejection.errorCode == row.code, "\(rejection.message ?? "")")
        #expect(rejection.message?.hasSuffix(".") == true)
        #expect(rejection.recordErrors.isEmpty)
    }

    // MARK: Refused for some records

    @Test(arguments: Compression.allCases)
    func `on a compacted topic each record without a key is named`(compression: Compression) throws {
        let batch = try Samples.batch(Samples.records(10), compression: compression)
        let rejection = try Self.rejection(batch.bytes, Self.rules { $0.isCompacted = true })
        #expect(rejection.errorCode == .invalidRecord)
        #expect(rejection.recordErrors.map(\.batchIndex) == [0, 4, 8])
    }

    @Test func `timestamps outside the limits are named, and decide the code`() throws {
        var builder = RecordBatchBuilder()
        let deltas: [Int64] = [0, -1_000, -1_001, 500, 501, 0]
        for (index, delta) in deltas.enumerated() {
            let key = index == 5 ? nil : ByteBuffer(string: "k")
            builder.append(key: key, value: nil, timestamp: Samples.now + delta)
        }
        let rules = Self.rules {
            $0.isCompacted = true
            $0.timestampBeforeMaxMilliseconds = 1_000
            $0.timestampAfterMaxMilliseconds = 500
        }
        let rejection = try Self.rejection(builder.build().bytes, rules)
        #expect(rejection.errorCode == .invalidTimestamp)
        #expect(rejection.recordErrors.map(\.batchIndex) == [2, 4, 5])
    }

    @Test func `limits at the ends of the range do not overflow`() throws {
        var builder = RecordBatchBuilder()
        for timestamp in [Int64.min, Int64.max] {
            builder.append(key: nil, value: nil, timestamp: Timestamp(timestamp))
        }
        let rules = Self.rules { $0.timestampAfterMaxMilliseconds = Int64.max }
        let bytes = try builder.build().bytes
        #expect(
            try ProduceValidation.validate(bytes, rules: rules, now: Samples.now).header.maxTimestamp
                == Timestamp(Int64.max))
    }

    @Test func `of very many refused records only the first thousand are listed`() throws {
        var builder = RecordBatchBuilder()
        for _ in 0..<5_000 { builder.append(key: nil, value: nil, timestamp: Samples.now) }
        let rejection = try Self.rejection(builder.build().bytes, Self.rules { $0.isCompacted = true })
        #expect(rejection.recordErrors.count == 1_000)
        #expect(rejection.message?.contains("5000") == true)
    }

    // MARK: Changed as the topic demands

    @Test(arguments: Compression.allCases, Compression.allCases)
    func `the topic's codec replaces the producer's`(source: Compression, target: Compression) throws {
        let records = Samples.records(40)
        let batch = try Samples.batch(records, compression: source)
        let rules = Self.rules { $0.targetCompression = target }
        let validated = try ProduceValidation.validate(batch.bytes, rules: rules, now: Samples.now)
        #expect(validated.header.compression == target)
        #expect(try Self.read(validated) == records)
        if source == target { #expect(validated.bytes == batch.bytes) }
    }

    @Test(arguments: Compression.allCases)
    func `under log append time the broker's clock is written in, and the checksum made right`(
        compression: Compression
    ) throws {
        let batch = try Samples.batch(Samples.records(4), compression: compression)
        let rules = Self.rules { $0.timestampType = .logAppendTime }
        let validated = try ProduceValidation.validate(batch.bytes, rules: rules, now: 42)
        #expect(validated.payload == batch.payload)
        #expect(validated.header.timestampType == .logAppendTime)
        #expect(validated.header.baseTimestamp == batch.header.baseTimestamp)
        #expect(validated.offsetOfMaxTimestampDelta == 3)
        #expect(try Self.read(validated).map(\.timestamp) == [42, 42, 42, 42])
    }

    @Test func `under log append time the records' own timestamps do not matter`() throws {
        var builder = RecordBatchBuilder()
        builder.append(key: nil, value: nil, timestamp: Timestamp(Int64.max))
        let rules = Self.rules { $0.timestampType = .logAppendTime }
        _ = try ProduceValidation.validate(builder.build().bytes, rules: rules, now: 42)
    }

    @Test(arguments: Compression.allCases)
    func `a maximum timestamp that the records do not have is corrected`(compression: Compression) throws {
        let batch = try Samples.batch(Samples.records(30), compression: compression)
        let bytes = Samples.changed(batch) { $0.maxTimestamp = 5 }
        let validated = try ProduceValidation.validate(bytes, rules: Rules(), now: Samples.now)
        #expect(validated.bytes == batch.bytes)
    }

    @Test(arguments: Compression.allCases)
    func `offsets that are not 0, 1, 2, … are renumbered`(compression: Compression) throws {
        let records = Samples.records(3)
        var builder = RecordBatchBuilder(compression: compression)
        for (record, offset) in zip(records, [3, 200, 70_000] as [Offset]) {
            var moved = record
            moved.offset = offset
            builder.append(moved)
        }
        let bytes = Samples.changed(try builder.build()) { $0.lastOffsetDelta = 2 }
        let validated = try ProduceValidation.validate(bytes, rules: Rules(), now: Samples.now)
        #expect(try Self.read(validated) == records)
        #expect(validated.bytes == (try Samples.batch(records, compression: compression).bytes))
    }

    @Test func `renumbering that leaves the size as it was makes the checksum right too`() throws {
        var builder = RecordBatchBuilder()
        for offset: Offset in [1, 2, 3] {
            builder.append(key: nil, value: nil, timestamp: Samples.now, offset: offset)
        }
        let bytes = Samples.changed(try builder.build()) { $0.lastOffsetDelta = 2 }
        let validated = try ProduceValidation.validate(bytes, rules: Rules(), now: Samples.now)
        #expect(validated.byteCount == bytes.readableBytes)
        #expect(try Self.read(validated).map(\.offset) == [0, 1, 2])
    }

    @Test func `producer, sequence and transaction survive a change of codec`() throws {
        var builder = RecordBatchBuilder(
            producerID: 77, producerEpoch: 3, baseSequence: Int32.max, isTransactional: true)
        for record in Samples.records(5) { builder.append(record) }
        let batch = try builder.build()
        let rules = Self.rules { $0.targetCompression = .zstd }
        let header = try ProduceValidation.validate(batch.bytes, rules: rules, now: Samples.now).header
        var expected = batch.header
        (expected.compression, expected.batchLength, expected.crc) = (.zstd, header.batchLength, header.crc)
        #expect(header == expected)
        #expect(header.lastSequence == 3)
    }
}
