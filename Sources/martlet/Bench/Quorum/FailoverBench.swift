import Glibc
import MartletBroker
import MartletClient
import MartletModel

/// The active controller is killed, again and again: how long until the next change of metadata is accepted.
struct FailoverBench {
    let directory: String
    let rounds: Int

    func run() async throws -> [StorageFigure] {
        let processes = try ClusterProcesses.threeNodes(in: directory)
        defer { processes.stopAll() }
        try processes.startAll()
        try processes.waitUntilServing()
        var times: [Double] = []
        for round in 0..<rounds {
            times.append(try await failOver(processes, round))
            StandardError.write(
                "  round \(round + 1): \(Figures.decimal(times[round] * 1_000, digits: 0)) ms\n")
        }
        times.sort()
        let median =
            times.count % 2 == 1
            ? times[times.count / 2] : (times[times.count / 2 - 1] + times[times.count / 2]) / 2
        let subject = "kill -9 of the active one of 3, \(rounds) times"
        return [
            StorageFigure(
                name: "failover, median", subject: subject, value: median * 1_000, unit: "ms",
                bound: .atMost(1_000)),
            StorageFigure(
                name: "failover, worst", subject: subject, value: (times.last ?? 0) * 1_000, unit: "ms",
                bound: .atMost(2_000)),
            StorageFigure(
                name: "failover, best", subject: subject, value: (times.first ?? 0) * 1_000, unit: "ms"),
        ]
    }

    /// Seconds from the kill to the answer to a request that was sent right after it.
    private func failOver(_ processes: ClusterProcesses, _ round: Int) async throws -> Double {
        let quorum = try await settled(processes)
        let nodes = processes.cluster.nodes
        guard let leader = nodes.first(where: { $0.id == quorum.leader }) else {
            throw BenchError("node \(quorum.leader) leads, and is none of the cluster")
        }
        let client = try processes.client(of: nodes.filter { $0.id != leader.id })
        let admin = Admin(client: client)
        // So that its connection is there.
        _ = try await admin.describeCluster()
        let began = ContinuousClock.now
        processes.kill(leader)
        try await create("round-\(round)", admin)
        let time = (ContinuousClock.now - began).seconds
        await client.close()
        try processes.start(leader)
        return time
    }

    private func create(_ name: String, _ admin: Admin) async throws {
        let topic = NewTopic(name: name, partitionCount: 1, replicationFactor: 1)
        do throws(ClientError) {
            try await admin.createTopic(topic)
        } catch {
            // The answer to the first try may be lost, and the topic there.
            guard case .refused(.topicAlreadyExists, _, _) = error else { throw error }
        }
    }

    /// The quorum, when all of its members are there and none is behind.
    private func settled(_ processes: ClusterProcesses) async throws -> QuorumDescription {
        try processes.waitUntilServing(within: .seconds(60))
        let client = try processes.client(of: processes.cluster.nodes)
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if let quorum = try? await Admin(client: client).describeQuorum(),
                quorum.voters.count == 3, let leader = quorum.voters.first(where: { $0.id == quorum.leader }),
                // A record that does nothing is always on its way.
                quorum.voters.allSatisfy({ leader.endOffset - $0.endOffset <= 1 })
            {
                await client.close()
                return quorum
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        await client.close()
        throw BenchError("the quorum has not settled")
    }
}
