import Logging
import MartletModel
import MartletProtocol
import MartletReplication
import NIOCore

/// What followers ask of leaders: one fetcher for each leader, whatever it leads.
extension Shard {
    /// Where the broker is found; nil while it is not registered, or has no listener for other brokers.
    func target(of broker: BrokerID?) -> LeaderTarget? {
        guard let broker, broker != settings.nodeID, let registration = image.brokers[broker],
            let endpoint = registration.endpoint(settings.configuration.interBrokerListenerName)
        else { return nil }
        return LeaderTarget(
            address: .init(host: endpoint.host, port: endpoint.port), epoch: registration.epoch)
    }

    private func fetcher(for leader: BrokerID) -> LeaderFetcher? {
        if let fetcher = fetchers[leader] { return fetcher }
        guard let target = target(of: leader) else { return nil }
        let fetcher = LeaderFetcher(
            of: leader, at: target, number: nextID(),
            rules: FetcherRules(settings.configuration.replication))
        fetchers[leader] = fetcher
        return fetcher
    }

    private func drop(_ fetcher: LeaderFetcher) {
        fetcher.timer?.cancel()
        fetchers[fetcher.leader] = nil
    }

    // MARK: - Questions

    /// The partition's follower wants to know something of its leader, and nothing of others.
    func ask(_ question: FollowerQuestion, isRetry: Bool, for replica: PartitionReplica) {
        if replica.askedLeader != replica.leader { withdraw(replica) }
        guard !isStopping, let leader = replica.leader, let fetcher = fetcher(for: leader) else { return }
        replica.askedLeader = leader
        let pause = throttlePause(question, of: replica)
        replica.isPausedByThrottle = pause > .zero
        fetcher.asks.append(FollowerAsk(replica.key, question, isRetry: isRetry, pause: pause))
        guard fetcher.asks.count == 1 else { return }
        // After this turn, in which many may ask: a new leader's followers, say.
        let number = fetcher.number
        run { $0.passOnAsks(leader, number) }
    }

    private func passOnAsks(_ leader: BrokerID, _ number: UInt64) {
        guard let fetcher = fetcher(leader, number) else { return }
        let asks = fetcher.asks.filter { ask in
            guard case .ready(let replica)? = partitions[ask.key], replica.askedLeader == leader,
                case .follower(let follower) = replica.role
            else { return false }
            return follower.openQuestion == ask.question
        }
        fetcher.asks = []
        step(fetcher, .askedTogether(asks))
    }

    /// It wants to know nothing any more.
    func withdraw(_ replica: PartitionReplica) {
        guard let leader = replica.askedLeader else { return }
        replica.askedLeader = nil
        guard let fetcher = fetchers[leader] else { return }
        step(fetcher, .withdrawn(replica.key))
        if fetcher.machine.isEmpty, fetcher.asks.isEmpty { drop(fetcher) }
    }

    /// Brokers have come, gone or moved. What was asked of one that is another process now, or elsewhere, is
    /// asked again, without waiting for what the former one will not answer.
    func renewFetchers() {
        let stale = fetchers.values.filter { target(of: $0.leader) != $0.target }
            .sorted { $0.leader < $1.leader }
        let leaders = Set(stale.map(\.leader))
        stale.forEach(drop)
        for replica in readyReplicas(where: { $0.role.isFollower }) {
            guard case .follower(let follower) = replica.role else { continue }
            let isKnown = target(of: replica.leader) != nil
            if isKnown != follower.isLeaderKnown {
                follow(replica, .leaderChanged(replica.leaderEpoch, isKnown: isKnown))
            } else if let leader = replica.leader, leaders.contains(leader),
                let question = follower.openQuestion
            {
                ask(question, isRetry: false, for: replica)
            }
        }
    }

    /// The shard stops: no answer counts any more.
    func stopFetchers() {
        for fetcher in fetchers.values { fetcher.timer?.cancel() }
        fetchers = [:]
    }

    // MARK: - Requests

    private func step(_ fetcher: LeaderFetcher, _ input: ReplicaFetcher.Input) {
        var effects: [ReplicaFetcher.Effect] = []
        fetcher.machine.step(input, now: environment.clock.uptime(), effects: &effects)
        for effect in effects {
            switch effect {
            case .call(let id, let call): send(call, id, by: fetcher)
            case .deliver(let key, let question, let answer): deliver(answer, to: question, of: key, fetcher)
            }
        }
        setTimer(of: fetcher)
    }

    private func send(_ call: FetchCall, _ id: FetchCallID, by fetcher: LeaderFetcher) {
        let limits = settings.configuration.replication
        let asker = ReplicaAsker(
            broker: settings.nodeID, epoch: image.brokers[settings.nodeID]?.epoch ?? .none, limits: limits)
        let outgoing = OutgoingCall(call, version: fetcher.version(for: call), image: image)
        let (leader, number) = (fetcher.leader, fetcher.number)
        do throws(EncodeError) {
            let frame = try outgoing.frame(
                correlationID: Int32(truncatingIfNeeded: id.rawValue), by: asker)
            environment.peers.send(
                frame, to: fetcher.target.address, on: .replication(shard: index, lane: call.lane),
                timeout: call.maxWait + limits.requestTimeout
            ) { result in
                self.run { $0.ended(outgoing, id, leader, number, result) }
            }
        } catch {
            logger.error(
                "A question to a leader could not be encoded",
                metadata: ["leader": "\(leader)", "api": "\(call.apiKey)", "error": "\(error)"])
            run { $0.failed(id, leader, number) }
        }
    }

    private func fetcher(_ leader: BrokerID, _ number: UInt64) -> LeaderFetcher? {
        fetchers[leader].flatMap { $0.number == number ? $0 : nil }
    }

    private func failed(_ id: FetchCallID, _ leader: BrokerID, _ number: UInt64) {
        guard let fetcher = fetcher(leader, number) else { return }
        step(fetcher, .callFailed(id))
    }

    private func ended(
        _ outgoing: OutgoingCall, _ id: FetchCallID, _ leader: BrokerID, _ number: UInt64,
        _ result: Result<ByteBuffer, PeerFailure>
    ) {
        guard let fetcher = fetcher(leader, number) else { return }
        switch result {
        case .success(let frame):
            do throws(DecodeError) {
                let found = try outgoing.decode(frame) { nextID() }
                fetcher.records = found.records
                step(fetcher, .answered(id, found.answer))
                fetcher.records = [:]
            } catch {
                say("A leader's answer cannot be read", of: leader, outgoing, "\(error)")
                step(fetcher, .callFailed(id))
            }
        case .failure(let failure):
            if case .unsupported(let offered) = failure, !fetcher.lower(outgoing.call, to: offered) {
                say("A leader does not serve what its followers ask", of: leader, outgoing, "\(failure)")
            }
            step(fetcher, .callFailed(id))
        }
    }

    private func say(_ message: Logger.Message, of leader: BrokerID, _ call: OutgoingCall, _ error: String) {
        logger.warning(
            message,
            metadata: [
                "leader": "\(leader)", "api": "\(call.call.apiKey)", "version": "\(call.version)",
                "error": "\(error)",
            ])
    }

    private func deliver(
        _ answer: FollowerAnswer, to question: FollowerQuestion, of key: PartitionKey,
        _ fetcher: LeaderFetcher
    ) {
        guard case .ready(let replica)? = partitions[key] else { return }
        if case .fetched(let part) = answer { replica.leaderHighWatermark = part.highWatermark }
        if case .fetched(let part) = answer, let batches = fetcher.records.removeValue(forKey: part.bytes) {
            replica.fetched = FetchedRecords(id: part.bytes, batches: batches)
            countThrottled(batches, for: replica)
        }
        follow(replica, .answered(question, answer))
    }

    // MARK: - Time

    /// A timer that fires early is of no harm: it is set anew then.
    private func setTimer(of fetcher: LeaderFetcher) {
        guard let due = fetcher.machine.nextDeadline else { return }
        if let set = fetcher.timerDue, set <= due { return }
        fetcher.timer?.cancel()
        fetcher.timerDue = due
        let (leader, number) = (fetcher.leader, fetcher.number)
        fetcher.timer = loop.schedule(after: max(due - environment.clock.uptime(), .zero)) {
            self.assumeIsolated { shard in
                guard let fetcher = shard.fetcher(leader, number) else { return }
                fetcher.timerDue = nil
                shard.step(fetcher, .ticked)
            }
        }
    }
}
