import MartletModel
import MartletStorage
import NIOCore
import Synchronization
import Testing

@testable import MartletNode

/// Partitions that open while others serve, and what is written when.
@Suite struct OpeningTests {
    private static let topics = ["a", "b", "c"]

    /// A node with a record in each of three topics, which has been stopped or has died.
    private func world(isClean: Bool) throws -> MemoryFileSystem {
        let node = try SimulatedNode()
        let client = node.connect()
        for topic in Self.topics {
            #expect(try client.createTopic(topic) == ErrorCode.none)
            #expect(try client.produce(["in \(topic)"], to: topic).errorCode == ErrorCode.none)
        }
        if isClean { node.stop() } else { node.world.fileSystem.processDied() }
        return node.world.fileSystem
    }

    @Test(arguments: [false, true])
    func `each partition is served as soon as its log is open`(isClean: Bool) throws {
        let world = SimulatedWorld(fileSystem: try world(isClean: isClean))
        let node = try SimulatedNode(["num.recovery.threads.per.data.dir=1"], world: world) {
            world.holdStorage()
        }
        let client = node.connect()
        for opened in 0...3 {
            let served = try Self.topics.filter { topic in
                let fetched = try client.fetch(topic, from: 0)
                guard fetched.errorCode == .notLeaderOrFollower else {
                    #expect(try client.values(fetched) == ["in \(topic)"])
                    return true
                }
                return false
            }
            #expect(served.count == opened)
            let progress = try #require(node.node.recoveryProgress.first)
            #expect(progress.logCount == 3 && progress.remainingLogs == 3 - opened)
            // One more thing for the storage threads, and what follows it has to wait again.
            world.releaseStorage()
            world.holdStorage()
            world.settle()
        }
    }

    @Test func `what recovery reads is told`() throws {
        let node = try SimulatedNode(world: SimulatedWorld(fileSystem: try world(isClean: false)))
        let progress = try #require(node.node.recoveryProgress.first)
        #expect(progress.remainingLogs == 0 && progress.recovering == [] && progress.bytesRead > 0)
    }

    @Test func `a node that stops before its partitions are open leaves them as they were`() throws {
        let world = SimulatedWorld(fileSystem: try world(isClean: true))
        let node = try SimulatedNode(world: world) { world.holdStorage() }
        node.stop()
        world.releaseStorage()
        world.settle()
        let again = try node.restart()
        for directory in again.node.directories.directories { #expect(directory.wasClean) }
        for topic in Self.topics {
            #expect(try again.connect().values(again.connect().fetch(topic, from: 0)) == ["in \(topic)"])
        }
    }

    private static let recoveryPoints = "/data/recovery-point-offset-checkpoint"

    /// A node that has died; of two records that were durable the disk has lost the last.
    private func shortened() throws -> MemoryFileSystem {
        let node = try SimulatedNode()
        let client = node.connect()
        let log = "/data/a-0/00000000000000000000.log"
        #expect(try client.createTopic("a") == ErrorCode.none)
        try client.produce(["kept"], to: "a")
        let byteCount = try node.world.fileSystem.open(log, .read).byteCount()
        try client.produce(["lost"], to: "a")
        node.world.pass(.seconds(100))
        node.world.fileSystem.processDied()
        try node.world.fileSystem.open(log, .createIfMissing).truncate(to: byteCount)
        #expect(try recoveryPoint(in: node.world.fileSystem) == "a 0 2")
        return node.world.fileSystem
    }

    private func recoveryPoint(in fileSystem: MemoryFileSystem) throws -> String? {
        let file = try fileSystem.open(Self.recoveryPoints, .read)
        let text = String(buffer: try file.read(at: 0, count: Int(file.byteCount())))
        return text.split(separator: "\n").last.map(String.init)
    }

    @Test func `where records are lost no checkpoint speaks of them when others follow`() throws {
        let fileSystem = try shortened()
        let node = try SimulatedNode(world: SimulatedWorld(fileSystem: fileSystem))
        #expect(try recoveryPoint(in: fileSystem) == "a 0 1")
        let client = node.connect()
        #expect(try client.produce(["next"], to: "a").baseOffset == 1)
        #expect(try client.values(client.fetch("a", from: 0)) == ["kept", "next"])
    }

    @Test func `where records are lost nothing is taken while the checkpoints cannot be written`() throws {
        let fileSystem = try shortened()
        fileSystem.intercept { operation, path in
            guard case .write = operation, path.hasPrefix(Self.recoveryPoints) else { return .proceed }
            return .fail(.full(path: path))
        }
        let node = try SimulatedNode(world: SimulatedWorld(fileSystem: fileSystem))
        let client = node.connect()
        for _ in 0..<3 {
            #expect(try client.produce(["no"], to: "a").errorCode == .kafkaStorageError)
            node.world.pass(.seconds(5))
        }
        #expect(node.world.log.errors.count { $0.message.hasPrefix("A log ends before") } == 1)
        #expect(try recoveryPoint(in: fileSystem) == "a 0 2")
        fileSystem.intercept(with: nil)
        node.world.pass(.seconds(5))
        #expect(try recoveryPoint(in: fileSystem) == "a 0 1")
        #expect(try client.produce(["next"], to: "a").baseOffset == 1)
    }

    @Test func `each checkpoint is written at its own interval, and only when it has changed`() throws {
        let node = try SimulatedNode()
        let client = node.connect()
        #expect(try client.createTopic("a") == ErrorCode.none)
        let written = Mutex<[String]>([])
        node.world.fileSystem.intercept { operation, path in
            if operation == .rename, path.hasSuffix("-checkpoint.tmp") {
                written.withLock { $0.append(String(path.split(separator: "/").last?.prefix(8) ?? "")) }
            }
            return .proceed
        }
        func taken() -> [String] {
            written.withLock { names in
                defer { names = [] }
                return names.filter { $0 != "leader-e" }.sorted()
            }
        }
        node.world.pass(.seconds(31))
        _ = taken()
        node.world.pass(.seconds(300))
        #expect(taken() == [])
        #expect(try client.produce(["x"], to: "a").errorCode == ErrorCode.none)
        node.world.pass(.seconds(5))
        #expect(taken() == ["replicat"])
        node.world.pass(.seconds(60))
        #expect(taken() == ["recovery"])
        node.stop()
        #expect(taken() == [])
    }

    @Test func `a stop writes nothing for partitions that nobody has written to`() throws {
        let node = try SimulatedNode(world: SimulatedWorld(fileSystem: try world(isClean: true)))
        let touched = Mutex<[String]>([])
        node.world.fileSystem.intercept { operation, path in
            if path.contains("/data/a-0") || path.contains("/data/b-0") {
                touched.withLock { $0.append("\(operation) \(path)") }
            }
            return .proceed
        }
        node.stop()
        #expect(touched.withLock { $0 } == [])
    }
}
