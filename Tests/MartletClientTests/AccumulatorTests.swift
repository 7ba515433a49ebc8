import MartletClient
import MartletModel
import NIOCore
import Testing

/// An accumulator with one topic `t`, and a clock that stands still until a test moves it.
private struct Bench {
    var accumulator: Accumulator
    var now = ContinuousClock.now
    let leader: BrokerID = 1

    init(partitions: Int = 1, _ configuration: ProducerConfiguration = .init(), hasIdentity: Bool = true) {
        accumulator = Accumulator(
            configuration: configuration,
            retryPolicy: RetryPolicy(initialBackoff: .milliseconds(100), maxBackoff: .seconds(1)))
        accumulator.learned(topic: "t", partitionCount: partitions, firstSticky: 0)
        if hasIdentity { accumulator.identified(ProducerIdentity(id: 7, epoch: 0)) }
    }

    @discardableResult
    mutating func append(
        _ text: String = "value", key: String? = nil, partition: PartitionIndex? = nil
    ) -> Delivery? {
        let record = ProducerRecord(
            topic: "t", partition: partition, key: key.map { ByteBuffer(string: $0) },
            value: ByteBuffer(string: text))
        guard case .appended(let delivery, _) = accumulator.append(record, now: now, time: 0) else {
            return nil
        }
        return delivery
    }

    mutating func appended() throws -> Delivery {
        let delivery = append()
        return try #require(delivery)
    }

    mutating func take() -> [ProducerBatch] {
        let leader = leader
        return accumulator.takeReady(now: now) { _ in leader }.batches.map(\.batch)
    }

    /// All that may be under way at once.
    mutating func takeAll() -> [ProducerBatch] {
        var all: [ProducerBatch] = []
        while true {
            let some = take()
            if some.isEmpty { return all }
            all += some
        }
    }

    mutating func acknowledge(_ batch: ProducerBatch, at offset: Offset = 0) {
        accumulator.finished(batch, .success(.init(baseOffset: offset)), now: now, spread: 0.5)
    }

    mutating func refuse(_ batch: ProducerBatch, _ code: ErrorCode) {
        let error = ClientError.refused(code, operation: "sending", message: nil)
        accumulator.finished(batch, .failure(error), now: now, spread: 0.5)
    }

    /// Makes the leader know the producer.
    mutating func establish() {
        fill(1)
        for batch in takeAll() { acknowledge(batch) }
    }

    /// Appends as many batches of one record each.
    mutating func fill(_ count: Int) {
        for _ in 0..<count {
            append()
            _ = accumulator.flush()
        }
    }
}

extension ProducerConfiguration {
    fileprivate static let oneRecordEach = ProducerConfiguration(batchBytes: 1)
}

@Suite struct AccumulatorTests {
    @Test func `a batch waits for linger and no longer`() {
        var bench = Bench()
        bench.append("a")
        bench.append("b")
        #expect(bench.take().isEmpty)
        #expect(bench.accumulator.nextDeadline() == bench.now + .milliseconds(5))
        bench.now += .milliseconds(5)
        #expect(bench.take().map(\.recordCount) == [2])
        #expect(bench.accumulator.nextDeadline() == nil)
    }

    @Test func `a full batch does not wait`() {
        var bench = Bench(.init(batchBytes: 100))
        bench.append(String(repeating: "x", count: 60))
        #expect(bench.take().isEmpty)
        bench.append(String(repeating: "y", count: 60))
        #expect(bench.take().map(\.recordCount) == [1], "the second record began another batch")
        #expect(bench.take().isEmpty)
    }

    @Test func `flush sends what was there and nothing that comes later`() async {
        var bench = Bench(partitions: 2)
        bench.append(partition: 0)
        let mark = bench.accumulator.flush()
        bench.append(partition: 1)
        let sent = bench.take()
        #expect(sent.map(\.partition.partition) == [0])
        #expect(!bench.accumulator.isFlushed(upTo: mark))
        for batch in sent { bench.acknowledge(batch) }
        #expect(bench.accumulator.isFlushed(upTo: mark))
    }

    @Test func `each record learns its own offset`() async throws {
        var bench = Bench()
        let deliveries = ["a", "b", "c"].compactMap { bench.append($0) }
        _ = bench.accumulator.flush()
        for batch in bench.take() { bench.acknowledge(batch, at: 40) }
        var offsets: [Offset?] = []
        for delivery in deliveries { offsets.append(try await delivery.acknowledgement().offset) }
        #expect(offsets == [40, 41, 42])
    }

    @Test func `records without a key stay with a partition until its batch is full`() {
        var bench = Bench(partitions: 3, .init(batchBytes: 100))
        for _ in 0..<6 { bench.append(String(repeating: "x", count: 60)) }
        _ = bench.accumulator.flush()
        let partitions = bench.takeAll().map(\.partition.partition)
        #expect(Set(partitions).count > 1)
    }

    @Test func `partitions grow alike even when batches never fill`() {
        var bench = Bench(partitions: 3, .init(batchBytes: 300, linger: .zero))
        var counts: [PartitionIndex: Int] = [:]
        for _ in 0..<90 {
            bench.append(String(repeating: "x", count: 60))
            for batch in bench.takeAll() {
                counts[batch.partition.partition, default: 0] += batch.recordCount
                bench.acknowledge(batch)
            }
        }
        #expect(counts.count == 3)
        #expect(counts.values.allSatisfy { (27...33).contains($0) }, "\(counts)")
    }

    @Test func `many records at once are taken as far as there is room`() {
        var bench = Bench(.init(bufferBytes: 200))
        let records = [ProducerRecord](
            repeating: ProducerRecord(topic: "t", value: String(repeating: "x", count: 60)), count: 5)
        let taken = bench.accumulator.append(records, from: 1, upTo: 5, now: bench.now, time: 0)
        #expect(taken.end == 3)
        #expect(taken.refusal == .bufferFull)
        #expect(bench.takeAll().map(\.recordCount) == [2])
    }

    @Test func `records with the same key go to the same partition`() {
        var bench = Bench(partitions: 5)
        for _ in 0..<10 { bench.append(key: "k") }
        _ = bench.accumulator.flush()
        #expect(bench.takeAll().count == 1)
    }

    @Test func `a full buffer takes nothing until a batch is resolved`() {
        var bench = Bench(.init(bufferBytes: 200))
        #expect(bench.append(String(repeating: "x", count: 150)) != nil)
        #expect(bench.append(String(repeating: "y", count: 150)) == nil)
        let sent = bench.take()
        #expect(sent.count == 1, "somebody waits for room: linger does not hold")
        bench.acknowledge(sent[0])
        #expect(bench.accumulator.bufferedBytes == 0)
        #expect(bench.append(String(repeating: "y", count: 150)) != nil)
    }

    @Test func `a record larger than the buffer is refused`() {
        var bench = Bench(.init(bufferBytes: 100))
        let record = ProducerRecord(topic: "t", value: String(repeating: "x", count: 101))
        guard case .refused(.tooLarge(limit: 100)) = bench.accumulator.append(record, now: bench.now, time: 0)
        else {
            Issue.record("it was not refused")
            return
        }
    }

    @Test func `no more batches are under way than allowed`() {
        var bench = Bench(.oneRecordEach)
        bench.establish()
        bench.fill(8)
        let sent = bench.takeAll()
        #expect(sent.map(\.baseSequence) == [1, 2, 3, 4, 5])
        bench.acknowledge(sent[0])
        #expect(bench.takeAll().map(\.baseSequence) == [6])
    }

    @Test func `until a leader knows the producer, batches go one by one`() {
        var bench = Bench(.oneRecordEach)
        bench.fill(3)
        let first = bench.takeAll()
        #expect(first.map(\.baseSequence) == [0])
        bench.acknowledge(first[0])
        #expect(bench.takeAll().map(\.baseSequence) == [1, 2])
    }
}

@Suite struct AccumulatorRetryTests {
    @Test func `a failed batch and those behind it are sent again in their order`() {
        var bench = Bench(.oneRecordEach)
        bench.establish()
        bench.fill(4)
        let sent = bench.takeAll()
        bench.acknowledge(sent[0])
        bench.refuse(sent[1], .notLeaderOrFollower)
        #expect(bench.takeAll().isEmpty, "two are still under way")
        bench.refuse(sent[3], .outOfOrderSequenceNumber)
        bench.refuse(sent[2], .outOfOrderSequenceNumber)
        #expect(bench.takeAll().isEmpty, "they rest")
        bench.now += .milliseconds(500)
        var again = bench.takeAll()
        bench.acknowledge(again[0])
        again += bench.takeAll()
        #expect(again.map(\.id) == sent[1...].map(\.id))
        #expect(again.map(\.baseSequence) == [2, 3, 4])
        #expect(again.allSatisfy { $0.identity == ProducerIdentity(id: 7, epoch: 0) })
    }

    @Test func `a duplicate is a success whose offset nobody knows`() async throws {
        var bench = Bench()
        let delivery = try bench.appended()
        _ = bench.accumulator.flush()
        for batch in bench.take() { bench.refuse(batch, .duplicateSequenceNumber) }
        #expect(try await delivery.acknowledgement().offset == nil)
    }

    @Test func `an error for good is told and leaves no gap in the sequence`() async throws {
        var bench = Bench(.oneRecordEach)
        bench.establish()
        let first = try bench.appended()
        bench.fill(1)
        let sent = bench.takeAll()
        bench.refuse(sent[0], .messageTooLarge)
        await #expect(throws: ClientError.self) { try await first.acknowledgement() }
        bench.refuse(sent[1], .outOfOrderSequenceNumber)
        bench.now += .seconds(1)
        #expect(bench.accumulator.takeReady(now: bench.now) { _ in 1 }.needsIdentity)
        bench.accumulator.identified(ProducerIdentity(id: 8, epoch: 0))
        let again = bench.takeAll()
        #expect(again.map(\.id) == [sent[1].id])
        #expect(again.map(\.identity) == [ProducerIdentity(id: 8, epoch: 0)])
        #expect(again.map(\.baseSequence) == [0])
    }

    @Test func `a leader that lost what it had acknowledged is not passed over in silence`() async throws {
        var bench = Bench()
        let delivery = try bench.appended()
        _ = bench.accumulator.flush()
        for batch in bench.take() { bench.refuse(batch, .outOfOrderSequenceNumber) }
        await #expect(throws: ClientError.self) { try await delivery.acknowledgement() }
        #expect(bench.accumulator.takeFirstError() != nil)
        #expect(bench.accumulator.takeFirstError() == nil)
    }

    @Test func `a producer that retention has made the leader forget starts anew`() {
        var bench = Bench()
        bench.fill(1)
        for batch in bench.take() { bench.refuse(batch, .unknownProducerId) }
        bench.now += .seconds(1)
        #expect(bench.takeAll().isEmpty)
        bench.accumulator.identified(ProducerIdentity(id: 9, epoch: 0))
        #expect(bench.takeAll().map(\.identity) == [ProducerIdentity(id: 9, epoch: 0)])
    }

    @Test func `one partition's trouble does not touch another's sequence`() {
        var bench = Bench(partitions: 2, .oneRecordEach)
        bench.append(partition: 0)
        bench.append(partition: 1)
        let sent = bench.takeAll()
        bench.refuse(sent[0], .invalidRecord)
        bench.acknowledge(sent[1])
        bench.append(partition: 1)
        #expect(bench.takeAll().map(\.identity) == [ProducerIdentity(id: 7, epoch: 0)])
    }

    @Test func `what cannot be delivered in time fails`() async throws {
        var bench = Bench(.init(deliveryTimeout: .seconds(10)))
        let waiting = try bench.appended()
        bench.now += .seconds(10)
        bench.accumulator.expire(now: bench.now, error: .closed)
        await #expect(throws: ClientError.closed) { try await waiting.acknowledgement() }
        #expect(bench.accumulator.unresolved.isEmpty)
        #expect(bench.accumulator.bufferedBytes == 0)
    }

    @Test func `a batch that comes back after its time is not sent again`() async throws {
        var bench = Bench(.init(deliveryTimeout: .seconds(10)))
        let delivery = try bench.appended()
        _ = bench.accumulator.flush()
        let sent = bench.take()
        bench.now += .seconds(10)
        for batch in sent { bench.refuse(batch, .notLeaderOrFollower) }
        await #expect(throws: ClientError.self) { try await delivery.acknowledgement() }
    }

    @Test func `without idempotence no identity is needed`() {
        var bench = Bench(.init(acknowledgement: .leader), hasIdentity: false)
        bench.fill(1)
        #expect(bench.take().map(\.identity) == [nil])
    }
}

@Suite struct AccumulatorPropertyTests {
    /// A partition's leader that checks sequences as brokers do, fails at random, and keeps what it takes.
    private struct Leader {
        var kept: [(identity: ProducerIdentity, sequence: Int32, id: BatchID)] = []

        mutating func receive(_ batch: ProducerBatch) -> ErrorCode {
            guard let identity = batch.identity else { return .invalidRequest }
            let last = kept.last { $0.identity == identity }
            if kept.contains(where: { $0.identity == identity && $0.sequence == batch.baseSequence }) {
                return .duplicateSequenceNumber
            }
            // Of a producer that it does not know a leader takes any sequence.
            guard last.map({ batch.baseSequence == $0.sequence + 1 }) ?? true else {
                return .outOfOrderSequenceNumber
            }
            kept.append((identity, batch.baseSequence, batch.id))
            return .none
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `whatever fails, every record is kept once and in order`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bench = Bench(.oneRecordEach)
        var leader = Leader()
        let total = 40
        var appended = 0
        var underWay: [ProducerBatch] = []
        var steps = 0
        while appended < total || !bench.accumulator.unresolved.isEmpty {
            steps += 1
            #expect(steps < 10_000, "it does not come to an end")
            if steps >= 10_000 { return }
            if appended < total && Bool.random(using: &random) {
                bench.fill(1)
                appended += 1
            }
            underWay += bench.takeAll()
            bench.now += .milliseconds(Int.random(in: 0..<300, using: &random))
            guard !underWay.isEmpty else { continue }
            // A connection keeps the order; its end takes along all that is under way.
            let batch = underWay.removeFirst()
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                bench.refuse(batch, .notLeaderOrFollower)
            case 1:
                for lost in [batch] + underWay {
                    if Bool.random(using: &random) { _ = leader.receive(lost) }
                    bench.refuse(lost, .networkException)
                }
                underWay = []
            default:
                let code = leader.receive(batch)
                if code == .none { bench.acknowledge(batch) } else { bench.refuse(batch, code) }
            }
        }
        #expect(leader.kept.map(\.id) == (0..<Int64(total)).map { BatchID($0) })
        #expect(bench.accumulator.takeFirstError() == nil)
    }
}
