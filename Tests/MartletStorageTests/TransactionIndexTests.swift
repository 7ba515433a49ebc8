import MartletModel
import MartletStorage
import NIOCore
import Testing

@Suite struct TransactionIndexTests {
    private func aborted(
        _ producer: ProducerID, _ first: Offset, _ last: Offset, stable: Offset
    ) -> AbortedTransaction {
        AbortedTransaction(
            producerID: producer, firstOffset: first, lastOffset: last, lastStableOffset: stable)
    }

    private func index(_ entries: [AbortedTransaction], base: Offset = 5) -> TransactionIndex {
        var index = TransactionIndex(baseOffset: base)
        for entry in entries { index.append(entry) }
        return index
    }

    @Test func `an entry is version, producer, first and last offset, last stable offset`() {
        #expect(
            index([aborted(7, 2, 9, stable: 10)]).encoded()
                == ByteBuffer(
                    bytes: [0, 0] + [0, 0, 0, 0, 0, 0, 0, 7] + [0, 0, 0, 0, 0, 0, 0, 2]
                        + [0, 0, 0, 0, 0, 0, 0, 9] + [0, 0, 0, 0, 0, 0, 0, 10]))
    }

    @Test func `what was written is read again`() {
        let index = index([aborted(7, 2, 9, stable: 3), aborted(8, 3, 11, stable: 12)])
        #expect(TransactionIndex(baseOffset: 5, decoding: index.encoded(), nextOffset: 12) == index)
        #expect(TransactionIndex(baseOffset: 5, decoding: ByteBuffer()) == TransactionIndex(baseOffset: 5))
    }

    @Test func `a file that cannot be the segment's is refused`() {
        let good = index([aborted(7, 2, 9, stable: 3), aborted(8, 3, 11, stable: 12)]).encoded()
        #expect(TransactionIndex(baseOffset: 10, decoding: good) == nil, "a marker below the base")
        #expect(TransactionIndex(baseOffset: 5, decoding: good, nextOffset: 11) == nil, "one beyond the end")
        for count in 1..<good.readableBytes where count != TransactionIndex.entryByteCount {
            let cut = good.getSlice(at: 0, length: count) ?? ByteBuffer()
            #expect(TransactionIndex(baseOffset: 5, decoding: cut) == nil, "cut to \(count) bytes")
        }
        var twice = good
        twice.writeImmutableBuffer(good)
        #expect(TransactionIndex(baseOffset: 5, decoding: twice) == nil, "markers that go back")
        var newer = good
        newer.setInteger(Int16(1), at: 0)
        #expect(TransactionIndex(baseOffset: 5, decoding: newer) == nil, "an unknown version")
    }

    @Test func `truncation forgets the markers that it cuts off`() {
        var index = index([aborted(7, 2, 9, stable: 3), aborted(8, 3, 11, stable: 12)])
        index.truncate(toOffset: 12)
        #expect(index.entries.count == 2)
        index.truncate(toOffset: 11)
        #expect(index.entries.map(\.lastOffset) == [9])
        index.truncate(toOffset: 9)
        #expect(index.isEmpty)
    }
}
