import DequeModule
import MartletModel
import MartletNode
import MartletStorage
import NIOCore

/// A connection. What is sent comes in its order, or not at all; a link that is cut holds it up. Who listens
/// sees it as a client.
// Sendable: a run is in one thread.
final class Wire: ConnectedClient, @unchecked Sendable {
    enum Target {
        case shard(Shard)
        case controlPlane(ControlPlane)
    }

    private enum Item {
        case frame(ByteBuffer)
        /// The other side has closed it.
        case end
    }

    private enum Direction: Int {
        case forth, back
    }

    /// What is on its way in one direction.
    private struct Way {
        var items: Deque<(due: Duration, item: Item)> = []
        var lastDue: Duration = .zero
        var isHeldUp = false
    }

    private struct Call {
        var number: UInt64
        var correlation: Int32
        var completion: ClusterNetwork.Completion?
    }

    private let caller: ClusterNetwork.Caller
    private let process: MachineProcess
    private let target: Target
    private let network: ClusterNetwork
    private let isClients: Bool
    /// By direction.
    private var ways = [Way(), Way()]
    private var calls: Deque<Call> = []
    private var callCount: UInt64 = 0
    private var isRetired = false
    private var isClosed = false

    /// Of the side that listens.
    private var receivedCount: UInt64 = 0
    private var replies: [UInt64: Reply] = [:]
    private var nextReply: UInt64 = 1
    private var mutedUntil: Duration = .zero
    private var isServerGone = false

    init(
        _ caller: ClusterNetwork.Caller, to process: MachineProcess, _ target: Target,
        _ network: ClusterNetwork, isClients: Bool
    ) {
        self.isClients = isClients
        self.caller = caller
        self.process = process
        self.target = target
        self.network = network
    }

    /// Takes further calls.
    var isOpen: Bool { !isRetired && !isClosed && caller.isAlive }

    /// Nothing comes of it any more.
    var isDone: Bool { (isClosed || !caller.isAlive) && isServerGone }

    private var scheduler: ClusterScheduler { network.scheduler }

    // MARK: - The side that asks

    func ask(_ request: ByteBuffer, timeout: Duration, _ completion: @escaping ClusterNetwork.Completion) {
        callCount += 1
        let number = callCount
        let correlation = request.getInteger(at: request.readerIndex + 4, as: Int32.self) ?? 0
        calls.append(Call(number: number, correlation: correlation, completion: completion))
        send(.frame(request), .forth)
        scheduler.after(timeout) { self.timedOut(number) }
    }

    /// What holds up one answer holds up those behind it: others take a new connection. A client's library
    /// gives up this one with all that is under way there, so that what it sends again keeps its order.
    private func timedOut(_ number: UInt64) {
        guard let index = calls.firstIndex(where: { $0.number == number }) else { return }
        let completion = calls[index].completion
        calls[index].completion = nil
        isRetired = true
        completion?(.failure(.timedOut))
        guard isClients, !isClosed else { return closeIfDone() }
        send(.end, .forth)
        disconnected()
    }

    private func closeIfDone() {
        guard isRetired, !isClosed, calls.allSatisfy({ $0.completion == nil }) else { return }
        isClosed = true
        if caller.isHeard { send(.end, .forth) }
    }

    private func answered(_ frame: ByteBuffer) {
        let correlation = frame.getInteger(at: frame.readerIndex, as: Int32.self)
        while let call = calls.popFirst() {
            guard call.correlation == correlation else { continue }
            call.completion?(.success(frame))
            break
        }
        closeIfDone()
    }

    private func disconnected() {
        isClosed = true
        let lost = calls
        calls = []
        for call in lost { call.completion?(.failure(.disconnected)) }
    }

    // MARK: - The side that listens

    var id: ObjectIdentifier { ObjectIdentifier(self) }

    var listenerName: String {
        switch target {
        case .shard: "PLAINTEXT"
        case .controlPlane: "CONTROLLER"
        }
    }

    var clientHost: String { "10.0.0.\(caller.id.rawValue)" }

    func mute(for time: Duration) {
        mutedUntil = max(mutedUntil, scheduler.now + time)
    }

    func complete(request number: UInt64, with reply: Reply) {
        guard process.isHeard, !isServerGone else { return }
        replies[number] = Self.inMemory(reply)
        while let reply = replies.removeValue(forKey: nextReply) {
            nextReply += 1
            switch reply {
            case .response(let sources):
                var bytes = ByteBuffer()
                for case .buffer(let buffer) in sources { bytes.writeImmutableBuffer(buffer) }
                bytes.moveReaderIndex(forwardBy: min(4, bytes.readableBytes))
                send(.frame(bytes), .back)
            case .nothing: break
            case .close:
                leave()
                send(.end, .back)
                return
            }
        }
    }

    /// The bytes as they are now: the kernel has them in memory.
    private static func inMemory(_ reply: Reply) -> Reply {
        guard case .response(let sources) = reply else { return reply }
        do throws(StorageError) {
            var read: [ByteSource] = []
            for source in sources {
                switch source {
                case .buffer: read.append(source)
                case .file(let slice): read.append(.buffer(try slice.read()))
                }
            }
            return .response(read)
        } catch {
            return .close(reason: "\(error)")
        }
    }

    private func received(_ frame: ByteBuffer) {
        guard case .shard = target, !process.servesClients else { return deliver(frame) }
        process.whenServing.append { self.deliver(frame) }
    }

    private func deliver(_ frame: ByteBuffer) {
        onLoop { wire in
            guard !wire.isServerGone else { return }
            wire.receivedCount += 1
            let number = wire.receivedCount
            switch wire.target {
            case .shard(let shard):
                shard.assumeIsolated { $0.receive(frame, number: number, on: wire) }
            case .controlPlane(let plane):
                plane.assumeIsolated { $0.receive(frame, number: number, on: wire) }
            }
        }
    }

    /// The node hears that the client is gone.
    private func leave() {
        guard !isServerGone else { return }
        isServerGone = true
        onLoop { wire in
            let id = wire.id
            switch wire.target {
            case .shard(let shard): shard.assumeIsolated { $0.disconnected(id) }
            case .controlPlane(let plane): plane.assumeIsolated { $0.disconnected(id) }
            }
        }
    }

    private func onLoop(_ work: @escaping @Sendable (Wire) -> Void) {
        guard let node = process.node else { return }
        let loop: any Loop =
            switch target {
            case .shard(let shard): node.shards[shard.index].loop
            case .controlPlane(let plane): plane.loop
            }
        loop.execute { work(self) }
    }

    // MARK: - On the way

    func ended(_ ended: MachineProcess) {
        let isTold = ended.machine.hasPower
        if ended === process, !isServerGone {
            isServerGone = true
            if isTold { send(.end, .back) }
        }
        if ended === caller.process, !isClosed {
            isClosed = true
            calls = []
            if isTold { send(.end, .forth) }
        }
    }

    private func send(_ item: Item, _ direction: Direction) {
        let way = direction.rawValue
        let due = max(ways[way].lastDue, scheduler.now + network.links.time(&scheduler.random))
        ways[way].lastDue = due
        ways[way].items.append((due, item))
        if !ways[way].isHeldUp { scheduler.at(due) { self.arrive(direction) } }
    }

    private func arrive(_ direction: Direction) {
        let way = direction.rawValue
        guard !ways[way].isHeldUp else { return }
        while let (due, _) = ways[way].items.first, due <= scheduler.now {
            if isStuck(direction) { return holdUp(direction) }
            guard let (_, item) = ways[way].items.popFirst() else { return }
            switch direction {
            case .forth: arrivedForth(item)
            case .back: arrivedBack(item)
            }
        }
    }

    private func isStuck(_ direction: Direction) -> Bool {
        switch direction {
        case .forth: network.isCut(caller.id, process.id) || scheduler.now < mutedUntil
        case .back: network.isCut(process.id, caller.id)
        }
    }

    /// It is sent again, until it gets through.
    private func holdUp(_ direction: Direction) {
        let way = direction.rawValue
        guard !isDone else {
            ways[way].items = []
            return
        }
        ways[way].isHeldUp = true
        scheduler.after(scheduler.milliseconds(100...400)) {
            self.ways[way].isHeldUp = false
            self.arrive(direction)
            guard !self.ways[way].isHeldUp else { return }
            for (due, _) in self.ways[way].items { self.scheduler.at(due) { self.arrive(direction) } }
        }
    }

    private func arrivedForth(_ item: Item) {
        switch item {
        case .frame(let frame):
            if process.isAlive, !isServerGone { return received(frame) }
            // The machine says that there is no such connection.
            if process.machine.hasPower, !isClosed { send(.end, .back) }
        case .end: leave()
        }
    }

    private func arrivedBack(_ item: Item) {
        guard caller.isAlive, !isClosed else {
            // Whoever is gone is not answered.
            if case .frame = item { leave() }
            return
        }
        switch item {
        case .frame(let frame): answered(frame)
        case .end: disconnected()
        }
    }
}
