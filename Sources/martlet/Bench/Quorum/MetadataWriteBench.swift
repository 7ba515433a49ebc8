import MartletBroker
import MartletClient
import MartletModel

/// Topics created for a while: one at a time, many in one request, and one at a time by many.
struct MetadataWriteBench {
    let directory: String
    let seconds: Int

    private static let batchCount = 100
    private static let clientCount = 32

    func run() async throws -> [StorageFigure] {
        let processes = try ClusterProcesses.threeNodes(in: directory)
        defer { processes.stopAll() }
        try processes.startAll()
        try processes.waitUntilServing()
        let client = try processes.client(of: processes.cluster.nodes)
        let admin = Admin(client: client)
        let one = try await rate("one", 1) { try await admin.createTopic($0[0]) }
        let batched = try await rate("batched", Self.batchCount) { try await admin.createTopics($0) }
        let many = try await concurrentRate(admin)
        await client.close()
        func figure(_ name: String, _ value: Double) -> StorageFigure {
            StorageFigure(name: name, subject: "3 voters, 1 partition each", value: value, unit: "topics/s")
        }
        return [
            figure("created, one at a time", one),
            figure("created, \(Self.batchCount) in a request", batched),
            figure("created, one at a time by \(Self.clientCount)", many),
        ]
    }

    /// Topics per second.
    private func rate(
        _ prefix: String, _ count: Int, _ create: ([NewTopic]) async throws -> Void
    ) async throws -> Double {
        let began = ContinuousClock.now
        var created = 0
        while ContinuousClock.now - began < .seconds(seconds) {
            try await create((0..<count).map { Self.topic("\(prefix)-\(created + $0)") })
            created += count
        }
        return Double(created) / (ContinuousClock.now - began).seconds
    }

    private func concurrentRate(_ admin: Admin) async throws -> Double {
        let began = ContinuousClock.now
        let end = began + .seconds(seconds)
        let created = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<Self.clientCount {
                group.addTask {
                    var created = 0
                    while ContinuousClock.now < end {
                        try await admin.createTopic(Self.topic("many-\(number)-\(created)"))
                        created += 1
                    }
                    return created
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(created) / (ContinuousClock.now - began).seconds
    }

    private static func topic(_ name: String) -> NewTopic {
        NewTopic(name: name, partitionCount: 1, replicationFactor: 1)
    }
}
