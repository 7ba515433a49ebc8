/// How long to wait before the same thing is tried again: twice as long each time, up to a limit, and spread
/// at random by a fifth so that many clients do not come back at the same moment.
public struct RetryPolicy: Sendable, Equatable {
    public var initialBackoff: Duration
    public var maxBackoff: Duration

    public init(initialBackoff: Duration = .milliseconds(50), maxBackoff: Duration = .seconds(1)) {
        self.initialBackoff = initialBackoff
        self.maxBackoff = maxBackoff
    }

    /// The pause before try number `attempt` + 1, where `attempt` tries have failed. `spread` is a random
    /// number from 0 up to 1.
    package func backoff(afterAttempt attempt: Int, spread: Double) -> Duration {
        var pause = initialBackoff
        var doublings = attempt - 1
        while doublings > 0 && pause < maxBackoff {
            pause *= 2
            doublings -= 1
        }
        return min(pause, maxBackoff) * (0.8 + 0.4 * spread)
    }
}

/// The tries of one operation, from the first to its deadline. Pure: time and randomness are inputs.
package struct RetryState: Sendable {
    package let policy: RetryPolicy
    package let deadline: ContinuousClock.Instant
    package private(set) var attempts = 0

    package init(policy: RetryPolicy, deadline: ContinuousClock.Instant) {
        self.policy = policy
        self.deadline = deadline
    }

    /// One more try has failed. The pause before the next, or nil when that would begin after the deadline.
    package mutating func failed(now: ContinuousClock.Instant, spread: Double) -> Duration? {
        attempts += 1
        let pause = policy.backoff(afterAttempt: attempts, spread: spread)
        return now + pause < deadline ? pause : nil
    }
}
