import MartletClient
import MartletModel
import NIOPosix

/// How long a record takes to be acknowledged, and to reach a consumer, at a rate that leaves room.
struct ReplicatedLatencyBench {
    let directory: String
    let seconds: Int

    /// Of all partitions together, each second.
    private static let rate = 512

    func run() async throws -> [StorageFigure] {
        var figures: [StorageFigure] = []
        for durability in BenchBrokers.durabilities {
            for brokerCount in [1, 3] {
                figures += try await BenchBrokers.with(
                    brokerCount, in: "\(directory)/\(brokerCount)",
                    settings: ["martlet.durability=\(durability)"]
                ) { brokers in
                    var figures: [StorageFigure] = []
                    for count in ReplicatedProduceBench.partitionCounts {
                        let latencies = try await latencies(partitionCount: count, brokers)
                        let subject =
                            "\(brokerCount) replicas, \(count) partitions, \(durability), \(Self.rate)/s"
                        figures += Self.figures(of: latencies, subject)
                    }
                    return figures
                }
            }
        }
        return figures
    }

    private struct Latencies {
        var acknowledged = Latency()
        var endToEnd = Latency()
    }

    /// Each partition has a producer and a consumer of its own; their records are due one after the other.
    private func latencies(partitionCount: Int, _ brokers: BenchBrokers) async throws -> Latencies {
        let topic = "latency-\(partitionCount)"
        try await brokers.createTopic(topic, partitionCount: partitionCount)
        var runs: [LatencyRun] = []
        for partition in try await brokers.inSync(topic) {
            guard let leader = partition.leader else { throw BenchError("\(topic) has no leader") }
            runs.append(
                LatencyRun(
                    partition: TopicPartition(topic: topic, partition: partition.index),
                    leader: try await brokers.address(of: leader), recordBytes: 1_024, acks: .all,
                    rate: Self.rate / partitionCount, seconds: seconds, start: 1))
        }
        let threads = NIOThreadPool(numberOfThreads: runs.count)
        threads.start()
        let all = try await withThrowingTaskGroup(of: BenchReport.self) { group in
            for (index, run) in runs.enumerated() {
                group.addTask {
                    try await Task.sleep(for: .seconds(1) / Self.rate * index)
                    return try await threads.runIfActive { try run.run() }
                }
            }
            return try await group.reduce(into: Latencies()) { all, report in
                if let latency = report.latency { all.acknowledged.add(latency) }
                if let latency = report.endToEnd { all.endToEnd.add(latency) }
            }
        }
        try await threads.shutdownGracefully()
        try await brokers.admin.deleteTopic(topic)
        return all
    }

    private static func figures(of latencies: Latencies, _ subject: String) -> [StorageFigure] {
        [("acknowledged", latencies.acknowledged), ("end to end", latencies.endToEnd)].flatMap {
            name, latency in
            [50, 99, 99.9].map { percentile in
                StorageFigure(
                    name: "\(name), p\(Figures.decimal(percentile, digits: percentile == 99.9 ? 1 : 0))",
                    subject: subject, value: latency.percentile(percentile), unit: "ms")
            }
        }
    }
}
