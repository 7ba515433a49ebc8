import DequeModule
import MartletMetadata
import MartletModel
import MartletStorage
import NIOCore

@testable import MartletNode

/// The way from brokers to brokers, a millisecond long: connections whose answers come in the order of the
/// requests, as on sockets.
// Sendable: a test uses it from one thread only.
final class SimulatedBrokerNetwork: @unchecked Sendable {
    struct Route: Hashable {
        var from: BrokerID
        var to: NodeAddress
        var channel: PeerChannel
    }

    let world: SimulatedWorld
    private var brokers: [NodeAddress: SimulatedNode] = [:]
    private var connections: [Route: SimulatedBrokerConnection] = [:]
    /// Nothing that these ask gets anywhere.
    private(set) var cutOff: Set<BrokerID> = []
    /// What is done to an answer's bytes on their way, if anything is.
    var tamper: ((ByteBuffer) -> ByteBuffer)?

    init(world: SimulatedWorld) {
        self.world = world
    }

    func add(_ node: SimulatedNode, at address: NodeAddress) {
        brokers[address] = node
    }

    /// Nobody listens there any more, and connections are lost.
    func remove(_ address: NodeAddress) {
        brokers[address] = nil
        for (route, connection) in connections where route.to == address {
            connections[route] = nil
            connection.fail(.disconnected)
        }
    }

    /// A broker's connections to others are lost, and it gets no new ones.
    func cutOff(_ id: BrokerID) {
        cutOff.insert(id)
        for (route, connection) in connections where route.from == id {
            connections[route] = nil
            connection.fail(.disconnected)
        }
    }

    func reconnect(_ id: BrokerID) {
        cutOff.remove(id)
    }

    fileprivate func send(
        _ request: ByteBuffer, on route: Route, timeout: Duration,
        _ completion: @escaping @Sendable (Result<ByteBuffer, PeerFailure>) -> Void
    ) {
        let loop = SimulatedLoop(world: world)
        guard let node = brokers[route.to], !cutOff.contains(route.from) else {
            _ = loop.schedule(after: .milliseconds(1)) {
                completion(.failure(.unreachable(reason: "nobody is there")))
            }
            return
        }
        let connection = connections[route] ?? SimulatedBrokerConnection(to: node, loop: loop, network: self)
        connections[route] = connection
        let number = connection.add(completion)
        _ = loop.schedule(after: .milliseconds(1)) { connection.receive(request, number) }
        _ = loop.schedule(after: timeout) { connection.timedOut(number) }
    }
}

/// One connection between brokers.
// Sendable: a test uses it from one thread only.
private final class SimulatedBrokerConnection: ConnectedClient, @unchecked Sendable {
    typealias Completion = @Sendable (Result<ByteBuffer, PeerFailure>) -> Void

    private struct Call {
        var number: UInt64
        var completion: Completion?
        var reply: Reply?
    }

    private let shard: Shard
    private let loop: SimulatedLoop
    private let network: SimulatedBrokerNetwork
    private var calls: Deque<Call> = []
    private var count: UInt64 = 0
    let listenerName = "PLAINTEXT"
    let clientHost = "127.0.0.1"

    var id: ObjectIdentifier { ObjectIdentifier(self) }

    init(to node: SimulatedNode, loop: SimulatedLoop, network: SimulatedBrokerNetwork) {
        shard = node.node.shards[0]
        self.loop = loop
        self.network = network
    }

    func add(_ completion: @escaping Completion) -> UInt64 {
        count += 1
        calls.append(Call(number: count, completion: completion))
        return count
    }

    func receive(_ request: ByteBuffer, _ number: UInt64) {
        guard calls.contains(where: { $0.number == number }) else { return }
        shard.assumeIsolated { $0.receive(request, number: number, on: self) }
    }

    func mute(for time: Duration) {}

    func complete(request number: UInt64, with reply: Reply) {
        guard let index = calls.firstIndex(where: { $0.number == number }) else { return }
        calls[index].reply = reply
        while let reply = calls.first?.reply {
            guard let completion = calls.removeFirst().completion, case .response(let sources) = reply
            else { continue }
            let bytes = network.tamper?(Self.bytes(sources)) ?? Self.bytes(sources)
            _ = loop.schedule(after: .milliseconds(1)) { completion(.success(bytes)) }
        }
    }

    private static func bytes(_ sources: [ByteSource]) -> ByteBuffer {
        var bytes = ByteBuffer()
        for source in sources {
            switch source {
            case .buffer(let buffer): bytes.writeImmutableBuffer(buffer)
            case .file(let slice): bytes.writeImmutableBuffer((try? slice.read()) ?? ByteBuffer())
            }
        }
        return bytes.withoutSize
    }

    func timedOut(_ number: UInt64) {
        guard let index = calls.firstIndex(where: { $0.number == number }) else { return }
        calls[index].completion.take()?(.failure(.timedOut))
    }

    func fail(_ failure: PeerFailure) {
        shard.assumeIsolated { [id] in $0.disconnected(id) }
        let lost = calls.compactMap(\.completion)
        calls = []
        for completion in lost { completion(.failure(failure)) }
    }
}

struct SimulatedBrokerPeers: PeerNetwork {
    let network: SimulatedBrokerNetwork
    let from: BrokerID

    func send(
        _ request: ByteBuffer, to address: NodeAddress, on channel: PeerChannel, timeout: Duration,
        completion: @escaping @Sendable (Result<ByteBuffer, PeerFailure>) -> Void
    ) {
        network.send(
            request, on: .init(from: from, to: address, channel: channel), timeout: timeout, completion)
    }
}
