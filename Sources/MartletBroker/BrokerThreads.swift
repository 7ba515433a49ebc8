import MartletNode
import MartletStorage
import NIOCore
import NIOPosix

/// The threads of a broker: a loop for each shard, one for the control plane, and a few that wait for disks.
struct BrokerThreads: Sendable {
    let shardGroup: MultiThreadedEventLoopGroup
    let controlGroup: MultiThreadedEventLoopGroup
    let storagePool: NIOThreadPool

    /// How many calls may wait for disks at once; the disk, not the processor, is what they keep busy.
    private static let storageThreadCount = 8

    init() {
        shardGroup = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        controlGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        storagePool = NIOThreadPool(numberOfThreads: Self.storageThreadCount)
        storagePool.start()
    }

    init(
        shardGroup: MultiThreadedEventLoopGroup, controlGroup: MultiThreadedEventLoopGroup,
        storagePool: NIOThreadPool
    ) {
        self.shardGroup = shardGroup
        self.controlGroup = controlGroup
        self.storagePool = storagePool
    }

    /// The shards' loops, in the order of the shards.
    var loops: [any EventLoop] { Array(shardGroup.makeIterator()) }

    var environment: NodeEnvironment {
        NodeEnvironment(
            fileSystem: POSIXFileSystem(), clock: SystemClock(),
            storageThreads: StoragePool(pool: storagePool),
            shardLoops: loops.map { NodeEventLoop(eventLoop: $0) },
            controlLoop: NodeEventLoop(eventLoop: controlGroup.any()),
            makeGenerator: { SystemRandomNumberGenerator() })
    }

    func shutDown() async {
        // What storage threads still do they bring back to the loops.
        try? await storagePool.shutdownGracefully()
        try? await shardGroup.shutdownGracefully()
        try? await controlGroup.shutdownGracefully()
    }
}
