import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore

@testable import MartletNode

/// A node on a simulated world, and the means to send it requests and look at its answers.
final class SimulatedNode {
    let world: SimulatedWorld
    let node: Node
    let process = SimulatedProcess()
    /// What the node said when it was ready; nil before.
    var start: NodeError?? { startOutcome.value }

    /// Why the node says that it cannot go on.
    var failure: NodeError? { startOutcome.failure }

    private let startOutcome = StartOutcome()

    // Sendable: a test uses it from one thread only.
    private final class StartOutcome: @unchecked Sendable {
        var value: NodeError??
        var failure: NodeError?
    }

    /// - Parameter beforeStart: what happens between the node's opening of its directories and its start.
    init(
        _ settings: [String] = [], shardCount: Int = 2, world: SimulatedWorld = SimulatedWorld(),
        peers: any PeerNetwork = NoPeers(),
        endpoints: ControlPlane.Endpoints = .init(
            clients: [Listener(name: "PLAINTEXT", host: "localhost", port: 9_092)]),
        beforeStart: () -> Void = {}
    ) throws {
        self.world = world
        let overrides = try (["log.dirs=/data"] + settings).map { try PropertiesText.Entry(override: $0) }
        let logger = Logger(label: "test") { [log = world.log] _ in RecordingLogHandler(log: log) }
        var environment = world.environment(shardCount: shardCount, of: process)
        environment.peers = peers
        node = try Node(
            configuration: BrokerConfiguration(overrides: overrides), environment: environment,
            logger: logger)
        beforeStart()
        node.whenFailed { [startOutcome] in startOutcome.failure = $0 }
        node.start(endpoints: endpoints.clients, controllerEndpoints: endpoints.controllers) {
            [startOutcome] error in
            startOutcome.value = .some(error)
        } recovered: {
        }
        world.settle()
    }

    func stop() {
        node.stop {}
        world.settle()
    }

    /// The shard that has the only partition that there is.
    var onlyOwner: Shard {
        node.shards.first { $0.assumeIsolated { !$0.partitions.isEmpty } } ?? node.shards[0]
    }

    /// Looks at the only partition that there is.
    func withReplica<Result: Sendable>(
        _ body: @Sendable (isolated Shard, PartitionReplica) -> Result
    ) -> Result? {
        onlyOwner.assumeIsolated { shard in
            guard let replica = shard.readyReplicas().first else { return nil }
            return body(shard, replica)
        }
    }

    /// The node as it comes back when the process has died, on what it left.
    func restart(_ settings: [String] = []) throws -> SimulatedNode {
        world.fileSystem.processDied()
        return try SimulatedNode(settings, world: SimulatedWorld(fileSystem: world.fileSystem))
    }

    func connect(toShard shard: Int = 0) -> SimulatedClient {
        SimulatedClient(node: self, shard: shard)
    }
}

/// A connection of a simulated client.
// Sendable: a test uses it from one thread only.
final class SimulatedClient: ConnectedClient, @unchecked Sendable {
    private let node: SimulatedNode
    private let shard: Shard
    private var count: UInt64 = 0
    private var replies: [UInt64: Reply] = [:]
    let listenerName = "PLAINTEXT"
    let clientHost = "127.0.0.1"

    var id: ObjectIdentifier { ObjectIdentifier(self) }

    init(node: SimulatedNode, shard: Int) {
        self.node = node
        self.shard = node.node.shards[shard]
    }

    /// How long the node has not wanted to hear from it, all in all.
    private(set) var muted = Duration.zero

    func mute(for time: Duration) {
        muted += time
    }

    func complete(request number: UInt64, with reply: Reply) {
        precondition(replies[number] == nil, "a request is completed once")
        replies[number] = reply
    }

    func disconnect() {
        shard.assumeIsolated { [id] in $0.disconnected(id) }
        node.world.settle()
    }

    /// Sends a request and returns its number, without waiting for anything.
    func send<Body: Request>(_ request: Body, version: Int16) throws -> UInt64 {
        let frame = try encodeRequestFrame(request, version: version, correlationID: 7, clientID: "test")
        var buffer = frame.buffer
        buffer.moveReaderIndex(forwardBy: 4)
        return send(frame: buffer)
    }

    func send(frame: ByteBuffer) -> UInt64 {
        count += 1
        shard.assumeIsolated { [count] in $0.receive(frame, number: count, on: self) }
        return count
    }

    /// The answer to a request, if there is one yet.
    func reply(to number: UInt64) -> Reply? {
        replies[number]
    }

    /// The answer's body, once everything that can happen now has happened; nil while the request waits.
    func answer<Body: Request>(
        _ number: UInt64, to type: Body.Type, version: Int16
    ) throws -> Body.Response? {
        node.world.settle()
        guard case .response(let sources)? = replies[number] else { return nil }
        var bytes = ByteBuffer()
        for source in sources {
            switch source {
            case .buffer(var buffer): bytes.writeBuffer(&buffer)
            case .file(let slice):
                var part = try slice.read()
                bytes.writeBuffer(&part)
            }
        }
        bytes.moveReaderIndex(forwardBy: 4)
        var reader = ProtocolReader(bytes)
        _ = try ResponseHeader.decode(from: &reader, apiKey: Body.apiKey, version: version)
        let body = try Body.Response(from: &reader, version: version)
        try reader.finish()
        return body
    }

    /// Sends a request and returns the answer to it.
    func ask<Body: Request>(_ request: Body, version: Int16) throws -> Body.Response {
        let number = try send(request, version: version)
        guard let answer = try answer(number, to: Body.self, version: version) else { throw NoAnswer() }
        return answer
    }

    struct NoAnswer: Error {}
}
