import MartletModel
import MartletStorage
import Testing

@testable import MartletRaft

/// Quorums under faults that a seed draws: power cuts, lost messages, isolated nodes, full disks, while
/// topics are appended, snapshots written and the log is cleaned.
@Suite struct QuorumChaosTests {
    private final class Chaos {
        let world = DriverWorld()
        let ids: [BrokerID] = [1, 2, 3]
        var random: SeededGenerator
        var appended = 0
        /// What some node said is committed, in order.
        var committed: [String] = []
        var violations: [String] = []

        init(seed: UInt64) throws {
            random = SeededGenerator(seed: seed)
            world.random = SeededGenerator(seed: seed &+ 1_000)
            world.lossRate = 0.05
            world.storeSettings.segmentBytes = 600
            world.storeSettings.retentionBytes = 1_500
            world.settings = {
                $0.snapshotMaxBytes = 200
                $0.fetchMaxBytes = 500
            }
            world.configured = VoterSet(ids.map { DriverWorld.voter($0) })
            for id in ids { try world.add(DriverWorld.voter(id)) }
            try world.add(DriverWorld.voter(100), isController: false)
            for id in ids + [100] { try world.start(id) }
        }

        func check() {
            for id in ids + [100] {
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
            guard let victim = (ids + [100]).randomElement(using: &random) else { return }
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                world.nodes[victim]?.disk.intercept(with: nil)
                world.cutPower(victim, keeping: 0.5, seed: random.next())
                try world.start(victim)
            case 1: world.isolate(victim)
            case 2, 3: for id in ids + [100] { world.isolate(id, false) }
            case 4: world.snapshot(victim)
            case 5:
                world.nodes[victim]?.disk.intercept { operation, path in
                    if case .write(let count) = operation {
                        return .tear(after: count / 2, .full(path: path))
                    }
                    return .proceed
                }
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
            world.lossRate = 0
            for id in ids + [100] {
                world.isolate(id, false)
                world.nodes[id]?.disk.intercept(with: nil)
            }
            guard world.run(until: { world.leader != nil }) else { return false }
            world.run(for: .seconds(5))
            guard (try? world.append("last")) == true else { return false }
            let isAgreed = world.run { world.nodes.values.allSatisfy { $0.image.last == "last" } }
            check()
            return isAgreed && world.nodes.values.allSatisfy { $0.image == committed }
        }
    }

    @Test(arguments: 0..<24)
    func `whatever fails, what was committed stays, and all agree when it is over`(seed: Int) throws {
        let chaos = try Chaos(seed: UInt64(seed))
        try chaos.run(rounds: 120)
        #expect(chaos.violations == [])
        #expect(chaos.calm(), "seed \(seed)")
        #expect(chaos.violations == [])
        #expect(chaos.committed.count > 10, "seed \(seed)")
    }
}
