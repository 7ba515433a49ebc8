import Logging
import MartletMetadata
import MartletModel
import MartletRaft

/// How the control plane begins and ends.
extension ControlPlane {
    /// Where this node can be reached, as it was bound.
    package struct Endpoints: Sendable {
        package var clients: [MartletMetadata.Listener]
        package var controllers: [MartletMetadata.Listener]

        package init(
            clients: [MartletMetadata.Listener], controllers: [MartletMetadata.Listener] = []
        ) {
            self.clients = clients
            self.controllers = controllers
        }
    }

    /// Joins the quorum and, with the broker's role, the cluster.
    ///
    /// - Parameters:
    ///   - ready: called when clients can be served, or with what prevents it; without the broker's role as
    ///     soon as the quorum can be asked.
    ///   - recovered: called when the logs that were there are all open, or have failed.
    func start(
        _ endpoints: Endpoints, shards: [Shard], ready: @escaping @Sendable (NodeError?) -> Void,
        recovered: @escaping @Sendable () -> Void
    ) {
        guard case .opened(let store) = replica else { return ready(.hasStopped) }
        self.shards = shards
        let roles = settings.configuration.roles
        let driver = QuorumDriver(
            key: ReplicaKey(settings.nodeID, metadataDirectoryID),
            voter: roles.isController ? ownVoter(endpoints) : nil, settings: driverSettings(endpoints),
            store: store, appliedUpTo: image.offset == .none ? nil : image.offset + 1, now: uptime,
            random: environment.makeGenerator())
        replica = .running(driver)
        if roles.isController { introduction = ControllerIntroduction(endpoints: endpoints.controllers) }
        if roles.isBroker {
            if settings.durability == .pageCache { directories.removeEpochMarks() }
            broker = BrokerPart(
                lifecycle: BrokerLifecycle(lifecycleSettings(endpoints)), ready: ready, recovered: recovered)
        }
        perform(driver.start(now: uptime, time: environment.clock.now()))
        // Whom it followed before the restart it follows again, without a word.
        if case .follower(let state) = driver.replica.role { follow(driver.replica.epoch, state.leader) }
        if roles.isBroker {
            step(BrokerLifecycle.Input.started)
        } else {
            beginPublishing(reached: {}, opened: {})
            ready(nil)
            recovered()
        }
    }

    private func lifecycleSettings(_ endpoints: Endpoints) -> BrokerLifecycle.Settings {
        let configuration = settings.configuration
        return BrokerLifecycle.Settings(
            session: configuration.session, id: settings.nodeID, clusterID: settings.clusterID,
            incarnationID: incarnationID, endpoints: endpoints.clients, rack: configuration.rack,
            directories: directories.directories.map(\.directoryID),
            previousEpoch: directories.previousBrokerEpoch(isSynced: settings.durability == .disk),
            keepsEpoch: settings.durability == .disk)
    }

    private func ownVoter(_ endpoints: Endpoints) -> Voter {
        Voter(
            key: ReplicaKey(settings.nodeID, metadataDirectoryID),
            endpoints: Self.voterEndpoints(endpoints))
    }

    private static func voterEndpoints(_ endpoints: Endpoints) -> [VoterEndpoint] {
        endpoints.controllers.map { VoterEndpoint(listener: $0.name, host: $0.host, port: $0.port) }
    }

    private func driverSettings(_ endpoints: Endpoints) -> QuorumDriverSettings {
        let configuration = settings.configuration
        let quorum = configuration.quorum
        var result = QuorumDriverSettings(
            wire: QuorumWire(
                clusterID: settings.clusterID, listener: configuration.controllerListenerNames.first ?? "",
                endpoints: Self.voterEndpoints(endpoints)))
        result.bootstrapServers = quorum.firstContacts.map {
            QuorumDestination(node: nil, host: $0.host, port: $0.port)
        }
        result.timers.electionTimeout = quorum.electionTimeout
        result.timers.fetchTimeout = quorum.fetchTimeout
        result.timers.electionBackoffMax = quorum.electionBackoffMax
        result.timers.requestTimeout = quorum.requestTimeout
        result.timers.retryBackoff = quorum.retryBackoff
        result.isController = configuration.roles.isController
        result.joinsByItself = quorum.joinsByItself
        result.fetchMaxBytes = quorum.fetchMaxBytes
        result.snapshotMaxBytes = quorum.fetchSnapshotMaxBytes
        return result
    }

    // MARK: - Stopping

    /// The epoch of this broker's registration; −1 before it is registered.
    package var brokerEpoch: BrokerEpoch { broker?.lifecycle.epoch ?? .none }

    /// Takes no more of clients' questions, hands over what this broker leads, and answers what was asked
    /// before. `done` is called when others lead what it led, or nobody can, and nobody waits for an answer.
    func finish(then done: @escaping @Sendable () -> Void) {
        isFinishing = true
        finished = done
        guard var broker, broker.lifecycle.state != .shuttingDown, driver?.isHalted == false, !isAlone else {
            hasLeft = true
            return goOnStopping()
        }
        broker.stopped = {
            self.run { plane in
                plane.hasLeft = true
                plane.goOnStopping()
            }
        }
        self.broker = broker
        step(BrokerLifecycle.Input.shutdownRequested)
    }

    /// Nobody could take over, and nobody has to hear of it.
    private var isAlone: Bool {
        guard let driver else { return true }
        return driver.replica.voters.isOnlyVoter(driver.replica.key) && isOnlyBroker
    }

    /// What was asked before the stop is still answered; but not waited for where nobody is there to answer.
    func goOnStopping() {
        guard hasLeft, asked.isEmpty || calls.location == .unknown, let done = finished.take() else { return }
        step(ControllerCalls.Input.closed)
        done()
    }

    /// Lets others elect a leader at once, and closes the log; then `done`.
    func close(then done: @escaping @Sendable () -> Void) {
        isFinishing = true
        // Stopping waits for the jobs that run.
        snapshotStop.raise()
        step(ControllerCalls.Input.closed)
        if let driver, !driver.replica.voters.isOnlyVoter(driver.replica.key) {
            step(QuorumInput.resigned)
        }
        leave(by: uptime + Self.longestFarewell, then: done)
    }

    /// How long the other members of the quorum have to take note that this one leads no more.
    private static let longestFarewell: Duration = .seconds(1)
    private static let farewellPause: Duration = .milliseconds(5)

    private func leave(by deadline: Duration, then done: @escaping @Sendable () -> Void) {
        if case .resigned(let state)? = driver?.replica.role, !state.unaware.isEmpty, uptime < deadline {
            _ = loop.schedule(after: Self.farewellPause) {
                self.run { $0.leave(by: deadline, then: done) }
            }
            return
        }
        guard runningJobs == 0 else {
            whenIdle.append { self.run { $0.leave(by: deadline, then: done) } }
            return
        }
        closeLog()
        done()
    }

    private func closeLog() {
        depose()
        // Nobody is left to answer them; their connections are not to wait for it.
        for (_, origin) in origins.sorted(by: { $0.key < $1.key }) {
            if case .remote(let asker) = origin { asker.context.complete(.nothing) }
        }
        origins = [:]
        defer { replica = .stopped }
        do throws(MetadataLogError) {
            switch replica {
            case .opened(let store): try store.close()
            case .running(let driver): try driver.close()
            case .stopped: break
            }
        } catch {
            logger.error("The metadata log could not be closed", metadata: ["error": "\(error)"])
        }
    }
}
