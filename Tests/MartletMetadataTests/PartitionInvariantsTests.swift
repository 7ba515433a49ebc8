import MartletMetadata
import Testing

@Suite struct PartitionInvariantsTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>, [true, false])
    func `whatever happens in whatever order, the partitions make sense`(
        seed: UInt64, hasEligibleLeaders: Bool
    ) throws {
        var chaos = try PartitionChaos(seed: seed, hasEligibleLeaders: hasEligibleLeaders)
        for step in 0..<400 {
            let before = chaos.cluster.image
            let event = chaos.happen()
            let broken = chaos.brokenInvariants(since: before)
            #expect(broken.isEmpty, "seed \(seed), step \(step), \(event)")
            if !broken.isEmpty { return }
        }
    }

    @Test(arguments: [true, false])
    func `every kind of event changes something`(hasEligibleLeaders: Bool) throws {
        var seen: Set<PartitionChaos.Event> = []
        for seed in 1...6 as ClosedRange<UInt64> {
            var chaos = try PartitionChaos(seed: seed, hasEligibleLeaders: hasEligibleLeaders)
            for _ in 0..<300 { _ = chaos.happen() }
            seen.formUnion(chaos.seen)
        }
        #expect(seen == Set(PartitionChaos.Event.allCases))
    }
}
