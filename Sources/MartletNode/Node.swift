import Logging
import MartletMetadata
import MartletModel
import MartletRaft
import MartletStorage

/// A whole node, broker, controller or both, without sockets and threads of its own: both are handed to it.
package final class Node: Sendable {
    package let shards: [Shard]
    package let settings: NodeSettings
    package let controlPlane: ControlPlane
    let housekeeping: Housekeeping
    let background: Background
    let directories: LogDirectories
    let openings: PartitionOpenings
    let environment: NodeEnvironment
    let logger: Logger
    private let metadataHealth: DirectoryHealth
    private let failure = FailureSignal()

    /// Opens the log directories and the metadata log. Blocks until that is done; nothing is served yet.
    /// Directories that cannot be used are left out, if the metadata log's is not among them.
    ///
    /// An empty directory of a new node is formatted. Afterwards the directories are locked, and their
    /// clean-shutdown markers are gone from the disk.
    package init(
        configuration: BrokerConfiguration, environment: NodeEnvironment, logger: Logger
    ) throws {
        let storage = try NodeStorage(configuration: configuration, environment: environment, logger: logger)
        let image = storage.image
        var settings = NodeSettings(
            configuration, clusterID: storage.clusterID, shardCount: environment.shardLoops.count)
        settings.brokenRule = environment.brokenRule
        self.settings = settings
        self.environment = environment
        self.logger = logger
        let directories = storage.directories
        self.directories = directories
        let openings = PartitionOpenings(
            directories: directories, threads: environment.storageThreads,
            threadsPerDirectory: configuration.recoveryThreadsPerDirectory, clock: environment.clock,
            logger: logger)
        self.openings = openings
        let throttle = ReplicationThrottle()
        let shards = environment.shardLoops.enumerated().map { index, loop in
            Shard(
                index: index, loop: loop, environment: environment, settings: settings, image: image,
                directories: directories, openings: openings, throttle: throttle, logger: logger)
        }
        self.shards = shards
        self.controlPlane = ControlPlane(
            environment: environment, settings: settings, image: image, store: storage.store,
            metadataDirectoryID: storage.metadataDirectoryID,
            bootstrap: storage.bootstrap, directories: directories, failure: failure, logger: logger)
        self.housekeeping = Housekeeping(
            environment: environment, shards: shards, directories: directories, logger: logger)
        metadataHealth = storage.metadataFileSystem.health
        self.background = Background(
            environment: environment, shards: shards,
            configuration: ConfigurationSources(configuration, image: image).background,
            firstScrub: environment.clock.uptime() + configuration.intervals.initialTaskDelay)
        watchDirectories()
    }

    /// Calls `observer`, on any thread, when the node cannot go on: with the metadata log's directory, or the
    /// last one, its memory is gone. It should then be stopped, and what is whole is closed in order. To be
    /// called once.
    package func whenFailed(_ observer: @escaping @Sendable (NodeError) -> Void) {
        failure.observe(observer)
    }

    private func watchDirectories() {
        var healths = directories.directories.map(\.health)
        if !healths.contains(where: { $0 === metadataHealth }) { healths.append(metadataHealth) }
        for health in healths {
            health.whenBroken { [weak self, weak health] cause in
                if let self, let health { directoryFailed(health, cause) }
            }
        }
    }

    private func directoryFailed(_ health: DirectoryHealth, _ cause: StorageError) {
        logger.error(
            """
            A log directory has failed: its partitions are out of service until it is mended and the broker \
            started again
            """,
            metadata: ["directory": "\(health.directory)", "error": "\(cause)"])
        for shard in shards {
            shard.run { $0.directoryFailed(health.directory) }
        }
        if let directory = directories.directory(at: health.directory) {
            controlPlane.run { $0.directoryFailed(directory.directoryID) }
        }
        if health === metadataHealth || directories.directories.allSatisfy(\.health.isBroken) {
            failure.fail(.directoryFailed(path: health.directory, cause: "\(cause)"))
        }
    }

    /// Joins the quorum, registers the broker with these listeners and puts its partitions into service.
    /// `ready` is called, on any thread, when the active controller has unfenced the broker and every shard
    /// knows it; without the broker's role at once. Partitions whose logs are still being recovered then
    /// join by themselves, and `recovered` is called after the last. If `ready` is given an error the node
    /// can only be abandoned.
    ///
    /// - Parameter controllerEndpoints: where others reach this node's controller.
    package func start(
        endpoints: [Listener], controllerEndpoints: [Listener] = [],
        ready: @escaping @Sendable (NodeError?) -> Void,
        recovered: @escaping @Sendable () -> Void
    ) {
        for shard in shards {
            shard.run { [self] in
                $0.connect(
                    peers: shards, controlPlane: controlPlane, housekeeping: housekeeping,
                    background: background)
            }
        }
        let endpoints = ControlPlane.Endpoints(clients: endpoints, controllers: controllerEndpoints)
        controlPlane.run { [shards] in
            $0.start(endpoints, shards: shards, ready: ready, recovered: recovered)
        }
        // A controller alone has no partitions to look after.
        guard !shards.isEmpty else { return }
        housekeeping.start(settings.configuration.intervals)
        background.start()
    }

    /// How far each log directory has come in opening the partitions that were there at the start.
    package var recoveryProgress: [DirectoryProgress] { openings.progress }

    /// Gives everything back as it was found, if `start` was not called or has failed.
    package func abandon(done: @escaping @Sendable () -> Void) {
        housekeeping.stop()
        background.stop()
        controlPlane.run { [self] in
            $0.close {
                self.report(self.directories.giveBack())
                done()
            }
        }
    }

    private func report(_ problems: [StorageError]) {
        for problem in problems {
            logger.error(
                "A log directory could not be marked as cleanly closed", metadata: ["error": "\(problem)"])
        }
    }

    /// Ends service: hands over what it leads, answers what waits, flushes and closes every log, writes the
    /// checkpoints and, where all that went well, the clean-shutdown markers, and leaves the quorum. `done`
    /// is called on any thread. To be called once.
    package func stop(done: @escaping @Sendable () -> Void) {
        housekeeping.stop()
        background.stop()
        controlPlane.run { [self] in
            $0.finish {
                // What is still to be opened need not be, to be closed again.
                self.openings.stop { self.stopShards(unopened: $0, done: done) }
            }
        }
    }

    private func stopShards(unopened: Set<PartitionKey>, done: @escaping @Sendable () -> Void) {
        let outcome = StopOutcome()
        let closed = Countdown(shards.count) { [self] in
            housekeeping.writeCheckpoints { [self] failedDirectories in
                // Without them a log would begin again where its deleted records did.
                for directory in failedDirectories { outcome.markUnclean(directory) }
                controlPlane.run { plane in
                    let epoch = plane.brokerEpoch
                    plane.close {
                        self.report(
                            self.directories.release(
                                unclean: outcome.uncleanDirectories, brokerEpoch: epoch))
                        done()
                    }
                }
            }
        }
        for shard in shards {
            shard.run { shard in
                shard.stop(unopened: unopened, outcome) { closed.countDown() }
            }
        }
    }
}
