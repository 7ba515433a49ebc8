import Glibc
import MartletClient
import MartletModel
import MartletProtocol

/// The coordinator of many groups is killed: how long until another one answers for all of them.
struct GroupFailoverBench {
    let directory: String
    let groupCount: Int

    func run() async throws -> [StorageFigure] {
        let settings = ["offsets.topic.num.partitions=1"]
        return try await BenchBrokers.with(3, in: "\(directory)/cluster", settings: settings) { brokers in
            try await brokers.createTopic("t", partitionCount: 1)
            // Whoever asks for a coordinator has the topic made that it is on.
            _ = try await brokers.admin.committedOffsets(of: "group-0")
            guard let leader = try await brokers.inSync("__consumer_offsets").first?.leader,
                let node = brokers.processes.cluster.nodes.first(where: { $0.id == leader }),
                let other = brokers.processes.cluster.nodes.first(where: { $0.id != leader })
            else { throw BenchError("nobody coordinates") }
            try BenchAsker(try await brokers.address(of: leader)).ask(
                (0..<groupCount).map { GroupBroker.commit("group-\($0)", 7) }, version: 8, inFlight: 100,
                GroupBroker.check)
            let survivor = try BenchAsker(try await brokers.address(of: other.id))
            let began = ContinuousClock.now
            brokers.processes.kill(node)
            let successor = try CoordinatorSuccessor(after: leader, askedOf: survivor)
            let found = ContinuousClock.now - began
            try successor.fetchAll(groupCount, expecting: 7)
            let fetched = ContinuousClock.now - began
            try successor.commitAll(groupCount, 8)
            let committed = ContinuousClock.now - began
            let subject = "\(groupCount) groups, kill -9"
            return [
                ("a kill, until another coordinator is found", found),
                ("until all groups answer OffsetFetch", fetched),
                ("until all groups have committed again", committed),
            ].map { StorageFigure(name: $0, subject: subject, value: $1.seconds * 1_000, unit: "ms") }
        }
    }
}

/// The one who coordinates next.
struct CoordinatorSuccessor {
    private let asker: BenchAsker
    private let deadline = ContinuousClock.now + .seconds(120)
    private static let groupsPerRequest = 100

    /// Asks until there is one.
    init(after previous: BrokerID, askedOf survivor: BenchAsker) throws {
        let request = FindCoordinatorRequest(coordinatorKeys: ["group-0"])
        while true {
            try survivor.send(request, version: 4)
            let answer = try survivor.receive(FindCoordinatorRequest.self, version: 4)
            if let found = answer.coordinators.first, found.errorCode == .none, found.nodeId != previous {
                asker = try BenchAsker(ServerAddress(host: found.host, port: Int(found.port)))
                return
            }
            guard ContinuousClock.now < deadline else { throw BenchError("nobody coordinates any more") }
            usleep(1_000)
        }
    }

    /// Until each group has said how far it has come.
    func fetchAll(_ count: Int, expecting offset: Offset) throws {
        try untilNoneIsLeft(count) { groups in
            let request = OffsetFetchRequest(
                groups: groups.map {
                    .init(groupId: "group-\($0)", topics: [.init(name: "t", partitionIndexes: [0])])
                })
            try asker.send(request, version: 8)
            let answer = try asker.receive(OffsetFetchRequest.self, version: 8)
            return try zip(groups, answer.groups).compactMap { number, group in
                let found = group.topics.first?.partitions.first
                let code = group.errorCode == .none ? found?.errorCode ?? .none : group.errorCode
                if code.isOfLoading { return number }
                guard code == .none, found?.committedOffset == offset else {
                    throw BenchError(
                        "\(group.groupId) is answered \(code), \(found?.committedOffset ?? .none)")
                }
                return nil
            }
        }
    }

    /// Until each group's commit is taken.
    func commitAll(_ count: Int, _ offset: Int64) throws {
        try untilNoneIsLeft(count) { groups in
            var refused: [Int] = []
            var rest = groups[...]
            let requests = groups.map { GroupBroker.commit("group-\($0)", offset) }
            try asker.ask(requests, version: 8, inFlight: Self.groupsPerRequest) { answer in
                let number = rest.removeFirst()
                let code = answer.topics.first?.partitions.first?.errorCode ?? .unknownServerError
                if code.isOfLoading { return refused.append(number) }
                try GroupBroker.check(answer)
            }
            return refused
        }
    }

    /// - Parameter ask: asks about some of the groups; returns those that are to be asked about again.
    private func untilNoneIsLeft(_ count: Int, _ ask: ([Int]) throws -> [Int]) throws {
        var left = Array(0..<count)
        while !left.isEmpty {
            var again: [Int] = []
            for start in stride(from: 0, to: left.count, by: Self.groupsPerRequest) {
                again += try ask(Array(left[start..<min(start + Self.groupsPerRequest, left.count)]))
            }
            guard ContinuousClock.now < deadline else { throw BenchError("\(again.count) groups are silent") }
            if again.count == left.count { usleep(1_000) }
            left = again
        }
    }
}
