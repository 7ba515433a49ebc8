import MartletMetadata
import MartletModel
import MartletNode
import MartletProtocol
import MartletRaft
import MartletStorage
import NIOCore
import Testing

@Suite struct NodeFormatTests {
    private let clusterID = "Bird-Bird-Bird-Bird-BQ"
    private let disk = MemoryFileSystem()

    private func configuration(_ lines: String...) throws -> BrokerConfiguration {
        let common = [
            "node.id=1", "listeners=PLAINTEXT://:9092,CONTROLLER://c1:9093",
            "controller.listener.names=CONTROLLER", "log.dirs=/a,/b",
        ]
        let overrides = try lines.map { try PropertiesText.Entry(override: $0) }
        return try BrokerConfiguration(
            properties: common.joined(separator: "\n"), overrides: overrides)
    }

    private let amongOthers = "controller.quorum.bootstrap.servers=c1:9093,c2:9093"

    private func format(
        _ configuration: BrokerConfiguration, _ voters: NodeFormat.Voters, ignoringFormatted: Bool = false
    ) throws -> [NodeFormat.Outcome] {
        var random = SeededGenerator(seed: 7)
        var format = NodeFormat(configuration: configuration, clusterID: clusterID, voters: voters)
        format.ignoresFormatted = ignoringFormatted
        return try format.run(fileSystem: disk, now: 1_000, using: &random)
    }

    private func properties(_ directory: String) throws -> MetaProperties {
        let path = MetaProperties.path(in: directory)
        return try MetaProperties(decoding: disk.read(path), path: path)
    }

    private func voters(in directory: String) throws -> (VoterSet, version: Int16) {
        let store = try QuorumStore.open(directory: directory, fileSystem: disk, now: 2_000)
        defer { try? store.close() }
        return (store.history.current, store.history.kraftVersion)
    }

    @Test func `a controller of its own is the only voter, with the directory of its metadata`() throws {
        let outcomes = try format(configuration(amongOthers), .thisNode)
        #expect(outcomes.map(\.path) == ["/a", "/b"])
        #expect(try properties("/a").clusterID == clusterID)
        #expect(try properties("/b").directoryID != properties("/a").directoryID)
        let (voters, version) = try voters(in: "/a")
        #expect(version == 1)
        #expect(voters.voters.map(\.key) == [ReplicaKey(1, try properties("/a").directoryID)])
        #expect(
            voters.voters.first?.endpoints == [VoterEndpoint(listener: "CONTROLLER", host: "c1", port: 9093)])
        #expect(try disk.attributes("/b/\(TopicPartition.clusterMetadata)") == nil)
        let first = try Checkpoint.readBootstrap(directory: "/b", fileSystem: disk)
        #expect(first == Controller.initialFeatures)
    }

    @Test func `what is formatted is so after the power has failed`() throws {
        let disk = MemoryFileSystem(faults: DiskFaults(seed: 1))
        var random = SeededGenerator(seed: 7)
        let format = NodeFormat(
            configuration: try configuration(amongOthers, "log.dirs=/deep/down/a,/b"), clusterID: clusterID,
            voters: .thisNode)
        _ = try format.run(fileSystem: disk, now: 1_000, using: &random)
        disk.cutPower(keeping: 0, using: &random)
        for path in ["/deep/down/a", "/b"] {
            #expect(try LogDirectory.isFormatted(path, fileSystem: disk))
            #expect(try Checkpoint.readBootstrap(directory: path, fileSystem: disk) != nil)
        }
    }

    @Test func `named voters keep the directory ids that they were named with`() throws {
        var random = SeededGenerator(seed: 3)
        let ids = (0..<2).map { _ in DirectoryID(Uuid.random(using: &random)) }
        _ = try format(
            configuration(amongOthers, "metadata.log.dir=/b"),
            .these([
                .init(id: 1, directoryID: ids[0], address: NodeAddress(host: "c1", port: 9093)),
                .init(id: 2, directoryID: ids[1], address: NodeAddress(host: "c2", port: 9093)),
            ]))
        #expect(try properties("/b").directoryID == ids[0])
        #expect(try properties("/a").directoryID != ids[0])
        let (voters, _) = try voters(in: "/b")
        #expect(voters.voters.map(\.key) == [ReplicaKey(1, ids[0]), ReplicaKey(2, ids[1])])
    }

    @Test func `a controller that joins later, and a broker, know no voters`() throws {
        _ = try format(configuration(amongOthers), .others)
        #expect(try voters(in: "/a").0.isEmpty)
        let broker = try configuration(
            amongOthers, "process.roles=broker", "listeners=PLAINTEXT://:9092", "log.dirs=/c")
        _ = try format(broker, .configured)
        #expect(try voters(in: "/c").0.isEmpty)
    }

    @Test func `what is not said, or said twice, is refused before anything is written`() throws {
        var random = SeededGenerator(seed: 3)
        let other = NodeFormat.FirstVoter(
            id: 2, directoryID: DirectoryID(Uuid.random(using: &random)),
            address: NodeAddress(host: "c2", port: 1))
        var own = other
        own.id = 1
        let refusals: [([String], NodeFormat.Voters, NodeFormatError)] = [
            ([amongOthers], .configured, .votersMissing),
            (["controller.quorum.voters=1@c1:9093"], .thisNode, .votersConfigured),
            ([amongOthers, "process.roles=broker", "listeners=PLAINTEXT://:9092"], .others, .noController),
            ([amongOthers, "listeners=PLAINTEXT://:9092,CONTROLLER://c1:0"], .thisNode, .noAddress),
            ([amongOthers], .these([other]), .notAmongVoters(1)),
            ([amongOthers], .these([own, other]), .voterTwice),
        ]
        for (lines, voters, error) in refusals {
            let overrides = try lines.map { try PropertiesText.Entry(override: $0) }
            let configuration = try BrokerConfiguration(
                properties: """
                    node.id=1
                    listeners=PLAINTEXT://:9092,CONTROLLER://c1:9093
                    controller.listener.names=CONTROLLER
                    log.dirs=/a,/b
                    """, overrides: overrides)
            #expect(throws: error) { try format(configuration, voters) }
        }
        #expect(try disk.attributes("/a") == nil)
    }

    @Test func `a formatted directory is refused, or left as it is where that is asked for`() throws {
        _ = try format(configuration(amongOthers, "log.dirs=/a"), .thisNode)
        let before = try properties("/a")
        #expect(throws: NodeFormatError.alreadyFormatted(paths: ["/a"])) {
            try format(configuration(amongOthers), .thisNode)
        }
        #expect(try disk.attributes("/b") == nil)
        let outcomes = try format(configuration(amongOthers), .thisNode, ignoringFormatted: true)
        #expect(outcomes.map(\.wasFormatted) == [true, false])
        #expect(try properties("/a") == before)
    }
}
