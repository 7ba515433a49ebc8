import MartletModel

/// Which brokers the active controller has reason to look after at once, instead of waiting for their leases
/// to end. Pure: the time is an input, as a duration since an arbitrary point that never goes back.
///
/// A process that dies leaves a trace: its connections break. That alone proves nothing, so the controller
/// tries to reach the broker where it takes clients. If nobody listens there any more the process has ended,
/// and nobody waits for the end of its lease. A process that is paused or cut off leaves no such trace:
/// connections to it stand, or are made by its kernel, and its lease decides.
///
/// A broker that reports after all is not dead, whatever stands between it and the controller: a further
/// refusal is not believed.
package struct BrokerChecks: Sendable, Equatable {
    /// What came of an attempt to reach a broker where it takes clients.
    package enum Outcome: Sendable, Equatable {
        /// Somebody answered.
        case answered
        /// Nobody listens there.
        case refused
        /// No connection, no answer, or it broke: a process may hang, be cut off, or be on its way out.
        case unclear
    }

    private struct Suspicion: Sendable, Equatable {
        var epoch: BrokerEpoch
        var attempts = 0
        /// Nil while an attempt is under way.
        var nextAttempt: Duration?
    }

    private var suspicions: [BrokerID: Suspicion] = [:]
    /// Those that were found dead, until they register again.
    private var dead: [BrokerID: BrokerEpoch] = [:]
    /// Those that reported afterwards.
    private var misjudged: [BrokerID: BrokerEpoch] = [:]

    /// A new controller gives brokers so long to find it, and to report by that, before it looks after them.
    static let grace: Duration = .milliseconds(250)
    /// A process that dies closes its connections before its listeners, or after them.
    private static let firstPause: Duration = .milliseconds(10)
    private static let maxAttempts = 8

    package init() {}

    /// There is reason to look after the process with this registration, from a moment on.
    package mutating func suspected(_ broker: BrokerID, epoch: BrokerEpoch, from start: Duration) {
        guard misjudged[broker] != epoch, dead[broker] != epoch else { return }
        guard let known = suspicions[broker], known.epoch >= epoch else {
            suspicions[broker] = Suspicion(epoch: epoch, nextAttempt: start)
            return
        }
        guard known.epoch == epoch else { return }
        suspicions[broker]?.attempts = 0
        if let next = known.nextAttempt { suspicions[broker]?.nextAttempt = min(next, start) }
    }

    /// The process with this registration reports: it lives.
    package mutating func heard(_ broker: BrokerID, epoch: BrokerEpoch) {
        if suspicions[broker]?.epoch == epoch { suspicions[broker] = nil }
        if dead[broker] == epoch {
            dead[broker] = nil
            misjudged[broker] = epoch
        }
    }

    /// Who is to be looked after now. Each attempt ends with `checked`.
    package mutating func due(at now: Duration) -> [(broker: BrokerID, epoch: BrokerEpoch)] {
        let due = suspicions.filter { _, suspicion in
            suspicion.nextAttempt.map { $0 <= now } ?? false
        }
        return due.sorted { $0.key < $1.key }.map { broker, suspicion in
            suspicions[broker]?.nextAttempt = nil
            suspicions[broker]?.attempts += 1
            return (broker, suspicion.epoch)
        }
    }

    /// What came of an attempt. Returns whether the process with this registration is dead.
    package mutating func checked(
        _ broker: BrokerID, epoch: BrokerEpoch, _ outcome: Outcome, now: Duration
    ) -> Bool {
        guard let suspicion = suspicions[broker], suspicion.epoch == epoch, suspicion.nextAttempt == nil
        else { return false }
        switch outcome {
        case .unclear where suspicion.attempts < Self.maxAttempts:
            let pause = Self.firstPause * (1 << max(suspicion.attempts - 1, 0))
            suspicions[broker]?.nextAttempt = now + pause
            return false
        case .answered, .unclear:
            suspicions[broker] = nil
            return false
        case .refused:
            suspicions[broker] = nil
            misjudged[broker] = nil
            dead[broker] = epoch
            return true
        }
    }

    /// The registration does not count any more, or is fenced: there is nothing to find out.
    package mutating func dismiss(_ broker: BrokerID, epoch: BrokerEpoch) {
        if suspicions[broker]?.epoch == epoch { suspicions[broker] = nil }
    }

    /// When somebody is due; nil: not before a further reason.
    package var nextDeadline: Duration? { suspicions.values.compactMap(\.nextAttempt).min() }
}
