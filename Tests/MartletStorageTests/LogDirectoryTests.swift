import MartletModel
import MartletStorage
import NIOCore
import Testing

@Suite struct LogDirectoryTests {
    private var generator = SeededGenerator(seed: 1)

    private mutating func open(
        _ bench: Workbench, nodeID: BrokerID = 4, clusterID: String? = "cluster"
    ) throws -> LogDirectory {
        try LogDirectory.open(
            bench.root, fileSystem: bench.fileSystem, nodeID: nodeID, clusterID: clusterID, using: &generator)
    }

    private func put(_ text: String, _ name: String, in bench: Workbench) throws {
        try bench.fileSystem.open("\(bench.root)/\(name)", .createOrTruncate).write(
            [ByteBuffer(string: text)], at: 0)
    }

    private func text(_ name: String, in bench: Workbench) throws -> String {
        String(buffer: try bench.fileSystem.read("\(bench.root)/\(name)"))
    }

    @Test(arguments: Disk.allCases)
    mutating func `an empty directory formats itself`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let directory = try open(bench)
        #expect(directory.clusterID == "cluster" && directory.nodeID == 4 && !directory.wasClean)
        #expect(
            try text("meta.properties", in: bench)
                == "cluster.id=cluster\ndirectory.id=\(directory.directoryID)\nnode.id=4\nversion=1\n")
        directory.release()
        let again = try open(bench, clusterID: nil)
        #expect(again.clusterID == "cluster" && again.directoryID == directory.directoryID)
        again.release()
        #expect(try bench.fileSystem.list(bench.root).map(\.name) == ["martlet.boot-id", "meta.properties"])
    }

    @Test mutating func `without a cluster id a new one is drawn`() throws {
        let directory = try open(try Workbench(), clusterID: nil)
        #expect(Uuid(directory.clusterID) != nil)
    }

    @Test(arguments: Disk.allCases)
    mutating func `a directory that is in use is refused, and free again when it is released`(disk: Disk)
        throws
    {
        let bench = try Workbench(disk)
        let directory = try open(bench)
        #expect(throws: StorageError.locked(path: bench.root)) { _ = try open(bench) }
        directory.release()
        try open(bench).release()
    }

    @Test(arguments: Disk.allCases)
    mutating func `a name that is missed tells whether the directory has vanished`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let directory = try open(bench)
        let path = "\(bench.root)/00.log"
        #expect(throws: StorageError.notFound(path: path)) { try directory.fileSystem.open(path, .read) }
        #expect(throws: StorageError.notFound(path: path)) { try directory.fileSystem.list(path) }
        #expect(!directory.health.isBroken)
        try bench.fileSystem.remove(bench.root)
        let offline = StorageError.offline(directory: bench.root)
        #expect(throws: offline) { try directory.fileSystem.open(path, .read) }
        #expect(directory.health.cause == .notFound(path: bench.root))
        #expect(throws: offline) { try directory.fileSystem.createDirectory("\(bench.root)/orders-0") }
        #expect(try bench.fileSystem.attributes(bench.root) == nil)
    }

    @Test mutating func `the directory of another node or cluster is refused by name`() throws {
        let bench = try Workbench()
        try open(bench).release()
        let path = "/data/meta.properties"
        #expect(throws: StorageError.mismatch(path: path, field: "node.id", expected: "5", found: "4")) {
            _ = try open(bench, nodeID: 5)
        }
        #expect(
            throws: StorageError.mismatch(
                path: path, field: "cluster.id", expected: "other", found: "cluster")
        ) { _ = try open(bench, clusterID: "other") }
        try open(bench).release()
    }

    @Test mutating func `a file that Kafka wrote is understood`() throws {
        let bench = try Workbench()
        try put(
            "#\n#Wed Jan 01 00:00:00 UTC 2025\nnode.id = 4\nversion: 1\n\n! more\n"
                + "directory.id=ASNFZ4mrze_-3LqYdlQyEA\ncluster.id=a\\=b\\\n  c\n",
            "meta.properties", in: bench)
        let directory = try open(bench, clusterID: "a=bc")
        #expect("\(directory.directoryID)" == "ASNFZ4mrze_-3LqYdlQyEA")
    }

    @Test mutating func `a directory without an id gets one`() throws {
        let bench = try Workbench()
        try put("version=1\ncluster.id=cluster\nnode.id=4\n", "meta.properties", in: bench)
        let directory = try open(bench)
        #expect(try text("meta.properties", in: bench).contains("directory.id=\(directory.directoryID)\n"))
    }

    @Test(arguments: [
        "version=1\nnode.id=4\n", "version=1\ncluster.id=cluster\n",
        "version=1\ncluster.id=cluster\nnode.id=x\n",
        "version=1\ncluster.id=cluster\nnode.id=4\ndirectory.id=AAAAAAAAAAAAAAAAAAAAAQ\n",
        "version=1\ncluster.id=cluster\nnode.id=4\ndirectory.id=?\n", "version=0\nbroker.id=4\n", "",
    ])
    mutating func `properties that say too little stop the start, and the lock is free`(text: String) throws {
        let bench = try Workbench()
        try put(text, "meta.properties", in: bench)
        #expect(throws: StorageError.self) { _ = try open(bench) }
        #expect(throws: StorageError.self) { _ = try open(bench) }
        #expect(try bench.fileSystem.attributes("/data/.lock") == nil)
    }

    // MARK: - Clean stop

    @Test mutating func `the mark of a clean stop is seen once`() throws {
        let bench = try Workbench()
        let directory = try open(bench)
        try directory.markClean(brokerEpoch: 77)
        directory.release()
        #expect(try text(".kafka_cleanshutdown", in: bench) == #"{"version":0,"brokerEpoch":77}"#)
        let again = try open(bench)
        #expect(again.wasClean && again.previousBrokerEpoch == 77)
        again.release()
        let crashed = try open(bench)
        #expect(!crashed.wasClean && crashed.previousBrokerEpoch == nil)
    }

    @Test(
        arguments: [
            (#"{ "brokerEpoch" : -1 , "more": [1] }"#, -1), ("", nil), ("{}", nil),
            (#"{"brokerEpoch":"x"}"#, nil),
        ] as [(String, BrokerEpoch?)])
    mutating func `that the mark is there counts, not what it says`(text: String, epoch: BrokerEpoch?) throws
    {
        let bench = try Workbench()
        try put(text, ".kafka_cleanshutdown", in: bench)
        let directory = try open(bench)
        #expect(directory.wasClean && directory.previousBrokerEpoch == epoch)
    }

    // MARK: - Checkpoints

    @Test mutating func `checkpoints are text, in order, and are read again`() throws {
        let bench = try Workbench()
        let directory = try open(bench)
        let (a, b) = (
            TopicPartition(topic: "a", partition: 10), TopicPartition(topic: "a", partition: 9)
        )
        try directory.writeCheckpoints(
            recoveryPoints: [a: 5, b: 7], logStartOffsets: [:], highWatermarks: [b: 6])
        try directory.write(.cleaner, [a: 4])
        directory.release()
        #expect(try text("recovery-point-offset-checkpoint", in: bench) == "0\n2\na 9 7\na 10 5\n")
        #expect(try text("log-start-offset-checkpoint", in: bench) == "0\n0\n")
        #expect(try text("replication-offset-checkpoint", in: bench) == "0\n1\na 9 6\n")
        let again = try open(bench)
        #expect(again.recoveryPoints == [a: 5, b: 7] && again.firstDirtyOffsets == [a: 4])
        #expect(again.logStartOffsets.isEmpty && again.highWatermarks == [b: 6] && again.problems.isEmpty)
    }

    @Test
    mutating func `an unreadable recovery point costs a recovery, an unreadable high watermark the start`()
        throws
    {
        let bench = try Workbench()
        try put("0\n2\na 9 7\n", "recovery-point-offset-checkpoint", in: bench)
        try put("7\n0\n", "log-start-offset-checkpoint", in: bench)
        let directory = try open(bench)
        #expect(directory.recoveryPoints.isEmpty && directory.logStartOffsets.isEmpty)
        #expect(
            directory.problems == [
                .corrupt(
                    path: "/data/recovery-point-offset-checkpoint", position: 0,
                    reason: "2 entries are announced, 1 are there"),
                .corrupt(
                    path: "/data/log-start-offset-checkpoint", position: 0,
                    reason: "the first line is not version 0"),
            ])
        directory.release()
        try put("0\n1\na x 7\n", "replication-offset-checkpoint", in: bench)
        #expect(
            throws: StorageError.corrupt(
                path: "/data/replication-offset-checkpoint", position: 0, reason: "line 3 is malformed")
        ) { _ = try open(bench) }
    }

    @Test(arguments: ["", "0\n1\ntopic 1 5", "0\n1\n\ttopic  1\t5 \n", "0\r\n1\r\ntopic 1 5\r\n"])
    func `any white space separates the fields`(text: String) throws {
        let expected: [TopicPartition: Offset] =
            text.isEmpty ? [:] : [TopicPartition(topic: "topic", partition: 1): 5]
        #expect(try OffsetCheckpoint.decode(ByteBuffer(string: text), path: "f") == expected)
    }

    // MARK: - Partitions

    @Test mutating func `partitions are listed with their topic ids, the metadata log is not`() throws {
        let bench = try Workbench()
        _ = try bench.open()
        for name in ["a-b-0", "x-1.0123456789abcdef0123456789abcdef-delete", "__cluster_metadata-0"] {
            try bench.fileSystem.createDirectory("\(bench.root)/\(name)")
        }
        try bench.fileSystem.createDirectory("\(bench.root)/remote-log-index-cache")
        try put("", "a file", in: bench)
        #expect(
            try open(bench).partitions == [
                PartitionDirectory(
                    path: "/data/a-b-0", topicPartition: TopicPartition(topic: "a-b", partition: 0),
                    state: .current, topicID: nil, hasRecords: false),
                PartitionDirectory(
                    path: "/data/birds-3", topicPartition: Workbench.topicPartition, state: .current,
                    topicID: Workbench.topicID),
                PartitionDirectory(
                    path: "/data/x-1.0123456789abcdef0123456789abcdef-delete",
                    topicPartition: TopicPartition(topic: "x", partition: 1), state: .deleted, topicID: nil),
            ])
    }

    @Test(arguments: ["lost", "-1", "a-", "a-x", "a--1", "a-1-delete"])
    mutating func `a directory that is no partition's stops the start`(name: String) throws {
        let bench = try Workbench()
        try bench.fileSystem.createDirectory("\(bench.root)/\(name)")
        if name == "a--1" {
            // A topic's name may end with a dash.
            #expect(
                try open(bench).partitions.map(\.topicPartition) == [
                    TopicPartition(topic: "a-", partition: 1)
                ])
        } else {
            #expect(throws: StorageError.unexpectedDirectory(path: "/data/\(name)")) { _ = try open(bench) }
        }
    }

    @Test(arguments: Disk.allCases)
    mutating func `a partition that is to go gets a name of its own`(disk: Disk) throws {
        let bench = try Workbench(disk)
        _ = try bench.open()
        let directory = try open(bench)
        let path = try directory.renameForDeletion(Workbench.topicPartition, using: &generator)
        let name = String(path.dropFirst(bench.root.utf8.count + 1))
        #expect(name.hasPrefix("birds-3.") && name.hasSuffix("-delete") && name.utf8.count == 8 + 32 + 7)
        #expect(
            PartitionDirectoryName(parsing: name)
                == PartitionDirectoryName(Workbench.topicPartition, .deleted))
        #expect(try bench.fileSystem.attributes(bench.directory) == nil)
        directory.release()
        #expect(try open(bench).partitions.map(\.path) == [path])
    }

    @Test func `the names of long topics are cut, but for those that move`() {
        let partition = TopicPartition(topic: String(repeating: "t", count: 249), partition: 12)
        let id = Uuid(high: 1, low: 0xABC)
        let deleted = PartitionDirectoryName(partition, .deleted).text(id: id)
        #expect(deleted.utf8.count == 255)
        #expect(deleted.hasSuffix("t-12.00000000000000010000000000000abc-delete"))
        #expect(PartitionDirectoryName(partition, .stray).text(id: id).utf8.count == 255)
        #expect(PartitionDirectoryName(partition, .future).text(id: id).utf8.count == 249 + 3 + 33 + 7)
        #expect(PartitionDirectoryName(partition).text(id: id) == partition.description)
    }
}
