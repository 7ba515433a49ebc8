import MartletModel
import MartletStorage
import Testing

@testable import MartletRaft

/// Quorums under faults that a seed draws: power cuts, lost messages, isolated nodes, full disks, while
/// topics are appended, snapshots written and the log is cleaned.
@Suite struct QuorumChaosTests {
    private final class Chaos {
        let world = DriverWorld()
        let controllers: [BrokerID]
        let nodes: [BrokerID]
        var random: SeededGenerator
        var appended = 0
        /// What some node said is committed, in order.
        var committed: [String] = []
        var violations: [String] = []
        var changes = 0

        /// Three voters and a broker; with changes of the members two more controllers.
        init(seed: UInt64, changesMembers: Bool) throws {
            random = SeededGenerator(seed: seed)
            controllers = changesMembers ? [1, 2, 3, 4, 5] : [1, 2, 3]
            nodes = controllers + [100]
            world.random = SeededGenerator(seed: seed &+ 1_000)
            (world.lossRate, world.doublingRate) = (0.05, 0.05)
            world.storeSettings.segmentBytes = 600
            world.storeSettings.retentionBytes = 1_500
            world.settings = {
                $0.snapshotMaxBytes = 200
                $0.fetchMaxBytes = 500
            }
            let voters = VoterSet(
                ([1, 2, 3] as [BrokerID]).map { DriverWorld.voter($0, directory: changesMembers ? 1 : nil) })
            if !changesMembers { world.configured = voters }
            for id in nodes {
                let disk = try DriverWorld.disk(UInt64(id.rawValue))
                if changesMembers, voters[id] != nil {
                    try Checkpoint.writeFirstVoters(voters, directory: "/data", fileSystem: disk, now: 1)
                }
                let voter = DriverWorld.voter(id, directory: changesMembers ? 1 : nil)
                try world.add(voter, isController: id != 100, disk: disk)
            }
            for id in nodes { try world.start(id) }
        }

        /// Asks the leader to add one who is no member, or to remove one who is.
        func changeMembers() {
            guard let leader = world.leader, let driver = world.nodes[leader]?.driver,
                let id = controllers.randomElement(using: &random)
            else { return }
            changes += 1
            let voters = driver.replica.voters
            let change: VoterChange =
                voters[id].map { .remove($0.key) }
                ?? .add(DriverWorld.voter(id, directory: 1), answersEarly: Bool.random(using: &random))
            if voters[id] != nil, voters.ids.count < 3 { return }
            world.step(leader, .changeRequested(QuorumRequestID(UInt64(1 << 40 + changes)), change))
        }

        func check() {
            for id in nodes {
                guard let node = world.nodes[id], node.driver != nil else { continue }
                if let reason = node.halted { violations.append("\(id) halted: \(reason)") }
                let shared = min(node.image.count, committed.count)
                if node.image.prefix(shared) != committed.prefix(shared) {
                    violations.append("\(id) has other records than were committed")
                }
                if node.image.count > committed.count { committed = node.image }
            }
        }

        func disturb() throws {
            guard let victim = nodes.randomElement(using: &random) else { return }
            switch Int.random(in: 0..<14, using: &random) {
            case 0:
                world.nodes[victim]?.disk.intercept(with: nil)
                world.cutPower(victim, keeping: 0.5, seed: random.next())
                try world.start(victim)
            case 1: world.isolate(victim)
            case 2, 3: for id in nodes { world.isolate(id, false) }
            case 4: world.snapshot(victim)
            case 5:
                world.nodes[victim]?.disk.intercept { operation, path in
                    if case .write(let count) = operation {
                        return .tear(after: count / 2, .full(path: path))
                    }
                    return .proceed
                }
            case 6:
                // One way only.
                guard let other = nodes.randomElement(using: &random), other != victim else { return }
                world.cuts.insert([victim, other])
            case 7: world.slow.insert(victim)
            case 8: world.slow = []
            case 9, 10: if controllers.count > 3 { changeMembers() }
            default: world.nodes[victim]?.disk.intercept(with: nil)
            }
        }

        func run(rounds: Int) throws {
            for _ in 0..<rounds where violations.isEmpty {
                if Bool.random(using: &random) { try disturb() }
                for _ in 0..<Int.random(in: 0..<4, using: &random) {
                    // A full disk refuses, and whoever has lost its leadership, too.
                    if let isAppended = try? world.append("t\(appended)"), isAppended { appended += 1 }
                }
                world.run(for: .milliseconds(Int.random(in: 1..<400, using: &random)))
                check()
            }
        }

        /// Faults stop: everybody agrees before long, and goes on.
        func calm() -> Bool {
            (world.lossRate, world.doublingRate, world.slow, world.cuts) = (0, 0, [], [])
            for id in nodes {
                world.isolate(id, false)
                world.nodes[id]?.disk.intercept(with: nil)
            }
            guard world.run(until: { world.leader != nil }) else { return false }
            world.run(for: .seconds(5))
            // A leader that was to be removed may have gone meanwhile.
            guard world.run(until: { (try? world.append("last")) == true }) else { return false }
            let isAgreed = world.run { world.nodes.values.allSatisfy { $0.image.last == "last" } }
            check()
            return isAgreed && world.nodes.values.allSatisfy { $0.image == committed }
        }
    }

    private func examine(_ seed: Int, changesMembers: Bool) throws {
        let chaos = try Chaos(seed: UInt64(seed), changesMembers: changesMembers)
        try chaos.run(rounds: 120)
        #expect(chaos.violations == [], "seed \(seed)")
        guard chaos.violations.isEmpty else { return }
        #expect(chaos.calm(), "seed \(seed)")
        #expect(chaos.violations == [], "seed \(seed)")
        #expect(chaos.committed.count > 0, "seed \(seed)")
    }

    @Test(arguments: 0..<16)
    func `whatever fails, what was committed stays, and all agree when it is over`(seed: Int) throws {
        try examine(seed, changesMembers: false)
    }

    @Test(arguments: 0..<16)
    func `that holds, too, while voters come and go`(seed: Int) throws {
        try examine(1_000 + seed, changesMembers: true)
    }
}
