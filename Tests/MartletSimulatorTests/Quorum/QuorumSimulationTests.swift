import MartletModel
import MartletRaft
import MartletSimulator
import Testing

/// The long run is `bin/torture quorum`.
@Suite struct QuorumSimulationTests {
    private func run(_ seed: UInt64, hasFiles: Bool) -> QuorumSimulation.Outcome {
        var simulation = QuorumSimulation(seed: seed)
        simulation.duration = .seconds(60)
        simulation.hasFiles = hasFiles
        return simulation.run()
    }

    @Test(arguments: [false, true])
    func `a quorum keeps its word, whatever happens to it`(hasFiles: Bool) {
        for seed in 0..<4 as Range<UInt64> {
            let outcome = run(seed, hasFiles: hasFiles)
            #expect(outcome.failures == [])
            #expect(outcome.leaders > 0 && outcome.committed > 0 && outcome.answers > 0)
        }
    }

    @Test func `a quorum keeps its word where disks are full now and then`() {
        for seed in 0..<4 as Range<UInt64> {
            var simulation = QuorumSimulation(seed: seed)
            simulation.duration = .seconds(60)
            simulation.hardship = .fullDisks
            let outcome = simulation.run()
            #expect(outcome.failures == [])
            #expect(outcome.leaders > 0 && outcome.committed > 0 && outcome.answers > 0)
        }
    }

    @Test(arguments: [false, true])
    func `a seed does the same each time`(hasFiles: Bool) {
        #expect(run(7, hasFiles: hasFiles) == run(7, hasFiles: hasFiles))
    }
}
