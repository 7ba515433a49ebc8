import MartletModel
import MartletProtocol
import MartletStorage

/// How many commits of an offset a broker takes in a second, each answered when it is on the disk.
struct OffsetCommitBench {
    let directory: String
    let seconds: Int

    private static let connectionCount = 16
    private static let inFlight = 8

    func run() async throws -> [StorageFigure] {
        var figures: [StorageFigure] = []
        for durability in BenchBrokers.durabilities {
            figures.append(try await measure(durability))
        }
        return figures
    }

    private func measure(_ durability: String) async throws -> StorageFigure {
        let room = "\(directory)/\(durability)"
        try POSIXFileSystem().createDirectory(room)
        return try await GroupBroker.with(
            in: room, topic: 1, settings: ["martlet.durability=\(durability)"]
        ) { broker in
            let connections = try (0..<Self.connectionCount).map { _ in
                try BenchAsker(broker.process.address)
            }
            var (count, offset) = (0, Int64(0))
            func commitAll() throws {
                for (index, connection) in connections.enumerated() {
                    for _ in 0..<Self.inFlight {
                        offset += 1
                        try connection.send(GroupBroker.commit("group-\(index)", offset), version: 8)
                    }
                }
                for connection in connections {
                    for _ in 0..<Self.inFlight {
                        try GroupBroker.check(try connection.receive(OffsetCommitRequest.self, version: 8))
                        count += 1
                    }
                }
            }
            // Until the coordinators have loaded.
            try commitAll()
            count = 0
            let began = ContinuousClock.now
            while ContinuousClock.now - began < .seconds(seconds) { try commitAll() }
            let rate = Double(count) / (ContinuousClock.now - began).seconds
            return StorageFigure(
                name: "offset commits, \(durability)",
                subject: "\(Self.connectionCount) groups, \(Self.inFlight) in flight each", value: rate,
                unit: "/s")
        }
    }
}

/// What a group costs in memory that has committed one offset and has no members.
struct GroupMemoryBench {
    let directory: String
    let groupCount: Int

    func run() async throws -> [StorageFigure] {
        try await GroupBroker.with(in: directory, topic: 1) { broker in
            let connection = try BenchAsker(broker.process.address)
            // What the first requests of every kind take.
            try connection.ask(
                (0..<1_000).map { GroupBroker.commit("first-\($0 % 50)", 1) }, version: 8, inFlight: 100,
                GroupBroker.check)
            let before = try broker.residentBytes
            try connection.ask(
                (0..<groupCount).map { GroupBroker.commit("group-\($0)", 1) }, version: 8, inFlight: 100,
                GroupBroker.check)
            let after = try broker.residentBytes
            return [
                StorageFigure(
                    name: "memory of a group without members", subject: "\(groupCount) groups, 1 offset each",
                    value: Double(after - before) / Double(groupCount) / 1_024, unit: "KiB")
            ]
        }
    }
}
