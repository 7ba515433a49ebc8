import MartletModel
import MartletRecords
import NIOCore
import Testing

/// Compressing a batch anew, and the levels of the codecs.
@Suite struct RecompressionTests {
    private let workspace = CodecWorkspace()

    private func recompress(
        _ batch: RecordBatch, _ target: Compression, level: Int? = nil, limit: Int = 1 << 20
    ) throws -> RecordBatch.Recompressed {
        try batch.recompressed(
            with: target, level: level, decompressionLimit: limit, workspace: workspace)
    }

    /// The lowest and the highest level of each codec, and its default.
    static let settings: [(target: Compression, level: Int?)] = [
        (.gzip, -1), (.gzip, 1), (.gzip, 9), (.snappy, nil), (.lz4, 1), (.lz4, 9), (.lz4, 17), (.zstd, -7),
        (.zstd, 1), (.zstd, 3), (.zstd, 22), (.zstd, nil),
    ]

    @Test(arguments: Compression.allCases, settings)
    func `all fields and records stay, but length, codec and checksum`(
        _ source: Compression, _ setting: (target: Compression, level: Int?)
    ) throws {
        let records = Samples.records(300, from: 40)
        var changed = try Samples.batch(records, compression: source) { _ in }.header
        changed.partitionLeaderEpoch = 8
        (changed.producerID, changed.producerEpoch, changed.baseSequence) = (77, 3, Int32.max)
        changed.isTransactional = true
        let original = try Samples.batch(records, compression: source)
        changed.crc = changed.checksum(payload: original.payload)
        var bytes = ByteBuffer()
        changed.write(into: &bytes)
        bytes.writeImmutableBuffer(original.payload)
        let batch = RecordBatch(header: changed, bytes: bytes)

        let outcome = try recompress(batch, setting.target, level: setting.level)
        guard let smaller = outcome.batch else {
            #expect(source != .none, "text gets smaller")
            return
        }
        #expect(smaller.header.byteCount < batch.header.byteCount)
        #expect(smaller.bytes.readableBytes == smaller.header.byteCount)
        #expect(try BatchHeader(reading: smaller.bytes, at: smaller.bytes.readerIndex) == smaller.header)
        try smaller.checkCRC()
        var expected = batch.header
        expected.compression = setting.target
        expected.batchLength = smaller.header.batchLength
        expected.crc = smaller.header.crc
        #expect(smaller.header == expected)
        #expect(try decoded(smaller) == decoded(batch))
        #expect(try plain(smaller) == plain(batch))
        #expect(outcome.recordsByteCount == (try plain(batch).readableBytes))
    }

    private func decoded(_ batch: RecordBatch) throws -> [Record] {
        var records = try batch.records(decompressionLimit: 1 << 20)
        var all: [Record] = []
        while let record = try records.next() { all.append(record) }
        return all
    }

    private func plain(_ batch: RecordBatch) throws -> ByteBuffer {
        try CompressionCodec.decompress(batch.payload, with: batch.header.compression, limit: 1 << 20)
    }

    @Test func `delete horizon and log append time stay`() throws {
        var builder = RecordBatchBuilder(logAppendTime: 55, deleteHorizon: 1_234)
        for record in Samples.records(50) { builder.append(record) }
        let batch = try builder.build()
        let smaller = try #require(try recompress(batch, .zstd).batch)
        #expect(smaller.header.hasDeleteHorizon && smaller.header.baseTimestamp == 1_234)
        #expect(smaller.header.timestampType == .logAppendTime && smaller.header.maxTimestamp == 55)
        #expect(try decoded(smaller) == decoded(batch))
    }

    @Test(arguments: CompressionCodecTests.codecs)
    func `a batch that does not get smaller stays`(_ target: Compression) throws {
        var generator = SeededGenerator(seed: 3)
        let noise = ByteBuffer(bytes: (0..<4_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
        var builder = RecordBatchBuilder()
        builder.append(key: nil, value: noise, timestamp: Samples.now)
        let outcome = try recompress(try builder.build(), target)
        #expect(outcome.batch == nil && outcome.recordsByteCount ?? 0 > 4_000)
    }

    @Test(arguments: CompressionCodecTests.codecs)
    func `a batch that has the codec already stays, whatever its level`(_ target: Compression) throws {
        let batch = try Samples.batch(Samples.records(100), compression: target)
        let outcome = try recompress(batch, target, level: target == .snappy ? nil : 9)
        #expect(outcome.batch == nil)
        #expect(outcome.recordsByteCount == (try plain(batch).readableBytes))
    }

    @Test func `control batches and empty ones stay`() throws {
        let marker = try RecordBatch.control(
            (0..<50).map { _ in ControlRecord(endOfTransaction: true, coordinatorEpoch: 1) }, baseOffset: 3,
            timestamp: 1, producerID: 7, producerEpoch: 0, isTransactional: true)
        #expect(try recompress(marker, .zstd).batch == nil)
        var builder = RecordBatchBuilder(baseOffset: 9)
        let empty = try builder.build(lastOffset: 30)
        #expect(try recompress(empty, .zstd).batch == nil)
    }

    @Test func `records that cannot be decompressed stay`() throws {
        let batch = try Samples.batch(Samples.records(100), compression: .gzip)
        #expect(try recompress(batch, .zstd, limit: 100).batch == nil)
        var cut = batch.payload
        cut.moveWriterIndex(to: cut.writerIndex - 9)
        var header = batch.header
        header.batchLength -= 9
        header.crc = header.checksum(payload: cut)
        var bytes = ByteBuffer()
        header.write(into: &bytes)
        bytes.writeImmutableBuffer(cut)
        #expect(try recompress(RecordBatch(header: header, bytes: bytes), .zstd).batch == nil)
    }

    // MARK: - Levels

    private static let levels: [(codec: Compression, low: Int, high: Int)] = [
        (.gzip, 1, 9), (.lz4, 3, 12), (.zstd, -20, 19),
    ]

    @Test(arguments: levels, Compression.allCases)
    func `the topic's level is that of what is appended`(
        _ row: (codec: Compression, low: Int, high: Int), _ source: Compression
    ) throws {
        guard source != row.codec else { return }
        let records = Samples.records(400)
        let plain = try Samples.batch(records).payload
        let batch = try Samples.batch(records, compression: source)
        var sizes: [Int] = []
        for level in [row.low, row.high] {
            var rules = ProduceValidation.Rules()
            rules.targetCompression = row.codec
            switch row.codec {
            case .gzip: rules.gzipLevel = level
            case .lz4: rules.lz4Level = level
            case .zstd: rules.zstdLevel = level
            case .none, .snappy: break
            }
            let validated = try ProduceValidation.validate(batch.bytes, rules: rules, now: Samples.now)
            #expect(
                validated.payload
                    == (try CompressionCodec.compress(plain, with: row.codec, level: level)))
            sizes.append(validated.payload.readableBytes)
        }
        #expect(sizes[1] < sizes[0])
    }

    @Test(arguments: CompressionCodecTests.codecs)
    func `a level alone changes nothing`(_ codec: Compression) throws {
        let batch = try Samples.batch(Samples.records(100), compression: codec)
        var rules = ProduceValidation.Rules()
        (rules.gzipLevel, rules.lz4Level, rules.zstdLevel) = (1, 1, 1)
        for target in [nil, codec] {
            rules.targetCompression = target
            let validated = try ProduceValidation.validate(batch.bytes, rules: rules, now: Samples.now)
            #expect(validated.bytes == batch.bytes)
        }
    }
}
