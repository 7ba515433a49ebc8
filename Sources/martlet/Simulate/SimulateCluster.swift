import ArgumentParser
import MartletSimulator

struct SimulateCluster: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Have everything happen to a cluster of whole nodes, and check that it keeps its word.",
        discussion: """
            Each seed is a cluster of three to five nodes, as they are in production but for sockets, disks, \
            threads and clocks, with idempotent producers and with consumers, in one thread. It is one and a \
            half minutes of the nodes' time, the last half of a minute without faults. A seed that finds \
            something prints its number and when, and finds it again when it is run alone; then it tells \
            what happens, too, with -v also what the nodes have to say. The exit code is 1 when something \
            was found.
            """)

    @OptionGroup var seeds: SeedOptions

    @Option(help: "Seconds of the nodes' time.")
    var duration = 90

    @Flag(name: .shortAndLong, help: "With --seed: print what the nodes say, too.")
    var verbose = false

    func validate() throws {
        if duration < 60 { throw ValidationError("--duration is 60 or more: the last 30 are without faults") }
    }

    func run() throws {
        var sum = ClusterSimulation.Outcome()
        try seeds.run { seed in
            var simulation = ClusterSimulation(seed: seed)
            simulation.duration = .seconds(duration)
            if seeds.isAlone { simulation.trace = { print($0) } }
            simulation.tracesNodes = verbose
            let outcome = simulation.run()
            sum.add(outcome)
            return outcome.failures
        } summarize: { count, failed in
            "\(count) seeds, \(sum.events) events, \(sum.leaders) leaders, \(sum.acknowledged) records "
                + "acknowledged, \(sum.retries) retries, \(sum.damages) bits flipped, of them \(sum.healed) "
                + "healed, \(failed) seeds failed"
        }
    }
}

extension ClusterSimulation.Outcome {
    fileprivate mutating func add(_ other: Self) {
        events += other.events
        leaders += other.leaders
        acknowledged += other.acknowledged
        retries += other.retries
        damages += other.damages
        healed += other.healed
    }
}
