import MartletModel
import MartletProtocol

/// How often the active controller does what it does unasked.
package struct ControllerTiming: Sendable, Equatable {
    /// `broker.session.timeout.ms`: a broker of which nothing is heard for so long is fenced.
    package var sessionTimeout: Duration
    /// After so long without a record one is written that says nothing, so that offsets move
    /// (`metadata.max.idle.interval.ms`). Nil: never.
    package var idleInterval: Duration?

    package init(
        sessionTimeout: Duration = .seconds(9), idleInterval: Duration? = .milliseconds(500)
    ) {
        self.sessionTimeout = sessionTimeout
        self.idleInterval = idleInterval
    }

    package init(_ configuration: BrokerConfiguration) {
        self.init(
            sessionTimeout: configuration.session.sessionTimeout,
            idleInterval: configuration.metadataLog.maxIdleInterval)
    }
}

extension ActiveController {
    enum Chore: Sendable, Equatable, CaseIterable {
        case noOp
    }

    /// What is to be done regularly beside the fencing of brokers, and when it is due next.
    struct Chores: Sendable {
        private let timing: ControllerTiming
        private var deadlines: [Chore: Duration] = [:]
        private(set) var isStopped = false

        init(_ timing: ControllerTiming, now: Duration) {
            self.timing = timing
            for chore in Chore.allCases { done(chore, at: now) }
        }

        private func interval(_ chore: Chore) -> Duration? {
            switch chore {
            case .noOp: timing.idleInterval
            }
        }

        private mutating func done(_ chore: Chore, at now: Duration) {
            deadlines[chore] = interval(chore).map { now + $0 }
        }

        var nextDeadline: Duration? { deadlines.values.min() }

        /// Something was written.
        mutating func wrote(at now: Duration) {
            done(.noOp, at: now)
        }

        /// The next chore whose time has come, which is then taken as done.
        mutating func nextDue(at now: Duration) -> Chore? {
            let due = Chore.allCases.first { chore in deadlines[chore].map { $0 <= now } ?? false }
            if let due { done(due, at: now) }
            return due
        }

        mutating func stop() {
            deadlines = [:]
            isStopped = true
        }
    }

    func records(for chore: Chore) -> [VersionedRecord] {
        switch chore {
        case .noOp: [VersionedRecord(.noOp(NoOpRecord()))]
        }
    }
}
