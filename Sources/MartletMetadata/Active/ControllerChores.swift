import MartletModel
import MartletProtocol

/// How often the active controller does what it does unasked.
package struct ControllerTiming: Sendable, Equatable {
    /// `broker.session.timeout.ms`: a broker of which nothing is heard for so long is fenced.
    package var sessionTimeout: Duration
    /// After so long without a record one is written that says nothing, so that offsets move
    /// (`metadata.max.idle.interval.ms`). Nil: never.
    package var idleInterval: Duration?
    /// How often the preferred replicas are made leaders where they can be
    /// (`leader.imbalance.check.interval.seconds`). Nil: never (`auto.leader.rebalance.enable=false`).
    package var balanceInterval: Duration?
    /// How often partitions without a leader are looked over (`unclean.leader.election.interval.ms`).
    package var uncleanElectionInterval: Duration

    package init(
        sessionTimeout: Duration = .seconds(9), idleInterval: Duration? = .milliseconds(500),
        balanceInterval: Duration? = .seconds(300), uncleanElectionInterval: Duration = .seconds(300)
    ) {
        self.sessionTimeout = sessionTimeout
        self.idleInterval = idleInterval
        self.balanceInterval = balanceInterval
        self.uncleanElectionInterval = uncleanElectionInterval
    }

    package init(_ configuration: BrokerConfiguration) {
        let settings = configuration.settings
        self.init(
            sessionTimeout: configuration.session.sessionTimeout,
            idleInterval: configuration.metadataLog.maxIdleInterval,
            balanceInterval: settings.flag("auto.leader.rebalance.enable")
                ? .seconds(settings.whole("leader.imbalance.check.interval.seconds") as Int64) : nil,
            uncleanElectionInterval: settings.duration("unclean.leader.election.interval.ms"))
    }
}

extension ActiveController {
    enum Chore: Sendable, Equatable, CaseIterable {
        case balanceLeaders
        case electUncleanLeaders
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
            case .balanceLeaders: timing.balanceInterval
            case .electUncleanLeaders: timing.uncleanElectionInterval
            case .noOp: timing.idleInterval
            }
        }

        private mutating func done(_ chore: Chore, at now: Duration) {
            deadlines[chore] = interval(chore).map { now + $0 }
        }

        /// There is more of it to do than was done.
        mutating func again(_ chore: Chore, at now: Duration) {
            deadlines[chore] = now
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

    mutating func records(for chore: Chore, _ moment: Moment) -> [VersionedRecord] {
        let decision: Decision<Bool>
        switch chore {
        case .noOp: return [VersionedRecord(.noOp(NoOpRecord()))]
        case .balanceLeaders:
            unfit.expire(now: moment.uptime)
            decision = decisions.balanceLeaders(image: image, unfit: unfit)
        case .electUncleanLeaders: decision = decisions.electUncleanLeaders(image: image)
        }
        if decision.reply { chores.again(chore, at: moment.uptime) }
        return decision.records
    }
}
