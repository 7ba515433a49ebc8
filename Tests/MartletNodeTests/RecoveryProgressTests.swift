import Logging
import MartletModel
import MartletProtocol
import MartletStorage
import Synchronization
import Testing

@testable import MartletNode

/// What is told of a recovery while it is under way.
@Suite struct RecoveryProgressTests {
    private static let value = String(repeating: "v", count: 400_000)

    /// A node that has died with two logs of some megabytes, in segments of about one each.
    private func crashed() throws -> MemoryFileSystem {
        let node = try SimulatedNode()
        let client = node.connect()
        for topic in ["a", "b"] {
            #expect(
                try client.createTopic(topic, configs: ["segment.bytes": "1200000"]) == ErrorCode.none)
            for _ in 0..<8 { try client.produce([Self.value], to: topic) }
        }
        node.world.fileSystem.processDied()
        return node.world.fileSystem
    }

    private func describe(_ client: SimulatedClient) throws -> DescribeStorageResponse.Directory {
        try #require(try client.ask(DescribeStorageRequest(topics: nil), version: 0).directories.first)
    }

    /// Asks at each read of a log, as someone does who waits for a slow disk.
    @Test func `whoever asks during a recovery hears what was read and what is still to open`() throws {
        let world = SimulatedWorld(fileSystem: try crashed())
        let node = try SimulatedNode(["num.recovery.threads.per.data.dir=1"], world: world) {
            world.holdStorage()
        }
        let client = node.connect()
        let heard = Mutex<[DescribeStorageResponse.Directory]>([])
        world.fileSystem.intercept { operation, path in
            guard operation == .read, path.hasSuffix(".log"), !path.contains("__cluster_metadata"),
                let directory = try? describe(client)
            else { return .proceed }
            heard.withLock { $0.append(directory) }
            return .proceed
        }
        world.releaseStorage()
        world.settle()
        world.fileSystem.intercept(with: nil)

        let told = heard.withLock { $0 }
        let during = try #require(
            told.first { $0.remainingLogs == 2 && $0.recoveryBytesDone > 0 }, "\(told.count) answers")
        #expect(during.logCount == 2 && during.recoveryBytesDone < during.recoveryBytesTotal)
        let recovering = try #require(during.partitions.first { $0.state == 4 })
        let recovery = try #require(recovering.recovery)
        #expect(recovery.bytesDone == during.recoveryBytesDone)
        #expect(recovery.bytesTotal == during.recoveryBytesTotal && recovery.remainingSegments > 0)
        #expect(during.partitions.filter { $0.state == 0 && $0.recovery == nil }.count == 1)
        #expect(told.contains { $0.remainingLogs == 1 && $0.partitions.contains { $0.state == 1 } })
        let bytes = told.map(\.recoveryBytesDone)
        #expect(bytes == bytes.sorted())

        let after = try describe(client)
        #expect(after.remainingLogs == 0 && after.partitions.allSatisfy { $0.state == 1 })
        #expect(after.recoveryBytesDone == after.recoveryBytesTotal && after.recoveryBytesDone > 6_000_000)
    }

    @Test func `what a recovery need not read does not count`() throws {
        let progress = RecoveryProgress(
            directory: "/data", wasClean: false, clock: SimulatedWorld().environment(shardCount: 1).clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let name = TopicPartition(topic: "t", partition: 0)
        let observer = progress.observer(name)
        progress.expect(1)
        observer.found(segmentCount: 1, byteCount: 1_000)
        observer.spared(byteCount: 600)
        observer.read(byteCount: 100)
        #expect(progress.snapshot.bytesTotal == 400 && progress.snapshot.bytesRead == 100)
        #expect(progress.snapshot.recovering.first?.bytesTotal == 400)
        // The rest was cut off.
        progress.opened(name)
        #expect(progress.snapshot.bytesTotal == 100 && progress.snapshot.recovering == [])
    }
}
