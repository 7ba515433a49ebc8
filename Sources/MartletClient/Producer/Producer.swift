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
                shared.append(record, now: .now, time: .now)
            }
            if wakes { sender.wake() }
            switch outcome {
            case .appended(let delivery, _): return delivery
            case .refused(let refusal): try await overcome(refusal, record)
            case nil: throw .closed
            }
        }
    }

    /// Takes records to be sent, in order; waits while the buffer is full.
    ///
    /// Errors of their delivery are thrown by the next `flush`, or told by `takeFirstError`.
    public func enqueue(contentsOf records: [ProducerRecord]) async throws(ClientError) {
        // The lock is shared with the sender, which should not wait long.
        let stride = 512
        var index = 0
        while index < records.count {
            let end = min(index + stride, records.count)
            let taken = state.shared.withLock { shared in
                shared.append(records, from: index, upTo: end, now: .now, time: .now)
            }
            guard let taken else { throw .closed }
            if taken.wakes { sender.wake() }
            index = taken.end
            if let refusal = taken.refusal { try await overcome(refusal, records[index]) }
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

    /// Waits for what a record lacks, or throws when it will never be taken.
    private func overcome(
        _ refusal: Accumulator.Refusal, _ record: ProducerRecord
    ) async throws(ClientError) {
        switch refusal {
        case .bufferFull:
            if state.shared.withLock({ $0.takeWake() }) { sender.wake() }
            await state.waitForRoom()
        case .unknownTopic:
            try await learn(record.topic)
        case .unknownPartition(let count):
            throw .unknownPartition(
                TopicPartition(topic: record.topic, partition: record.partition ?? .init(-1)), count: count)
        case .tooLarge(let limit):
            throw .recordTooLarge(byteCount: record.estimatedByteCount, limit: limit)
        }
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
    /// The outcome is nil when the producer is closed.
    fileprivate mutating func append(
        _ record: ProducerRecord, now: ContinuousClock.Instant, time: Timestamp
    ) -> (outcome: Accumulator.AppendOutcome?, wakes: Bool) {
        guard !isClosed else { return (nil, false) }
        let outcome = accumulator.append(record, now: now, time: time)
        guard case .appended(_, hasNews: true) = outcome else { return (outcome, false) }
        return (outcome, takeWake())
    }

    /// Nil when the producer is closed.
    fileprivate mutating func append(
        _ records: [ProducerRecord], from start: Int, upTo end: Int, now: ContinuousClock.Instant,
        time: Timestamp
    ) -> (end: Int, refusal: Accumulator.Refusal?, wakes: Bool)? {
        guard !isClosed else { return nil }
        let taken = accumulator.append(records, from: start, upTo: end, now: now, time: time)
        return (taken.end, taken.refusal, taken.hasNews && takeWake())
    }

    /// Whether the caller must wake the sender: nobody else is about to.
    fileprivate mutating func takeWake() -> Bool {
        defer { isWakePending = true }
        return !isWakePending
    }
}

extension Timestamp {
    /// The time of day of this machine.
    package static var now: Timestamp {
        let time = WallClock.now()
        return Timestamp(time.seconds * 1_000 + time.nanoseconds / 1_000_000)
    }
}
