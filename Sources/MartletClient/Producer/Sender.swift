import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore

/// Sends a producer's batches and hands back what became of them. It runs on the client's event loop.
actor Sender {
    private nonisolated let client: Client
    private nonisolated let configuration: ProducerConfiguration
    private nonisolated let state: ProducerState
    private var timer: Scheduled<Void>?
    /// Brokers that a connection is being opened to.
    private var connecting: Set<BrokerID> = []
    private var isRefreshing = false
    private var isIdentifying = false
    private var isStopped = false
    /// Why the last try of anything failed: what a record that waited in vain is told.
    private var lastError: ClientError?
    private var failures = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        client.unownedExecutor
    }

    init(client: Client, configuration: ProducerConfiguration, state: ProducerState) {
        self.client = client
        self.configuration = configuration
        self.state = state
    }

    /// There may be something to do.
    nonisolated func wake() {
        client.eventLoop.execute { self.assumeIsolated { $0.drive() } }
    }

    func stop() {
        isStopped = true
        timer?.cancel()
        state.shared.withLock { $0.accumulator.failAll(.closed) }
        state.resolved()
    }

    // MARK: What to do next

    private func drive() {
        state.shared.withLock { $0.isWakePending = false }
        guard !isStopped else { return }
        expire()
        while sendReady() {}
        schedule()
    }

    /// Sends at most one batch of each partition. Whether there may be more.
    private func sendReady() -> Bool {
        let now = ContinuousClock.now
        let picture = client.assumeIsolated { $0.metadata }
        let hasAnswers = configuration.acknowledgement != .none
        var leaderless: Set<String> = []
        var unconnected: Set<BrokerID> = []
        let ready = state.shared.withLock { shared in
            shared.accumulator.takeReady(now: now) { partition in
                guard let leader = picture.leader(of: partition) else {
                    leaderless.insert(partition.topic)
                    return nil
                }
                guard let connection = client.assumeIsolated({ $0.openConnection(to: leader) }) else {
                    unconnected.insert(leader)
                    return nil
                }
                // With acks 0 nothing else keeps a fast sender from filling the memory.
                return connection.isWritable || hasAnswers ? leader : nil
            }
        }
        if !leaderless.isEmpty { refresh(leaderless) }
        for broker in unconnected { connect(broker) }
        if ready.needsIdentity { identify() }
        guard !ready.batches.isEmpty else { return false }
        for (leader, batches) in seal(ready) { send(batches, to: leader) }
        return true
    }

    /// Each batch leaves the list before it is sealed: who else held it would make sealing copy its bytes.
    private func seal(_ ready: consuming Accumulator.Ready) -> [BrokerID: [SealedBatch]] {
        var sealed: [BrokerID: [SealedBatch]] = [:]
        while let (leader, taken) = ready.batches.popLast() {
            var batch = taken
            do throws(RecordsError) {
                let bytes = try batch.seal()
                sealed[leader, default: []].append(SealedBatch(batch: batch, bytes: bytes))
            } catch {
                finish(
                    batch, .failure(.recordTooLarge(byteCount: batch.reservedBytes, limit: Int(Int32.max))))
            }
        }
        return sealed
    }

    /// One timer, for whatever is due first.
    private func schedule() {
        timer?.cancel()
        timer = nil
        guard let deadline = state.shared.withLock({ $0.accumulator.nextDeadline() }) else { return }
        // What is due and could not be sent waits for an answer, a connection or metadata, each of which
        // wakes us.
        let pause = deadline > .now ? deadline - .now : .milliseconds(5)
        timer = client.eventLoop.scheduleTask(in: TimeAmount(pause)) {
            self.assumeIsolated { $0.drive() }
        }
    }

    private func expire() {
        let error = ClientError.timedOut(
            operation: "sending a record", after: configuration.deliveryTimeout,
            last: lastError?.description)
        let hasExpired = state.shared.withLock { $0.accumulator.expire(now: .now, error: error) }
        // Whoever waits for room and is woken without any wakes us again: it must not happen on every call.
        if hasExpired { state.resolved() }
    }

    // MARK: Produce

    /// What a request may hold besides its first batch; brokers take 100 MiB by default.
    private static let maxRequestBytes = 32 * 1024 * 1024

    private func send(_ batches: [SealedBatch], to leader: BrokerID) {
        guard let connection = client.assumeIsolated({ $0.openConnection(to: leader) }) else {
            preconditionFailure("batches are taken for connected brokers, and nothing else ran since")
        }
        var request: [SealedBatch] = []
        var byteCount = 0
        for batch in batches {
            if byteCount > 0 && byteCount + batch.bytes.readableBytes > Self.maxRequestBytes {
                send(request, over: connection)
                (request, byteCount) = ([], 0)
            }
            request.append(batch)
            byteCount += batch.bytes.readableBytes
        }
        send(request, over: connection)
    }

    private func send(_ batches: [SealedBatch], over connection: BrokerConnection) {
        let topics = client.assumeIsolated { $0.metadata }
        let hasIDs = batches.allSatisfy { topics.topic($0.batch.partition.topic)?.id ?? .zero != .zero }
        let acknowledgement = configuration.acknowledgement
        let timeout = client.configuration.requestTimeout
        let sent: Result<Void, ClientError> = connection.assumeIsolated { connection in
            Result { () throws(ClientError) in
                let version = try connection.version(for: .produce, limit: 3...(hasIDs ? 13 : 12))
                let request = ProduceRequest(
                    batches, topics: topics, acknowledgement: acknowledgement, timeout: timeout,
                    version: version)
                let answered: @Sendable (BrokerConnection.Answer) -> Void = { [connection] answer in
                    self.assumeIsolated { $0.answered(batches, answer, over: connection, version) }
                }
                try connection.send(
                    request, version: version, external: batches.map(\.bytes),
                    completion: acknowledgement == .none ? nil : answered)
            }
        }
        switch sent {
        case .success where acknowledgement == .none:
            for batch in batches { finish(batch.batch, .success(.init())) }
        case .success:
            return
        case .failure(let error):
            for batch in batches { finish(batch.batch, .failure(error)) }
        }
        state.resolved()
    }

    private func answered(
        _ batches: [SealedBatch], _ answer: BrokerConnection.Answer, over connection: BrokerConnection,
        _ version: Int16
    ) {
        do throws(ClientError) {
            let response = try connection.decode(ProduceRequest.self, try answer.get(), version: version)
            failures = 0
            let answers = ProduceAnswers(response, topics: client.assumeIsolated { $0.metadata })
            for batch in batches { finish(batch.batch, answers.outcome(of: batch.batch.partition)) }
        } catch {
            for batch in batches { finish(batch.batch, .failure(error)) }
        }
        state.resolved()
        drive()
    }

    private func finish(_ batch: ProducerBatch, _ outcome: BatchCompletion.Outcome) {
        if case .failure(let error) = outcome {
            lastError = error
            client.assumeIsolated { $0.markStale(after: error, topics: [batch.partition.topic]) }
            if error.isMetadataStale { refresh([batch.partition.topic]) }
        }
        state.shared.withLock {
            $0.accumulator.finished(batch, outcome, now: .now, spread: .random(in: 0..<1))
        }
    }

    // MARK: What sending needs

    private func connect(_ broker: BrokerID) {
        guard connecting.insert(broker).inserted else { return }
        Task {
            do throws(ClientError) {
                _ = try await client.connection(to: broker)
                failures = 0
            } catch {
                // It may be gone for good, and its partitions led by another.
                await client.markStale(ledBy: broker)
                await pause(after: error)
                _ = try? await client.refreshMetadata(nil)
            }
            connecting.remove(broker)
            drive()
        }
    }

    private func refresh(_ topics: Set<String>) {
        guard !isRefreshing else { return }
        isRefreshing = true
        Task {
            do throws(ClientError) {
                try await client.refreshMetadata(topics.sorted())
                if await client.hasLeaders(topics) { failures = 0 } else { await pause(after: nil) }
            } catch {
                await pause(after: error)
            }
            isRefreshing = false
            drive()
        }
    }

    private func identify() {
        guard !isIdentifying else { return }
        isIdentifying = true
        Task {
            do throws(ClientError) {
                let request = InitProducerIdRequest(
                    transactionalId: nil, transactionTimeoutMs: Int32.max)
                let response = try await client.anyConnection().request(request)
                guard response.errorCode == .none else {
                    throw .refused(response.errorCode, operation: "asking for a producer id", message: nil)
                }
                let identity = ProducerIdentity(id: response.producerId, epoch: response.producerEpoch)
                state.shared.withLock { $0.accumulator.identified(identity) }
                failures = 0
            } catch {
                if error.isRetriable {
                    await pause(after: error)
                } else {
                    state.shared.withLock { $0.accumulator.failAll(error) }
                    state.resolved()
                }
            }
            isIdentifying = false
            drive()
        }
    }

    private func pause(after error: ClientError?) async {
        if let error { lastError = error }
        failures += 1
        let policy = client.configuration.retryPolicy
        try? await Task.sleep(for: policy.backoff(afterAttempt: failures, spread: .random(in: 0..<1)))
    }
}
