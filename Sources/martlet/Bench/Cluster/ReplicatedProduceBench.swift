import MartletClient
import MartletModel
import NIOPosix

/// How fast a cluster takes batches with acks=all, and how fast one broker does: the same load, on one
/// connection for each partition. Beside them the floor: a bare loop that writes to a file, alone and with
/// two more that get what it has written.
///
/// Each is run several times, and the fastest counts: what else the machine does can only make a run slower,
/// and so can memory that it has not used for a while, which three replicas need three times as much of.
struct ReplicatedProduceBench {
    let directory: String
    let totalBytes: Int64

    static let partitionCounts = [1, 16]
    private static let recordBytes = 1_024
    private static let repeats = 3

    private struct Rate {
        var megabytesPerSecond: Double
        var cpuSecondsPerGigabyte: Double
    }

    func run() async throws -> [StorageFigure] {
        var figures: [StorageFigure] = []
        for durability in BenchBrokers.durabilities {
            let mode = durability == "disk" ? Floor.Mode.receiveDurably : .receive
            let leastAlone = try floor(mode, followerCount: 0)
            let alone = try await rates(brokerCount: 1, durability)
            let least = try floor(mode, followerCount: 2)
            let replicated = try await rates(brokerCount: 3, durability)
            for (count, (alone, replicated)) in zip(Self.partitionCounts, zip(alone, replicated)) {
                let subject = "\(count) partitions, \(durability)"
                func figure(
                    _ name: String, _ value: Double, _ unit: String, floor: Double? = nil,
                    _ bound: StorageFigure.Bound? = nil
                ) -> StorageFigure {
                    StorageFigure(
                        name: name, subject: subject, value: value, unit: unit, floor: floor, bound: bound)
                }
                figures += [
                    figure("produce, one replica", alone.megabytesPerSecond, "MB/s", floor: leastAlone),
                    figure("produce, three replicas", replicated.megabytesPerSecond, "MB/s", floor: least),
                    figure(
                        "three replicas, of one",
                        replicated.megabytesPerSecond / alone.megabytesPerSecond * 100, "%",
                        floor: least / leastAlone * 100, .atLeast(30)),
                    figure("CPU, one replica", alone.cpuSecondsPerGigabyte, "s/GB"),
                    figure("CPU, three replicas", replicated.cpuSecondsPerGigabyte, "s/GB"),
                ]
            }
        }
        return figures
    }

    /// In megabytes per second.
    private func floor(_ mode: Floor.Mode, followerCount: Int) throws -> Double {
        let run = FloorRun(directory: directory, requestBytes: 1_000_000, totalBytes: totalBytes)
        var best = 0.0
        for _ in 0..<Self.repeats {
            best = max(best, try run.run(mode, followerCount: followerCount).megabytesPerSecond)
        }
        return best
    }

    private func rates(brokerCount: Int, _ durability: String) async throws -> [Rate] {
        try await BenchBrokers.with(
            brokerCount, in: "\(directory)/\(brokerCount)", settings: ["martlet.durability=\(durability)"]
        ) { brokers in
            var rates: [Rate] = []
            for count in Self.partitionCounts {
                var best = try await rate("produce-\(count)-0", partitionCount: count, brokers)
                for number in 1..<Self.repeats {
                    let next = try await rate("produce-\(count)-\(number)", partitionCount: count, brokers)
                    if next.megabytesPerSecond > best.megabytesPerSecond { best = next }
                }
                rates.append(best)
            }
            return rates
        }
    }

    /// Of a topic that is made for it, and deleted.
    private func rate(_ topic: String, partitionCount: Int, _ brokers: BenchBrokers) async throws -> Rate {
        try await brokers.createTopic(topic, partitionCount: partitionCount)
        let rate = try await rate(topic, brokers)
        try await brokers.admin.deleteTopic(topic)
        return rate
    }

    private func rate(_ topic: String, _ brokers: BenchBrokers) async throws -> Rate {
        let partitions = try await brokers.inSync(topic)
        var runs: [ProduceRun] = []
        for partition in partitions {
            guard let leader = partition.leader else { throw BenchError("\(topic) has no leader") }
            runs.append(
                ProduceRun(
                    partition: TopicPartition(topic: topic, partition: partition.index),
                    leader: try await brokers.address(of: leader), recordBytes: Self.recordBytes,
                    acks: .all, totalBytes: totalBytes / Int64(partitions.count)))
        }
        let cpu = brokers.cpuSeconds
        let began = ContinuousClock.now
        let threads = NIOThreadPool(numberOfThreads: runs.count)
        threads.start()
        let byteCount = try await withThrowingTaskGroup(of: Int64.self) { group in
            for run in runs { group.addTask { try await threads.runIfActive { try run.run().byteCount } } }
            return try await group.reduce(into: Int64(0)) { $0 += $1 }
        }
        let seconds = (ContinuousClock.now - began).seconds
        try await threads.shutdownGracefully()
        return Rate(
            megabytesPerSecond: Double(byteCount) / 1e6 / seconds,
            cpuSecondsPerGigabyte: (brokers.cpuSeconds - cpu) / (Double(byteCount) / 1e9))
    }
}
