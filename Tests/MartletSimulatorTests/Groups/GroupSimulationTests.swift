import MartletModel
import MartletSimulator
import Testing

/// Groups that everything happens to keep their word, and what breaks one is found.
@Suite struct GroupSimulationTests {
    @Test(arguments: 0..<10 as Range<UInt64>)
    func `a group keeps its word whatever happens to members and coordinators`(seed: UInt64) {
        let outcome = GroupSimulation(seed: seed).run()
        #expect(outcome.failures == [])
        #expect(outcome.coordinators > 1 && outcome.commits > 20, "something has happened")
    }

    @Test func `a run is a function of its seed`() {
        func run(_ seed: UInt64) -> GroupSimulation.Outcome {
            var simulation = GroupSimulation(seed: seed)
            simulation.duration = .seconds(180)
            return simulation.run()
        }
        let first = run(7)
        #expect(first == run(7))
        #expect(first != run(8))
    }

    @Test func `groups go over to the other protocol with their members, both ways`() {
        var (upgrades, downgrades) = (0, 0)
        for seed in 0..<20 as Range<UInt64> where upgrades == 0 || downgrades == 0 {
            let outcome = GroupSimulation(seed: seed).run()
            upgrades += outcome.upgrades
            downgrades += outcome.downgrades
        }
        #expect(upgrades > 0 && downgrades > 0)
    }

    @Test(
        arguments: [
            (.answersBeforeCommit, ["CommittedOffsetNeverGoesBack", "OneOwnerPerPartition"]),
            (.losesRecords, ["ReplayEqualsLive"]),
            (.keepsReading, ["OneOwnerPerPartition"]),
            (.forgetsOffsets, ["CommittedOffsetNeverGoesBack"]),
            (.looksForNoTopics, ["OffsetsGoWithTheirTopics"]),
            (.missesNobody, ["EveryPartitionIsOwnedWithinBound"]),
        ] as [(GroupSabotage, [String])])
    func `what does not keep a rule is found out`(sabotage: GroupSabotage, checkers: [String]) {
        let found = (0..<20 as Range<UInt64>).contains { seed in
            var simulation = GroupSimulation(seed: seed)
            simulation.sabotage = sabotage
            return simulation.run().failures.first.map { checkers.contains($0.checker) } ?? false
        }
        #expect(found)
    }
}
