import ArgumentParser

/// Which seeds a simulation runs.
struct SeedOptions: ParsableArguments {
    @Option(help: "Run this seed alone, and say more of what happens.")
    var seed: UInt64?

    @Option(help: "How many seeds to run.")
    var seeds: UInt64 = 1

    @Option(name: .customLong("from"), help: "The first of them.")
    var first: UInt64 = 0

    func validate() throws {
        if seed != nil, seeds != 1 { throw ValidationError("--seed and --seeds exclude each other") }
        if seeds < 1 { throw ValidationError("--seeds is 1 or more") }
    }

    var isAlone: Bool { seed != nil }

    /// Runs them in turn, prints what they find, and after each hundred how far it is.
    ///
    /// - Parameters:
    ///   - simulate: runs a seed, and returns what it found.
    ///   - summarize: what there is to say at the end, of how many seeds and how many that found something.
    /// - Throws: the exit code of a failure when something was found.
    func run<Failure: CustomStringConvertible>(
        _ simulate: (UInt64) -> [Failure], summarize: (_ count: Int, _ failed: Int) -> String
    ) throws {
        let range = seed.map { $0...$0 } ?? first...(first + seeds - 1)
        let start = ContinuousClock.now
        var failed = 0
        for seed in range {
            let failures = simulate(seed)
            if !failures.isEmpty { failed += 1 }
            for failure in failures { print("\(failure)") }
            let done = seed - range.lowerBound + 1
            if done % 100 == 0 {
                let time = Figures.decimal((ContinuousClock.now - start).seconds, digits: 0)
                StandardError.write("\(done) of \(range.count) seeds in \(time) s, \(failed) failed\n")
            }
        }
        print(summarize(range.count, failed))
        if failed > 0 { throw ExitCode.failure }
    }
}
