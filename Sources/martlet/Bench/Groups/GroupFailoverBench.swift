import MartletClient
import MartletModel
import MartletProtocol

/// The coordinator of many groups is killed: how long until another one answers for them.
struct GroupFailoverBench {
    let directory: String
    let groupCount: Int

    func run() async throws -> [StorageFigure] {
        let settings = ["offsets.topic.num.partitions=1"]
        return try await BenchBrokers.with(3, in: "\(directory)/cluster", settings: settings) { brokers in
            try await brokers.createTopic("t", partitionCount: 1)
            _ = try await brokers.admin.committedOffsets(of: "group-0")
            guard let leader = try await brokers.inSync("__consumer_offsets").first?.leader,
                let node = brokers.processes.cluster.nodes.first(where: { $0.id == leader })
            else { throw BenchError("nobody coordinates") }
            let connection = try BenchAsker(try await brokers.address(of: leader))
            try connection.ask(
                (0..<groupCount).map { GroupBroker.commit("group-\($0)", 7) }, version: 8, inFlight: 100,
                GroupBroker.check)
            let others = brokers.processes.cluster.nodes.filter { $0.id != leader }
            let client = try brokers.processes.client(of: others)
            _ = try await Admin(client: client).describeCluster()
            let began = ContinuousClock.now
            brokers.processes.kill(node)
            let found = try await Admin(client: client).committedOffsets(of: "group-\(groupCount - 1)")
            let time = (ContinuousClock.now - began).seconds
            await client.close()
            guard found == [TopicPartition(topic: "t", partition: 0): 7] else {
                throw BenchError("the next coordinator has \(found)")
            }
            return [
                StorageFigure(
                    name: "coordinator fails over", subject: "\(groupCount) groups, kill -9",
                    value: time * 1_000, unit: "ms")
            ]
        }
    }
}
