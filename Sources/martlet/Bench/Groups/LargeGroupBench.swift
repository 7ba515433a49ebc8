import MartletModel
import MartletProtocol

/// A group of as many members as partitions: how long until each has one, from nothing, and after one of them
/// was killed.
struct LargeGroupBench {
    let directory: String
    let memberCount: Int
    let isClassic: Bool

    func run() async throws -> [StorageFigure] {
        let settings = ["group.initial.rebalance.delay.ms=\(GroupBroker.initialDelayMilliseconds)"]
        return try await GroupBroker.with(in: directory, topic: memberCount, settings: settings) { broker in
            isClassic
                ? try figures(measure(BenchClassicMember.self, broker))
                : try figures(measure(BenchConsumerMember.self, broker))
        }
    }

    private struct Measured {
        var formed: Duration
        /// From the kill to the coordinator's finding it, and to the next stable assignment.
        var expelled: Duration
        var recovered: Duration
        var connectionBytes: Int64
        var memberBytes: Int64
    }

    private func measure<Member: BenchMember>(
        _ kind: Member.Type, _ broker: GroupBroker
    ) throws -> Measured {
        let before = try broker.residentBytes
        let askers = try (0..<memberCount).map { _ in try BenchAsker(broker.process.address) }
        for asker in askers { try asker.ask([ApiVersionsRequest()], version: 0, inFlight: 1) { _ in } }
        // Connections have memory of their own.
        let connected = try broker.residentBytes
        var fleet = BenchFleet<Member>(
            askers, partitionCount: memberCount, watcher: try BenchAsker(broker.process.address))
        let began = ContinuousClock.now
        let formed = try fleet.settle(after: 0)
        let after = try broker.residentBytes
        let killed = ContinuousClock.now
        fleet.loseLast()
        var (expelled, looked): (ContinuousClock.Instant?, ContinuousClock.Instant) = (nil, killed)
        let recovered = try fleet.settle(after: formed.epoch) { watcher in
            guard expelled == nil, ContinuousClock.now - looked >= Self.watchInterval else { return }
            looked = .now
            if try Self.state(watcher) != "Stable" { expelled = .now }
        }
        guard let expelled else { throw BenchError("nobody has seen the member's end") }
        return Measured(
            formed: formed.at - began, expelled: expelled - killed, recovered: recovered.at - killed,
            connectionBytes: (connected - before) / Int64(memberCount),
            memberBytes: (after - connected) / Int64(memberCount))
    }

    private static let watchInterval: Duration = .milliseconds(5)

    private static func state(_ asker: BenchAsker) throws -> String? {
        try asker.send(ListGroupsRequest(), version: 4)
        let answer = try asker.receive(ListGroupsRequest.self, version: 4)
        return answer.groups.first { $0.groupId == GroupBroker.group }?.groupState
    }

    private func figures(_ measured: Measured) -> [StorageFigure] {
        let name = isClassic ? "classic group" : "consumer group"
        let subject = "\(memberCount) members, \(memberCount) partitions"
        func figure(_ what: String, _ value: Double, _ unit: String) -> StorageFigure {
            StorageFigure(name: "\(name), \(what)", subject: subject, value: value, unit: unit)
        }
        let delay = "initial delay of \(GroupBroker.initialDelayMilliseconds) ms"
        return [
            figure("from nothing" + (isClassic ? ", \(delay)" : ""), measured.formed.seconds, "s"),
            figure("from a kill to the end of its session", measured.expelled.seconds, "s"),
            figure(
                "from there to the next assignment", (measured.recovered - measured.expelled).seconds, "s"),
            figure("memory of a member", Double(measured.memberBytes) / 1_024, "KiB"),
            figure("memory of a member's connection", Double(measured.connectionBytes) / 1_024, "KiB"),
        ]
    }
}
