import DequeModule
import MartletModel

/// The batches of one partition, in the order in which they were begun: under way, waiting, filling.
struct PartitionQueue: Sendable {
    let partition: TopicPartition
    var filling: ProducerBatch?
    var waiting: Deque<ProducerBatch> = []
    /// In the order in which they were sent.
    var inFlight: [BatchID] = []
    var identity: ProducerIdentity?
    /// Meaningful while there is an identity.
    var nextSequence: Int32 = 0
    /// A batch failed while others were under way: these come back first.
    var isRecovering = false
    /// The sequence has a gap, or the leader does not know the producer: both start anew when nothing is
    /// under way.
    var mustRenewIdentity = false
    var retryAt: ContinuousClock.Instant?

    init(partition: TopicPartition) {
        self.partition = partition
    }

    /// What the batch that fills has taken so far.
    var fillingBytes: Int {
        filling?.reservedBytes ?? 0
    }

    mutating func append(_ record: ProducerRecord, timestamp: Timestamp, byteCount: Int) -> Delivery {
        guard let delivery = filling?.append(record, timestamp: timestamp, byteCount: byteCount) else {
            preconditionFailure("a record is appended to a batch that was begun")
        }
        return delivery
    }

    /// Whether there was a batch to seal.
    @discardableResult
    mutating func sealFilling() -> Bool {
        guard let batch = filling else { return false }
        filling = nil
        waiting.append(batch)
        return true
    }

    /// The next batch to send, with its sequence number.
    mutating func take() -> ProducerBatch? {
        if waiting.isEmpty { sealFilling() }
        guard var batch = waiting.popFirst() else { return nil }
        if let identity, batch.identity == nil {
            batch.identity = identity
            batch.baseSequence = nextSequence
            nextSequence = Self.sequence(nextSequence, plus: batch.recordCount)
        }
        inFlight.append(batch.id)
        return batch
    }

    /// Sequence numbers start again at 0 after the greatest 32-bit number.
    static func sequence(_ sequence: Int32, plus count: Int) -> Int32 {
        Int32((Int64(sequence) + Int64(count)) % (Int64(Int32.max) + 1))
    }

    mutating func putBack(_ batch: ProducerBatch) {
        let place = waiting.firstIndex { $0.id > batch.id } ?? waiting.endIndex
        waiting.insert(batch, at: place)
    }

    func hasUnresolved(before batch: BatchID) -> Bool {
        inFlight.contains { $0 < batch } || waiting.contains { $0.id < batch }
    }

    /// The next batches get sequence numbers from 0 of another identity.
    mutating func forgetIdentity() {
        mustRenewIdentity = false
        identity = nil
        for index in waiting.indices { waiting[index].identity = nil }
    }

    mutating func removeWaiting(where isDue: (ProducerBatch) -> Bool) -> [ProducerBatch] {
        var due: [ProducerBatch] = []
        for batch in waiting where isDue(batch) { due.append(batch) }
        waiting.removeAll(where: isDue)
        if let batch = filling, isDue(batch) {
            due.append(batch)
            filling = nil
        }
        return due
    }
}

/// What an error means for the batch that met it, and for its partition.
struct BatchVerdict: Equatable {
    var retries: Bool
    var renewsIdentity: Bool

    /// `isFirst`: no earlier batch of the partition is unresolved. `isOutdated`: the partition is to get
    /// another identity anyway, so a sequence error says nothing more.
    init(error: ClientError, isFirst: Bool, isOutdated: Bool) {
        switch error {
        case .refused(.outOfOrderSequenceNumber, _, _):
            // Behind a failed batch it is the failed one's echo. At the head the leader has lost what it had
            // acknowledged, which the sender must be told.
            (retries, renewsIdentity) = (!isFirst || isOutdated, isFirst)
        case .refused(.unknownProducerId, _, _):
            // Retention has removed all that the producer had written: nothing was lost, and nothing written.
            (retries, renewsIdentity) = (true, true)
        case .refused(.invalidProducerEpoch, _, _) where isOutdated:
            (retries, renewsIdentity) = (true, true)
        case .malformedResponse:
            (retries, renewsIdentity) = (false, true)
        default:
            (retries, renewsIdentity) = (error.isRetriable, false)
        }
    }
}
