import DequeModule
import MartletModel

/// The batches of one partition, in the order in which they were begun: under way, waiting, filling.
struct PartitionQueue: Sendable {
    let partition: TopicPartition
    private(set) var filling: ProducerBatch?
    /// Of `filling`, and kept apart because every record asks: whether it is there,
    private(set) var isFilling = false
    /// and what it has taken so far.
    private(set) var fillingBytes = 0
    /// What the batch before took: the next is likely to need as much.
    private var lastSealedBytes = 0
    var waiting: Deque<ProducerBatch> = []
    /// In the order in which they were sent.
    var inFlight: [BatchID] = []
    var identity: ProducerIdentity?
    /// Meaningful while there is an identity.
    var nextSequence: Int32 = 0
    /// The leader has taken a batch of this identity, and none has failed since.
    var isEstablished = false
    /// A batch failed while others were under way: these come back first.
    var isRecovering = false
    /// The sequence has a gap, or the leader does not know the producer: both start anew when nothing is
    /// under way.
    var mustRenewIdentity = false
    var retryAt: ContinuousClock.Instant?

    init(partition: TopicPartition) {
        self.partition = partition
    }

    mutating func begin(
        _ id: BatchID, now: ContinuousClock.Instant, compression: BatchCompression
    ) {
        filling = ProducerBatch(
            id: id, partition: partition, createdAt: now, compression: compression,
            expectedBytes: lastSealedBytes)
        isFilling = true
        fillingBytes = 0
    }

    /// The delivery of the record that is appended next.
    var nextDelivery: Delivery {
        guard let filling else { preconditionFailure("a record is appended to a batch that was begun") }
        return Delivery(completion: filling.completion, index: filling.recordCount)
    }

    mutating func append(_ record: ProducerRecord, timestamp: Timestamp, byteCount: Int) {
        precondition(isFilling, "a record is appended to a batch that was begun")
        filling?.append(record, timestamp: timestamp, byteCount: byteCount)
        fillingBytes += byteCount
    }

    /// Whether there was a batch to seal.
    @discardableResult
    mutating func sealFilling() -> Bool {
        guard let batch = filling else { return false }
        endFilling()
        lastSealedBytes = batch.reservedBytes
        waiting.append(batch)
        return true
    }

    private mutating func endFilling() {
        filling = nil
        isFilling = false
        fillingBytes = 0
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
        isEstablished = false
        identity = nil
        for index in waiting.indices { waiting[index].identity = nil }
    }

    mutating func removeWaiting(where isDue: (ProducerBatch) -> Bool) -> [ProducerBatch] {
        var due: [ProducerBatch] = []
        for batch in waiting where isDue(batch) { due.append(batch) }
        waiting.removeAll(where: isDue)
        if let batch = filling, isDue(batch) {
            due.append(batch)
            endFilling()
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
