import ArgumentParser
import MartletSimulator

struct SimulateGroups: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "Have everything happen to a consumer group, and check who reads what.",
        discussion: """
            Each seed is a group of three to five members, of both protocols, that join, pause, crash, go \
            over to the other protocol and come back with what they were, while one coordinator after the \
            other takes over what is left of the log. It is five minutes of their time, the last two \
            without faults. A seed that finds something prints its number and when, and finds it again when \
            it is run alone; then it tells what happens, too. The exit code is 1 when something was found.
            """)

    @Option(help: "Run this seed alone, and print what happens.")
    var seed: UInt64?

    @Option(help: "How many seeds to run.")
    var seeds: UInt64 = 1

    @Option(name: .customLong("from"), help: "The first of them.")
    var first: UInt64 = 0

    @Option(help: "Seconds of the members' time.")
    var duration = 300

    func validate() throws {
        if seed != nil, seeds != 1 { throw ValidationError("--seed and --seeds exclude each other") }
        if seeds < 1 { throw ValidationError("--seeds is 1 or more") }
        if duration < 150 {
            throw ValidationError("--duration is 150 or more: the last 120 are without faults")
        }
    }

    func run() throws {
        let range = seed.map { $0...$0 } ?? first...(first + seeds - 1)
        let start = ContinuousClock.now
        var sum = GroupSimulation.Outcome()
        var failed = 0
        for seed in range {
            var simulation = GroupSimulation(seed: seed)
            simulation.duration = .seconds(duration)
            if self.seed != nil { simulation.trace = { print($0) } }
            let outcome = simulation.run()
            sum.add(outcome)
            if !outcome.failures.isEmpty { failed += 1 }
            for failure in outcome.failures { print("\(failure)") }
            let done = seed - range.lowerBound + 1
            if done % 100 == 0 {
                let time = Figures.decimal((ContinuousClock.now - start).seconds, digits: 0)
                StandardError.write("\(done) of \(range.count) seeds in \(time) s, \(failed) failed\n")
            }
        }
        print(
            "\(range.count) seeds, \(sum.events) events, \(sum.coordinators) coordinators, "
                + "\(sum.processes) processes, \(sum.commits) commits, \(sum.upgrades) upgrades, "
                + "\(sum.downgrades) downgrades, \(failed) seeds failed")
        if failed > 0 { throw ExitCode.failure }
    }
}

extension GroupSimulation.Outcome {
    fileprivate mutating func add(_ other: Self) {
        events += other.events
        coordinators += other.coordinators
        processes += other.processes
        commits += other.commits
        upgrades += other.upgrades
        downgrades += other.downgrades
    }
}
