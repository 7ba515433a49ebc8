import MartletModel
import MartletNode
import MartletProtocol
import MartletRecords
import NIOCore

/// An idempotent producer with acks=all, as librdkafka is one: up to five batches of a partition in flight,
/// sent again with the same sequence until they are answered.
// Sendable: a run is in one thread.
final class ProducerClient: ClusterClient, @unchecked Sendable {
    private struct Batch {
        var number: Int
        var baseSequence: Int32
        var values: [String]
        /// Counts the times it was sent.
        var attempt = 0
        var isInFlight = false
        /// To whom it was sent last.
        var broker: BrokerID?
        /// It was the first that was not acknowledged when it was sent last.
        var wasFirst = false
        var notBefore: Duration = .zero
    }

    /// What is to be sent to one partition.
    private struct Lane {
        var batches: [Batch] = []
        var batchCount = 0
        var recordCount = 0
        var nextSequence: Int32 = 0
        var isTurnScheduled = false
    }

    private static let maxInFlight = 5
    private static let retryBackoff: Duration = .milliseconds(100)

    let number: Int
    private let partitions: [TopicPartition]
    private var lanes: [TopicPartition: Lane] = [:]
    private var producer: (id: ProducerID, epoch: ProducerEpoch)?
    private var isAskingForID = false
    /// Milliseconds between records.
    private let pace: ClosedRange<Int>
    private let recordBytes: ClosedRange<Int>
    /// It has nothing new to say; what it has said is still sent.
    var isSilent = false
    private(set) var acknowledgedCount = 0
    private(set) var retryCount = 0

    init(number: Int, world: ClusterWorld, partitions: [TopicPartition], pace: ClosedRange<Int>) {
        self.number = number
        self.partitions = partitions
        self.pace = pace
        let largest = world.scheduler.pick([20, 200, 2_000]) ?? 200
        recordBytes = 0...largest
        super.init(number: number, world: world)
        for partition in partitions { lanes[partition] = Lane() }
    }

    /// Everything that it wanted to say is acknowledged.
    var isDone: Bool { lanes.values.allSatisfy(\.batches.isEmpty) }

    /// What waits for an acknowledgement.
    var openPartitions: [TopicPartition] { partitions.filter { lanes[$0]?.batches.isEmpty == false } }

    func start() {
        scheduler.after(scheduler.milliseconds(pace)) { self.turn() }
    }

    private func turn() {
        guard !isStopped else { return }
        if producer == nil { askForID() }
        if !isSilent, let partition = scheduler.pick(partitions) { write(to: partition) }
        for partition in partitions { send(partition) }
        scheduler.after(scheduler.milliseconds(pace)) { self.turn() }
    }

    private func askForID() {
        guard !isAskingForID else { return }
        isAskingForID = true
        let request = InitProducerIdRequest(
            transactionalId: nil, transactionTimeoutMs: 60_000, producerId: .none, producerEpoch: .none)
        ask(request, version: 4, of: anyBroker) { [self] result in
            isAskingForID = false
            guard case .success(let answer) = result, answer.errorCode == .none else { return }
            producer = (answer.producerId, answer.producerEpoch)
        }
    }

    // MARK: - Sending

    private func write(to partition: TopicPartition) {
        guard var lane = lanes[partition], lane.batches.count < 2 * Self.maxInFlight else { return }
        let count = Int.random(in: 1...3, using: &scheduler.random)
        var values: [String] = []
        for _ in 0..<count {
            let padding = Int.random(in: recordBytes, using: &scheduler.random)
            let value = "\(partition)/\(number)/\(lane.recordCount)/" + String(repeating: "x", count: padding)
            world.checkers.sends(value, to: partition, by: number, number: lane.recordCount)
            lane.recordCount += 1
            values.append(value)
        }
        if world.sabotage == .inventsRecords, scheduler.happens(0.1) {
            values.append("\(partition)/nobody/\(lane.recordCount)")
        }
        lane.batches.append(
            Batch(number: lane.batchCount, baseSequence: lane.nextSequence, values: values))
        lane.batchCount += 1
        lane.nextSequence += Int32(values.count)
        if world.sabotage == .losesSequences, lane.batchCount == 5 { lane.nextSequence += 1 }
        lanes[partition] = lane
    }

    /// Sends what may be sent: in its order, nothing before what comes earlier, and nothing to a new leader
    /// while the former one has something. A log takes any sequence from a producer that it does not know: to
    /// a new leader the second batch would be the first.
    private func send(_ partition: TopicPartition) {
        guard let producer, let leader = leader(of: partition), var lane = lanes[partition],
            lane.batches.allSatisfy({ !$0.isInFlight || $0.broker == leader })
        else { return }
        if world.sabotage == .refusesWrites, acknowledgedCount > 20 { return }
        var inFlight = lane.batches.count(where: \.isInFlight)
        for index in lane.batches.indices where !lane.batches[index].isInFlight {
            let batch = lane.batches[index]
            guard inFlight < Self.maxInFlight, batch.notBefore <= scheduler.now else { break }
            lane.batches[index].isInFlight = true
            lane.batches[index].attempt += 1
            lane.batches[index].broker = leader
            lane.batches[index].wasFirst = index == 0
            if batch.attempt > 0 { retryCount += 1 }
            inFlight += 1
            lanes[partition] = lane
            send(lane.batches[index], to: partition, leader, producer)
        }
        lanes[partition] = lane
    }

    private func send(
        _ batch: Batch, to partition: TopicPartition, _ leader: BrokerID,
        _ producer: (id: ProducerID, epoch: ProducerEpoch)
    ) {
        var builder = RecordBatchBuilder(
            producerID: producer.id, producerEpoch: producer.epoch, baseSequence: batch.baseSequence)
        if world.sabotage == .forgetsProducers { builder = RecordBatchBuilder() }
        // The same each time.
        for value in batch.values {
            builder.append(key: nil, value: ByteBuffer(string: value), timestamp: 1_700_000_000_000)
        }
        var records: ByteBuffer
        do throws(RecordsError) { records = try builder.build().bytes } catch {
            preconditionFailure("a small batch can be built: \(error)")
        }
        if world.sabotage == .garblesBatches, scheduler.happens(0.05) {
            records.setInteger(UInt8(0xFF), at: records.writerIndex - 2)
        }
        let request = ProduceRequest(
            acks: world.sabotage == .answersEarly ? 1 : -1, timeoutMs: 3_000,
            topicData: [
                .init(
                    name: partition.topic,
                    partitionData: [.init(index: partition.partition, records: .bytes(records))])
            ])
        let (number, attempt) = (batch.number, batch.attempt)
        world.detail(
            "producer \(self.number) sends batch \(number) of \(partition), from sequence "
                + "\(batch.baseSequence) on, to \(leader), attempt \(attempt)")
        ask(request, version: 12, of: leader) { [self] result in
            ended(partition, number, attempt, leader, result)
        }
    }

    // MARK: - Answers

    private func ended(
        _ partition: TopicPartition, _ number: Int, _ attempt: Int, _ leader: BrokerID,
        _ result: Result<ProduceResponse, PeerFailure>
    ) {
        guard let index = lanes[partition]?.batches.firstIndex(where: { $0.number == number }),
            let batch = lanes[partition]?.batches[index], batch.isInFlight, batch.attempt == attempt
        else { return }
        lanes[partition]?.batches[index].isInFlight = false
        world.detail(
            "producer \(self.number): batch \(number) of \(partition), attempt \(attempt): "
                + Self.text(result))
        guard case .success(let answer) = result,
            let part = answer.responses.first?.partitionResponses.first
        else {
            isNotLed(partition, by: leader)
            return retry(partition, index)
        }
        switch part.errorCode {
        case .none:
            // What came before it is in the log, too, whatever was heard of it: the sequence says so.
            for earlier in lanes[partition]?.batches.prefix(index) ?? [] {
                world.checkers.implies(earlier.values, of: partition)
            }
            lanes[partition]?.batches.removeFirst(index + 1)
            acknowledgedCount += batch.values.count
            world.checkers.acknowledges(
                batch.values, of: partition, at: part.baseOffset, by: world.machine(leader)?.process)
            send(partition)
        case .notLeaderOrFollower, .fencedLeaderEpoch:
            isNotLed(
                partition, by: leader, hint: (part.currentLeader.leaderId, part.currentLeader.leaderEpoch))
            retry(partition, index)
        case .unknownTopicOrPartition, .leaderNotAvailable, .kafkaStorageError, .unknownTopicId:
            isNotLed(partition, by: leader)
            retry(partition, index)
        case .notEnoughReplicas, .notEnoughReplicasAfterAppend, .requestTimedOut:
            retry(partition, index)
        case .outOfOrderSequenceNumber where !batch.wasFirst:
            // Those before it have not come.
            retry(partition, index)
        default:
            world.checkers.fail(
                part.errorCode == .outOfOrderSequenceNumber ? "RetriesAreRecognised" : "NothingIsRefused",
                "\(partition): broker \(leader) refuses batch \(number) of producer \(self.number), from "
                    + "sequence \(batch.baseSequence) on, attempt \(attempt): \(part.errorCode) "
                    + (part.errorMessage ?? ""))
        }
    }

    private static func text(_ result: Result<ProduceResponse, PeerFailure>) -> String {
        switch result {
        case .success(let answer): "\(answer.responses.first?.partitionResponses.first?.errorCode ?? .none)"
        case .failure(let failure): "\(failure)"
        }
    }

    private func retry(_ partition: TopicPartition, _ index: Int) {
        lanes[partition]?.batches[index].notBefore = scheduler.now + Self.retryBackoff
    }
}
