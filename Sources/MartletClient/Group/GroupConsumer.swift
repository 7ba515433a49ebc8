import MartletModel
import MartletProtocol
import NIOCore

/// Shares the partitions of topics with the other members of a group, and remembers with them how far they
/// have come. The broker says who reads what (KIP-848).
///
/// Records are taken as chunks (`nextChunk`), by one task at a time. A chunk is done with when the next is
/// asked for; `processed` says how far its records need not come again. That is committed now and then, and
/// in any case before another member gets the partition. So what is read comes at least once, and again only
/// after a failure. Call `close` at the end: the others take over at once.
public actor GroupConsumer {
    nonisolated let client: Client
    public nonisolated let configuration: GroupConsumerConfiguration
    nonisolated let consumer: Consumer
    var membership: GroupMembership
    var coordinator: BrokerConnection?
    /// Of the partitions it reads, by what they are called here.
    var names: [PartitionKey: TopicPartition] = [:]
    /// How far they have been processed.
    var progress: [TopicPartition: Offset] = [:]
    /// As the coordinator has it.
    var committed: [TopicPartition: Offset] = [:]
    private var failure: ClientError?
    private var isStopping = false
    private var life: Task<Void, Never>?
    private var sleeper: CheckedContinuation<Void, Never>?
    private var timer: Scheduled<Void>?
    private var nextHeartbeat = ContinuousClock.now
    private var nextCommit = ContinuousClock.now

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        client.unownedExecutor
    }

    /// A member to be: it joins when it is first asked for records.
    public init(client: Client, configuration: GroupConsumerConfiguration) throws(ClientError) {
        try configuration.validate()
        self.client = client
        self.configuration = configuration
        consumer = try Consumer(client: client, configuration: configuration.fetching)
        var random = SystemRandomNumberGenerator()
        membership = GroupMembership(
            group: configuration.group, memberID: Uuid.random(using: &random).description,
            instanceID: configuration.instanceID, topics: configuration.topics,
            rebalanceTimeoutMilliseconds: Int32(clamping: configuration.rebalanceTimeout.milliseconds))
    }

    /// The next stretch of records of whatever partitions the member has; waits while there is none.
    ///
    /// Nil when the consumer was stopped or closed, or the task cancelled.
    public func nextChunk() async throws(ClientError) -> RecordChunk? {
        if life == nil, !isStopping { life = Task { await live() } }
        isDoneWithLast()
        if let failure { throw failure }
        let chunk = try await consumer.nextChunk()
        if chunk == nil, let failure { throw failure }
        return chunk
    }

    private func isDoneWithLast() {
        consumer.assumeIsolated { $0.release() }
        if !membership.leaving.isEmpty { wake() }
    }

    /// Everything below the offset is done with, and need not come again.
    public func processed(_ partition: TopicPartition, upTo offset: Offset) {
        guard progress[partition].map({ $0 < offset }) ?? false else { return }
        progress[partition] = offset
    }

    /// The partitions that the member reads at the moment.
    public var assignment: [TopicPartition] { names.values.sorted() }

    /// Hands out no more records: `nextChunk` returns nil. The member remains one until `close`.
    public func stop() async {
        isStopping = true
        await consumer.close()
        wake()
    }

    /// Says how far it has come, and leaves the group.
    public func close() async {
        await stop()
        await life?.value
        guard failure == nil, membership.isMember else { return }
        do throws(ClientError) {
            try await commit()
            try await sayFarewell()
        } catch {
            // The coordinator will miss it soon, and the others read again what was not committed.
        }
    }

    // MARK: - Its life as a member

    private func live() async {
        var failingSince: ContinuousClock.Instant?
        var attempt = 0
        while !isStopping {
            do throws(ClientError) {
                try await goOn()
                (failingSince, attempt) = (nil, 0)
                await rest(until: min(nextHeartbeat, nextCommit))
            } catch {
                let since = failingSince ?? .now
                failingSince = since
                attempt += 1
                guard recover(from: error, failingFor: .now - since) else { break }
                let pause = client.configuration.retryPolicy.backoff(
                    afterAttempt: attempt, spread: .random(in: 0..<1))
                await rest(until: .now + pause)
            }
        }
    }

    /// Whatever is due.
    private func goOn() async throws(ClientError) {
        if membership.owesReport || !membership.isMember || nextHeartbeat <= .now {
            try await sendHeartbeat()
            nextHeartbeat = .now + membership.heartbeatInterval
        }
        try await letGo()
        try await take()
        if nextCommit <= .now {
            try await commit()
            nextCommit = .now + configuration.commitInterval
        }
        if membership.owesReport { nextHeartbeat = .now }
    }

    /// Whether it may go on after this.
    private func recover(from error: ClientError, failingFor time: Duration) -> Bool {
        nextHeartbeat = min(nextHeartbeat, .now)
        membership.missedAnswer()
        if case .refused(let code, _, _) = error {
            switch code {
            case .fencedMemberEpoch, .unknownMemberId:
                loseEverything()
                return true
            case .groupIdNotFound where membership.isMember:
                // The others have become a classic group without it.
                loseEverything()
                return true
            case .staleMemberEpoch: return true
            default: break
            }
        }
        coordinator = nil
        if error.isRetriable, time < client.configuration.operationTimeout { return true }
        fail(
            error.isRetriable
                ? .timedOut(
                    operation: "taking part in group '\(configuration.group)'", after: time,
                    last: error.description) : error)
        return false
    }

    private func fail(_ error: ClientError) {
        failure = error
        loseEverything()
        Task { await consumer.close() }
    }

    /// Others may have what it had.
    private func loseEverything() {
        let lost = Set(names.values)
        consumer.assumeIsolated { $0.unassign(lost) }
        forget(Set(names.keys))
        membership.fenced()
    }

    func forget(_ partitions: Set<PartitionKey>) {
        for partition in partitions {
            guard let name = names.removeValue(forKey: partition) else { continue }
            progress[name] = nil
            committed[name] = nil
        }
    }

    // MARK: - Waiting

    private func rest(until moment: ContinuousClock.Instant) async {
        let time = moment - .now
        guard time > .zero, !isStopping else { return }
        await withCheckedContinuation { continuation in
            sleeper = continuation
            timer = client.eventLoop.scheduleTask(in: TimeAmount(time)) {
                self.assumeIsolated { $0.wake() }
            }
        }
    }

    private func wake() {
        timer?.cancel()
        timer = nil
        sleeper?.resume()
        sleeper = nil
    }
}
