import MartletModel

/// Runs a consumer group: members of both protocols, and the coordinators that follow each other on one log,
/// and checks every proposition about them at every step. A run is a function of its seed.
package struct GroupSimulation: Sendable {
    package var seed: UInt64
    /// How long it lasts, in the time of the simulation.
    package var duration: Duration = .seconds(300)
    /// How long a group may take until everything is read, once nothing goes wrong.
    package var bound: Duration = .seconds(120)
    /// What is broken; the tests of the checkers do.
    package var sabotage: GroupSabotage?
    /// Hears what happens.
    package var trace: (@Sendable (String) -> Void)?

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// What a run has found.
    package struct Outcome: Sendable, Equatable {
        /// How many things happened.
        package var events = 0
        /// How many coordinators the group has had.
        package var coordinators = 0
        /// How many processes took part.
        package var processes = 0
        /// How many records were committed.
        package var records = 0
        /// How many answers said that offsets are committed.
        package var commits = 0
        /// How often the group became one to whose members the broker assigns, with members, and back.
        package var upgrades = 0
        package var downgrades = 0
        package var failures: [Failure] = []

        package init() {}
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
        var run = GroupRun(self)
        run.go()
        return run.outcome
    }
}

/// One rule that is not kept.
package enum GroupSabotage: Sendable, CaseIterable {
    /// The coordinator takes for committed what is only in its own log.
    case answersBeforeCommit
    /// Now and then a record does not get into the log, and its writer does not know.
    case losesRecords
    /// Members read on what they say they have given up.
    case keepsReading
    /// Members begin at the start of a partition, whatever the group has committed.
    case forgetsOffsets
    /// Nobody tells coordinators of topics that go, and they do not look.
    case looksForNoTopics
    /// The coordinator's clock stands still: nobody is missed.
    case missesNobody
}
