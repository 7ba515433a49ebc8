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

    @Test func `the power goes during all that a log goes through`() {
        var cuts: [String: Int] = [:]
        var resumptions = 0
        for seed in 8..<16 as Range<UInt64> {
            let outcome = StorageSimulation(seed: seed).run()
            for failure in outcome.failures { Issue.record("\(failure)") }
            cuts.merge(outcome.cuts, uniquingKeysWith: +)
            resumptions += outcome.resumptions
        }
        for kind in [
            "append to", "roll", "flush", "truncate", "restart", "apply retention to", "finish a mark of",
            "finish a rewrite of", "delete and make again", "checkpoint, not only", "stop",
        ] {
            #expect(cuts[kind] ?? 0 > 0, "\(kind)")
        }
        #expect(resumptions > 0)
    }
}
