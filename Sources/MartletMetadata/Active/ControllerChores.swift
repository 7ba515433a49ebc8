import MartletModel
import MartletProtocol

/// How often the active controller does what it does unasked.
package struct ControllerTiming: Sendable, Equatable {
    /// After so long without a record one is written that says nothing, so that offsets move
    /// (`metadata.max.idle.interval.ms`). Nil: never.
    package var idleInterval: Duration?

    package init(idleInterval: Duration? = .milliseconds(500)) {
        self.idleInterval = idleInterval
    }
}

extension ActiveController {
    enum Chore: Sendable, Equatable {
        case noOp
    }

    /// What is due, and when.
    struct Chores: Sendable {
        private let timing: ControllerTiming
        private var idleDeadline: Duration?

        init(_ timing: ControllerTiming, now: Duration) {
            self.timing = timing
            idleDeadline = timing.idleInterval.map { now + $0 }
        }

        var nextDeadline: Duration? { idleDeadline }

        /// Something was written.
        mutating func wrote(at now: Duration) {
            idleDeadline = timing.idleInterval.map { now + $0 }
        }

        /// The next chore whose time has come, which is then taken as done.
        mutating func nextDue(at now: Duration) -> Chore? {
            if let deadline = idleDeadline, deadline <= now {
                wrote(at: now)
                return .noOp
            }
            return nil
        }

        mutating func stop() {
            idleDeadline = nil
        }
    }

    mutating func records(for chore: Chore, _ moment: Moment) -> [VersionedRecord] {
        switch chore {
        case .noOp: [VersionedRecord(.noOp(NoOpRecord()))]
        }
    }
}
