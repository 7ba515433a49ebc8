import Logging
import MartletMetadata
import MartletModel
import MartletStorage
import NIOCore

@testable import MartletNode

/// Several nodes on one simulated world, and the network between them.
final class SimulatedCluster {
    let world = SimulatedWorld()
    let network: SimulatedNetwork
    /// On which brokers copy partitions from one another.
    let replication: SimulatedBrokerNetwork
    private(set) var nodes: [BrokerID: SimulatedNode] = [:]
    private let controllerCount: Int32
    private let brokers: ClosedRange<Int32>
    private let settings: [String]

    /// Nodes with directories that are formatted for one cluster: controllers from 1 on, and the brokers.
    /// Those that are both have both roles.
    init(
        controllers count: Int32 = 3, brokers: ClosedRange<Int32> = 1...3, _ settings: [String] = []
    ) throws {
        controllerCount = count
        self.brokers = brokers
        self.settings = settings
        network = SimulatedNetwork(world: world)
        replication = SimulatedBrokerNetwork(world: world)
        for id in 1...max(count, brokers.upperBound) { try start(BrokerID(id)) }
        world.settle()
    }

    private func isController(_ id: BrokerID) -> Bool { id.rawValue <= controllerCount }

    private func isBroker(_ id: BrokerID) -> Bool { brokers.contains(id.rawValue) }

    /// The brokers that run, in the order of their ids.
    var runningBrokers: [BrokerID] { nodes.keys.filter(isBroker).sorted() }

    static func address(_ id: BrokerID) -> NodeAddress { NodeAddress(host: "c\(id)", port: 9_093) }

    static func clientAddress(_ id: BrokerID) -> NodeAddress { NodeAddress(host: "b\(id)", port: 9_092) }

    /// Starts a node on what its directory holds.
    func start(_ id: BrokerID) throws {
        var generator = SystemRandomNumberGenerator()
        let directory = "/data\(id)"
        try LogDirectory.open(
            directory, fileSystem: world.fileSystem, nodeID: id, clusterID: "a-cluster-of-several-nodes",
            using: &generator
        ).release()
        let voters = (1...controllerCount).map { "\($0)@c\($0):9093" }.joined(separator: ",")
        var (roles, listeners): ([String], [String]) = ([], [])
        var endpoints = ControlPlane.Endpoints(clients: [])
        if isBroker(id) {
            roles.append("broker")
            listeners.append("PLAINTEXT://b\(id):9092")
            endpoints.clients = [Listener(name: "PLAINTEXT", host: "b\(id)", port: 9_092)]
        }
        if isController(id) {
            roles.append("controller")
            listeners.append("CONTROLLER://c\(id):9093")
            endpoints.controllers = [Listener(name: "CONTROLLER", host: "c\(id)", port: 9_093)]
        }
        let node = try SimulatedNode(
            [
                "log.dirs=\(directory)", "node.id=\(id)",
                "process.roles=\(roles.joined(separator: ","))",
                "listeners=\(listeners.joined(separator: ","))",
                "controller.listener.names=CONTROLLER", "controller.quorum.voters=\(voters)",
            ] + settings,
            world: world, peers: SimulatedPeers(network: network, replication: replication, from: id),
            endpoints: endpoints)
        nodes[id] = node
        network.dead.remove(id)
        network.gone.remove(id)
        if isController(id) { network.nodes[Self.address(id)] = (id, node.node.controlPlane) }
        guard isBroker(id) else { return }
        network.brokers[Self.clientAddress(id)] = id
        replication.add(node, at: Self.clientAddress(id))
        replication.reconnect(id)
    }

    /// The node's process dies. Its machine stays: connections to it are refused, those of it break.
    func kill(_ id: BrokerID) {
        nodes[id]?.process.kill()
        leave(id)
        world.fileSystem.processDied()
    }

    /// Stops nodes in order, all at once; false if they do not end.
    func stop(_ ids: [BrokerID]) -> Bool {
        let flags = ids.map { _ in Flag() }
        for (id, flag) in zip(ids, flags) { nodes[id]?.node.stop { flag.isSet = true } }
        guard pass(until: { flags.allSatisfy(\.isSet) }) else { return false }
        for id in ids { leave(id) }
        return true
    }

    private func leave(_ id: BrokerID) {
        nodes[id] = nil
        network.leave(id)
        replication.remove(Self.clientAddress(id))
        replication.cutOff(id)
    }

    func connect(to id: BrokerID) throws -> SimulatedClient {
        guard let node = nodes[id] else { throw NoSuchNode(id: id) }
        return node.connect()
    }

    struct NoSuchNode: Error {
        var id: BrokerID
    }

    /// The nodes that take themselves for the active controller.
    var controllers: [BrokerID] {
        nodes.filter { $0.value.node.controlPlane.assumeIsolated { $0.active != nil } }.map(\.key).sorted()
    }

    var images: [BrokerID: ClusterImage] {
        nodes.mapValues { $0.node.controlPlane.assumeIsolated { $0.image } }
    }

    /// Lets time pass until something is so, for a minute at most.
    func pass(until isSo: () -> Bool) -> Bool {
        for _ in 0..<6_000 {
            if isSo() { return true }
            world.pass(.milliseconds(10))
        }
        return isSo()
    }

    /// All nodes are brokers in service, and one of them is the active controller.
    func settle() -> Bool {
        pass {
            let ids = Set(self.runningBrokers)
            return self.controllers.count == 1
                && self.images.values.allSatisfy { image in
                    Set(image.brokers.values.filter(\.isActive).map(\.id)) == ids
                }
        }
    }
}

extension SimulatedCluster: CustomStringConvertible {
    /// What each node thinks.
    var description: String {
        nodes.sorted { $0.key < $1.key }.map { id, node in
            let failure = node.failure.map { "\($0), " } ?? ""
            return node.node.controlPlane.assumeIsolated { plane in
                let role = plane.driver.map { "\($0.replica.epoch) \($0.replica.role)" } ?? "no replica"
                let brokers = plane.image.sortedBrokers
                    .map { "\($0.id)\($0.isFenced ? "-" : "+")\($0.isInControlledShutdown ? "!" : "")" }
                return "\(id): \(failure)\(plane.calls.location), active \(plane.active != nil), "
                    + "\(plane.broker.map { "\($0.lifecycle.state)" } ?? "-"), offset \(plane.image.offset), "
                    + "brokers \(brokers), \(role)"
            }
        }.joined(separator: "\n")
    }
}

/// The way between the nodes of a simulated cluster. It takes a millisecond.
// Sendable: a test uses it from one thread only.
final class SimulatedNetwork: @unchecked Sendable {
    let world: SimulatedWorld
    var nodes: [NodeAddress: (id: BrokerID, plane: ControlPlane)] = [:]
    /// Those that take clients.
    var brokers: [NodeAddress: BrokerID] = [:]
    /// Nothing comes from these, nor gets to them. Their connections stand.
    var dead: Set<BrokerID> = []
    /// Their processes have ended.
    fileprivate var gone: Set<BrokerID> = []
    private var links: [Link: SimulatedLink] = [:]
    private var calls: [(to: NodeAddress, call: SimulatedCall)] = []

    private struct Link: Hashable {
        var from: BrokerID
        var to: NodeAddress
        var channel: PeerChannel
    }

    init(world: SimulatedWorld) {
        self.world = world
    }

    /// Nobody listens where the node did, and its connections to others are gone.
    func leave(_ id: BrokerID) {
        gone.insert(id)
        let addresses = nodes.filter { $0.value.id == id }.keys
        for (address, call) in calls where addresses.contains(address) { call.end(.failure(.disconnected)) }
        nodes = nodes.filter { $0.value.id != id }
        brokers = brokers.filter { $0.value != id }
        for (link, connection) in links where link.from == id {
            links[link] = nil
            guard !dead.contains(id), let (target, plane) = nodes[link.to], !dead.contains(target) else {
                continue
            }
            plane.run { $0.disconnected(ObjectIdentifier(connection)) }
        }
    }

    private func link(from sender: BrokerID, to address: NodeAddress, on channel: PeerChannel)
        -> SimulatedLink
    {
        let key = Link(from: sender, to: address, channel: channel)
        let link = links[key] ?? SimulatedLink()
        links[key] = link
        return link
    }

    fileprivate func deliver(
        _ request: ByteBuffer, from sender: BrokerID, to address: NodeAddress, on channel: PeerChannel,
        timeout: Duration, _ completion: @escaping @Sendable (Result<ByteBuffer, PeerFailure>) -> Void
    ) {
        let loop = SimulatedLoop(world: world)
        let call = SimulatedCall(completion)
        calls.removeAll { !$0.call.isOpen }
        calls.append((address, call))
        _ = loop.schedule(after: timeout) { call.end(.failure(.timedOut)) }
        _ = loop.schedule(after: .milliseconds(1)) {
            guard !self.dead.contains(sender), !self.gone.contains(sender) else { return }
            if channel == .checks {
                guard let broker = self.brokers[address] else { return call.end(.failure(.refused)) }
                if !self.dead.contains(broker) { call.end(.success(ByteBuffer())) }
                return
            }
            guard let (id, plane) = self.nodes[address] else { return call.end(.failure(.refused)) }
            guard !self.dead.contains(id) else {
                return call.end(.failure(.unreachable(reason: "nobody is there")))
            }
            let link = self.link(from: sender, to: address, on: channel)
            let connection = SimulatedPeerConnection(link) { frame in
                _ = loop.schedule(after: .milliseconds(1)) {
                    if self.dead.contains(sender) || self.dead.contains(id) { return }
                    call.end(frame.map { .success($0) } ?? .failure(.disconnected))
                }
            }
            plane.run { $0.receive(request, number: 1, on: connection) }
        }
    }
}

// Sendable: a test uses it from one thread only.
private final class SimulatedCall: @unchecked Sendable {
    private var completion: (@Sendable (Result<ByteBuffer, PeerFailure>) -> Void)?

    init(_ completion: @escaping @Sendable (Result<ByteBuffer, PeerFailure>) -> Void) {
        self.completion = completion
    }

    var isOpen: Bool { completion != nil }

    func end(_ result: Result<ByteBuffer, PeerFailure>) {
        completion.take()?(result)
    }
}

struct SimulatedPeers: PeerNetwork {
    let network: SimulatedNetwork
    let replication: SimulatedBrokerNetwork
    let from: BrokerID

    func send(
        _ request: ByteBuffer, to address: NodeAddress, on channel: PeerChannel, timeout: Duration,
        completion: @escaping @Sendable (Result<ByteBuffer, PeerFailure>) -> Void
    ) {
        if case .replication = channel {
            return SimulatedBrokerPeers(network: replication, from: from).send(
                request, to: address, on: channel, timeout: timeout, completion: completion)
        }
        network.deliver(request, from: from, to: address, on: channel, timeout: timeout, completion)
    }
}

/// A connection from one node to another, for as long as both live.
final class SimulatedLink: Sendable {}

/// A request on a connection to the controllers' listener.
// Sendable: a test uses it from one thread only.
final class SimulatedPeerConnection: ConnectedClient, @unchecked Sendable {
    private let link: SimulatedLink
    private let answered: (ByteBuffer?) -> Void
    let listenerName = "CONTROLLER"
    let clientHost = "127.0.0.1"

    var id: ObjectIdentifier { ObjectIdentifier(link) }

    /// - Parameter answered: gets the answer without its size, or nil where the connection is closed.
    init(_ link: SimulatedLink = SimulatedLink(), _ answered: @escaping (ByteBuffer?) -> Void) {
        self.link = link
        self.answered = answered
    }

    func mute(for time: Duration) {}

    func complete(request number: UInt64, with reply: Reply) {
        guard case .response(let sources) = reply else { return answered(nil) }
        var bytes = ByteBuffer()
        for case .buffer(var buffer) in sources { bytes.writeBuffer(&buffer) }
        answered(bytes.withoutSize)
    }
}
