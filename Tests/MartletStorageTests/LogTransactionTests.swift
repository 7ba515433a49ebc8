import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

/// What a log knows of the transactions in it.
@Suite struct LogTransactionTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private static let small: LogConfiguration = {
        var configuration = LogConfiguration()
        configuration.segmentBytes = 400
        return configuration
    }()

    // MARK: - Stable offsets

    @Test func `without transactions everything committed is stable`() throws {
        let log = try bench.open().log
        try log.append(["a", "b"])
        #expect(log.firstUnstableOffset(highWatermark: 2) == nil)
        #expect(log.lastStableOffset(highWatermark: 2) == 2)
        #expect(try log.abortedTransactions(from: 0, upTo: 2) == [])
    }

    @Test func `the earliest open transaction holds back the last stable offset`() throws {
        let log = try bench.open().log
        try log.append(["plain"])
        try log.transact(7, 0, ["a", "b"])
        try log.transact(8, 0, ["c"])
        #expect(log.lastStableOffset(highWatermark: 0) == 0)
        #expect(log.lastStableOffset(highWatermark: 4) == 1)
        try log.end(7, commit: true)
        #expect(log.lastStableOffset(highWatermark: 5) == 3)
        try log.end(8, commit: false)
        #expect(log.lastStableOffset(highWatermark: 6) == 6)
    }

    @Test func `an end counts once its marker is committed`() throws {
        let log = try bench.open().log
        try log.transact(7, 0, ["a"])
        try log.append(["plain"])
        try log.end(7, commit: true)
        #expect(log.firstUnstableOffset(highWatermark: 2) == 0)
        #expect(log.lastStableOffset(highWatermark: 2) == 0)
        #expect(log.firstUnstableOffset(highWatermark: 3) == nil)
        #expect(log.lastStableOffset(highWatermark: 3) == 3)
    }

    @Test func `the log start lifts the first unstable offset`() throws {
        let log = try bench.open().log
        try log.transact(7, 0, ["a", "b"])
        try log.append(["plain"])
        #expect(try log.deleteRecords(before: 2, highWatermark: 3) == 2)
        #expect(log.firstUnstableOffset(highWatermark: 3) == 2)
    }

    // MARK: - What may be appended

    @Test func `a transaction begins only for a client whose partition is verified`() throws {
        let log = try bench.open().log
        #expect(throws: AppendError.self) { try log.transact(7, 0, ["a"], origin: .client) }
        try log.transact(7, 0, ["a"])
        try log.transact(7, 1, ["b"], origin: .client)
        #expect(log.logEndOffset == 2)
    }

    @Test func `plain records are refused while the producer's transaction is open`() throws {
        let log = try bench.open().log
        try log.transact(7, 0, ["a"])
        let plain = try batch(["b"], producer: Producer(id: 7, epoch: 0, sequence: 1))
        for origin in [AppendOrigin.client, .verifiedClient, .coordinator(transactionVersion: 2)] {
            let error = try #require(throws: AppendError.self) {
                try log.append(plain, leaderEpoch: 0, now: 1_000, origin: origin)
            }
            guard case .rejected(.invalidTxnState, _) = error else { throw error }
        }
        try log.end(7, commit: true)
        _ = try log.append(plain, leaderEpoch: 0, now: 1_000)
    }

    @Test func `a transactional batch that comes again is a duplicate, also after the end`() throws {
        let log = try bench.open().log
        let first = try log.transact(7, 0, ["a"])
        #expect(try log.transact(7, 0, ["a"], origin: .client).isDuplicate)
        try log.end(7, commit: true)
        let again = try log.transact(7, 0, ["a"], origin: .client)
        #expect(again.isDuplicate && again.baseOffset == first.baseOffset)
    }

    @Test func `a coordinator's records need no sequence, but the epoch`() throws {
        let log = try bench.open().log
        try log.transact(7, -1, ["offset"], epoch: 3, origin: .coordinator(transactionVersion: 1))
        try log.transact(7, -1, ["offset"], epoch: 3, origin: .coordinator(transactionVersion: 1))
        #expect(throws: AppendError.self) {
            try log.transact(7, -1, ["offset"], epoch: 2, origin: .coordinator(transactionVersion: 1))
        }
        #expect(log.logEndOffset == 2 && log.firstUnstableOffset(highWatermark: 2) == 0)
    }

    private static let markers: [(epoch: ProducerEpoch, coordinator: Int32, version: Int16, String)] = [
        (4, 9, 1, "INVALID_PRODUCER_EPOCH"), (4, 9, 2, "INVALID_PRODUCER_EPOCH"),
        (5, 9, 1, "accepted"), (5, 9, 2, "INVALID_PRODUCER_EPOCH"),
        (6, 9, 1, "accepted"), (6, 9, 2, "accepted"),
        (6, 8, 1, "accepted"), (6, 7, 1, "TRANSACTION_COORDINATOR_FENCED"),
        (6, 7, 2, "TRANSACTION_COORDINATOR_FENCED"),
    ]

    /// The producer is at epoch 5, the coordinator at 8, and a transaction is open.
    @Test(arguments: markers)
    func `a marker's epochs must not go back`(
        _ marker: (epoch: ProducerEpoch, coordinator: Int32, version: Int16, expected: String)
    ) throws {
        let log = try bench.open().log
        try log.end(7, epoch: 5, commit: true, coordinatorEpoch: 8)
        try log.transact(7, 0, ["a"], epoch: 5)
        let outcome: String
        do {
            try log.end(
                7, epoch: marker.epoch, commit: true, coordinatorEpoch: marker.coordinator,
                transactionVersion: marker.version)
            outcome = "accepted"
        } catch AppendError.rejected(let code, _) {
            outcome = "\(code)"
        }
        #expect(outcome == marker.expected)
        #expect(log.logEndOffset == (outcome == "accepted" ? 3 : 2))
    }

    @Test func `a marker that comes again is accepted, and ends nothing`() throws {
        let log = try bench.open().log
        try log.transact(7, 0, ["a"])
        try log.end(7, epoch: 1, commit: false, transactionVersion: 2)
        try log.end(7, epoch: 1, commit: false, transactionVersion: 2)
        #expect(try log.abortedTransactions(from: 0, upTo: 3).map(\.lastOffset) == [1])
    }

    @Test func `a marker that cannot be read is refused`() throws {
        let log = try bench.open().log
        var builder = RecordBatchBuilder(
            producerID: 7, producerEpoch: 0, isTransactional: true, isControl: true)
        builder.append(key: nil, value: nil, timestamp: 1)
        let damaged = ValidatedBatch(trusted: try builder.build())
        #expect(throws: AppendError.self) { try log.append(damaged, leaderEpoch: 0, now: 1) }
        #expect(log.logEndOffset == 0)
    }

    // MARK: - Aborted transactions

    /// Aborted: 7 with 0 to 4, 8 with 1 to 6, 9 with 8 to 9; committed: 7 with 5 to 7.
    private func fill(_ log: PartitionLog) throws {
        try log.transact(7, 0, ["a"])
        try log.transact(8, 0, ["b"])
        try log.transact(7, 1, ["c"])
        try log.append(["plain"])
        try log.end(7, commit: false)
        try log.transact(7, 2, ["d"])
        try log.end(8, commit: false)
        try log.end(7, commit: true)
        try log.transact(9, 0, ["e"])
        try log.end(9, commit: false)
    }

    private let filled: [AbortedTransaction] = [
        AbortedTransaction(producerID: 7, firstOffset: 0, lastOffset: 4, lastStableOffset: 1),
        AbortedTransaction(producerID: 8, firstOffset: 1, lastOffset: 6, lastStableOffset: 5),
        AbortedTransaction(producerID: 9, firstOffset: 8, lastOffset: 9, lastStableOffset: 10),
    ]

    private static let searches: [(from: Offset, upTo: Offset, producers: [ProducerID])] = [
        (0, 10, [7, 8, 9]), (0, 1, [7]), (0, 2, [7, 8]), (4, 5, [7, 8]), (5, 8, [8]), (7, 8, []),
        (7, 9, [9]), (9, 10, [9]),
    ]

    @Test(arguments: searches, [1 << 20, 400, 100] as [Int64])
    func `a search finds what began before its end and ended after its start`(
        _ search: (from: Offset, upTo: Offset, producers: [ProducerID]), _ segmentBytes: Int64
    ) throws {
        var configuration = LogConfiguration()
        configuration.segmentBytes = segmentBytes
        let log = try bench.open(configuration).log
        try fill(log)
        let found = try log.abortedTransactions(from: search.from, upTo: search.upTo)
        #expect(found.map(\.producerID) == search.producers)
        #expect(found.allSatisfy { filled.contains($0) })
    }

    @Test func `a slice is told of the aborted transactions that it can meet`() throws {
        let log = try bench.open().log
        for round in Int32(0)..<200 {
            try log.transact(7, round, [String(repeating: "x", count: 100)])
            try log.end(7, commit: round % 2 == 0)
        }
        for roll in [false, true] {
            if roll { try log.roll(now: 1_000) }
            let end = log.logEndOffset
            let slice = try #require(
                try log.read(from: 100, upTo: end, maxBytes: 10_000, minOneBatch: true))
            let found = try log.abortedTransactions(in: slice, from: 100, upTo: end)
            var batches = RecordBatches(try slice.read())
            var met: [Offset] = []
            while let batch = try batches.next() {
                if batch.header.baseSequence % 2 == 1 { met.append(batch.header.baseOffset) }
            }
            #expect(met.count > 10 && met.count < 30)
            #expect(Set(met).isSubset(of: Set(found.map(\.firstOffset))))
            #expect(found.count < 60)
        }
    }

    @Test(arguments: [1 << 20, 400, 100] as [Int64])
    func `after a clean stop, and after a crash, all of it is known`(_ segmentBytes: Int64) throws {
        var configuration = LogConfiguration()
        configuration.segmentBytes = segmentBytes
        let log = try bench.open(configuration).log
        try fill(log)
        try log.transact(10, 0, ["open"])
        let crashed = try bench.open(configuration, isClean: false).log
        #expect(try crashed.abortedTransactions(from: 0, upTo: 11) == filled)
        #expect(crashed.firstUnstableOffset(highWatermark: 9) == 8)
        #expect(crashed.firstUnstableOffset(highWatermark: 11) == 10)
        #expect(crashed.producerState == log.producerState)
        try crashed.close()
        let closed = try bench.open(configuration).log
        #expect(try closed.abortedTransactions(from: 0, upTo: 11) == filled)
        #expect(closed.firstUnstableOffset(highWatermark: 11) == 10)
        try closed.end(10, commit: false)
        #expect(try closed.abortedTransactions(from: 10, upTo: 12).map(\.firstOffset) == [10])
    }

    @Test func `only segments in which a transaction was aborted have an index file`() throws {
        let log = try bench.open().log
        try log.append(["plain"])
        try log.roll(now: 1_000)
        try log.transact(7, 0, ["a"])
        try log.roll(now: 1_000)
        try log.end(7, commit: false)
        try log.roll(now: 1_000)
        try log.close()
        #expect(
            try bench.names().filter { $0.hasSuffix(".txnindex") } == ["00000000000000000002.txnindex"])
    }

    @Test func `an index that is not the segment's is made again`() throws {
        let log = try bench.open().log
        try fill(log)
        try log.roll(now: 1_000)
        try log.append(["plain"])
        try log.close()
        let name = "00000000000000000000.txnindex"
        let good = try bench.bytes(name)
        var bad = good
        bad.setInteger(Int64(-1), at: 18)
        try bench.put(bad, name)
        let (again, report) = try bench.open()
        #expect(report?.scannedSegments == 1 && report?.truncated == nil)
        #expect(try again.abortedTransactions(from: 0, upTo: 10) == filled)
        #expect(try bench.bytes(name) == good)
    }

    @Test func `what truncation cuts off is neither ended nor aborted any more`() throws {
        for segmentBytes in [1 << 20, 100] as [Int64] {
            var configuration = LogConfiguration()
            configuration.segmentBytes = segmentBytes
            let log = try bench.open(configuration).log
            if log.logEndOffset == 0 { try fill(log) } else { try refill(log) }
            _ = try log.truncate(to: 6)
            #expect(log.firstUnstableOffset(highWatermark: 6) == 1)
            #expect(try log.abortedTransactions(from: 0, upTo: 6) == Array(filled.prefix(1)))
            try log.end(8, commit: true)
            try log.end(7, commit: true)
            try log.close()
            let again = try bench.open(configuration).log
            #expect(try again.abortedTransactions(from: 0, upTo: 8) == Array(filled.prefix(1)))
            _ = try again.truncate(to: 3)
            try again.close()
            #expect(try bench.names().allSatisfy { !$0.hasSuffix(".txnindex") })
        }
    }

    /// As after `fill`, on a log that was cut to three records.
    private func refill(_ log: PartitionLog) throws {
        #expect(log.logEndOffset == 3)
        _ = try log.restart(at: 0)
        try fill(log)
    }

    @Test func `the index goes with its segment`() throws {
        var configuration = LogConfiguration()
        configuration.retentionBytes = 0
        let log = try bench.open(configuration).log
        try fill(log)
        try log.roll(now: 1_000)
        let retired = try log.applyRetention(now: 1_000, highWatermark: 10)
        #expect(retired.flatMap(\.paths).contains { $0.hasSuffix(".txnindex.deleted") })
        #expect(try log.abortedTransactions(from: 10, upTo: 10) == [])
    }
}

extension PartitionLog {
    @discardableResult
    func transact(
        _ producer: ProducerID, _ sequence: Int32, _ values: [String], epoch: ProducerEpoch = 0,
        origin: AppendOrigin = .verifiedClient
    ) throws -> AppendResult {
        var builder = RecordBatchBuilder(
            producerID: producer, producerEpoch: epoch, baseSequence: sequence, isTransactional: true)
        for value in values { builder.append(key: nil, value: ByteBuffer(string: value), timestamp: 1_000) }
        return try append(
            ValidatedBatch(trusted: try builder.build()), leaderEpoch: 0, now: 1_000, origin: origin)
    }

    @discardableResult
    func end(
        _ producer: ProducerID, epoch: ProducerEpoch = 0, commit: Bool, coordinatorEpoch: Int32 = 0,
        transactionVersion: Int16 = 1
    ) throws -> AppendResult {
        let marker = try RecordBatch.control(
            [ControlRecord(endOfTransaction: commit, coordinatorEpoch: coordinatorEpoch)], baseOffset: 0,
            timestamp: 1_000, producerID: producer, producerEpoch: epoch, isTransactional: true)
        return try append(
            ValidatedBatch(trusted: marker), leaderEpoch: 0, now: 1_000,
            origin: .coordinator(transactionVersion: transactionVersion))
    }
}
