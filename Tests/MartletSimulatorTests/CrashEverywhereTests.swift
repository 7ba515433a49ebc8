import MartletSimulator
import Testing

/// Cuts the power at every operation of a storage workload; `bin/torture storage` does more of it.
@Suite struct CrashEverywhereTests {
    @Test(arguments: 0..<4 as Range<UInt64>)
    func `whenever the power goes, what was durable is there`(seed: UInt64) {
        let outcome = StorageSimulation(seed: seed).run()
        for failure in outcome.failures { Issue.record("\(failure)") }
        #expect(outcome.operations > 50)
    }

    @Test func `the power goes during all that a log goes through`() {
        var missing: Set = [
            "append to", "roll", "flush", "truncate", "restart", "apply retention to", "finish a mark of",
            "finish a rewrite of", "delete and make again", "checkpoint, not only", "stop",
        ]
        var resumptions = 0
        // As many as it takes, which is the same each time.
        for seed in 4..<40 as Range<UInt64> where !missing.isEmpty || resumptions == 0 {
            let outcome = StorageSimulation(seed: seed).run()
            for failure in outcome.failures { Issue.record("\(failure)") }
            missing.subtract(outcome.cuts.keys)
            resumptions += outcome.resumptions
        }
        #expect(missing.isEmpty)
        #expect(resumptions > 0)
    }
}
