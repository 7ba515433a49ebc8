import MartletModel

/// What a consumer reads, how far it has come, and what may be fetched next. Pure.
///
/// A partition first *looks for its start*, then is *due*, is *being fetched*, and due again; it is
/// *finished* when its end is reached. After an error it *rests* until it is due again.
package struct FetchPlan: Sendable {
    package struct Partition: Sendable, Equatable {
        package var start: StartPosition
        package var end: EndPosition
        /// Nil while the start is being looked for.
        package var position: Offset?
        /// Nil while the end is being looked for, or when there is none.
        package var stopAt: Offset?
        package var bufferedBytes = 0
        package var isBeingFetched = false
        package var isFinished = false
        package var restsUntil: ContinuousClock.Instant?
        package var failures = 0
        package var failingSince: ContinuousClock.Instant?
        /// Grows when a batch turns out to be larger.
        package var maxBytes: Int
        /// Tells it from the same partition as it was assigned before.
        package var assignment = 0
    }

    package struct Due: Sendable, Equatable {
        package var partition: TopicPartition
        package var offset: Offset
        package var maxBytes: Int
        package var assignment: Int

        package init(partition: TopicPartition, offset: Offset, maxBytes: Int, assignment: Int = 0) {
            self.partition = partition
            self.offset = offset
            self.maxBytes = maxBytes
            self.assignment = assignment
        }
    }

    package let bufferBytes: Int
    package let maxPartitionBytes: Int
    package let retryPolicy: RetryPolicy
    package private(set) var partitions: [TopicPartition: Partition] = [:]
    package private(set) var bufferedBytes = 0
    /// Partitions come and go: that there are none is not the end.
    package let isOpen: Bool
    /// How many have been taken back so far.
    private var unassignedCount = 0
    /// The order in which partitions take their turns.
    private var order: [TopicPartition] = []

    package init(
        bufferBytes: Int, maxPartitionBytes: Int, retryPolicy: RetryPolicy, isOpen: Bool = false
    ) {
        self.isOpen = isOpen
        self.bufferBytes = bufferBytes
        self.maxPartitionBytes = maxPartitionBytes
        self.retryPolicy = retryPolicy
    }

    package mutating func assign(_ partition: TopicPartition, from start: StartPosition, to end: EndPosition)
    {
        precondition(partitions[partition] == nil, "a partition is assigned once")
        order.append(partition)
        var position: Offset?
        if case .offset(let offset) = start { position = offset }
        partitions[partition] = Partition(
            start: start, end: end, position: position, maxBytes: maxPartitionBytes,
            assignment: unassignedCount)
    }

    /// The partition is not read any more. What was asked of it and has not come is for nobody.
    package mutating func unassign(_ name: TopicPartition) {
        guard let partition = partitions.removeValue(forKey: name) else { return }
        order.removeAll { $0 == name }
        bufferedBytes -= partition.bufferedBytes
        unassignedCount += 1
    }

    /// Whether the answer to this is still wanted.
    package func isCurrent(_ due: Due) -> Bool {
        partitions[due.partition]?.assignment == due.assignment
    }

    package var isFinished: Bool {
        !isOpen && partitions.values.allSatisfy(\.isFinished)
    }

    // MARK: Looking for start and end

    /// Partitions whose start or end is not known yet.
    package func unresolved(now: ContinuousClock.Instant) -> [TopicPartition] {
        order.filter { name in
            guard let partition = partitions[name], !partition.isFinished else { return false }
            let lacks = partition.position == nil || (partition.end == .currentEnd && partition.stopAt == nil)
            return lacks && partition.restsUntil.map { $0 <= now } ?? true
        }
    }

    package mutating func resolved(_ name: TopicPartition, position: Offset, stopAt: Offset?) {
        partitions[name]?.position = position
        partitions[name]?.stopAt = stopAt
        partitions[name]?.recovered()
        // An offset beyond the end is for the leader to refuse.
        if case .offset(let offset) = partitions[name]?.start, let stopAt, offset > stopAt { return }
        finishIfReached(name)
    }

    /// The position has to be looked for again, from `start`.
    package mutating func reset(_ name: TopicPartition, to start: StartPosition) {
        partitions[name]?.start = start
        partitions[name]?.position = nil
    }

    // MARK: Fetching

    /// What to fetch now: partitions that are not being fetched already, as long as the buffer has room.
    package func due(now: ContinuousClock.Instant) -> [Due] {
        guard bufferedBytes < bufferBytes else { return [] }
        // One slow partition's records must not take the room of all others.
        let share = max(maxPartitionBytes, bufferBytes / max(1, partitions.count))
        return order.compactMap { name in
            guard let partition = partitions[name], let position = partition.position,
                !partition.isFinished, !partition.isBeingFetched, partition.bufferedBytes < share,
                partition.end == .never || partition.stopAt != nil,
                partition.restsUntil.map({ $0 <= now }) ?? true
            else { return nil }
            return Due(
                partition: name, offset: position, maxBytes: partition.maxBytes,
                assignment: partition.assignment)
        }
    }

    package mutating func fetching(_ names: [TopicPartition]) {
        for name in names { partitions[name]?.isBeingFetched = true }
    }

    /// Records came that reach up to `next`; they take `byteCount` of the buffer until `delivered`.
    package mutating func received(_ name: TopicPartition, upTo next: Offset, byteCount: Int) {
        partitions[name]?.isBeingFetched = false
        partitions[name]?.position = next
        partitions[name]?.bufferedBytes += byteCount
        bufferedBytes += byteCount
        partitions[name]?.recovered()
        // Who was served goes to the back: full answers must not starve those at the end.
        if let place = order.firstIndex(of: name) { order.append(order.remove(at: place)) }
        finishIfReached(name)
    }

    /// The answer held nothing of this partition, or nothing whole.
    package mutating func receivedNothing(_ name: TopicPartition, isBatchTooLarge: Bool) {
        partitions[name]?.isBeingFetched = false
        partitions[name]?.recovered()
        guard isBatchTooLarge, let maxBytes = partitions[name]?.maxBytes else { return }
        partitions[name]?.maxBytes = min(maxBytes * 2, Int(Int32.max))
    }

    package mutating func delivered(_ name: TopicPartition, byteCount: Int) {
        partitions[name]?.bufferedBytes -= byteCount
        bufferedBytes -= byteCount
    }

    package mutating func finished(_ name: TopicPartition) {
        partitions[name]?.isBeingFetched = false
        partitions[name]?.isFinished = true
    }

    // MARK: Errors

    /// The partition rests, longer each time. Returns for how long it has been failing.
    package mutating func failed(
        _ name: TopicPartition, now: ContinuousClock.Instant, spread: Double
    ) -> Duration {
        guard var partition = partitions[name] else { return .zero }
        partition.isBeingFetched = false
        partition.failures += 1
        let since = partition.failingSince ?? now
        partition.failingSince = since
        partition.restsUntil = now + retryPolicy.backoff(afterAttempt: partition.failures, spread: spread)
        partitions[name] = partition
        return now - since
    }

    /// When the next partition has rested enough.
    package var nextDeadline: ContinuousClock.Instant? {
        partitions.values.filter { !$0.isFinished }.compactMap(\.restsUntil).min()
    }

    private mutating func finishIfReached(_ name: TopicPartition) {
        guard let partition = partitions[name], let position = partition.position,
            let stopAt = partition.stopAt, position >= stopAt
        else { return }
        partitions[name]?.isFinished = true
    }
}

extension FetchPlan.Partition {
    fileprivate mutating func recovered() {
        failures = 0
        failingSince = nil
        restsUntil = nil
    }
}
