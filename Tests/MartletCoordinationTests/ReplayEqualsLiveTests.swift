import MartletCoordination
import MartletModel
import MartletProtocol
import NIOCore
import Testing

/// Clients that join, sync, commit, leave, go silent and come back with old ids and generations, on a log
/// that now and then does not take records or does not commit them, with coordinators that fail over: what
/// the log says is at all times what the coordinator believes.
@Suite struct ReplayEqualsLiveTests {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `What is read from the log is what its writer believed`(seed: UInt64) throws {
        var world = RandomClients(seed: seed)
        for _ in 0..<40 {
            for _ in 0..<10 { try world.act() }
            #expect(world.bench.coordinator.image == (try world.bench.replayed()))
        }
        #expect(world.bench.coordinator.image == (try world.bench.replayedCompacted()))
        #expect(world.bench.log.count > 20, "something has happened")
        world.bench.refusal = nil
        world.bench.commitsAtOnce = true
        world.bench.commit()
        world.bench.pass(.seconds(600))
        #expect(world.calls.allSatisfy { world.bench.answers[$0] != nil }, "nobody waits for ever")
    }
}

private struct RandomClients {
    var bench = Workbench()
    var random: SeededGenerator
    var calls: [CallID] = []
    /// What clients have been told to be, also long ago.
    private var known: [Identity] = []
    /// Who waits to be told.
    private var joining: [(call: CallID, group: String, instance: String?)] = []

    struct Identity {
        var group: String
        var member: String
        var generation: Int32
        var instance: String?
    }

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func act() throws {
        bench.pass(.milliseconds(Int64.random(in: 0...2_500, using: &random)))
        bench.refusal = random.happens(0.05) ? .notEnoughReplicas : nil
        if random.happens(0.1) { bench.commitsAtOnce.toggle() }
        if random.happens(0.3) { bench.commit() }
        if random.happens(0.01) { try bench.failOver() }
        let group = ["g", "h"].randomElement(using: &random) ?? "g"
        let identity = known.suffix(12).randomElement(using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: ask(join(group, as: nil))
        case 1, 2, 3: ask(join(identity?.group ?? group, as: identity))
        case 4, 5, 6:
            guard let identity else { return }
            ask(
                .sync(
                    identity.group, member: identity.member, generation: identity.generation,
                    instance: identity.instance,
                    assignments: Dictionary(
                        known.suffix(12).map { ($0.member, "for \($0.member)") }, uniquingKeysWith: { $1 })))
        case 7:
            guard let identity else { return }
            ask(
                .heartbeat(
                    identity.group, member: identity.member, generation: identity.generation,
                    instance: identity.instance))
        case 8, 9: ask(commit(group, as: identity))
        case 10:
            guard let identity, random.happens(0.5) else { return }
            ask(.leave(identity.group, member: identity.member, instance: identity.instance))
        default: rareRequest(group)
        }
        learn()
    }

    private mutating func rareRequest(_ group: String) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: ask(.delete(group: group))
        case 1:
            ask(
                .deleteOffsets(
                    .init(groupId: group, topics: [.init(name: "t", partitions: [.init(partitionIndex: 0)])]))
            )
        case 2: bench.step(.topicsRemoved([.init(name: "u", id: .zero)]))
        default: ask(.fetch(group))
        }
    }

    private mutating func join(
        _ group: String, as identity: Identity?
    ) -> GroupRequest {
        let instance = identity.map(\.instance) ?? (random.happens(0.3) ? "static" : nil)
        // A static member that was started anew has forgotten its id.
        let hasForgotten = instance != nil && random.happens(0.5)
        let metadata = ["", "more"].randomElement(using: &random) ?? ""
        return .join(
            group, member: hasForgotten ? "" : identity?.member ?? "", instance: instance,
            protocols: [("range", metadata), ("sticky", "")].shuffled(using: &random))
    }

    private mutating func commit(
        _ group: String, as identity: Identity?
    ) -> GroupRequest {
        let isSimple = random.happens(0.3)
        return .commit(
            isSimple ? group : identity?.group ?? group, member: isSimple ? "" : identity?.member ?? "",
            generation: isSimple ? -1 : identity?.generation ?? -1,
            topic: ["t", "u"].randomElement(using: &random) ?? "t",
            id: random.happens(0.5) ? TopicID(Uuid(high: 1, low: 1)) : .zero,
            partition: PartitionIndex(Int32.random(in: 0..<3, using: &random)),
            at: Offset(Int64.random(in: 0..<100, using: &random)),
            retention: random.happens(0.2) ? 60_000 : -1)
    }

    private mutating func ask(_ request: GroupRequest) {
        let version = ([3, 5, 9] as [Int16]).randomElement(using: &random) ?? 5
        let call = bench.call(request, version: version, client: "c")
        calls.append(call)
        if case .join(let join) = request { joining.append((call, join.groupId, join.groupInstanceId)) }
    }

    /// Takes note of what clients were told since.
    private mutating func learn() {
        for (call, group, instance) in joining {
            guard let joined = bench.answers[call]?.joined, !joined.memberId.isEmpty else { continue }
            known.append(
                Identity(
                    group: group, member: joined.memberId, generation: joined.generationId,
                    instance: instance))
        }
        joining.removeAll { bench.answers[$0.call] != nil }
    }
}
