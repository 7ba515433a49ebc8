import MartletMetadata
import MartletModel
import MartletNode
import MartletStorage

/// A cluster of several nodes on this machine, in one directory: `node-1`, `node-2` … each with the node's
/// `server.properties` and its data. Nothing runs by it.
package struct LocalCluster: Sendable {
    package struct Node: Sendable {
        /// Its directory; `server.properties` and `data` are in it.
        package var directory: String
        package var configuration: BrokerConfiguration

        package var id: BrokerID { configuration.nodeID }
        package var propertiesPath: String { "\(directory)/server.properties" }
        package var dataPath: String { "\(directory)/data" }

        /// Where clients connect; nil for a controller alone.
        package var clientAddress: NodeAddress? { address(configuration.advertisedListeners) }
        /// Where other nodes reach the controller; nil for a broker alone.
        package var controllerAddress: NodeAddress? { address(configuration.advertisedControllerListeners) }

        private func address(_ listeners: [Listener]) -> NodeAddress? {
            listeners.first.map { NodeAddress(host: $0.host, port: $0.port) }
        }
    }

    package struct Shape: Sendable, Equatable {
        /// How many brokers there are.
        package var brokerCount: Int
        /// How many controllers there are beside the brokers; nil: up to three of the brokers are controllers
        /// too.
        package var controllerCount: Int?
        /// Settings of every node, as `key=value`.
        package var settings: [String]
        /// Where the nodes' ports are chosen from. Unless said, below those that the system chooses for
        /// outgoing connections.
        package var ports: ClosedRange<UInt16>

        package init(
            brokerCount: Int, controllerCount: Int? = nil, settings: [String] = [],
            ports: ClosedRange<UInt16> = 10_000...32_000
        ) {
            self.brokerCount = brokerCount
            self.controllerCount = controllerCount
            self.settings = settings
            self.ports = ports
        }

        /// The nodes' roles, in the order of their ids, which begin with 1.
        var roles: [ProcessRoles] {
            if let controllerCount {
                return Array(repeating: .broker, count: brokerCount)
                    + Array(repeating: .controller, count: controllerCount)
            }
            return (0..<brokerCount).map { $0 < 3 ? .combined : .broker }
        }
    }

    package let directory: String
    /// In the order of their ids.
    package let nodes: [Node]

    private static let nodePrefix = "node-"

    package var bootstrapServers: [NodeAddress] { nodes.compactMap(\.clientAddress) }

    /// The cluster that is in the directory; nil if there is none.
    package static func open(in directory: String) throws -> LocalCluster? {
        let fileSystem = POSIXFileSystem()
        guard try fileSystem.attributes(directory) != nil else { return nil }
        let paths = try fileSystem.list(directory).map(\.name).filter { $0.hasPrefix(nodePrefix) }
            .map { "\(directory)/\($0)" }
        let nodes = try paths.map { path in
            let text = try fileSystem.read("\(path)/server.properties")
            return Node(
                directory: path, configuration: try BrokerConfiguration(properties: String(buffer: text)))
        }
        guard !nodes.isEmpty else { return nil }
        return LocalCluster(directory: directory, nodes: nodes.sorted { $0.id < $1.id })
    }

    /// Lays out a new cluster: chooses free ports of the loopback interface, writes each node's
    /// `server.properties` and formats its data directory. The quorum's members stand in its log, so that
    /// they can change (KIP-853).
    ///
    /// - Parameter directory: an absolute path; it is made if it is missing.
    package static func make(_ shape: Shape, in directory: String) throws -> LocalCluster {
        precondition(shape.brokerCount > 0, "a cluster has brokers")
        let fileSystem = POSIXFileSystem()
        var random = SystemRandomNumberGenerator()
        let roles = shape.roles
        let ports = try FreePorts.choose(roles.count * 2, from: shape.ports, using: &random)
        let controllers = roles.indices.filter { roles[$0].isController }
        let voters = controllers.map { index in
            NodeFormat.FirstVoter(
                id: BrokerID(Int32(index + 1)), directoryID: DirectoryID(Uuid.random(using: &random)),
                address: NodeAddress(host: "127.0.0.1", port: ports[2 * index + 1]))
        }
        let clusterID = Uuid.random(using: &random).description
        var nodes: [Node] = []
        for (index, roles) in roles.enumerated() {
            let path = "\(directory)/\(nodePrefix)\(index + 1)"
            let text = properties(
                index: index, roles, ports: ports, voters: voters, data: "\(path)/data",
                settings: smallClusterSettings(shape.brokerCount) + shape.settings)
            let node = Node(directory: path, configuration: try BrokerConfiguration(properties: text))
            try fileSystem.createDirectory(path)
            try fileSystem.replace(node.propertiesPath, with: .init(string: text))
            _ = try NodeFormat(
                configuration: node.configuration, clusterID: clusterID,
                voters: roles.isController ? .these(voters) : .configured
            ).run(fileSystem: fileSystem, now: SystemClock().now(), using: &random)
            nodes.append(node)
        }
        return LocalCluster(directory: directory, nodes: nodes)
    }

    /// Where there are fewer brokers than Kafka's defaults ask for.
    private static func smallClusterSettings(_ brokerCount: Int) -> [String] {
        brokerCount < 3 ? ["offsets.topic.replication.factor=\(max(1, brokerCount))"] : []
    }

    private static func properties(
        index: Int, _ roles: ProcessRoles, ports: [UInt16], voters: [NodeFormat.FirstVoter], data: String,
        settings: [String]
    ) -> String {
        var listeners: [String] = []
        if roles.isBroker { listeners.append("PLAINTEXT://127.0.0.1:\(ports[2 * index])") }
        if roles.isController { listeners.append("CONTROLLER://127.0.0.1:\(ports[2 * index + 1])") }
        let names = (roles.isBroker ? ["broker"] : []) + (roles.isController ? ["controller"] : [])
        let lines = [
            "process.roles=\(names.joined(separator: ","))", "node.id=\(index + 1)",
            "listeners=\(listeners.joined(separator: ","))", "controller.listener.names=CONTROLLER",
            "controller.quorum.bootstrap.servers=\(voters.map(\.address.description).joined(separator: ","))",
            "log.dirs=\(data)",
        ]
        return (lines + settings).joined(separator: "\n") + "\n"
    }
}
