import Glibc
import MartletBroker
import MartletClient
import MartletModel

/// What a local cluster's processes and its nodes say of themselves.
struct ClusterState: Equatable {
    struct Node: Equatable {
        var id: BrokerID
        var roles: String
        /// Of the process, and of the broker in it.
        var state: String
        /// leader, voter or observer; nil while nobody says.
        var quorum: String?
        var clients: String?
        var controllers: String?
        var processID: Int32?
    }

    /// Nil while nobody says.
    var leader: BrokerID?
    var leaderEpoch: LeaderEpoch?
    var nodes: [Node]

    /// Whether every node does what it is for.
    var isComplete: Bool {
        leader != nil && nodes.allSatisfy { $0.state == "in service" || $0.state == "running" }
    }

    static func observe(_ processes: ClusterProcesses, _ client: Client?) async -> ClusterState {
        var quorum: QuorumDescription?
        var brokers: [BrokerID: ClusterDescription.Broker] = [:]
        if let client {
            let admin = Admin(client: client)
            quorum = try? await admin.describeQuorum()
            let described = try? await admin.describeCluster(includingFenced: true).brokers
            brokers = Dictionary(
                (described ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let nodes = processes.cluster.nodes.map { node in
            let roles = node.configuration.roles
            return Node(
                id: node.id,
                roles: [roles.isBroker ? "broker" : nil, roles.isController ? "controller" : nil]
                    .compactMap { $0 }.joined(separator: ","),
                state: state(of: node, processes, brokers[node.id]),
                quorum: quorum.flatMap { part(of: node.id, in: $0) },
                clients: node.clientAddress?.description, controllers: node.controllerAddress?.description,
                processID: processes.isRunning(node) ? processes.processID(node) : nil)
        }
        return ClusterState(leader: quorum?.leader, leaderEpoch: quorum?.leaderEpoch, nodes: nodes)
    }

    private static func state(
        of node: LocalCluster.Node, _ processes: ClusterProcesses, _ broker: ClusterDescription.Broker?
    ) -> String {
        switch processes.end(node) {
        case .exited(let code): return "ended with exit code \(code)"
        case .killed(let signal): return "killed by signal \(signal)"
        case nil: break
        }
        guard processes.isServing(node) else { return "starting" }
        guard node.configuration.roles.isBroker else { return "running" }
        return broker.map { $0.isFenced ? "fenced" : "in service" } ?? "unknown"
    }

    private static func part(of id: BrokerID, in quorum: QuorumDescription) -> String? {
        if quorum.leader == id { return "leader" }
        if quorum.voters.contains(where: { $0.id == id }) { return "voter" }
        return quorum.observers.contains { $0.id == id } ? "observer" : nil
    }

    // MARK: Telling

    var text: String {
        var table = Table(
            ["NODE", "ROLES", "STATE", "QUORUM", "CLIENTS", "CONTROLLERS", "PROCESS"], rightAligned: [0, 6])
        for node in nodes {
            table.append([
                node.id.description, node.roles, node.state, node.quorum ?? "-", node.clients ?? "-",
                node.controllers ?? "-", node.processID?.description ?? "-",
            ])
        }
        let head =
            leader.map { "leader \($0), epoch \(leaderEpoch?.description ?? "unknown")\n" }
            ?? "no leader is known\n"
        return head + table.text
    }

    func write(to text: inout JSONText) {
        text.object { text in
            if let leader { text.number("leaderId", Int64(leader.rawValue)) }
            if let leaderEpoch { text.number("leaderEpoch", Int64(leaderEpoch.rawValue)) }
            text.string("bootstrapServers", nodes.compactMap(\.clients).joined(separator: ","))
            text.array("nodes") { text in
                for node in nodes {
                    text.object { text in
                        text.number("id", Int64(node.id.rawValue))
                        text.string("roles", node.roles)
                        text.string("state", node.state)
                        if let quorum = node.quorum { text.string("quorum", quorum) }
                        if let clients = node.clients { text.string("clients", clients) }
                        if let controllers = node.controllers { text.string("controllers", controllers) }
                        if let processID = node.processID { text.number("process", Int64(processID)) }
                    }
                }
            }
        }
    }
}
