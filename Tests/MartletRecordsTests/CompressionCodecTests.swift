import MartletRecords
import NIOCore
import Testing

@Suite struct CompressionCodecTests {
    static let codecs = Compression.allCases.filter { $0 != .none }

    /// Lengths around the block sizes of the codecs, contents that compress well and not at all.
    private static let contents: [ByteBuffer] = {
        var generator = SeededGenerator(seed: 7)
        return [0, 1, 13, 4_095, 32_767, 32_768, 32_769, 65_536, 65_537, 300_000].flatMap { count in
            [
                ByteBuffer(bytes: (0..<count).map { UInt8(truncatingIfNeeded: $0 / 9 % 50) }),
                ByteBuffer(bytes: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }),
            ]
        }
    }()

    @Test(arguments: codecs)
    func `what is compressed is decompressed again, at a limit of its exact size`(codec: Compression) throws {
        for content in Self.contents {
            let compressed = try CompressionCodec.compress(content, with: codec)
            let inflated = try CompressionCodec.decompress(
                compressed, with: codec, limit: content.readableBytes)
            #expect(inflated == content)
        }
    }

    @Test(arguments: codecs)
    func `one byte more than the limit is refused`(codec: Compression) throws {
        for content in Self.contents where content.readableBytes > 0 {
            let compressed = try CompressionCodec.compress(content, with: codec)
            for limit in [0, content.readableBytes / 2, content.readableBytes - 1] {
                #expect(throws: RecordsError.decompressedTooLarge(limit: limit)) {
                    try CompressionCodec.decompress(compressed, with: codec, limit: limit)
                }
            }
        }
    }

    @Test(arguments: codecs)
    func `a stream that is cut short is refused`(codec: Compression) throws {
        let compressed = try CompressionCodec.compress(Self.contents[10], with: codec)
        for length in stride(from: 0, to: compressed.readableBytes, by: 1 + compressed.readableBytes / 300) {
            let cut = try #require(compressed.getSlice(at: compressed.readerIndex, length: length))
            // The framing of snappy has no end mark: at the end of a block it is whole.
            if codec == .snappy, length <= 16 { continue }
            #expect(throws: RecordsError.damagedCompression(codec)) {
                try CompressionCodec.decompress(cut, with: codec, limit: 1 << 20)
            }
        }
    }

    @Test(arguments: codecs)
    func `nothing at all is not a stream`(codec: Compression) {
        #expect(throws: RecordsError.damagedCompression(codec)) {
            try CompressionCodec.decompress(ByteBuffer(), with: codec, limit: 100)
        }
    }

    @Test(arguments: codecs, 0..<300)
    func `damaged streams are refused or inflate to something within the limit`(codec: Compression, seed: Int)
        throws
    {
        var generator = SeededGenerator(seed: UInt64(seed))
        let content = Self.contents[Int.random(in: 4..<12, using: &generator)]
        var compressed = try CompressionCodec.compress(content, with: codec)
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            let index = Int.random(in: 0..<compressed.readableBytes, using: &generator)
            compressed.setInteger(
                UInt8.random(in: 0...255, using: &generator), at: compressed.readerIndex + index)
        }
        let limit = content.readableBytes * 2
        if let inflated = try? CompressionCodec.decompress(compressed, with: codec, limit: limit) {
            #expect(inflated.readableBytes <= limit)
        }
    }

    @Test(arguments: codecs)
    func `a workspace serves one batch after the other, whatever became of the last`(codec: Compression)
        throws
    {
        let workspace = CodecWorkspace()
        for (index, content) in Self.contents.enumerated() {
            // For gzip another level is another set-up; for zstd the highest takes more memory than is kept.
            let level = codec == .zstd && index % 7 == 0 ? 22 : [1, 9, 1, 1][index % 4]
            let compressed = try CompressionCodec.compress(
                content, with: codec, level: level, workspace: workspace)
            let damaged = try #require(compressed.getSlice(at: 0, length: compressed.readableBytes - 3))
            let limit = content.readableBytes
            for (stream, limit) in [(damaged, limit), (compressed, limit / 2)] {
                _ = try? CompressionCodec.decompress(stream, with: codec, limit: limit, workspace: workspace)
            }
            let inflated = try CompressionCodec.decompress(
                compressed, with: codec, limit: limit, workspace: workspace)
            #expect(inflated == content)
        }
    }

    @Test(
        arguments: [
            (.gzip, [-1, 1, 6, 9], [-2, 10, Int.min, Int.max]),
            (.lz4, [1, 2, 9, 12, 17], [0, -1, 18, Int.max]),
            (.zstd, [-100, -1, 0, 3, 19, 22], [23, Int.min, Int.max]),
        ] as [(Compression, [Int], [Int])])
    func `levels are those of Kafka`(codec: Compression, allowed: [Int], refused: [Int]) throws {
        let content = Self.contents[10]
        for level in allowed {
            let compressed = try CompressionCodec.compress(content, with: codec, level: level)
            #expect(try CompressionCodec.decompress(compressed, with: codec, limit: 1 << 20) == content)
        }
        for level in refused {
            #expect(throws: RecordsError.invalidCompressionLevel(codec, level)) {
                try CompressionCodec.compress(content, with: codec, level: level)
            }
        }
    }

    @Test func `lz4 frames have independent blocks of 64 KiB and no checksums, as Java clients demand`()
        throws
    {
        for content in Self.contents {
            let frame = try CompressionCodec.compress(content, with: .lz4)
            // Version 1 and independent blocks; the largest block is 64 KiB.
            #expect(frame.getBytes(at: 0, length: 6) == [0x04, 0x22, 0x4D, 0x18, 0x60, 0x40])
        }
    }

    @Test func `snappy streams have blocks of 32 KiB, and may follow one another`() throws {
        let content = Self.contents[18]
        var stream = try CompressionCodec.compress(content, with: .snappy)
        let head = try #require(stream.getBytes(at: 0, length: 16))
        #expect(head == [0x82, 0x53, 0x4E, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])
        let copy = stream
        stream.writeImmutableBuffer(copy)
        var twice = content
        twice.writeImmutableBuffer(content)
        #expect(try CompressionCodec.decompress(stream, with: .snappy, limit: 1 << 20) == twice)
    }

    @Test(arguments: [Compression.gzip, .lz4, .zstd])
    func `several streams in a row are read as one`(codec: Compression) throws {
        var streams = try CompressionCodec.compress(ByteBuffer(string: "one "), with: codec)
        streams.writeImmutableBuffer(try CompressionCodec.compress(ByteBuffer(string: "two"), with: codec))
        let inflated = try CompressionCodec.decompress(streams, with: codec, limit: 7)
        #expect(String(buffer: inflated) == "one two")
        #expect(throws: RecordsError.decompressedTooLarge(limit: 6)) {
            try CompressionCodec.decompress(streams, with: codec, limit: 6)
        }
    }

    @Test func `a snappy block that claims more than it can hold is refused before memory is set aside`() {
        // A size of 4 GiB − 1, and one byte of content.
        let block = ByteBuffer(bytes: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x00])
        #expect(throws: RecordsError.damagedCompression(.snappy)) {
            try CompressionCodec.decompress(block, with: .snappy, limit: Int.max)
        }
    }

    @Test func `names are Kafka's`() {
        #expect(Compression.allCases.map(\.name) == ["none", "gzip", "snappy", "lz4", "zstd"])
        for compression in Compression.allCases {
            #expect(Compression(name: compression.name) == compression)
        }
        #expect(Compression(name: "GZIP") == nil)
    }
}
