import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@testable import MartletNode

/// Reading a log with transactions, as a data directory that comes from elsewhere may have it.
@Suite struct ReadCommittedTests {
    /// Offsets: 0 plain; 1 and 2 of a transaction that 4 aborts; 3 of one that 5 commits;
    /// 6 of one that is open; 7 plain.
    private func node() throws -> SimulatedClient {
        let first = try SimulatedNode()
        #expect(try first.connect().createTopic("orders") == ErrorCode.none)
        let topicID = try #require(first.withReplica { _, replica in replica.key.topicID })
        first.stop()
        let fileSystem = first.world.fileSystem
        let log = try PartitionLog.open(
            directory: "/data/orders-0", topicPartition: TopicPartition(topic: "orders", partition: 0),
            topicID: topicID, configuration: LogConfiguration(), fileSystem: fileSystem, isClean: true,
            now: 1_000
        ).log
        try append(["plain"], to: log)
        try append(["aborted", "aborted too"], to: log, producer: 7)
        try append(["committed"], to: log, producer: 8)
        try end(7, commit: false, in: log)
        try end(8, commit: true, in: log)
        try append(["open"], to: log, producer: 9)
        try append(["later"], to: log)
        try log.close()
        return try first.restart().connect()
    }

    private func append(_ values: [String], to log: PartitionLog, producer: ProducerID = .none) throws {
        var builder = RecordBatchBuilder(
            producerID: producer, producerEpoch: producer == .none ? .none : 0,
            baseSequence: producer == .none ? -1 : 0, isTransactional: producer != .none)
        for value in values {
            builder.append(key: nil, value: ByteBuffer(string: value), timestamp: 1_000)
        }
        let batch = ValidatedBatch(trusted: try builder.build())
        _ = try log.append(batch, leaderEpoch: 0, now: 1_000, origin: .verifiedClient)
    }

    private func end(_ producer: ProducerID, commit: Bool, in log: PartitionLog) throws {
        let marker = try RecordBatch.control(
            [ControlRecord(endOfTransaction: commit, coordinatorEpoch: 0)], baseOffset: 0, timestamp: 1_000,
            producerID: producer, producerEpoch: 0, isTransactional: true)
        _ = try log.append(
            ValidatedBatch(trusted: marker), leaderEpoch: 0, now: 1_000,
            origin: .coordinator(transactionVersion: 1))
    }

    private func fetch(
        _ client: SimulatedClient, from offset: Offset, isolationLevel: Int8
    ) throws -> FetchResponse.PartitionData {
        try client.ask(
            client.fetchRequest("orders", from: offset, isolationLevel: isolationLevel), version: 12
        ).responses[0].partitions[0]
    }

    private func dataOffsets(_ data: FetchResponse.PartitionData) throws -> [Offset] {
        guard case .bytes(let bytes)? = data.records else { return [] }
        var offsets: [Offset] = []
        var batches = RecordBatches(bytes)
        while let batch = try batches.next() {
            if batch.header.isControl { continue }
            var records = try batch.records(decompressionLimit: 1 << 20)
            while let record = try records.next() { offsets.append(record.offset) }
        }
        return offsets
    }

    @Test func `who wants all records gets them, and no word of transactions`() throws {
        let data = try fetch(try node(), from: 0, isolationLevel: 0)
        #expect(data.errorCode == .none && data.highWatermark == 8 && data.lastStableOffset == 6)
        #expect(data.abortedTransactions == nil)
        guard case .bytes(let bytes)? = data.records else { throw SimulatedClient.NoAnswer() }
        var batches = RecordBatches(bytes)
        var next: Offset = 0
        while let batch = try batches.next() { next = batch.header.nextOffset }
        #expect(next == 8)
    }

    @Test func `who wants committed records hears what was aborted, up to a transaction that is open`()
        throws
    {
        let client = try node()
        let data = try fetch(client, from: 0, isolationLevel: 1)
        #expect(data.highWatermark == 8 && data.lastStableOffset == 6)
        #expect(data.abortedTransactions == [.init(producerId: 7, firstOffset: 1)])
        #expect(try dataOffsets(data) == [0, 1, 2, 3])
        #expect(try fetch(client, from: 5, isolationLevel: 1).abortedTransactions == [])
    }

    @Test func `at the last stable offset there is nothing to read, and that is no error`() throws {
        let client = try node()
        for offset in [Offset(6), 7, 8] {
            let data = try fetch(client, from: offset, isolationLevel: 1)
            #expect(data.errorCode == .none && data.abortedTransactions == [])
            #expect(try client.values(data) == [])
        }
        #expect(try fetch(client, from: 9, isolationLevel: 1).errorCode == .offsetOutOfRange)
    }

    @Test func `the latest offset is the last stable one for who wants committed records`() throws {
        let client = try node()
        for version in Int16(1)...11 {
            let all = try client.listOffset("orders", timestamp: -1, version: version)
            #expect(all.offset == 8)
            let committed = try client.listOffset(
                "orders", timestamp: -1, version: version, isolationLevel: version < 2 ? 0 : 1)
            #expect(committed.offset == (version < 2 ? 8 : 6))
        }
    }
}
