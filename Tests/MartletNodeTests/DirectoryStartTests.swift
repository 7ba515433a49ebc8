import MartletModel
import MartletRaft
import MartletProtocol
import MartletStorage
import NIOCore
import Testing

@testable import MartletNode

/// A start on log directories that are not what they were. The metadata log is in `/data`.
@Suite struct DirectoryStartTests {
    private static let dirs = ["log.dirs=/data,/second"]

    /// A file system that has four partitions, two in each directory, each with one record.
    private func files() throws -> MemoryFileSystem {
        let node = try SimulatedNode(Self.dirs)
        let client = node.connect()
        #expect(try client.createTopic("orders", partitions: 4) == ErrorCode.none)
        for partition in 0..<4 {
            try client.produce(["kept"], to: "orders", partition: PartitionIndex(Int32(partition)))
        }
        node.stop()
        node.world.fileSystem.processDied()
        return node.world.fileSystem
    }

    private func start(on files: MemoryFileSystem) throws -> SimulatedNode {
        try SimulatedNode(Self.dirs, world: SimulatedWorld(fileSystem: files))
    }

    /// What each partition answers to a fetch.
    private func outcomes(_ node: SimulatedNode) throws -> [ErrorCode] {
        let client = node.connect()
        return try (Int32(0)..<4).map {
            let data = try client.fetch("orders", from: 0, partition: PartitionIndex($0))
            if data.errorCode == .none { #expect(try client.values(data) == ["kept"]) }
            return data.errorCode
        }
    }

    private func write(_ text: String, to path: String, _ files: MemoryFileSystem) throws {
        try files.open(path, .createOrTruncate).write([ByteBuffer(string: text)], at: 0)
    }

    private func expectOnlyHalfServes(_ node: SimulatedNode) throws {
        let outcomes = try outcomes(node)
        #expect(outcomes.filter { $0 == .none }.count == 2)
        #expect(outcomes.filter { $0 == .kafkaStorageError }.count == 2)
        let answer = try node.connect().ask(DescribeLogDirsRequest(), version: 4)
        #expect(answer.results.map(\.errorCode) == [.none, .kafkaStorageError])
    }

    @Test(arguments: [Int32(5), 13, 30])
    func `a directory that cannot be read is left out`(code: Int32) throws {
        let files = try files()
        files.intercept { _, path in
            path.hasPrefix("/second") ? .fail(.system(operation: "open", path: path, code: code)) : .proceed
        }
        let node = try start(on: files)
        try expectOnlyHalfServes(node)
        #expect(node.world.log.errors.count == 2)
        node.stop()
        files.intercept(with: nil)
        files.processDied()
        #expect(try outcomes(start(on: files)) == [.none, .none, .none, .none])
    }

    @Test(arguments: ["meta.properties", "replication-offset-checkpoint"])
    func `a directory with a damaged file is left out`(name: String) throws {
        let files = try files()
        try write("nonsense", to: "/second/\(name)", files)
        try expectOnlyHalfServes(start(on: files))
    }

    @Test func `a directory that is a file is left out`() throws {
        let files = try files()
        try files.remove("/second")
        try write("", to: "/second", files)
        try expectOnlyHalfServes(start(on: files))
    }

    @Test func `the empty place of a disk that is not mounted is left alone`() throws {
        let files = try files()
        try files.rename("/second", to: "/elsewhere")
        try files.createDirectory("/second")
        let node = try start(on: files)
        try expectOnlyHalfServes(node)
        #expect(try files.list("/second").isEmpty)
        node.stop()
        try files.rename("/elsewhere", to: "/second")
        files.processDied()
        #expect(try outcomes(start(on: files)) == [.none, .none, .none, .none])
    }

    @Test func `a directory that is added is formatted and takes new partitions`() throws {
        let files = try files()
        let node = try SimulatedNode(
            ["log.dirs=/data,/second,/third"], world: SimulatedWorld(fileSystem: files))
        #expect(try outcomes(node) == [.none, .none, .none, .none])
        #expect(try node.connect().createTopic("new") == ErrorCode.none)
        #expect(
            node.node.directories.directory(of: TopicPartition(topic: "new", partition: 0))?.path == "/third")
    }

    @Test func `partitions of a directory that was left out are not made anew elsewhere`() throws {
        let files = try files()
        try write("nonsense", to: "/second/meta.properties", files)
        let node = try start(on: files)
        let names = try files.list("/data").map(\.name).filter { $0.hasPrefix("orders") }
        #expect(names.count == 2)
        #expect(try node.connect().createTopic("new") == ErrorCode.none)
        #expect(try node.connect().produce(["x"], to: "new").errorCode == .none)
    }

    @Test func `a damaged partition metadata puts its partition out of service, and no other`() throws {
        let files = try files()
        let name = try #require(files.list("/second").map(\.name).first { $0.hasPrefix("orders") })
        try write("nonsense", to: "/second/\(name)/partition.metadata", files)
        let node = try start(on: files)
        let outcomes = try outcomes(node)
        #expect(outcomes.filter { $0 == .none }.count == 3)
        #expect(outcomes.filter { $0 == .kafkaStorageError }.count == 1)
        #expect(node.world.log.errors.map(\.message) == ["A partition could not be opened"])
        #expect(try files.list("/second").map(\.name).contains(name))
        #expect(node.failure == nil)
    }

    @Test func `a partition whose directory was removed begins anew, and that is said`() throws {
        let files = try files()
        let name = try #require(files.list("/second").map(\.name).first { $0.hasPrefix("orders") })
        try files.remove("/second/\(name)")
        let node = try start(on: files)
        let partition = try #require(Int32(name.dropFirst("orders-".count)))
        let client = node.connect()
        #expect(
            try client.produce(["new"], to: "orders", partition: PartitionIndex(partition)).baseOffset == 0)
        let line = try #require(node.world.log.errors.first)
        #expect(line.metadata["partitions"] == "\(name)")
        #expect(node.world.log.errors.count == 1)
    }

    @Test func `a partition that is in two directories stops the start`() throws {
        let files = try files()
        let name = try #require(files.list("/second").map(\.name).first { $0.hasPrefix("orders") })
        try files.createDirectory("/data/\(name)")
        let metadata = try files.read("/second/\(name)/partition.metadata")
        try files.open("/data/\(name)/partition.metadata", .createOrTruncate).write([metadata], at: 0)
        #expect(throws: StorageError.twin(path: "/second/\(name)")) { try start(on: files) }
    }

    @Test(arguments: ["meta.properties", "replication-offset-checkpoint"])
    func `there is no start without the metadata log's directory`(name: String) throws {
        let files = try files()
        try write("nonsense", to: "/data/\(name)", files)
        #expect(throws: StorageError.self) { try start(on: files) }
    }

    @Test func `an empty metadata log beside a partition was lost, and is not begun again`() throws {
        let node = try SimulatedNode()
        #expect(try node.connect().createTopic("orders") == ErrorCode.none)
        node.stop()
        let disk = node.world.fileSystem
        for file in try disk.list("/data/__cluster_metadata-0") {
            try disk.remove("/data/__cluster_metadata-0/\(file.name)")
        }
        for _ in 1...2 {
            let error = #expect(throws: MetadataLogError.self) {
                try SimulatedNode(world: SimulatedWorld(fileSystem: disk))
            }
            #expect(error == .lost(partition: "/data/orders-0"))
        }
    }
}
