import MartletClient
import Testing

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(initialBackoff: .milliseconds(100), maxBackoff: .milliseconds(1_000))

    @Test func `pauses double up to the limit`() {
        let pauses = (1...6).map { policy.backoff(afterAttempt: $0, spread: 0.5) }
        #expect(pauses == [100, 200, 400, 800, 1_000, 1_000].map { .milliseconds($0) })
    }

    @Test func `pauses are spread by a fifth to either side`() {
        let pauses = [0, 0.999_999].map { policy.backoff(afterAttempt: 1, spread: $0) }
        #expect(pauses[0] == .milliseconds(80))
        #expect(pauses[1] > .milliseconds(119) && pauses[1] <= .milliseconds(120))
    }

    @Test func `no try begins after the deadline`() {
        let start = ContinuousClock.now
        var state = RetryState(policy: policy, deadline: start + .milliseconds(500))
        #expect(state.failed(now: start, spread: 0.5) == .milliseconds(100))
        #expect(state.failed(now: start + .milliseconds(100), spread: 0.5) == .milliseconds(200))
        #expect(state.failed(now: start + .milliseconds(300), spread: 0.5) == nil)
    }

    @Test func `a great number of tries does not overflow`() {
        #expect(policy.backoff(afterAttempt: .max, spread: 0.5) == .milliseconds(1_000))
    }
}
