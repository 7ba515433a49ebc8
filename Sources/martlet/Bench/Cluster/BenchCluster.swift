import ArgumentParser
import MartletBroker
import MartletClient
import MartletModel
import MartletStorage
import NIOCore

struct BenchCluster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "What replication costs: throughput, latency, failing over, catching up.",
        discussion: """
            Three brokers on this machine, real processes with files of their own; topics of three replicas \
            with min.insync.replicas=2, records of 1 KiB, acks=all. What one broker alone does with the same \
            load is measured in the same run.
            """)

    enum Part: String, CaseIterable, ExpressibleByArgument {
        case throughput, latency, failover, catchup
    }

    @Option(help: ArgumentHelp("A directory on the disk to measure.", valueName: "path"))
    var directory = "/tmp"

    @Option(
        parsing: .upToNextOption,
        help: "What to measure: \(Part.allCases.map(\.rawValue).joined(separator: ", ")); default all.")
    var only: [Part] = []

    @Option(help: "About how many megabytes each run produces, and a follower catches up with.")
    var megabytes = 1_000

    @Option(help: "Seconds of each run for latency.")
    var seconds = 10

    @Option(help: "How often a broker is killed.")
    var rounds = 20

    @Option(
        parsing: .upToNextOption, help: "Of how many partitions the leaders are killed (default: 1 100 1000)."
    )
    var partitions: [Int] = [1, 100, 1_000]

    @Option(help: ArgumentHelp("Write the figures to this file.", valueName: "path"))
    var json: String?

    func validate() throws {
        if !(1...1_000_000).contains(megabytes) { throw ValidationError("--megabytes is 1 to 1000000") }
        if !(1...600).contains(seconds) { throw ValidationError("--seconds is 1 to 600") }
        if !(1...1_000).contains(rounds) { throw ValidationError("--rounds is 1 to 1000") }
        if !partitions.allSatisfy((1...10_000).contains) {
            throw ValidationError("--partitions is 1 to 10000")
        }
    }

    func run() async throws {
        let run = FigureRun(
            name: "cluster", parts: only.isEmpty ? Part.allCases : only, directory: directory, json: json)
        try await run.run(measure)
    }

    private func measure(_ part: Part, _ directory: String) async throws -> [StorageFigure] {
        let totalBytes = Int64(megabytes) * 1_000_000
        return switch part {
        case .throughput:
            try await ReplicatedProduceBench(directory: directory, totalBytes: totalBytes).run()
        case .latency: try await ReplicatedLatencyBench(directory: directory, seconds: seconds).run()
        case .failover:
            try await LeaderFailoverBench(directory: directory, rounds: rounds, partitionCounts: partitions)
                .run()
        case .catchup: try await CatchUpBench(directory: directory, totalBytes: totalBytes).run()
        }
    }
}

/// Brokers of a benchmark, and a client of them.
struct BenchBrokers {
    let processes: ClusterProcesses
    let client: Client
    var admin: Admin { Admin(client: client) }

    static let durabilities = ["disk", "page-cache"]

    /// - Parameter directory: is made here.
    static func with<Value>(
        _ count: Int, in directory: String, settings: [String] = [],
        _ body: (BenchBrokers) async throws -> Value
    ) async throws -> Value {
        try POSIXFileSystem().createDirectory(directory)
        defer { try? POSIXFileSystem().remove(directory) }
        let processes = ClusterProcesses(
            try LocalCluster.make(LocalCluster.Shape(brokerCount: count), in: directory), settings: settings)
        defer { processes.stopAll() }
        try processes.startAll()
        try processes.waitUntilServing()
        let client = try processes.client(of: processes.cluster.nodes)
        do {
            let value = try await body(BenchBrokers(processes: processes, client: client))
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }

    /// Makes a topic that is replicated as far as there are brokers.
    func createTopic(_ name: String, partitionCount: Int) async throws {
        let replicaCount = min(3, processes.cluster.nodes.count)
        try await admin.createTopic(
            NewTopic(
                name: name, partitionCount: partitionCount, replicationFactor: replicaCount,
                configuration: [
                    "min.insync.replicas": "\(min(2, replicaCount))", "file.delete.delay.ms": "0",
                ]))
        _ = try await inSync(name)
        // Those who lead have heard of it when they have taken a record; a load does not try again.
        let producer = try Producer(client: client)
        try await producer.enqueue(
            contentsOf: (0..<Int32(partitionCount)).map {
                ProducerRecord(topic: name, partition: PartitionIndex($0), value: ByteBuffer(string: "first"))
            })
        try await producer.close()
    }

    /// The topic's partitions, once all of their replicas are in sync.
    func inSync(_ topic: String) async throws -> [TopicDescription.Partition] {
        let deadline = ContinuousClock.now + .seconds(300)
        while ContinuousClock.now < deadline {
            if let partitions = try? await admin.describeTopic(topic).partitions, !partitions.isEmpty,
                partitions.allSatisfy({
                    $0.leader != nil && $0.inSyncReplicas.count == $0.replicas.count
                        && $0.offlineReplicas.isEmpty
                })
            {
                return partitions
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw BenchError("the replicas of \(topic) do not get in sync")
    }

    func address(of broker: BrokerID) async throws -> ServerAddress {
        guard let found = try await admin.describeCluster().brokers.first(where: { $0.id == broker }) else {
            throw BenchError("broker \(broker) is not there")
        }
        return found.address
    }

    /// Of all brokers together.
    var cpuSeconds: Double {
        processes.cluster.nodes.compactMap { processes.processID($0) }
            .compactMap { ProcessUsage(of: $0)?.cpuSeconds }.reduce(0, +)
    }
}
