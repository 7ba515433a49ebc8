import MartletRecords
import NIOCore
import Testing

@Suite struct CRC32CTests {
    /// The check value of the catalogue of CRCs, and the examples of RFC 3720, B.4.
    @Test(
        arguments: [
            (Array("123456789".utf8), 0xE306_9283),
            ([], 0),
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            ([UInt8](0..<32), 0x46DD_794E),
            ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
        ] as [([UInt8], UInt32)])
    func `it gives the published values`(bytes: [UInt8], expected: UInt32) {
        #expect(CRC32C.checksum(ByteBuffer(bytes: bytes)) == expected)
    }

    @Test func `the checksum of two parts in a row is that of the whole`() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let whole = CRC32C.checksum(ByteBuffer(bytes: bytes))
        for split in [0, 1, 7, 8, 500, 999, 1_000] {
            let first = CRC32C.checksum(ByteBuffer(bytes: bytes[..<split]))
            #expect(CRC32C.checksum(ByteBuffer(bytes: bytes[split...]), continuing: first) == whole)
        }
    }

    @Test func `a range is counted from the buffer's own index`() {
        var buffer = ByteBuffer(string: "xx123456789yy")
        buffer.moveReaderIndex(forwardBy: 1)
        #expect(CRC32C.checksum(of: buffer, at: 2, length: 9) == 0xE306_9283)
    }
}
