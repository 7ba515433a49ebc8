import ArgumentParser
import MartletClient
import MartletModel

struct BrokerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "Take everything away from a broker, or the broker from the cluster.",
        subcommands: [BrokerDrain.self, BrokerRemove.self])
}

/// How replicas are moved away from a broker.
struct DrainOptions: ParsableArguments {
    @Option(help: "How many partitions are on their way at a time.")
    var atOnce = 10

    @OptionGroup var limit: ThrottleOptions

    func validate() throws {
        if !(1...10_000).contains(atOnce) { throw ValidationError("--at-once is 1 to 10000") }
    }

    /// Moves all replicas of the broker to others, and returns when they are there: how many there were.
    func drain(_ id: BrokerID, _ admin: Admin) async throws -> Int {
        let cluster = try await admin.describeCluster(includingFenced: true)
        guard cluster.brokers.contains(where: { $0.id == id }) else {
            throw CommandError("there is no broker \(id)")
        }
        let plan = DrainPlan(
            draining: id, topics: try await admin.listTopics(),
            brokers: cluster.brokers.filter { !$0.isFenced })
        if let first = plan.stuck.first {
            throw CommandError(
                "\(plan.stuck.count) partitions, \(first) the first of them, have replicas on all other "
                    + "brokers already: add a broker, or give them fewer replicas")
        }
        let moves = Dictionary(
            plan.moves.map { ($0.partition, $0.replicas) }, uniquingKeysWith: { first, _ in first })
        try await MoveThrottle(admin: admin).during(moves, at: limit.throttle) {
            try await carryOut(plan, admin)
        }
        return plan.moves.count
    }

    private func carryOut(_ plan: DrainPlan, _ admin: Admin) async throws {
        var done = 0
        while done < plan.moves.count {
            let batch = plan.moves[done..<min(done + atOnce, plan.moves.count)]
            try await admin.reassign(
                Dictionary(
                    batch.map { ($0.partition, Optional($0.replicas)) },
                    uniquingKeysWith: { first, _ in first }
                ))
            try await ReassignmentWait.wait(for: Set(batch.map(\.partition)), admin)
            done += batch.count
            StandardError.write("moved \(done) of \(plan.moves.count) replicas\n")
        }
    }
}

struct BrokerDrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Move all replicas of a broker to the others.",
        discussion: """
            The broker goes on serving what it still has, and may be given replicas of new topics. When the \
            command returns none is left of those that there were.
            """)

    @Argument(help: "The broker's node.id.")
    var id: Int32

    @OptionGroup var options: DrainOptions

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let count = try await connection.withClient { client in
            try await options.drain(BrokerID(id), Admin(client: client))
        }
        print("broker \(id) has no replicas any more; \(count) were moved")
    }
}

struct BrokerRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Move everything away from a broker, and make the cluster forget it.",
        discussion: """
            A broker that runs would register again: the command moves its replicas away, waits until it is \
            stopped, and unregisters it then.
            """)

    @Argument(help: "The broker's node.id.")
    var id: Int32

    @OptionGroup var options: DrainOptions

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.withClient { client in
            let admin = Admin(client: client)
            let broker = BrokerID(id)
            let count = try await options.drain(broker, admin)
            if try await isRunning(broker, admin) {
                StandardError.write("broker \(id) has no replicas any more: stop it now\n")
            }
            while try await isRunning(broker, admin) { try await Task.sleep(for: ReassignmentWait.pause) }
            try await admin.unregisterBroker(broker)
            print("broker \(id) is removed; \(count) replicas were moved")
        }
    }

    private func isRunning(_ id: BrokerID, _ admin: Admin) async throws -> Bool {
        try await admin.describeCluster(includingFenced: true).brokers.contains {
            $0.id == id && !$0.isFenced
        }
    }
}
