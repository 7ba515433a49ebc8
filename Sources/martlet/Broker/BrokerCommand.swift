import ArgumentParser
import MartletClient
import MartletModel

struct BrokerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "Take everything away from a broker, or the broker from the cluster.",
        subcommands: [
            BrokerDrain.self, BrokerRemove.self, BrokerCordon.self, BrokerUncordon.self,
        ])
}

/// How replicas are moved away from a broker.
struct DrainOptions: ParsableArguments {
    @Option(help: "How many partitions are on their way at a time.")
    var atOnce = 10

    @OptionGroup var limit: ThrottleOptions

    func validate() throws {
        if !(1...10_000).contains(atOnce) { throw ValidationError("--at-once is 1 to 10000") }
    }

    /// Cordons the broker, moves all its replicas to others, and returns when they are there: how many there
    /// were.
    func drain(_ id: BrokerID, _ admin: Admin) async throws -> Int {
        guard try await admin.describeCluster(includingFenced: true).brokers.contains(where: { $0.id == id })
        else { throw CommandError("there is no broker \(id)") }
        let cordon = Cordon(admin: admin)
        try await cordon.close(id)
        var moved: Set<TopicPartition> = []
        while true {
            // Once more at least: it may have got some before the controller heard of the cordon.
            let planned = try await plan(id, cordon).moves
            if planned.isEmpty { return moved.count }
            // Who was asked may not have heard yet that these are gone.
            let moves = planned.filter { !moved.contains($0.partition) }
            if moves.isEmpty {
                try await Task.sleep(for: ReassignmentWait.pause)
                continue
            }
            let targets = Dictionary(
                moves.map { ($0.partition, $0.replicas) }, uniquingKeysWith: { first, _ in first })
            try await MoveThrottle(admin: admin).during(targets, at: limit.throttle) {
                try await carryOut(moves, admin)
            }
            moved.formUnion(targets.keys)
        }
    }

    private func plan(_ id: BrokerID, _ cordon: Cordon) async throws -> DrainPlan {
        let brokers = try await cordon.admin.describeCluster().brokers
        let plan = DrainPlan(
            draining: id, topics: try await cordon.admin.listTopics(),
            brokers: try await cordon.openBrokers(of: brokers.filter { !$0.isFenced }))
        if let first = plan.stuck.first {
            throw CommandError(
                "\(plan.stuck.count) partitions, \(first) the first of them, have replicas on all other "
                    + "brokers already that take any: add a broker, or give them fewer replicas")
        }
        return plan
    }

    private func carryOut(_ moves: [DrainPlan.Move], _ admin: Admin) async throws {
        var done = 0
        while done < moves.count {
            let batch = moves[done..<min(done + atOnce, moves.count)]
            try await admin.reassign(
                Dictionary(
                    batch.map { ($0.partition, Optional($0.replicas)) },
                    uniquingKeysWith: { first, _ in first }
                ))
            try await ReassignmentWait.wait(for: Set(batch.map(\.partition)), admin)
            done += batch.count
            StandardError.write("moved \(done) of \(moves.count) replicas\n")
        }
    }
}

struct BrokerDrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Move all replicas of a broker to the others.",
        discussion: """
            The broker goes on serving what it still has, and is given nothing new, until `martlet broker \
            uncordon`. When the command returns it has no replicas.
            """)

    @Argument(help: "The broker's node.id.")
    var id: Int32

    @OptionGroup var options: DrainOptions

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let count = try await connection.withClient { client in
            try await options.drain(BrokerID(id), Admin(client: client))
        }
        print("broker \(id) has no replicas any more, and gets none; \(count) were moved")
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
            // Another broker with this id is to begin without it.
            try await Cordon(admin: admin).open(broker)
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
