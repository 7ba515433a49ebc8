import Synchronization

/// Says once, to whoever asks, that the node cannot go on and why.
package final class FailureSignal: Sendable {
    private struct State: Sendable {
        var error: NodeError?
        var observer: (@Sendable (NodeError) -> Void)?
    }

    private let state = Mutex(State())

    /// Only the first error counts.
    func fail(_ error: NodeError) {
        let observer = state.withLock { state -> (@Sendable (NodeError) -> Void)? in
            guard state.error == nil else { return nil }
            state.error = error
            defer { state.observer = nil }
            return state.observer
        }
        observer?(error)
    }

    /// Calls `observer` when the node fails, on any thread; now, if it has failed. To be called once.
    func observe(_ observer: @escaping @Sendable (NodeError) -> Void) {
        let error = state.withLock { state -> NodeError? in
            if state.error == nil { state.observer = observer }
            return state.error
        }
        if let error { observer(error) }
    }
}
