/// A node's own idea of the time that has passed: too fast or too slow, and sometimes it jumps ahead, as the
/// clock of a machine that was suspended does. It never goes back: it is no wall clock.
struct SimulatedClock {
    /// Local microseconds for a million that pass.
    private var rate: Int64 = 1_000_000
    private var ahead: Duration = .zero

    /// - Parameter rate: local microseconds for each million.
    init(rate: Int64) {
        self.rate = rate
    }

    mutating func jump(by duration: Duration) {
        ahead += duration
    }

    func local(_ time: Duration) -> Duration {
        ahead + .microseconds(Self.microseconds(time) * rate / 1_000_000)
    }

    /// When the clock will show `local`; at once if it does already.
    func global(_ local: Duration, after now: Duration) -> Duration {
        let wanted = Self.microseconds(local - ahead)
        let time = (wanted * 1_000_000 + rate - 1) / rate
        return max(.microseconds(time), now)
    }

    static func microseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
