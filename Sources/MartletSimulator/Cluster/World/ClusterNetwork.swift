import MartletMetadata
import MartletModel
import MartletNode
import MartletProtocol
import NIOCore

/// The way between machines: connections that keep their order, take their time, and break.
// Sendable: a run is in one thread.
final class ClusterNetwork: @unchecked Sendable {
    typealias Completion = @Sendable (Result<ByteBuffer, PeerFailure>) -> Void

    /// Where a connection begins: in a process, or in a client, which does not die.
    struct Caller {
        var id: BrokerID
        var process: MachineProcess?

        var isAlive: Bool { process?.isAlive ?? true }
        var isHeard: Bool { process?.isHeard ?? true }
    }

    /// What a connection is for: each has its own.
    enum Use: Hashable {
        case peer(PeerChannel)
        case client
    }

    private struct Route: Hashable {
        var from: BrokerID
        var incarnation: Int
        var to: NodeAddress
        var use: Use
    }

    static let clientPort: UInt16 = 9_092
    static let controllerPort: UInt16 = 9_093
    private static let connectTimeout: Duration = .seconds(1)

    let scheduler: ClusterScheduler
    var links = SimulatedNetwork()
    private let machines: [BrokerID: Machine]
    private var routes: [Route: Wire] = [:]
    /// All that may still carry something, in the order in which they were made.
    private var wires: [Wire] = []

    init(_ machines: [Machine], _ scheduler: ClusterScheduler) {
        self.machines = Dictionary(uniqueKeysWithValues: machines.map { ($0.id, $0) })
        self.scheduler = scheduler
        links.delay = 100...1_000
    }

    static func host(of id: BrokerID) -> String { "n\(id.rawValue)" }

    private func machine(at address: NodeAddress) -> Machine? {
        Int32(address.host.dropFirst()).flatMap { machines[BrokerID($0)] }
    }

    func isCut(_ from: BrokerID, _ to: BrokerID) -> Bool { links.isCut(from: from, to: to) }

    /// Sends a request on the connection of this use, which is made where there is none.
    func call(
        _ request: ByteBuffer, from caller: Caller, to address: NodeAddress, for use: Use,
        timeout: Duration, _ completion: @escaping Completion
    ) {
        guard caller.isHeard else { return }
        let route = Route(
            from: caller.id, incarnation: caller.process?.incarnation ?? 0, to: address, use: use)
        if let wire = routes[route], wire.isOpen {
            return wire.ask(request, timeout: timeout, completion)
        }
        switch connect(caller, to: address, for: use) {
        case .success(let wire):
            routes[route] = wire
            wires.removeAll { $0.isDone }
            wires.append(wire)
            wire.ask(request, timeout: timeout, completion)
        case .failure(let failure):
            let delay =
                failure == .refused
                ? links.time(&scheduler.random) * 2 : min(timeout, Self.connectTimeout)
            scheduler.after(delay) { completion(.failure(failure)) }
        }
    }

    private func connect(
        _ caller: Caller, to address: NodeAddress, for use: Use
    ) -> Result<Wire, PeerFailure> {
        guard let machine = machine(at: address), machine.hasPower, !isCut(caller.id, machine.id),
            !isCut(machine.id, caller.id)
        else { return .failure(.unreachable(reason: "the machine is not reached")) }
        guard let process = machine.process, process.isAlive, let node = process.node else {
            return .failure(.refused)
        }
        if address.port == Self.controllerPort {
            guard machine.isController else { return .failure(.refused) }
            return .success(
                Wire(caller, to: process, .controlPlane(node.controlPlane), self, isClients: use == .client))
        }
        guard !process.isStopping, let shard = scheduler.pick(node.shards) else { return .failure(.refused) }
        return .success(Wire(caller, to: process, .shard(shard), self, isClients: use == .client))
    }

    /// A process is gone: those it was connected with hear of it, unless its machine is gone, too.
    func ended(_ process: MachineProcess) {
        for wire in wires { wire.ended(process) }
        wires.removeAll { $0.isDone }
        routes = routes.filter { $0.value.isOpen }
    }

    func clear() {
        routes = [:]
        wires = []
    }
}

/// A process's way to other nodes.
struct MachinePeers: PeerNetwork {
    let network: ClusterNetwork
    let process: MachineProcess
    /// How followers' fetches say something that is not so, or nobody is asked for what is damaged here.
    var sabotage: ClusterSabotage?

    func send(
        _ request: ByteBuffer, to address: NodeAddress, on channel: PeerChannel, timeout: Duration,
        completion: @escaping @Sendable (Result<ByteBuffer, PeerFailure>) -> Void
    ) {
        if sabotage == .healsNothing, case .replication(_, Shard.healingLane) = channel {
            network.scheduler.after(timeout) { completion(.failure(.unreachable(reason: "sabotage"))) }
            return
        }
        network.call(
            sabotage == .overstatesProgress || sabotage == .hidesEpochs
                ? falsified(request, on: channel) : request,
            from: .init(id: process.id, process: process), to: address, for: .peer(channel),
            timeout: timeout, completion)
    }

    /// The same fetch, as if the follower had a few records more, or did not know of which epoch they are.
    private func falsified(_ request: ByteBuffer, on channel: PeerChannel) -> ByteBuffer {
        guard case .replication = channel else { return request }
        var reader = ProtocolReader(request)
        guard let header = try? RequestHeader.decode(from: &reader), header.apiKey == .fetch,
            var fetch = try? FetchRequest(from: &reader, version: header.requestApiVersion)
        else { return request }
        for topic in fetch.topics.indices {
            for part in fetch.topics[topic].partitions.indices {
                let offset = fetch.topics[topic].partitions[part].fetchOffset
                if sabotage == .hidesEpochs {
                    fetch.topics[topic].partitions[part].lastFetchedEpoch = .none
                } else {
                    fetch.topics[topic].partitions[part].fetchOffset = offset + 2
                }
            }
        }
        guard
            var frame = try? encodeRequestFrame(
                fetch, version: header.requestApiVersion, correlationID: header.correlationId,
                clientID: header.clientId
            ).buffer
        else { return request }
        frame.moveReaderIndex(forwardBy: 4)
        return frame
    }
}
