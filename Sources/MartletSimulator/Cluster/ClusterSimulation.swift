import MartletModel

/// Runs a cluster of whole nodes with producers and consumers, has everything happen to it that can, and
/// checks every proposition about it. A run is a function of its seed.
package struct ClusterSimulation: Sendable {
    package var seed: UInt64
    /// How long it goes, in the time of the simulation.
    package var duration: Duration = .seconds(90)
    /// How long of that nothing goes wrong, at the end: so long a cluster may take until it does its work.
    package var bound: Duration = .seconds(30)
    /// What the cluster does wrong; the tests of the checkers say so.
    package var sabotage: ClusterSabotage?
    /// What goes wrong, all of it equally often; nil: what the seed says.
    package var faults: [ClusterFault]?
    /// Only these propositions are looked at; nil: all. Tests of one checker leave the others out, which may
    /// be faster.
    package var checkers: Set<String>?
    /// Hears what happens.
    package var trace: (@Sendable (String) -> Void)?
    /// Whether it hears what nodes have to say, too.
    package var tracesNodes = false

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// What a run has found.
    package struct Outcome: Sendable, Equatable {
        package init() {}

        package var brokers = 0
        /// How many things happened.
        package var events = 0
        /// How often somebody began to lead a partition.
        package var leaders = 0
        /// How many records producers were told to be in the log, and how many are.
        package var acknowledged = 0
        package var committed = 0
        /// How often producers sent something again.
        package var retries = 0
        /// How many bits have flipped on disks, and how many of them are right again.
        package var damages = 0
        package var healed = 0
        /// What happened, and when, in one number.
        package var digest: UInt64 = 0
        package var failures: [Failure] = []
    }

    package struct Failure: Sendable, Equatable, CustomStringConvertible {
        package var seed: UInt64
        package var time: Duration
        /// The name of the proposition that does not hold.
        package var checker: String
        package var text: String

        package var description: String { "seed \(seed), after \(time): \(checker): \(text)" }
    }

    /// Runs to the end, or to the first thing that must not be.
    package func run() -> Outcome {
        let run = ClusterRun(self)
        run.go()
        return run.outcome
    }
}
