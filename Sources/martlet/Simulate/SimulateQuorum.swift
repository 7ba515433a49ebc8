import ArgumentParser
import MartletSimulator

struct SimulateQuorum: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quorum",
        abstract: "Have everything happen to a controller quorum, and check that it keeps its word.",
        discussion: """
            Each seed is a quorum of three or five controllers, with three brokers that report to it and \
            clients that want topics of it, in one thread: on disks that forget what was not synced, a \
            network that loses, doubles and delays, and clocks of which no two agree. It is five minutes of \
            the nodes' time, the last half of a minute without faults. A seed that finds something prints \
            its number and when, and finds it again when it is run alone; then it tells what happens, too, \
            with -v message by message. The exit code is 1 when something was found.
            """)

    @OptionGroup var seeds: SeedOptions

    @Option(help: "Seconds of the nodes' time.")
    var duration = 300

    @Flag(help: "Leave the files out: logs and snapshots are in the simplest thing that forgets. Faster.")
    var model = false

    @Flag(name: .shortAndLong, help: "With --seed: print each message, too.")
    var verbose = false

    func validate() throws {
        if duration < 60 { throw ValidationError("--duration is 60 or more: the last 30 are without faults") }
    }

    func run() throws {
        var (events, leaders) = (0, 0)
        try seeds.run { seed in
            var simulation = QuorumSimulation(seed: seed)
            simulation.hasFiles = !model
            simulation.duration = .seconds(duration)
            if seeds.isAlone { simulation.trace = { print($0) } }
            simulation.tracesMessages = verbose
            let outcome = simulation.run()
            events += outcome.events
            leaders += outcome.leaders
            return outcome.failures
        } summarize: { count, failed in
            "\(count) seeds, \(events) events, \(leaders) leaders, \(failed) seeds failed"
        }
    }
}
