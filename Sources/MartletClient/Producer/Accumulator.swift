import MartletModel

/// What a producer holds until it is acknowledged: batches that fill, wait, and are under way. Pure: no
/// clock, no I/O, no randomness but what is handed in.
///
/// A batch fills (`append`), is taken to be sent (`takeReady`), and comes back with what became of it
/// (`finished`): then it is done, or waits, in its old place, to be taken again.
///
/// Invariants: the batches of a partition are taken in the order in which they were begun; an idempotent
/// partition's sequence numbers have no gaps; after a batch failed, none of its partition is taken until all
/// that are under way have come back.
package struct Accumulator: Sendable {
    package enum AppendOutcome: Sendable {
        /// `hasNews`: there is a batch to send, or a new time at which there will be one.
        case appended(Delivery, hasNews: Bool)
        case refused(Refusal)
    }

    package enum Refusal: Sendable, Equatable {
        case bufferFull
        case unknownTopic
        case unknownPartition(count: Int)
        case tooLarge(limit: Int)
    }

    package let configuration: ProducerConfiguration
    package let retryPolicy: RetryPolicy
    package private(set) var bufferedBytes = 0
    package private(set) var unresolved: Set<BatchID> = []
    private var firstError: ClientError?

    private struct TopicState {
        /// Where each partition's queue is in `queues`.
        var queues: [Int]
        /// The partition that gets the records without a key for now,
        var sticky: Int
        /// and how much it has got of them.
        var stickyBytes = 0
    }

    private var topics: [TopicState] = []
    private var topicIndex: [String: Int] = [:]
    private var lastTopic: (name: String, index: Int)?
    private var queues: [PartitionQueue] = []
    private var queueIndex: [TopicPartition: Int] = [:]
    private var identity: ProducerIdentity?
    private var nextBatch: BatchID = 0
    private var flushedUpTo: BatchID = 0
    /// Somebody waits for room: nothing is gained by waiting for fuller batches.
    private var isCrowded = false

    package init(configuration: ProducerConfiguration, retryPolicy: RetryPolicy) {
        self.configuration = configuration
        self.retryPolicy = retryPolicy
    }

    package var isIdempotent: Bool {
        configuration.isIdempotent && configuration.acknowledgement == .all
    }

    // MARK: Filling

    /// How many partitions a topic has. Topics only grow: a smaller number changes nothing.
    package mutating func learned(topic: String, partitionCount: Int, firstSticky: Int) {
        let place = topicIndex[topic] ?? topics.count
        if place == topics.count {
            topics.append(TopicState(queues: [], sticky: 0))
            topicIndex[topic] = place
        }
        var state = topics[place]
        if state.queues.isEmpty && partitionCount > 0 { state.sticky = firstSticky % partitionCount }
        for number in state.queues.count..<max(state.queues.count, partitionCount) {
            let partition = TopicPartition(topic: topic, partition: PartitionIndex(Int32(number)))
            state.queues.append(queues.count)
            queueIndex[partition] = queues.count
            queues.append(PartitionQueue(partition: partition))
        }
        topics[place] = state
    }

    package mutating func append(
        _ record: ProducerRecord, now: ContinuousClock.Instant, time: Timestamp
    ) -> AppendOutcome {
        let byteCount = record.estimatedByteCount
        switch place(record, byteCount: byteCount, now: now) {
        case .refused(let refusal):
            return .refused(refusal)
        case .queue(let index, let hasNews):
            let delivery = queues[index].nextDelivery
            let isFull = add(record, to: index, byteCount: byteCount, time: time)
            return .appended(delivery, hasNews: hasNews || isFull)
        }
    }

    /// Appends records from `start` up to `end`, as far as it goes: without their deliveries this is the fast
    /// way.
    package mutating func append(
        _ records: [ProducerRecord], from start: Int, upTo end: Int, now: ContinuousClock.Instant,
        time: Timestamp
    ) -> (end: Int, refusal: Refusal?, hasNews: Bool) {
        var hasNews = false
        for position in start..<end {
            let byteCount = records[position].estimatedByteCount
            switch place(records[position], byteCount: byteCount, now: now) {
            case .refused(let refusal):
                return (position, refusal, hasNews)
            case .queue(let index, let isNews):
                let isFull = add(records[position], to: index, byteCount: byteCount, time: time)
                hasNews = hasNews || isNews || isFull
            }
        }
        return (end, nil, hasNews)
    }

    private enum Place {
        case queue(Int, hasNews: Bool)
        case refused(Refusal)
    }

    /// Chooses the record's partition and sees to a batch there that has room for it.
    private mutating func place(
        _ record: ProducerRecord, byteCount: Int, now: ContinuousClock.Instant
    ) -> Place {
        guard let topic = find(record.topic) else { return .refused(.unknownTopic) }
        let partitionCount = topics[topic].queues.count
        let number: Int
        var isSticky = false
        if let partition = record.partition {
            number = Int(partition.rawValue)
            guard (0..<partitionCount).contains(number) else {
                return .refused(.unknownPartition(count: partitionCount))
            }
        } else if let key = record.key {
            number = Murmur2.partition(of: key, count: partitionCount)
        } else {
            number = topics[topic].sticky
            isSticky = true
        }
        guard byteCount <= configuration.bufferBytes else {
            return .refused(.tooLarge(limit: configuration.bufferBytes))
        }
        guard bufferedBytes + byteCount <= configuration.bufferBytes else {
            isCrowded = true
            return .refused(.bufferFull)
        }
        var index = topics[topic].queues[number]
        var hasNews = false
        if isSticky { (index, hasNews) = stick(to: index, of: topic, byteCount: byteCount) }
        if queues[index].fillingBytes + byteCount > configuration.batchBytes {
            hasNews = queues[index].sealFilling() || hasNews
        }
        if !queues[index].isFilling {
            begin(in: index, now: now)
            hasNews = true
        }
        return .queue(index, hasNews: hasNews)
    }

    /// Nearly always the topic of the record before, which costs no hashing.
    private mutating func find(_ topic: String) -> Int? {
        if let lastTopic, lastTopic.name == topic { return lastTopic.index }
        guard let index = topicIndex[topic] else { return nil }
        lastTopic = (topic, index)
        return index
    }

    /// Whether the batch is full with it.
    private mutating func add(
        _ record: ProducerRecord, to index: Int, byteCount: Int, time: Timestamp
    ) -> Bool {
        bufferedBytes += byteCount
        queues[index].append(record, timestamp: record.timestamp ?? time, byteCount: byteCount)
        return queues[index].fillingBytes >= configuration.batchBytes && queues[index].sealFilling()
    }

    /// Records without a key go on to the next partition after as many bytes as fill a batch, and not before:
    /// so batches are fewer and larger, and partitions grow alike (KIP-794).
    private mutating func stick(
        to index: Int, of topic: Int, byteCount: Int
    ) -> (index: Int, hasNews: Bool) {
        topics[topic].stickyBytes += byteCount
        let stickyBytes = topics[topic].stickyBytes
        guard stickyBytes > configuration.batchBytes, stickyBytes > byteCount else { return (index, false) }
        let next = (topics[topic].sticky + 1) % topics[topic].queues.count
        topics[topic].sticky = next
        topics[topic].stickyBytes = byteCount
        return (topics[topic].queues[next], queues[index].sealFilling())
    }

    private mutating func begin(in index: Int, now: ContinuousClock.Instant) {
        queues[index].begin(nextBatch, now: now, compression: configuration.compression)
        unresolved.insert(nextBatch)
        nextBatch = BatchID(nextBatch.rawValue + 1)
    }

    // MARK: Sending

    package struct Ready: Sendable {
        /// At most one batch of each partition, to be sent now, with the broker that leads it.
        package var batches: [(leader: BrokerID, batch: ProducerBatch)] = []
        /// Something cannot be sent before the producer has an identity.
        package var needsIdentity = false
    }

    /// `leader` says where a partition's batch can go now; nil leaves it where it is.
    package mutating func takeReady(
        now: ContinuousClock.Instant, leader: (TopicPartition) -> BrokerID?
    ) -> Ready {
        var ready = Ready()
        for index in queues.indices where canTake(from: queues[index], now: now) {
            guard let leader = leader(queues[index].partition) else { continue }
            if isIdempotent && queues[index].identity == nil {
                guard let identity else {
                    ready.needsIdentity = true
                    continue
                }
                queues[index].identity = identity
                queues[index].nextSequence = 0
            }
            if let batch = queues[index].take() { ready.batches.append((leader, batch)) }
        }
        return ready
    }

    private func canTake(from queue: PartitionQueue, now: ContinuousClock.Instant) -> Bool {
        guard queue.inFlight.count < maxInFlight(of: queue), !queue.isRecovering,
            queue.retryAt.map({ $0 <= now }) ?? true
        else { return false }
        if !queue.waiting.isEmpty { return true }
        guard let open = queue.filling else { return false }
        return isCrowded || open.id < flushedUpTo || open.createdAt + configuration.linger <= now
    }

    /// Of a producer that it does not know yet a leader takes any sequence number: were the first batch
    /// refused, for a reason that passes, and the second taken, the first could never follow.
    private func maxInFlight(of queue: PartitionQueue) -> Int {
        isIdempotent && !queue.isEstablished ? 1 : configuration.maxInFlight
    }

    /// When there may be something to do next if nothing else happens.
    package func nextDeadline() -> ContinuousClock.Instant? {
        var next: ContinuousClock.Instant?
        func consider(_ moment: ContinuousClock.Instant) {
            next = next.map { min($0, moment) } ?? moment
        }
        for queue in queues {
            guard let oldest = queue.waiting.first ?? queue.filling else { continue }
            consider(oldest.createdAt + configuration.deliveryTimeout)
            guard queue.inFlight.count < maxInFlight(of: queue), !queue.isRecovering else { continue }
            let lingers =
                queue.waiting.isEmpty
                ? oldest.createdAt + configuration.linger : oldest.createdAt
            consider(queue.retryAt.map { max($0, lingers) } ?? lingers)
        }
        return next
    }

    /// The producer's identity for the partitions that need one.
    package mutating func identified(_ identity: ProducerIdentity) {
        self.identity = identity
    }

    /// A batch that was taken came back.
    package mutating func finished(
        _ batch: ProducerBatch, _ result: BatchCompletion.Outcome, now: ContinuousClock.Instant,
        spread: Double
    ) {
        guard let index = queueIndex[batch.partition] else { return }
        queues[index].inFlight.removeAll { $0 == batch.id }
        switch result {
        case .success:
            queues[index].isEstablished = true
            resolve(batch, result)
        case .failure(.refused(.duplicateSequenceNumber, _, _)):
            // The leader has it, from a try whose answer was lost, and no longer knows at which offset.
            resolve(batch, .success(.init()))
        case .failure(let error):
            failed(batch, error, in: index, now: now, spread: spread)
        }
        if queues[index].inFlight.isEmpty { settle(index) }
    }

    private mutating func failed(
        _ batch: ProducerBatch, _ error: ClientError, in index: Int, now: ContinuousClock.Instant,
        spread: Double
    ) {
        let verdict = BatchVerdict(
            error: error, isFirst: !queues[index].hasUnresolved(before: batch.id),
            isOutdated: queues[index].mustRenewIdentity)
        if verdict.renewsIdentity { queues[index].mustRenewIdentity = isIdempotent }
        queues[index].isRecovering = !queues[index].inFlight.isEmpty
        guard verdict.retries, batch.createdAt + configuration.deliveryTimeout > now else {
            // Its sequence numbers stay unused, or used by who knows what: a gap only a new identity can
            // close.
            queues[index].mustRenewIdentity = isIdempotent
            resolve(batch, .failure(error))
            return
        }
        var batch = batch
        batch.failedAttempts += 1
        queues[index].isEstablished = false
        queues[index].putBack(batch)
        let pause = retryPolicy.backoff(afterAttempt: batch.failedAttempts, spread: spread)
        queues[index].retryAt = max(queues[index].retryAt ?? now, now + pause)
    }

    /// All of a partition's batches have come back: it may start again.
    private mutating func settle(_ index: Int) {
        queues[index].isRecovering = false
        guard queues[index].mustRenewIdentity else { return }
        if queues[index].identity == identity { identity = nil }
        queues[index].forgetIdentity()
    }

    private mutating func resolve(_ batch: ProducerBatch, _ outcome: BatchCompletion.Outcome) {
        bufferedBytes -= batch.reservedBytes
        unresolved.remove(batch.id)
        isCrowded = false
        if case .failure(let error) = outcome, firstError == nil { firstError = error }
        if let index = queueIndex[batch.partition], case .success = outcome { queues[index].retryAt = nil }
        batch.completion.complete(outcome)
    }

    // MARK: Ending

    /// The first error of a batch since this was last asked.
    package mutating func takeFirstError() -> ClientError? {
        defer { firstError = nil }
        return firstError
    }

    /// Everything that was appended so far is to be sent without delay. `isFlushed` tells when it is done.
    package mutating func flush() -> BatchID {
        flushedUpTo = nextBatch
        return flushedUpTo
    }

    package func isFlushed(upTo batch: BatchID) -> Bool {
        !unresolved.contains { $0 < batch }
    }

    /// Batches that have waited too long fail. Those under way are dealt with when they come back. Whether
    /// there were any.
    @discardableResult
    package mutating func expire(now: ContinuousClock.Instant, error: ClientError) -> Bool {
        let before = unresolved.count
        let timeout = configuration.deliveryTimeout
        failWaiting(error) { $0.createdAt + timeout <= now }
        return unresolved.count < before
    }

    /// Everything that is not under way fails.
    package mutating func failAll(_ error: ClientError) {
        failWaiting(error) { _ in true }
    }

    private mutating func failWaiting(_ error: ClientError, where isDue: (ProducerBatch) -> Bool) {
        for index in queues.indices {
            for batch in queues[index].removeWaiting(where: isDue) {
                if batch.identity != nil { queues[index].mustRenewIdentity = true }
                resolve(batch, .failure(error))
            }
            if queues[index].inFlight.isEmpty { settle(index) }
        }
    }
}

extension ProducerRecord {
    /// What the record takes of a batch, a little on the high side.
    var estimatedByteCount: Int {
        var count = 21 + (key?.readableBytes ?? 0) + (value?.readableBytes ?? 0)
        for header in headers { count += 10 + header.name.utf8.count + (header.value?.readableBytes ?? 0) }
        return count
    }
}
