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

    @OptionGroup var seeds: SeedOptions

    @Option(help: "Seconds of the members' time.")
    var duration = 300

    func validate() throws {
        if duration < 150 {
            throw ValidationError("--duration is 150 or more: the last 120 are without faults")
        }
    }

    func run() throws {
        var sum = GroupSimulation.Outcome()
        try seeds.run { seed in
            var simulation = GroupSimulation(seed: seed)
            simulation.duration = .seconds(duration)
            if seeds.isAlone { simulation.trace = { print($0) } }
            let outcome = simulation.run()
            sum.add(outcome)
            return outcome.failures
        } summarize: { count, failed in
            "\(count) seeds, \(sum.events) events, \(sum.coordinators) coordinators, "
                + "\(sum.processes) processes, \(sum.commits) commits, \(sum.upgrades) upgrades, "
                + "\(sum.downgrades) downgrades, \(failed) seeds failed"
        }
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
