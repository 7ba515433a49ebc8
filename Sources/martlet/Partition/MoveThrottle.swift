import ArgumentParser
import MartletClient
import MartletModel

/// `--throttle`, of commands that move replicas.
struct ThrottleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            How fast each broker copies, and is copied from, for this. The command returns when the replicas \
            are where they are to be, and takes the throttle back.
            """, valueName: "bytes-per-second"))
    var throttle: Int64?

    func validate() throws {
        if let throttle, throttle < 1 { throw ValidationError("--throttle is 1 at least") }
    }
}

/// The configurations by which Kafka throttles moves (KIP-73): two rates of each broker, two lists of each
/// topic. In-sync replicas and other topics are not held back.
struct MoveThrottle {
    static let leaderRate = "leader.replication.throttled.rate"
    static let followerRate = "follower.replication.throttled.rate"
    static let leaderReplicas = "leader.replication.throttled.replicas"
    static let followerReplicas = "follower.replication.throttled.replicas"

    let admin: Admin

    /// Does `body` with these moves throttled, where a rate is given; the throttle is taken back however it
    /// ends, unless the process is killed.
    func during(
        _ moves: [TopicPartition: [BrokerID]], at bytesPerSecond: Int64?, _ body: () async throws -> Void
    ) async throws {
        guard let bytesPerSecond, !moves.isEmpty else { return try await body() }
        let topics = try await admin.listTopics().filter { topic in
            moves.keys.contains { $0.topic == topic.name }
        }
        let plan = ThrottlePlan(moves: moves, topics: topics)
        do {
            try await set(plan, bytesPerSecond)
            try await body()
        } catch {
            try? await takeBack(plan)
            StandardError.write("what is still on its way is not throttled any more\n")
            throw error
        }
        try await takeBack(plan)
    }

    private func set(_ plan: ThrottlePlan, _ bytesPerSecond: Int64) async throws {
        for topic in plan.topics {
            let lists = try await lists(of: topic)
            var changes: [ConfigurationChange] = []
            for (key, elements) in plan.lists(of: topic) where lists[key] != "*" && !elements.isEmpty {
                changes.append(.append(key, elements.joined(separator: ",")))
            }
            if !changes.isEmpty { try await admin.alterConfiguration(of: .topic(topic), changes) }
        }
        let rate = String(bytesPerSecond)
        for broker in plan.brokers {
            try await admin.alterConfiguration(
                of: .broker(broker), [.set(Self.leaderRate, rate), .set(Self.followerRate, rate)])
        }
    }

    /// A topic or broker that is gone meanwhile has taken its throttle along.
    private func takeBack(_ plan: ThrottlePlan) async throws {
        for broker in plan.brokers {
            try await unlessGone {
                try await admin.alterConfiguration(
                    of: .broker(broker), [.delete(Self.leaderRate), .delete(Self.followerRate)])
            }
        }
        for topic in plan.topics {
            try await unlessGone {
                let lists = try await lists(of: topic)
                let changes = plan.lists(of: topic).compactMap { key, elements -> ConfigurationChange? in
                    guard let now = lists[key], now != "*" else { return nil }
                    let isAll = Set(now.split(separator: ",").map(String.init)).isSubset(of: elements)
                    return isAll ? .delete(key) : .subtract(key, elements.joined(separator: ","))
                }
                if !changes.isEmpty { try await admin.alterConfiguration(of: .topic(topic), changes) }
            }
        }
    }

    /// Takes every throttle away, whoever set it: how many brokers and topics had one.
    func removeAll() async throws -> (brokers: Int, topics: Int) {
        var (brokers, topics) = (0, 0)
        for broker in try await admin.describeCluster(includingFenced: true).brokers where !broker.isFenced {
            let rates = [Self.leaderRate, Self.followerRate]
            let own = try await admin.describeConfiguration(of: .broker(broker.id), keys: rates)
                .filter { $0.source == .broker }
            if own.isEmpty { continue }
            brokers += 1
            try await admin.alterConfiguration(of: .broker(broker.id), own.map { .delete($0.name) })
        }
        for topic in try await admin.listTopics() {
            try await unlessGone {
                let own = try await lists(of: topic.name)
                if own.isEmpty { return }
                topics += 1
                try await admin.alterConfiguration(
                    of: .topic(topic.name), own.keys.sorted().map { .delete($0) })
            }
        }
        return (brokers, topics)
    }

    /// The topic's own, by their names.
    private func lists(of topic: String) async throws -> [String: String] {
        let entries = try await admin.describeConfiguration(
            of: .topic(topic), keys: [Self.leaderReplicas, Self.followerReplicas])
        return Dictionary(
            entries.filter { $0.source == .topic }.map { ($0.name, $0.value ?? "") },
            uniquingKeysWith: { first, _ in first })
    }

    private func unlessGone(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch ClientError.unknownTopic {
            return
        } catch ClientError.refused(.brokerIdNotRegistered, _, _) {
            return
        }
    }
}

extension ThrottlePlan {
    fileprivate func lists(of topic: String) -> [(key: String, elements: [String])] {
        [
            (MoveThrottle.leaderReplicas, leaders[topic] ?? []),
            (MoveThrottle.followerReplicas, followers[topic] ?? []),
        ]
    }
}

struct PartitionUnthrottle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unthrottle",
        abstract: "Take away every throttle on moving replicas.",
        discussion: """
            Commands with --throttle take theirs back by themselves; one that was killed has left it behind. \
            What is on its way goes on unthrottled.
            """)

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let (brokers, topics) = try await connection.withClient { client in
            try await MoveThrottle(admin: Admin(client: client)).removeAll()
        }
        if brokers + topics == 0 { return print("nothing was throttled") }
        print("took the throttle away from \(brokers) brokers and \(topics) topics")
    }
}
