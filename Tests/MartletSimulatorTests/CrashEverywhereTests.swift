import MartletSimulator
import Testing

/// Cuts the power at every operation of a storage workload; `bin/torture storage` does more of it.
@Suite struct CrashEverywhereTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `whenever the power goes, what was durable is there`(seed: UInt64) {
        let outcome = StorageSimulation(seed: seed).run()
        for failure in outcome.failures { Issue.record("\(failure)") }
        #expect(outcome.operations > 50)
    }
}
