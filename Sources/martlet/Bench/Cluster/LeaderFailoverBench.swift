import MartletBroker
import MartletClient
import MartletModel
import NIOCore

/// A broker that leads partitions is killed, again and again: how long until every partition has taken a
/// write again.
struct LeaderFailoverBench {
    let directory: String
    let rounds: Int
    let partitionCounts: [Int]

    func run() async throws -> [StorageFigure] {
        var figures: [StorageFigure] = []
        for count in partitionCounts {
            StandardError.write("  \(count) partitions\n")
            figures += try await BenchBrokers.with(3, in: "\(directory)/\(count)") { brokers in
                try await brokers.createTopic("t", partitionCount: count)
                var times: [Double] = []
                for round in 0..<rounds {
                    times.append(try await failOver(brokers, count))
                    StandardError.write(
                        "  round \(round + 1): \(Figures.decimal(times[round] * 1_000, digits: 0)) ms\n")
                }
                return self.figures(times.sorted(), count)
            }
        }
        return figures
    }

    private func figures(_ sorted: [Double], _ count: Int) -> [StorageFigure] {
        let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
        let subject = "\(count) partitions, kill -9, \(rounds) times"
        return [
            StorageFigure(
                name: "failover, median", subject: subject, value: median * 1e3, unit: "ms",
                bound: .atMost(1_000)),
            StorageFigure(
                name: "failover, worst", subject: subject, value: (sorted.last ?? .nan) * 1e3, unit: "ms",
                bound: .atMost(2_000)),
        ]
    }

    /// Seconds from the kill to the last acknowledgement of a record for each partition.
    private func failOver(_ brokers: BenchBrokers, _ count: Int) async throws -> Double {
        let partitions = try await brokers.inSync("t")
        let leaders = Dictionary(grouping: partitions.compactMap(\.leader)) { $0 }
        guard let busiest = leaders.max(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) })?.key,
            let node = brokers.processes.cluster.nodes.first(where: { $0.id == busiest })
        else { throw BenchError("nobody leads") }
        let client = try brokers.processes.client(of: brokers.processes.cluster.nodes)
        let producer = try Producer(client: client)
        // Connections and leaders are known before the kill.
        try await write(producer, count)
        let began = ContinuousClock.now
        brokers.processes.kill(node)
        try await write(producer, count)
        let time = (ContinuousClock.now - began).seconds
        try await producer.close()
        await client.close()
        try brokers.processes.start(node)
        try brokers.processes.waitUntilServing(within: .seconds(60))
        return time
    }

    private func write(_ producer: Producer, _ count: Int) async throws {
        let records = (0..<Int32(count)).map {
            ProducerRecord(topic: "t", partition: PartitionIndex($0), value: ByteBuffer(string: "x"))
        }
        try await producer.enqueue(contentsOf: records)
        try await producer.flush()
    }
}

/// A follower that was away: how fast it gets what it has missed, until it is in sync.
struct CatchUpBench {
    let directory: String
    let totalBytes: Int64

    func run() async throws -> [StorageFigure] {
        try await BenchBrokers.with(3, in: "\(directory)/3") { brokers in
            try await brokers.createTopic("t", partitionCount: 1)
            guard let partition = try await brokers.inSync("t").first, let leader = partition.leader,
                let away = brokers.processes.cluster.nodes.last(where: { $0.id != leader })
            else { throw BenchError("the topic has no leader") }
            brokers.processes.kill(away)
            let produced = try ProduceRun(
                partition: TopicPartition(topic: "t", partition: 0),
                leader: try await brokers.address(of: leader), recordBytes: 1_024, acks: .all,
                totalBytes: totalBytes
            ).run()
            let began = ContinuousClock.now
            try brokers.processes.start(away)
            try brokers.processes.waitUntilServing(within: .seconds(60))
            _ = try await brokers.inSync("t")
            let seconds = (ContinuousClock.now - began).seconds
            let megabytes = Double(produced.byteCount) / 1e6
            let subject = "a follower that has missed \(Figures.decimal(megabytes, digits: 0)) MB"
            return [
                StorageFigure(name: "back in sync", subject: subject, value: seconds, unit: "s"),
                StorageFigure(name: "caught up", subject: subject, value: megabytes / seconds, unit: "MB/s"),
            ]
        }
    }
}
