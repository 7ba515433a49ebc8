import ArgumentParser
import MartletSimulator

struct SimulateStorage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage",
        abstract: "Cut the power at every operation of a storage workload, and check what is left.",
        discussion: """
            Each seed is a workload on a disk in memory that loses, at a power cut, what was not synced. A \
            seed that finds something prints its number and the operation, and finds it again when it is \
            run alone. The exit code is 1 when something was found.
            """)

    @OptionGroup var seeds: SeedOptions

    @Option(help: "How many things each workload does.")
    var steps = 60

    @Option(help: "Cut the power at this operation alone.")
    var operation: Int?

    @Flag(name: .shortAndLong, help: "Print what each workload does.")
    var verbose = false

    func validate() throws {
        if steps < 1 { throw ValidationError("--steps is 1 or more") }
    }

    func run() throws {
        var (operations, restarts, resumptions) = (0, 0, 0)
        var cuts: [String: Int] = [:]
        try seeds.run { seed in
            var simulation = StorageSimulation(seed: seed)
            simulation.steps = steps
            simulation.onlyOperation = operation
            if verbose { simulation.trace = { StandardError.write($0 + "\n") } }
            let outcome = simulation.run()
            operations += outcome.operations
            restarts += outcome.restarts
            resumptions += outcome.resumptions
            cuts.merge(outcome.cuts, uniquingKeysWith: +)
            return outcome.failures
        } summarize: { count, failed in
            let kinds = cuts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            return
                (["the power was cut while the workload did:"]
                + kinds.map { kind, count in "  \(count) × \(kind)" } + [
                    "\(resumptions) recoveries began from a mark",
                    "\(count) seeds, \(operations) operations, \(restarts) restarts, \(failed) seeds failed",
                ]).joined(separator: "\n")
        }
    }
}
