import ArgumentParser
import MartletClient
import MartletModel

struct QuorumDescribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Print who leads the quorum, and how far its members are.")

    @Flag(help: "Only the quorum as a whole.")
    var status = false

    @Flag(help: "Only its members, one by one.")
    var replication = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if status, replication { throw ValidationError("--status and --replication exclude each other") }
    }

    func run() async throws {
        let quorum = try await connection.withClient { try await Admin(client: $0).describeQuorum() }
        if json {
            var text = JSONText()
            text.object { $0.add(quorum) }
            print(String(buffer: text.bytes))
            return
        }
        if !replication { printStatus(quorum) }
        if !status, !replication { print() }
        if !status { printReplication(quorum) }
    }

    private func printStatus(_ quorum: QuorumDescription) {
        let worst = quorum.voters.map { quorum.lag(of: $0) }.max() ?? 0
        print("leader           \(quorum.leader)")
        print("leader epoch     \(quorum.leaderEpoch)")
        print("high watermark   \(quorum.highWatermark)")
        print("worst voter lag  \(worst) records")
        print("voters           \(ids(quorum.voters))")
        print("observers        \(ids(quorum.observers))")
    }

    private func ids(_ replicas: [QuorumDescription.Replica]) -> String {
        replicas.isEmpty ? "none" : replicas.map(\.id.description).joined(separator: ", ")
    }

    private func printReplication(_ quorum: QuorumDescription) {
        // All times are the leader's; what it says of itself is now.
        let own = quorum.voters.first { $0.id == quorum.leader }
        let now = (quorum.voters + quorum.observers).compactMap(\.lastFetchTimestamp).max()
        var table = Table(
            ["NODE", "STATUS", "LOG END", "LAG", "LAST FETCH", "CAUGHT UP", "DIRECTORY ID", "ENDPOINT"],
            rightAligned: [0, 2, 3, 4, 5])
        for (replica, isVoter) in quorum.voters.map({ ($0, true) }) + quorum.observers.map({ ($0, false) }) {
            let isLeader = isVoter && replica.id == quorum.leader
            let reference = own?.lastFetchTimestamp ?? now
            table.append([
                replica.id.description, isLeader ? "leader" : isVoter ? "voter" : "observer",
                replica.endOffset.description, quorum.lag(of: replica).description,
                isLeader ? "-" : Self.age(replica.lastFetchTimestamp, reference),
                isLeader ? "-" : Self.age(replica.lastCaughtUpTimestamp, reference),
                replica.directoryID?.description ?? "-",
                quorum.endpoints[replica.id]?.first?.address.description ?? "-",
            ])
        }
        print(table.text, terminator: "")
    }

    private static func age(_ timestamp: Int64?, _ now: Int64?) -> String {
        guard let timestamp, let now else { return "never" }
        let milliseconds = max(0, now - timestamp)
        return milliseconds < 10_000 ? "\(milliseconds) ms ago" : "\(milliseconds / 1_000) s ago"
    }
}

extension JSONText {
    mutating func add(_ quorum: QuorumDescription) {
        number("leaderId", Int64(quorum.leader.rawValue))
        number("leaderEpoch", Int64(quorum.leaderEpoch.rawValue))
        number("highWatermark", quorum.highWatermark.rawValue)
        for (name, replicas) in [("voters", quorum.voters), ("observers", quorum.observers)] {
            array(name) { text in
                for replica in replicas { text.object { $0.add(replica, of: quorum) } }
            }
        }
    }

    private mutating func add(_ replica: QuorumDescription.Replica, of quorum: QuorumDescription) {
        number("id", Int64(replica.id.rawValue))
        string("directoryId", replica.directoryID?.description)
        number("logEndOffset", replica.endOffset.rawValue)
        number("lag", quorum.lag(of: replica))
        if let time = replica.lastFetchTimestamp { number("lastFetchTimestamp", time) }
        if let time = replica.lastCaughtUpTimestamp { number("lastCaughtUpTimestamp", time) }
        array("endpoints") { text in
            for endpoint in quorum.endpoints[replica.id] ?? [] {
                text.string(nil, "\(endpoint.listener)://\(endpoint.address)")
            }
        }
    }
}
