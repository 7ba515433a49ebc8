import MartletModel
import MartletRecords
import NIOCore
import Testing

@Suite struct BatchHeaderTests {
    private func bytes(_ change: (inout BatchHeader) -> Void) -> ByteBuffer {
        var header = BatchHeader()
        change(&header)
        var bytes = ByteBuffer()
        header.write(into: &bytes)
        return bytes
    }

    @Test func `marks do not disturb one another`() throws {
        var header = BatchHeader()
        for compression in Compression.allCases {
            header.compression = compression
            for isSet in [true, false] {
                header.isTransactional = isSet
                header.isControl = isSet
                header.hasDeleteHorizon = isSet
                header.timestampType = isSet ? .logAppendTime : .createTime
                #expect(header.attributes == (isSet ? 0b111_1000 : 0) | Int16(compression.rawValue))
                var bytes = ByteBuffer()
                header.write(into: &bytes)
                #expect(bytes.readableBytes == BatchHeader.byteCount)
                #expect(try BatchHeader(reading: bytes, at: 0) == header)
            }
        }
    }

    @Test func `it is read where it stands in a larger buffer`() throws {
        var buffer = ByteBuffer(string: "before")
        buffer.writeImmutableBuffer(bytes { $0.baseOffset = 7 })
        buffer.moveReaderIndex(forwardBy: 3)
        #expect(try BatchHeader(reading: buffer, at: 6).baseOffset == 7)
        #expect(throws: RecordsError.self) { try BatchHeader(reading: buffer, at: 2) }
        #expect(throws: RecordsError.incomplete(needed: 61, available: 60)) {
            try BatchHeader(reading: try #require(buffer.getSlice(at: 6, length: 60)), at: 0)
        }
    }

    @Test func `offsets that would overflow are refused`() {
        let changes: [(inout BatchHeader) -> Void] = [
            { $0.baseOffset = -1 },
            { $0.lastOffsetDelta = -1 },
            { $0.recordsCount = -1 },
            { $0.baseOffset = Offset(Int64.max) },
            {
                $0.baseOffset = Offset(Int64.max - 5)
                $0.lastOffsetDelta = 5
            },
        ]
        for change in changes {
            #expect(throws: RecordsError.self) { try BatchHeader(reading: bytes(change), at: 0) }
        }
    }

    @Test(arguments: [0, 1, 3, -1, 127] as [Int8])
    func `other formats than magic 2 are named`(magic: Int8) {
        var bytes = bytes { _ in }
        bytes.setInteger(magic, at: 16)
        #expect(throws: RecordsError.unsupportedMagic(magic)) { try BatchHeader(reading: bytes, at: 0) }
    }

    @Test(arguments: [5, 6, 7] as [Int16])
    func `a codec that does not exist is named`(code: Int16) {
        var bytes = bytes { _ in }
        bytes.setInteger(code, at: 21)
        #expect(throws: RecordsError.unknownCompression(code)) { try BatchHeader(reading: bytes, at: 0) }
    }

    @Test(arguments: [Int32.min, -1, 0, 48])
    func `a length that cannot hold the header is refused`(length: Int32) {
        #expect(throws: RecordsError.invalidBatchLength(length)) {
            try BatchHeader(reading: bytes { $0.batchLength = length }, at: 0)
        }
    }
}
