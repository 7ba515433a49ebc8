import ArgumentParser
import MartletSimulator
import Synchronization

struct SimulateStorage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage",
        abstract: "Cut the power at every operation of a storage workload, and check what is left.",
        discussion: """
            Each seed is a workload on a disk in memory that loses, at a power cut, what was not synced. A \
            seed that finds something prints its number and the operation, and finds it again when it is \
            run alone. The exit code is 1 when something was found.
            """)

    @Option(help: "Run this seed alone.")
    var seed: UInt64?

    @Option(help: "How many seeds to run.")
    var seeds: UInt64 = 1

    @Option(name: .customLong("from"), help: "The first of them.")
    var first: UInt64 = 0

    @Option(help: "How many things each workload does.")
    var steps = 60

    @Option(help: "Cut the power at this operation alone.")
    var operation: Int?

    @Flag(name: .shortAndLong, help: "Print what each workload does.")
    var verbose = false

    func validate() throws {
        if seed != nil, seeds != 1 { throw ValidationError("--seed and --seeds exclude each other") }
        if seeds < 1 { throw ValidationError("--seeds is 1 or more") }
        if steps < 1 { throw ValidationError("--steps is 1 or more") }
    }

    func run() throws {
        let range = seed.map { $0...$0 } ?? first...(first + seeds - 1)
        let start = ContinuousClock.now
        var (operations, restarts, resumptions, failed) = (0, 0, 0, 0)
        var cuts: [String: Int] = [:]
        for seed in range {
            var simulation = StorageSimulation(seed: seed)
            simulation.steps = steps
            simulation.onlyOperation = operation
            if verbose { simulation.trace = { StandardError.write($0 + "\n") } }
            let outcome = simulation.run()
            operations += outcome.operations
            restarts += outcome.restarts
            resumptions += outcome.resumptions
            cuts.merge(outcome.cuts, uniquingKeysWith: +)
            if !outcome.failures.isEmpty { failed += 1 }
            for failure in outcome.failures { print("\(failure)") }
            let done = seed - range.lowerBound + 1
            if done % 100 == 0 {
                let time = Figures.decimal((ContinuousClock.now - start).seconds, digits: 0)
                StandardError.write("\(done) of \(range.count) seeds in \(time) s, \(failed) failed\n")
            }
        }
        print("the power was cut while the workload did:")
        for (kind, count) in cuts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            print("  \(count) × \(kind)")
        }
        print("\(resumptions) recoveries began from a mark")
        print("\(range.count) seeds, \(operations) operations, \(restarts) restarts, \(failed) seeds failed")
        if failed > 0 { throw ExitCode.failure }
    }
}
