import Synchronization

/// Keeps bytes to a rate. Pure: says how long to wait.
struct IORate: Sendable {
    /// When all bytes so far will have kept to the rate.
    private var balancedAt: Duration = .zero

    /// Longer than any job waits; a duration cannot hold what the slowest rates would come to.
    private static let longest = 31_536_000.0

    /// How long to wait after moving this many bytes.
    mutating func moved(_ byteCount: Int, bytesPerSecond: Double, now: Duration) -> Duration {
        let time = Duration.seconds(min(Double(byteCount) / bytesPerSecond, Self.longest))
        balancedAt = max(balancedAt, now) + time
        return balancedAt - now
    }

    /// Bytes for which nobody waited to the end count no more.
    mutating func forgive(now: Duration) {
        balancedAt = min(balancedAt, now)
    }
}

/// Holds all jobs of a kind together to a rate. Blocks; belongs on background threads.
final class IOThrottle: Sendable {
    private struct State: Sendable {
        var rate = IORate()
        var bytesPerSecond: Double
    }

    private let state: Mutex<State>
    private let environment: NodeEnvironment

    /// How long a job that is not wanted any more may go on waiting.
    private static let patience = Duration.milliseconds(50)
    /// What is not worth a sleep, nor the system's imprecision.
    private static let leastWait = Duration.milliseconds(2)

    init(bytesPerSecond: Double, environment: NodeEnvironment) {
        self.state = Mutex(State(bytesPerSecond: bytesPerSecond))
        self.environment = environment
    }

    /// Holds from the next bytes on.
    func set(bytesPerSecond: Double) {
        state.withLock { $0.bytesPerSecond = bytesPerSecond }
    }

    /// Waits until the bytes keep to the rate, or `isWanted` says that nobody wants them.
    func moved(_ byteCount: Int, while isWanted: () -> Bool) {
        var wait = state.withLock {
            $0.rate.moved(
                byteCount, bytesPerSecond: $0.bytesPerSecond, now: environment.clock.uptime())
        }
        while wait >= Self.leastWait, isWanted() {
            let part = min(wait, Self.patience)
            environment.sleep(part)
            wait -= part
        }
        if !isWanted() { state.withLock { $0.rate.forgive(now: environment.clock.uptime()) } }
    }
}
