import Glibc
import MartletBroker
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage

/// A controller alone that starts on a metadata log with many partitions: from the log, and from a snapshot
/// of it. The brokers are down: otherwise it would find them dead while it is measured, and write as many
/// records as there are partitions.
struct MetadataStartBench {
    let directory: String
    let partitionCount: Int

    private static let partitionsPerTopic = 100
    private static let brokers: [BrokerID] = [101, 102, 103]

    func run() async throws -> [StorageFigure] {
        // The broker is only there to make the controller one of its own.
        let cluster = try LocalCluster.make(
            LocalCluster.Shape(brokerCount: 1, controllerCount: 1), in: directory)
        guard let node = cluster.nodes.last else { throw BenchError("the cluster has no controller") }
        let byteCount = try writeLog(node)
        let fromLog = try start(cluster, node, settings: [])
        // One byte of records, and a snapshot is due.
        let snapshot = try start(
            cluster, node, settings: ["metadata.log.max.record.bytes.between.snapshots=1"],
            until: { Self.hasSnapshot(node) })
        let fromSnapshot = try start(cluster, node, settings: [])
        let subject = "\(partitionCount) partitions, \(Figures.bytes(byteCount)) of log"
        func figure(_ name: String, _ value: Double, _ unit: String) -> StorageFigure {
            StorageFigure(name: name, subject: subject, value: value, unit: unit)
        }
        return [
            figure("start from the log", fromLog.seconds, "s"),
            figure("resident, from the log", fromLog.residentMegabytes, "MB"),
            figure("start and snapshot", snapshot.seconds, "s"),
            figure("start from a snapshot", fromSnapshot.seconds, "s"),
            figure("resident, from a snapshot", fromSnapshot.residentMegabytes, "MB"),
        ]
    }

    private struct Start {
        var seconds: Double
        var residentMegabytes: Double
    }

    /// Until the controller is active: then its image has everything; or until what is said.
    private func start(
        _ cluster: LocalCluster, _ node: LocalCluster.Node, settings: [String],
        until condition: (() -> Bool)? = nil
    ) throws -> Start {
        let processes = ClusterProcesses(cluster, settings: settings)
        defer { processes.stopAll() }
        unlink(processes.outputPath(node))
        let began = ContinuousClock.now
        try processes.start(node)
        while ContinuousClock.now - began < .seconds(300) {
            guard processes.isRunning(node) else { break }
            let isActive = (try? readText(processes.outputPath(node)))?.contains("active controller") == true
            if isActive, condition?() ?? true {
                let time = (ContinuousClock.now - began).seconds
                let usage = processes.processID(node).flatMap { ProcessUsage(of: $0) }
                return Start(
                    seconds: time, residentMegabytes: Double(usage?.residentBytes ?? 0) / 1e6)
            }
            usleep(1_000)
        }
        throw BenchError("the controller did not become active; see \(processes.outputPath(node))")
    }

    private static func logPath(_ node: LocalCluster.Node) -> String {
        "\(node.dataPath)/\(TopicPartition.clusterMetadata)"
    }

    private static func hasSnapshot(_ node: LocalCluster.Node) -> Bool {
        let names = (try? POSIXFileSystem().list(logPath(node)).map(\.name)) ?? []
        return names.contains { $0.hasSuffix(".checkpoint") && !$0.hasPrefix("00000000000000000000-") }
    }

    // MARK: - The log

    /// As a controller would have left it; returns its size.
    private func writeLog(_ node: LocalCluster.Node) throws -> Int64 {
        let (log, _) = try PartitionLog.open(
            directory: Self.logPath(node), topicPartition: .clusterMetadata, topicID: .clusterMetadata,
            configuration: LogConfiguration(), fileSystem: UnsyncedFileSystem(), isClean: true, now: 0)
        var random = SeededGenerator(seed: 1)
        try append(
            [
                VersionedRecord(
                    .featureLevel(
                        FeatureLevelRecord(
                            name: MetadataVersion.feature, featureLevel: MetadataVersion.latest.rawValue)))
            ] + Self.brokers.map { Self.registration($0, &random) }, to: log)
        for topic in 0..<(partitionCount / Self.partitionsPerTopic) {
            let id = TopicID(Uuid.random(using: &random))
            var records = [VersionedRecord(.topic(TopicRecord(name: "topic-\(topic)", topicId: id)))]
            for partition in 0..<Self.partitionsPerTopic {
                records.append(Self.partition(Int32(partition), of: id))
            }
            try append(records, to: log)
        }
        try log.close()
        return log.byteCount
    }

    private func append(_ records: [VersionedRecord], to log: PartitionLog) throws {
        var builder = RecordBatchBuilder(baseOffset: log.logEndOffset, partitionLeaderEpoch: 1)
        for record in records { builder.append(key: nil, value: try record.encoded(), timestamp: 0) }
        _ = try log.append(ValidatedBatch(trusted: try builder.build()), leaderEpoch: 1, now: 0)
    }

    private static func registration(
        _ broker: BrokerID, _ random: inout SeededGenerator
    ) -> VersionedRecord {
        let level = MetadataVersion.latest.rawValue
        return VersionedRecord(
            .registerBroker(
                RegisterBrokerRecord(
                    brokerId: broker, incarnationId: Uuid.random(using: &random),
                    brokerEpoch: BrokerEpoch(Int64(broker.rawValue)),
                    endPoints: [.init(name: "PLAINTEXT", host: "127.0.0.1", port: 9092)],
                    features: [
                        .init(
                            name: MetadataVersion.feature, minSupportedVersion: level,
                            maxSupportedVersion: level)
                    ], fenced: true, logDirs: [DirectoryID(Uuid.random(using: &random))])),
            version: RegisterBrokerRecord.versions.upperBound)
    }

    private static func partition(_ index: Int32, of topic: TopicID) -> VersionedRecord {
        let first = Int(index) % brokers.count
        let replicas = (0..<brokers.count).map { brokers[(first + $0) % brokers.count] }
        return VersionedRecord(
            .partition(
                PartitionRecord(
                    partitionId: PartitionIndex(index), topicId: topic, replicas: replicas, isr: replicas,
                    leader: .none, leaderEpoch: 0, partitionEpoch: 0,
                    directories: replicas.map { _ in DirectoryID.unassigned })),
            version: PartitionRecord.versions.upperBound)
    }
}
