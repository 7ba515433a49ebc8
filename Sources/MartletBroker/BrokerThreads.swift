import Logging
import MartletMetadata
import MartletNetwork
import MartletNode
import MartletStorage
import NIOCore
import NIOPosix

/// The threads of a broker: a loop for each shard, one for the control plane, and a few that wait for disks,
/// and a few for jobs that are in no hurry.
struct BrokerThreads: Sendable {
    /// Nil where there are no shards: in a controller alone.
    let shardGroup: MultiThreadedEventLoopGroup?
    let controlGroup: MultiThreadedEventLoopGroup
    let storagePool: NIOThreadPool
    let readPool: NIOThreadPool
    let backgroundPool: NIOThreadPool
    /// The control plane's disk work, in order and behind nobody else's.
    let controlPool: NIOThreadPool
    /// To the other nodes; on the control plane's loop.
    let peers: PeerConnections
    /// The same for the shards' fetches; on the loop of each.
    let shardPeers: [PeerConnections]

    /// How many calls may wait for disks at once, besides the openings of partitions; the disk, not the
    /// processor, is what they keep busy.
    private static let storageThreadCount = 8
    /// How many reads of clients that catch up may do so.
    private static let readThreadCount = 4

    init(_ configuration: BrokerConfiguration, logger: Logger) {
        shardGroup =
            configuration.roles.isBroker
            ? MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount) : nil
        controlGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let openingThreadCount =
            configuration.recoveryThreadsPerDirectory * (configuration.logDirectories.count + 1)
        storagePool = NIOThreadPool(numberOfThreads: Self.storageThreadCount + openingThreadCount)
        storagePool.start()
        readPool = NIOThreadPool(numberOfThreads: Self.readThreadCount)
        readPool.start()
        // The cleaner's, and one each for recompression and scrubbing.
        backgroundPool = NIOThreadPool(numberOfThreads: configuration.background.cleanerThreadCount + 2)
        backgroundPool.start()
        controlPool = NIOThreadPool(numberOfThreads: 1)
        controlPool.start()
        let peerConfiguration = PeerConfiguration(configuration)
        peers = PeerConnections(
            eventLoop: controlGroup.any(), configuration: peerConfiguration, logger: logger)
        shardPeers = (shardGroup.map { Array($0.makeIterator()) } ?? []).map {
            PeerConnections(eventLoop: $0, configuration: peerConfiguration, logger: logger)
        }
    }

    /// The shards' loops, in the order of the shards.
    var loops: [any EventLoop] { shardGroup.map { Array($0.makeIterator()) } ?? [] }

    var environment: NodeEnvironment {
        NodeEnvironment(
            fileSystem: POSIXFileSystem(), openFileLimit: OpenFileLimit.forLogs(), clock: SystemClock(),
            storageThreads: StoragePool(pool: storagePool), readThreads: StoragePool(pool: readPool),
            backgroundThreads: BackgroundPool(pool: backgroundPool),
            controlThreads: StoragePool(pool: controlPool), sleep: SystemClock.sleep,
            shardLoops: loops.map { NodeEventLoop(eventLoop: $0) },
            controlLoop: NodeEventLoop(eventLoop: controlGroup.any()),
            peers: PeerSockets(connections: peers, ofShards: shardPeers),
            makeGenerator: { SystemRandomNumberGenerator() })
    }

    func shutDown() async {
        await peers.close()
        for peers in shardPeers { await peers.close() }
        // What storage threads still do they bring back to the loops.
        try? await backgroundPool.shutdownGracefully()
        try? await readPool.shutdownGracefully()
        try? await storagePool.shutdownGracefully()
        try? await controlPool.shutdownGracefully()
        try? await shardGroup?.shutdownGracefully()
        try? await controlGroup.shutdownGracefully()
    }
}
