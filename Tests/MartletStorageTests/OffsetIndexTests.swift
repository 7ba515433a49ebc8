import MartletModel
import MartletStorage
import NIOCore
import Testing

@Suite struct OffsetIndexTests {
    private func index(_ pairs: [(Offset, Int64)], base: Offset = 100) -> OffsetIndex {
        var index = OffsetIndex(baseOffset: base)
        for (offset, position) in pairs { index.append(lastOffset: offset, position: position) }
        return index
    }

    @Test(
        arguments: [
            (100, 0), (109, 0), (110, 500), (111, 500), (119, 500), (120, 900), (5_000, 900),
        ] as [(Offset, Int64)])
    func `a scan begins at the greatest entry that is not after the offset`(offset: Offset, position: Int64) {
        #expect(index([(110, 500), (120, 900)]).place(for: offset)?.position ?? 0 == position)
    }

    @Test func `an empty index sends everybody to the beginning`() {
        #expect(index([]).place(for: 100) == nil)
        #expect(index([]).place(for: 10_000) == nil)
    }

    @Test func `an entry is the offset's distance from the base and the position`() {
        #expect(
            index([(110, 500), (120, 0x0102_0304)]).encoded()
                == ByteBuffer(bytes: [0, 0, 0, 10, 0, 0, 1, 0xF4, 0, 0, 0, 20, 1, 2, 3, 4]))
    }

    @Test func `what was written is read`() {
        let written = index([(110, 500), (120, 900)])
        #expect(OffsetIndex(baseOffset: 100, decoding: written.encoded(), logByteCount: 901) == written)
    }

    @Test(
        arguments: [
            ("an entry is cut", [0, 0, 0, 10, 0, 0, 1]),
            ("a preallocated file is full of zeros", [0, 0, 0, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            ("offsets do not increase", [0, 0, 0, 10, 0, 0, 1, 0, 0, 0, 0, 10, 0, 0, 2, 0]),
            ("positions do not increase", [0, 0, 0, 10, 0, 0, 1, 0, 0, 0, 0, 11, 0, 0, 1, 0]),
            ("the log is shorter", [0, 0, 0, 10, 0, 0, 4, 0]),
            ("an offset is below the base", [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0]),
        ] as [(String, [UInt8])])
    func `a file that cannot be an index is refused`(fault: String, bytes: [UInt8]) {
        #expect(OffsetIndex(baseOffset: 0, decoding: ByteBuffer(bytes: bytes), logByteCount: 1_000) == nil)
    }

    @Test(arguments: [(0, 0), (500, 0), (501, 1), (900, 1), (901, 2)] as [(Int64, Int)])
    func `truncation leaves the entries before the position`(position: Int64, count: Int) {
        var index = index([(110, 500), (120, 900)])
        index.truncate(toPosition: position)
        #expect(index.entries.count == count)
    }
}
