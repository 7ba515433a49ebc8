import MartletModel
import MartletProtocol
import NIOCore
import Testing

struct ProtocolReaderTests {
    private func reader(_ bytes: [UInt8]) -> ProtocolReader {
        ProtocolReader(ByteBuffer(bytes: bytes))
    }

    @Test(
        arguments: [
            ([0x00], 0), ([0x7F], 127), ([0x80, 0x01], 128), ([0xFF, 0xFF, 0xFF, 0xFF, 0x0F], UInt32.max),
            // Not the shortest form, and understood all the same.
            ([0x81, 0x00], 1),
        ] as [([UInt8], UInt32)])
    func `unsigned varints have 7 bits in each byte, the lowest first`(bytes: [UInt8], value: UInt32) throws {
        var reader = reader(bytes)
        #expect(try reader.readUnsignedVarint() == value)
        try reader.finish()
    }

    @Test(
        arguments: [
            [0xFF, 0xFF, 0xFF, 0xFF, 0x10], [0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
        ] as [[UInt8]])
    func `a varint of more than 32 bits or five bytes is refused`(bytes: [UInt8]) {
        var reader = reader(bytes)
        #expect(throws: DecodeError.varintOverflow) { try reader.readUnsignedVarint() }
    }

    @Test func `any byte but 0 is true`() throws {
        var reader = reader([0, 1, 0x80])
        #expect(try [reader.readBool(), reader.readBool(), reader.readBool()] == [false, true, true])
    }

    @Test func `strings in both forms, null among them`() throws {
        var reader = reader([0, 2, 0x68, 0x69, 3, 0x68, 0x69, 0xFF, 0xFF, 0, 0, 0, 1])
        #expect(try reader.readNullableString(isFlexible: false) == "hi")
        #expect(try reader.readNullableString(isFlexible: true) == "hi")
        #expect(try reader.readNullableString(isFlexible: false) == nil)
        #expect(try reader.readNullableString(isFlexible: true) == nil)
        #expect(try reader.readNullableString(isFlexible: false) == "")
        #expect(try reader.readNullableString(isFlexible: true) == "")
        try reader.finish()
    }

    @Test(
        arguments: [
            ([0xFF, 0xFF], false, .unexpectedNull), ([0], true, .unexpectedNull),
            ([0xFF, 0xFE], false, .invalidLength(-2)),
            ([0x81, 0x80, 0x02], true, .invalidLength(32768)),
            ([0, 2, 0x68], false, .truncated(needed: 2, remaining: 1)),
            ([3, 0x68], true, .truncated(needed: 2, remaining: 1)),
            ([0, 2, 0xC3, 0x28], false, .invalidUTF8), ([4, 0xED, 0xA0, 0x80], true, .invalidUTF8),
        ] as [([UInt8], Bool, DecodeError)])
    func `a string is refused when it is null, too long, cut off or not UTF-8`(
        bytes: [UInt8], isFlexible: Bool, error: DecodeError
    ) {
        var reader = reader(bytes)
        #expect(throws: error) { try reader.readString(isFlexible: isFlexible) }
    }

    @Test func `records are a slice of the message, not a copy`() throws {
        let message = ByteBuffer(bytes: [0, 0, 0, 3, 1, 2, 3])
        var reader = ProtocolReader(message)
        let records = try #require(try reader.readRecords(isFlexible: false).buffer)
        #expect(records == ByteBuffer(bytes: [1, 2, 3]))
        let base = message.withUnsafeReadableBytes { $0.baseAddress }
        let slice = records.withUnsafeReadableBytes { $0.baseAddress }
        #expect(slice == base.map { $0 + 4 })
    }

    // MARK: Tagged sections

    private func decodeHeader(_ tags: [UInt8]) throws(DecodeError) -> ResponseHeader {
        try ResponseHeader.decode(ByteBuffer(bytes: [0, 0, 0, 7] + tags), version: 1)
    }

    @Test func `unknown tagged fields are passed over by their size`() throws {
        #expect(try decodeHeader([2, 0, 1, 0xAA, 5, 0]).correlationId == 7)
    }

    @Test(
        arguments: [
            ([2, 3, 0, 3, 0], .tagsNotAscending(tag: 3)), ([2, 3, 0, 1, 0], .tagsNotAscending(tag: 1)),
            ([1, 0, 5, 0], .truncated(needed: 5, remaining: 1)),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0x0F], .truncated(needed: 1, remaining: 0)),
        ] as [([UInt8], DecodeError)])
    func `a tagged section is refused when tags do not ascend or sizes do not fit`(
        tags: [UInt8], error: DecodeError
    ) {
        #expect(throws: error) { try decodeHeader(tags) }
    }

    @Test(
        arguments: [
            // The tagged string "hi" needs three bytes: four are announced, then two.
            ([1, 0, 4, 3, 0x68, 0x69, 0], .tagSizeMismatch(tag: 0, unused: 1)),
            ([1, 0, 2, 3, 0x68, 0x69], .truncated(needed: 2, remaining: 1)),
        ] as [([UInt8], DecodeError)])
    func `a tagged field fills its size exactly and sees nothing beyond it`(
        bytes: [UInt8], error: DecodeError
    ) {
        #expect(throws: error) {
            try BeginTransactionRecord.decode(ByteBuffer(bytes: bytes), version: 0)
        }
    }
}
