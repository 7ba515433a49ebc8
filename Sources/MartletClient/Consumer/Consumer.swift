import DequeModule
import MartletModel
import MartletProtocol
import NIOCore

/// Reads partitions that it is told to read. (`GroupConsumer` shares those of topics with others.)
///
/// Records are fetched ahead, within `ConsumerConfiguration.bufferBytes`, and taken as chunks (`nextChunk`,
/// or the sequence `chunks`) or one by one (`records`). One task takes at a time.
public actor Consumer {
    nonisolated let client: Client
    public nonisolated let configuration: ConsumerConfiguration
    var plan: FetchPlan
    private var ready: Deque<RecordChunk> = []
    private var waiter: CheckedContinuation<Void, Never>?
    private var failure: ClientError?
    private var isClosed = false
    private var isResolving = false
    private var isRefreshing = false
    private var fetchedFrom: Set<BrokerID> = []
    private var timer: Scheduled<Void>?
    /// Of the chunk that was taken last, until the next is asked for.
    private(set) var inHand: TopicPartition?

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        client.unownedExecutor
    }

    /// A consumer of these partitions, from the given positions on. It fetches nothing before it is asked.
    public init(
        client: Client,
        assignment: [TopicPartition: StartPosition],
        until end: EndPosition = .never,
        configuration: ConsumerConfiguration = ConsumerConfiguration()
    ) throws(ClientError) {
        try configuration.validate()
        self.client = client
        self.configuration = configuration
        plan = FetchPlan(
            bufferBytes: configuration.bufferBytes, maxPartitionBytes: configuration.maxPartitionBytes,
            retryPolicy: client.configuration.retryPolicy)
        for partition in assignment.keys.sorted() {
            plan.assign(partition, from: assignment[partition] ?? .beginning, to: end)
        }
    }

    /// A consumer of partitions that come and go.
    init(client: Client, configuration: ConsumerConfiguration) throws(ClientError) {
        try configuration.validate()
        self.client = client
        self.configuration = configuration
        plan = FetchPlan(
            bufferBytes: configuration.bufferBytes, maxPartitionBytes: configuration.maxPartitionBytes,
            retryPolicy: client.configuration.retryPolicy, isOpen: true)
    }

    /// Reads these partitions, too.
    func assign(_ partitions: [TopicPartition: StartPosition]) {
        for partition in partitions.keys.sorted() {
            plan.assign(partition, from: partitions[partition] ?? .beginning, to: .never)
        }
        pump()
    }

    /// Reads these no more. Of what was fetched nothing is handed out from now on.
    func unassign(_ partitions: Set<TopicPartition>) {
        for partition in partitions { plan.unassign(partition) }
        ready.removeAll { partitions.contains($0.partition) }
    }

    /// What was taken last is done with.
    func release() { inHand = nil }

    /// Stops fetching. What was fetched and not taken is dropped; `nextChunk` returns nil.
    public func close() {
        isClosed = true
        ready = []
        timer?.cancel()
        timer = nil
        resume()
    }

    /// The offset of the next record that will be taken of a partition; nil while it is not known.
    public func position(of partition: TopicPartition) -> Offset? {
        ready.first { $0.partition == partition }?.wanted.lowerBound ?? plan.partitions[partition]?.position
    }

    /// The next stretch of records; waits while there is none.
    ///
    /// Nil when every partition has reached its end, when the consumer was closed, or the task cancelled.
    public func nextChunk() async throws(ClientError) -> RecordChunk? {
        inHand = nil
        while !isClosed && !Task.isCancelled {
            if let chunk = ready.popFirst() {
                inHand = chunk.partition
                plan.delivered(chunk.partition, byteCount: chunk.byteCount)
                pump()
                return chunk
            }
            if let failure { throw failure }
            if plan.isFinished { return nil }
            pump()
            await waitForNews()
        }
        return nil
    }

    private func waitForNews() async {
        guard ready.isEmpty, failure == nil, !plan.isFinished, !isClosed else { return }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                precondition(waiter == nil, "one task takes records at a time")
                waiter = continuation
            }
        } onCancel: {
            Task { await self.resume() }
        }
    }

    private func resume() {
        waiter?.resume()
        waiter = nil
    }

    // MARK: What to do next

    /// Starts whatever can be started now.
    private func pump() {
        guard !isClosed, failure == nil else { return }
        let now = ContinuousClock.now
        resolve(plan.unresolved(now: now))
        var byLeader: [BrokerID: [FetchPlan.Due]] = [:]
        var leaderless: Set<String> = []
        let picture = client.assumeIsolated { $0.metadata }
        for due in plan.due(now: now) {
            guard let leader = picture.leader(of: due.partition) else {
                leaderless.insert(due.partition.topic)
                continue
            }
            byLeader[leader, default: []].append(due)
        }
        for (leader, due) in byLeader where fetchedFrom.insert(leader).inserted {
            plan.fetching(due.map(\.partition))
            Task { await fetch(due, from: leader) }
        }
        if !leaderless.isEmpty { refresh(leaderless) }
        timer?.cancel()
        timer = plan.nextDeadline.map { deadline in
            client.eventLoop.scheduleTask(in: TimeAmount(max(deadline - now, .milliseconds(1)))) {
                self.assumeIsolated { $0.pump() }
            }
        }
    }

    private func fail(_ error: ClientError) {
        if failure == nil { failure = error }
        resume()
    }

    /// An error of some partitions: they rest, unless it is for good or lasts too long.
    private func failed(_ partitions: [TopicPartition], _ error: ClientError) {
        guard error.isRetriable else { return fail(error) }
        client.assumeIsolated { $0.markStale(after: error, topics: Set(partitions.map(\.topic))) }
        for partition in partitions {
            let failing = plan.failed(partition, now: .now, spread: .random(in: 0..<1))
            if failing > client.configuration.operationTimeout {
                fail(.timedOut(operation: "reading \(partition)", after: failing, last: error.description))
            }
        }
        if error.isMetadataStale { refresh(Set(partitions.map(\.topic))) }
    }

    private func refresh(_ topics: Set<String>) {
        guard !isRefreshing else { return }
        isRefreshing = true
        Task {
            do throws(ClientError) {
                for topic in topics.sorted() { _ = try await client.topic(topic) }
                if await !client.hasLeaders(topics) {
                    await client.markStale(topics)
                    try? await Task.sleep(for: .milliseconds(100))
                }
            } catch {
                if !error.isRetriable { fail(error) }
                try? await Task.sleep(for: client.configuration.retryPolicy.maxBackoff)
            }
            isRefreshing = false
            pump()
        }
    }

    /// Finds out where partitions start and end.
    private func resolve(_ partitions: [TopicPartition]) {
        guard !partitions.isEmpty, !isResolving else { return }
        isResolving = true
        Task {
            do throws(ClientError) {
                for (partition, found) in try await lookUp(partitions) {
                    plan.resolved(partition, position: found.position, stopAt: found.stopAt)
                }
            } catch {
                failed(partitions, error)
            }
            isResolving = false
            if plan.isFinished { resume() }
            pump()
        }
    }

    // MARK: Fetch

    private func fetch(_ due: [FetchPlan.Due], from leader: BrokerID) async {
        do throws(ClientError) {
            let answers = try await answers(to: due, from: leader)
            for wanted in due { take(answers[wanted.partition], for: wanted) }
        } catch {
            failed(due.filter(plan.isCurrent).map(\.partition), error)
        }
        fetchedFrom.remove(leader)
        if !ready.isEmpty || plan.isFinished { resume() }
        pump()
    }

    private func take(_ answer: FetchResponse.PartitionData?, for wanted: FetchPlan.Due) {
        guard plan.isCurrent(wanted) else { return }
        let partition = wanted.partition
        guard let answer else {
            // The answer was full before this partition's turn.
            return plan.receivedNothing(partition, isBatchTooLarge: false)
        }
        switch answer.errorCode {
        case .none:
            takeRecords(answer, for: wanted)
        case .offsetOutOfRange:
            isOutOfRange(answer, for: wanted)
        default:
            let operation = "fetching from \(partition)"
            failed([partition], .refused(answer.errorCode, operation: operation, message: nil))
        }
    }

    private func takeRecords(_ answer: FetchResponse.PartitionData, for wanted: FetchPlan.Due) {
        let partition = wanted.partition
        let bytes = answer.records?.buffer ?? ByteBuffer()
        guard bytes.readableBytes > 0 else {
            return plan.receivedNothing(partition, isBatchTooLarge: false)
        }
        do throws(ClientError) {
            let stretch = try FetchedStretch(bytes, of: partition, from: wanted.offset)
            guard stretch.byteCount > 0 else {
                return plan.receivedNothing(partition, isBatchTooLarge: true)
            }
            let stopAt = plan.partitions[partition]?.stopAt ?? Offset(Int64.max)
            let upTo = max(wanted.offset, min(stretch.nextOffset, stopAt))
            guard !isClosed else { return }
            ready.append(
                RecordChunk(
                    partition: partition, highWatermark: answer.highWatermark, wanted: wanted.offset..<upTo,
                    bytes: stretch.bytes, decompressionLimit: configuration.maxDecompressedBytes))
            plan.received(partition, upTo: stretch.nextOffset, byteCount: stretch.byteCount)
        } catch {
            fail(error)
        }
    }

    private func isOutOfRange(_ answer: FetchResponse.PartitionData, for wanted: FetchPlan.Due) {
        let partition = wanted.partition
        if let stopAt = plan.partitions[partition]?.stopAt, answer.logStartOffset >= stopAt {
            // All that was to be read has been removed meanwhile.
            return plan.finished(partition)
        }
        plan.receivedNothing(partition, isBatchTooLarge: false)
        switch configuration.offsetReset {
        case .beginning: plan.reset(partition, to: .beginning)
        case .end: plan.reset(partition, to: .end)
        case .fail: refuse(wanted)
        }
    }

    /// Looks up what the partition does hold, for the error to say it.
    private func refuse(_ wanted: FetchPlan.Due) {
        plan.fetching([wanted.partition])
        Task {
            let partition = wanted.partition
            do throws(ClientError) {
                let start = try await offset(of: partition, at: .beginning)
                let end = try await offset(of: partition, at: .end)
                fail(.offsetOutOfRange(partition, offset: wanted.offset, start: start, end: end))
            } catch {
                fail(error)
            }
        }
    }
}
