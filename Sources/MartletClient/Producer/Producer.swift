import MartletModel
import NIOCore

/// Sends records.
///
/// Records of a partition are collected into batches and sent when a batch is full, or has waited for
/// `ProducerConfiguration.linger`. Errors that may pass are retried until `deliveryTimeout`. By default the
/// producer is idempotent: no retry can duplicate records or change their order within a partition.
public final class Producer: Sendable {
    private let client: Client
    private let configuration: ProducerConfiguration
    private let state: ProducerState
    private let sender: Sender

    public init(
        client: Client, configuration: ProducerConfiguration = ProducerConfiguration()
    ) throws(ClientError) {
        try configuration.validate()
        self.client = client
        self.configuration = configuration
        state = ProducerState(
            Accumulator(configuration: configuration, retryPolicy: client.configuration.retryPolicy))
        sender = Sender(client: client, configuration: configuration, state: state)
    }

    /// Sends a record and waits for its acknowledgement.
    @discardableResult
    public func send(_ record: ProducerRecord) async throws(ClientError) -> RecordMetadata {
        try await enqueue(record).acknowledgement()
    }

    /// Takes a record to be sent, and returns at once unless the buffer is full.
    ///
    /// An error of the record's delivery is thrown by `Delivery.acknowledgement`, and by the next `flush`.
    @discardableResult
    public func enqueue(_ record: ProducerRecord) async throws(ClientError) -> Delivery {
        while true {
            let (outcome, wakes) = state.shared.withLock { shared in
                let outcome = shared.append(record, now: .now, time: .now)
                return (outcome, shared.takesWake(after: outcome))
            }
            if wakes { sender.wake() }
            if let delivery = try await accepted(outcome, record) { return delivery }
        }
    }

    /// Takes records to be sent, in order; waits while the buffer is full.
    ///
    /// Errors of their delivery are thrown by the next `flush`, or told by `takeFirstError`.
    public func enqueue(
        contentsOf records: some RandomAccessCollection<ProducerRecord> & Sendable
    ) async throws(ClientError) {
        var index = records.startIndex
        while index < records.endIndex {
            // The lock is shared with the sender, which should not wait long.
            let end = records.index(index, offsetBy: 256, limitedBy: records.endIndex) ?? records.endIndex
            let (taken, refusal, wakes) = state.shared.withLock { shared in
                shared.append(records[index..<end], now: .now, time: .now)
            }
            index = records.index(index, offsetBy: taken)
            if wakes { sender.wake() }
            if let refusal { _ = try await accepted(refusal, records[index]) }
        }
    }

    /// The first error of a delivery since this was last asked, or thrown by `flush`.
    public func takeFirstError() -> ClientError? {
        state.shared.withLock { $0.accumulator.takeFirstError() }
    }

    /// Sends what waits, without further delay, and waits until all that was enqueued before has been
    /// acknowledged or has failed. Throws the first error of a delivery since the last `flush`.
    public func flush() async throws(ClientError) {
        let mark = state.shared.withLock { $0.accumulator.flush() }
        sender.wake()
        await state.waitForFlush(upTo: mark)
        if let error = takeFirstError() { throw error }
    }

    /// Takes no further records, and flushes.
    public func close() async throws(ClientError) {
        state.shared.withLock { $0.isClosed = true }
        do throws(ClientError) {
            try await flush()
        } catch {
            await sender.stop()
            throw error
        }
        await sender.stop()
    }

    /// The delivery of a record that was taken; nil when it should be tried again.
    private func accepted(
        _ outcome: Accumulator.AppendOutcome?, _ record: ProducerRecord
    ) async throws(ClientError) -> Delivery? {
        switch outcome {
        case nil:
            throw .closed
        case .appended(let delivery, _):
            return delivery
        case .bufferFull:
            sender.wake()
            await state.waitForRoom()
        case .unknownTopic:
            try await learn(record.topic)
        case .unknownPartition(let count):
            guard let partition = record.partition else { return nil }
            throw .unknownPartition(
                TopicPartition(topic: record.topic, partition: partition), count: count)
        case .tooLarge(let limit):
            throw .recordTooLarge(byteCount: record.estimatedByteCount, limit: limit)
        }
        return nil
    }

    private func learn(_ topic: String) async throws(ClientError) {
        let known = try await client.topic(topic, creating: configuration.createsTopics)
        state.shared.withLock {
            $0.accumulator.learned(
                topic: topic, partitionCount: known.partitionCount,
                firstSticky: .random(in: 0..<max(1, known.partitionCount)))
        }
    }
}

extension ProducerState.Shared {
    /// Nil when the producer is closed.
    fileprivate mutating func append(
        _ record: ProducerRecord, now: ContinuousClock.Instant, time: Timestamp
    ) -> Accumulator.AppendOutcome? {
        isClosed ? nil : accumulator.append(record, now: now, time: time)
    }

    /// Whether the caller must wake the sender.
    fileprivate mutating func takesWake(after outcome: Accumulator.AppendOutcome?) -> Bool {
        guard case .appended(_, hasNews: true) = outcome, !isWakePending else { return false }
        isWakePending = true
        return true
    }

    fileprivate mutating func append(
        _ records: some Collection<ProducerRecord>, now: ContinuousClock.Instant, time: Timestamp
    ) -> (taken: Int, refusal: Accumulator.AppendOutcome??, wakes: Bool) {
        var taken = 0
        var wakes = false
        for record in records {
            let outcome = append(record, now: now, time: time)
            guard case .appended = outcome else { return (taken, .some(outcome), wakes) }
            taken += 1
            wakes = takesWake(after: outcome) || wakes
        }
        return (taken, nil, wakes)
    }
}

extension Timestamp {
    /// The time of day of this machine.
    package static var now: Timestamp {
        let time = WallClock.now()
        return Timestamp(time.seconds * 1_000 + time.nanoseconds / 1_000_000)
    }
}
