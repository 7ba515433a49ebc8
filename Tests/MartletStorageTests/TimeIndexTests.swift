import MartletModel
import MartletStorage
import NIOCore
import Testing

@Suite struct TimeIndexTests {
    private func index(_ pairs: [(Timestamp, Offset)]) -> TimeIndex {
        var index = TimeIndex(baseOffset: 100)
        for (timestamp, offset) in pairs {
            index.appendIfLater(TimestampOffset(timestamp: timestamp, offset: offset))
        }
        return index
    }

    @Test func `only a later timestamp makes an entry`() {
        let index = index([(-1, 100), (50, 110), (50, 120), (40, 130), (60, 140)])
        #expect(index.count == 2)
        #expect(index[0] == TimestampOffset(timestamp: 50, offset: 110))
        #expect(index[1] == TimestampOffset(timestamp: 60, offset: 140))
        #expect(index.last == index[1])
    }

    @Test(
        arguments: [(49, -1, 100), (50, 50, 110), (59, 50, 110), (60, 60, 140), (100, 60, 140)]
            as [(Timestamp, Timestamp, Offset)])
    func `a look-up finds the last entry that is not later`(
        target: Timestamp, found: Timestamp, offset: Offset
    ) {
        #expect(
            index([(50, 110), (60, 140)]).lookUp(target) == TimestampOffset(timestamp: found, offset: offset))
    }

    @Test func `an entry is a timestamp and the offset's distance from the base`() {
        #expect(
            index([(0x0102_0304_0506_0708, 110)]).encoded()
                == ByteBuffer(bytes: [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 10]))
        let written = index([(50, 110), (60, 140)])
        #expect(TimeIndex(baseOffset: 100, decoding: written.encoded()) == written)
        #expect(TimeIndex(baseOffset: 100, decoding: ByteBuffer())?.last.timestamp == -1)
    }

    @Test(
        arguments: [
            [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 2],
            [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 2],
            [0, 0, 0, 0, 0, 0, 0, 9, 0xFF, 0, 0, 3],
        ] as [[UInt8]])
    func `a file that cannot be a time index is refused`(bytes: [UInt8]) {
        #expect(TimeIndex(baseOffset: 0, decoding: ByteBuffer(bytes: bytes)) == nil)
    }

    @Test(arguments: [(100, 0), (110, 0), (111, 1), (140, 1), (141, 2)] as [(Offset, Int)])
    func `truncation leaves the entries before the offset`(offset: Offset, count: Int) {
        var index = index([(50, 110), (60, 140)])
        index.truncate(toOffset: offset)
        #expect(index.count == count)
    }
}
