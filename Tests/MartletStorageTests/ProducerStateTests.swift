import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@Suite struct ProducerStateTests {
    private func header(
        _ epoch: ProducerEpoch, _ sequence: Int32, count: Int32 = 1, at offset: Offset = 0,
        producer: ProducerID = 9, isTransactional: Bool = false
    ) -> BatchHeader {
        var header = BatchHeader(baseOffset: offset)
        header.producerID = producer
        header.producerEpoch = epoch
        header.baseSequence = sequence
        header.lastOffsetDelta = count - 1
        header.recordsCount = count
        header.maxTimestamp = Timestamp(1_000 + offset.rawValue)
        header.isTransactional = isTransactional
        return header
    }

    private func state(_ headers: [BatchHeader]) -> ProducerState {
        var state = ProducerState()
        for header in headers { state.appended(header) }
        return state
    }

    private func outcome(_ verdict: ProducerState.Verdict) -> String {
        switch verdict {
        case .accepted: "accepted"
        case .duplicate(let batch): "duplicate of \(batch.firstOffset)...\(batch.lastOffset)"
        case .rejected(let code, _): "\(code)"
        }
    }

    @Test(
        arguments: [
            ("the next in order", 3, 15, 1, "accepted"),
            ("several, the next in order", 3, 15, 7, "accepted"),
            ("a gap", 3, 16, 1, "OUT_OF_ORDER_SEQUENCE_NUMBER"),
            ("from the beginning", 3, 0, 1, "OUT_OF_ORDER_SEQUENCE_NUMBER"),
            ("the last again", 3, 12, 3, "duplicate of 102...104"),
            ("the one before again", 3, 10, 2, "duplicate of 100...101"),
            ("a part of the last", 3, 12, 2, "OUT_OF_ORDER_SEQUENCE_NUMBER"),
            ("the last and more", 3, 12, 4, "OUT_OF_ORDER_SEQUENCE_NUMBER"),
            ("an older epoch", 2, 15, 1, "INVALID_PRODUCER_EPOCH"),
            ("an older epoch from the beginning", 2, 0, 1, "INVALID_PRODUCER_EPOCH"),
            ("a newer epoch from the beginning", 4, 0, 1, "accepted"),
            ("a newer epoch in the middle", 4, 15, 1, "OUT_OF_ORDER_SEQUENCE_NUMBER"),
        ] as [(String, ProducerEpoch, Int32, Int32, String)])
    func `a known producer is held to its epoch and sequence`(
        which: String, epoch: ProducerEpoch, sequence: Int32, count: Int32, expected: String
    ) {
        let state = state([header(3, 10, count: 2, at: 100), header(3, 12, count: 3, at: 102)])
        #expect(outcome(state.judge(header(epoch, sequence, count: count))) == expected)
    }

    @Test func `an unknown producer may begin anywhere`() {
        #expect(ProducerState().judge(header(3, 77)) == .accepted)
    }

    @Test func `a batch without a producer is not judged`() {
        #expect(state([header(3, 0)]).judge(BatchHeader()) == .accepted)
    }

    @Test func `sequences wrap`() {
        let state = state([header(0, Int32.max - 1, count: 2, at: 0)])
        #expect(state.judge(header(0, 0)) == .accepted)
        #expect(outcome(state.judge(header(0, 1))) == "OUT_OF_ORDER_SEQUENCE_NUMBER")
        let wrapped = self.state([header(0, Int32.max, count: 3, at: 0)])
        #expect(wrapped.judge(header(0, 2)) == .accepted)
        #expect(outcome(wrapped.judge(header(0, Int32.max, count: 3))) == "duplicate of 0...2")
    }

    @Test func `the last five batches are recognised, and no more`() {
        let state = state((0..<7).map { header(0, $0, at: Offset(Int64($0))) })
        #expect(
            (0..<8).map { outcome(state.judge(header(0, $0))) }
                == ["OUT_OF_ORDER_SEQUENCE_NUMBER", "OUT_OF_ORDER_SEQUENCE_NUMBER"]
                + (2..<7).map { "duplicate of \($0)...\($0)" } + ["accepted"])
    }

    @Test func `a new epoch forgets the batches of the old one`() {
        let state = state([header(0, 0, at: 0), header(1, 0, at: 1)])
        #expect(outcome(state.judge(header(1, 0))) == "duplicate of 1...1")
        #expect(state.producers[9]?.batches.count == 1)
    }

    @Test func `producers do not disturb each other`() {
        let state = state([header(0, 0, at: 0, producer: 1), header(5, 7, at: 1, producer: 2)])
        #expect(state.judge(header(0, 1, producer: 1)) == .accepted)
        #expect(state.judge(header(5, 8, producer: 2)) == .accepted)
        #expect(outcome(state.judge(header(0, 8, producer: 2))) == "INVALID_PRODUCER_EPOCH")
    }

    @Test func `a transactional batch needs a verified transaction, which none has yet`() {
        #expect(outcome(ProducerState().judge(header(0, 0, isTransactional: true))) == "INVALID_TXN_STATE")
    }

    @Test func `a plain batch is refused while the producer's transaction is open`() {
        var state = state([header(0, 0, at: 5, isTransactional: true)])
        #expect(state.producers[9]?.transactionStart == 5)
        #expect(outcome(state.judge(header(0, 1))) == "INVALID_TXN_STATE")
        state.ended(header(0, -1, at: 6), TransactionMarker(isCommit: true, coordinatorEpoch: 2))
        #expect(state.producers[9]?.transactionStart == nil && state.producers[9]?.coordinatorEpoch == 2)
        #expect(state.judge(header(0, 1)) == .accepted)
    }

    @Test func `a marker of a newer epoch begins that epoch`() {
        var state = state([header(0, 4, at: 5, isTransactional: true)])
        state.ended(header(1, -1, at: 6), TransactionMarker(isCommit: false, coordinatorEpoch: 0))
        #expect(state.judge(header(1, 0)) == .accepted)
        #expect(outcome(state.judge(header(1, 5))) == "OUT_OF_ORDER_SEQUENCE_NUMBER")
        #expect(outcome(state.judge(header(0, 5))) == "INVALID_PRODUCER_EPOCH")
    }

    @Test func `idle producers are forgotten, unless a transaction is open`() {
        var state = state([
            header(0, 0, at: 1, producer: 1), header(0, 0, at: 2, producer: 2, isTransactional: true),
            header(0, 0, at: 9, producer: 3),
        ])
        state.expire(before: 1_005)
        #expect(state.producers.keys.sorted() == [2, 3])
    }

    // MARK: - Snapshots

    @Test func `a snapshot has an entry for each batch, in order of the producers' ids`() {
        let state = state([
            header(1, 7, count: 3, at: 10, producer: 0x0A),
            header(2, 4, at: 13, producer: 3, isTransactional: true),
        ])
        let bytes = ProducerSnapshot.encode(state)
        let body: [UInt8] =
            [0, 0, 0, 2]
            + [0, 0, 0, 0, 0, 0, 0, 3, 0, 2, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 13, 0, 0, 0, 0]
            + [0, 0, 0, 0, 0, 0, 3, 0xF5, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 13]
            + [0, 0, 0, 0, 0, 0, 0, 10, 0, 1, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 2]
            + [
                0, 0, 0, 0, 0, 0, 3, 0xF2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                0xFF,
            ]
        var expected = ByteBuffer()
        expected.writeInteger(Int16(1))
        expected.writeInteger(CRC32C.checksum(ByteBuffer(bytes: body)))
        expected.writeBytes(body)
        #expect(bytes == expected)
    }

    @Test func `from a snapshot the five last batches are still known`() throws {
        let state = state(
            (0..<6).map { header(1, 5 + $0, at: 5 + Int64($0)) }
                + [header(1, 11, count: 2, at: 13), header(4, 0, at: 15, producer: 3)])
        let restored = try ProducerSnapshot.decode(ProducerSnapshot.encode(state), path: "f")
        #expect(restored == state)
        #expect(outcome(restored.judge(header(1, 7))) == "duplicate of 7...7")
    }

    @Test func `what a snapshot has leads to the same verdicts`() throws {
        let state = state([header(1, 7, count: 3, at: 10), header(1, 10, count: 2, at: 13)])
        let restored = try ProducerSnapshot.decode(ProducerSnapshot.encode(state), path: "f")
        #expect(outcome(restored.judge(header(1, 10, count: 2))) == "duplicate of 13...14")
        #expect(restored.judge(header(1, 12)) == .accepted)
        #expect(restored.producers[9]?.lastTimestamp == 1_013)
        #expect(
            try ProducerSnapshot.decode(ProducerSnapshot.encode(ProducerState()), path: "f")
                == ProducerState())
    }

    @Test func `a snapshot in which any bit has flipped is refused, and one that is cut`() {
        let bytes = ProducerSnapshot.encode(state([header(1, 7, count: 3, at: 10)]))
        for index in 0..<bytes.readableBytes * 8 {
            var damaged = bytes
            let byte = damaged.getInteger(at: index / 8, as: UInt8.self) ?? 0
            damaged.setInteger(byte ^ (1 << (index % 8)), at: index / 8)
            #expect(throws: StorageError.self) { try ProducerSnapshot.decode(damaged, path: "f") }
        }
        for count in 0..<bytes.readableBytes {
            let cut = bytes.getSlice(at: 0, length: count) ?? ByteBuffer()
            #expect(throws: StorageError.self) { try ProducerSnapshot.decode(cut, path: "f") }
        }
    }
}
