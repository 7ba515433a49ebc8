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

    @Option(help: "Run this seed alone, and print what happens.")
    var seed: UInt64?

    @Option(help: "How many seeds to run.")
    var seeds: UInt64 = 1

    @Option(name: .customLong("from"), help: "The first of them.")
    var first: UInt64 = 0

    @Option(help: "Seconds of the nodes' time.")
    var duration = 300

    @Flag(help: "Leave the files out: logs and snapshots are in the simplest thing that forgets. Faster.")
    var model = false

    @Flag(name: .shortAndLong, help: "With --seed: print each message, too.")
    var verbose = false

    func validate() throws {
        if seed != nil, seeds != 1 { throw ValidationError("--seed and --seeds exclude each other") }
        if seeds < 1 { throw ValidationError("--seeds is 1 or more") }
        if duration < 60 { throw ValidationError("--duration is 60 or more: the last 30 are without faults") }
    }

    func run() throws {
        let range = seed.map { $0...$0 } ?? first...(first + seeds - 1)
        let start = ContinuousClock.now
        var (events, leaders, failed) = (0, 0, 0)
        for seed in range {
            var simulation = QuorumSimulation(seed: seed)
            simulation.hasFiles = !model
            simulation.duration = .seconds(duration)
            if self.seed != nil { simulation.trace = { print($0) } }
            simulation.tracesMessages = verbose
            let outcome = simulation.run()
            events += outcome.events
            leaders += outcome.leaders
            if !outcome.failures.isEmpty { failed += 1 }
            for failure in outcome.failures { print("\(failure)") }
            let done = seed - range.lowerBound + 1
            if done % 100 == 0 {
                let time = Figures.decimal((ContinuousClock.now - start).seconds, digits: 0)
                StandardError.write("\(done) of \(range.count) seeds in \(time) s, \(failed) failed\n")
            }
        }
        print("\(range.count) seeds, \(events) events, \(leaders) leaders, \(failed) seeds failed")
        if failed > 0 { throw ExitCode.failure }
    }
}
