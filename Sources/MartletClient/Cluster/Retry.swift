/// Does `body` until it succeeds, fails for good, or `timeout` has passed; pauses in between as `policy`
/// says.
///
/// `prepare` is called before each further try with the error of the last.
func retrying<Value>(
    _ operation: String,
    policy: RetryPolicy,
    timeout: Duration,
    isolation: isolated (any Actor)? = #isolation,
    prepare: (ClientError) -> Void = { _ in },
    _ body: () async throws(ClientError) -> Value
) async throws(ClientError) -> Value {
    let clock = ContinuousClock()
    var state = RetryState(policy: policy, deadline: clock.now + timeout)
    while true {
        do throws(ClientError) {
            return try await body()
        } catch {
            guard error.isRetriable else { throw error }
            guard let pause = state.failed(now: clock.now, spread: .random(in: 0..<1)) else {
                // "Unreachable" says it all; another error needs to be told what it stood in the way of.
                if case .unreachable = error { throw error }
                throw .timedOut(operation: operation, after: timeout, last: error.description)
            }
            prepare(error)
            do {
                try await clock.sleep(for: pause)
            } catch {
                throw .cancelled
            }
        }
    }
}
