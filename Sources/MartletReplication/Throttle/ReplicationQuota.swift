/// Keeps the copying of throttled replicas to a rate (KIP-73). Pure: time is an input.
///
/// What was copied is paid for afterwards, by time in which nothing is: how long an answer will be is known
/// only when it is there. Time in which nothing was wanted is not saved up.
///
/// Invariant: of `n` bytes in all the last are asked for no earlier than the rate allows for those before
/// them.
package struct ReplicationQuota: Sendable {
    package enum Input: Sendable, Equatable {
        /// The operator set another rate, in bytes per second; nil: there is none.
        case rateChanged(Int64?)
        /// So many bytes were sent, or have come.
        case copied(byteCount: Int)
    }

    /// Nil: nothing is held back.
    package private(set) var bytesPerSecond: Int64?
    /// When the last bytes are paid for.
    private var paidUntil: Duration = .zero

    /// How long nothing is copied at a rate of zero, or nearly so. Another rate ends it.
    package static let longestPause: Duration = .seconds(3_600)
    /// One answer brings what so much time pays for, so that copying is even and not in bursts.
    private static let portion: Duration = .milliseconds(250)
    /// Less would be many requests for little; a batch that is longer comes whole, whatever the rate.
    private static let leastPortion = 16_384

    package init(bytesPerSecond: Int64? = nil) {
        self.bytesPerSecond = bytesPerSecond
    }

    package mutating func step(_ input: Input, now: Duration) {
        switch input {
        case .rateChanged(let rate): rateChanged(rate, now)
        case .copied(let byteCount):
            guard byteCount > 0 else { return }
            paidUntil = max(paidUntil, now) + price(of: Double(byteCount))
        }
    }

    /// How long nothing more is to be copied; zero: it may.
    package func pause(now: Duration) -> Duration {
        if bytesPerSecond == 0 { return Self.longestPause }
        return min(max(paidUntil - now, .zero), Self.longestPause)
    }

    /// The most that one answer is to bring.
    package var portionBytes: Int {
        guard let rate = bytesPerSecond else { return .max }
        let bytes = min(Double(rate) * (Self.portion / .seconds(1)), Double(Int32.max))
        return max(Int(bytes), Self.leastPortion)
    }

    /// What is still owed is owed in bytes: a higher rate pays it off sooner.
    private mutating func rateChanged(_ rate: Int64?, _ now: Duration) {
        guard rate != bytesPerSecond else { return }
        let owed = Double(bytesPerSecond ?? 0) * (max(paidUntil - now, .zero) / .seconds(1))
        bytesPerSecond = rate
        paidUntil = now + price(of: owed)
    }

    private func price(of byteCount: Double) -> Duration {
        guard let rate = bytesPerSecond, rate > 0 else { return .zero }
        // A duration cannot hold what the slowest rates would come to.
        return .seconds(min(byteCount / Double(rate), Self.longestPause / .seconds(1)))
    }
}
