import MartletSimulator
import Testing

/// The long run is `bin/torture simulation`.
@Suite struct ClusterSimulationTests {
    private func run(_ seed: UInt64, seconds: Int) -> ClusterSimulation.Outcome {
        var simulation = ClusterSimulation(seed: seed)
        simulation.duration = .seconds(seconds)
        return simulation.run()
    }

    @Test func `a cluster keeps its word, whatever happens to it`() {
        for seed in 4..<6 as Range<UInt64> {
            let outcome = run(seed, seconds: 50)
            #expect(outcome.failures == [])
            #expect(outcome.acknowledged > 0 && outcome.leaders > 0)
        }
    }

    @Test func `a seed does the same each time`() {
        #expect(run(5, seconds: 40) == run(5, seconds: 40))
    }
}
