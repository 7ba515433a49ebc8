import MartletModel
import MartletRaft

/// Runs a controller quorum with some brokers that follow it, has everything happen to it that can, and
/// checks every proposition about it at every step. A run is a function of its seed.
package struct QuorumSimulation: Sendable {
    package var seed: UInt64
    /// How long things go wrong, in the time of the simulation.
    package var duration: Duration = .seconds(300)
    /// How long a quorum may take for a leader, and for all to be of one mind, once nothing goes wrong.
    package var bound: Duration = .seconds(30)
    package var timers = QuorumTimers()
    /// Breaks one of the replicas' rules; the tests of the checkers do.
    package var rules = QuorumRules()
    package var sabotage: DriverSabotage?
    /// What befalls them instead of the seed's own mixture.
    package var hardship: Hardship?
    /// Whether members keep log and snapshots in files on a made-up disk, as nodes do, or in the simplest
    /// thing that forgets, which is faster.
    package var hasFiles = true
    /// Hears what happens.
    package var trace: (@Sendable (String) -> Void)?
    /// Whether it hears of each message, too.
    package var tracesMessages = false

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// Mixtures that lead to what happens seldom otherwise.
    package enum Hardship: Sendable {
        /// One leader after the other is killed before others have what it has (Raft §5.4.2, figure 8).
        case failingLeaders
        /// Leaders are cut off, and are asked for other members.
        case changingMembers
        /// Disks have no room now and then, while nodes come and go.
        case fullDisks
    }

    /// What a run has found.
    package struct Outcome: Sendable, Equatable {
        package var controllers = 0
        /// How many things happened.
        package var events = 0
        /// How many epochs had a leader.
        package var leaders = 0
        /// How far the log is committed.
        package var committed: Offset = 0
        /// How often the members of the quorum were changed.
        package var memberChanges = 0
        /// How many questions of clients were answered with what they wanted.
        package var answers = 0
        /// How long it took, once nothing went wrong any more, until something was committed.
        package var recovery: Duration = .zero
        package var failures: [Failure] = []
    }

    package struct Failure: Sendable, Equatable, CustomStringConvertible {
        package var seed: UInt64
        package var time: Duration
        /// The name of the proposition that does not hold.
        package var checker: String
        package var text: String

        package var description: String {
            "seed \(seed), after \(time): \(checker): \(text)"
        }
    }

    /// Runs to the end, or to the first thing that must not be.
    package func run() -> Outcome {
        hasFiles ? run(FileMember.self) : run(ModelMember.self)
    }

    private func run<Member: QuorumMember>(_: Member.Type) -> Outcome {
        var run = QuorumRun<Member>(self)
        run.go()
        return run.outcome
    }
}
