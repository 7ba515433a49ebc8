import Synchronization

/// Collects what each shard has to say, and goes on with all of it, in the order of the shards, when the last
/// has spoken.
final class ShardCollector<Element: Sendable>: Sendable {
    private struct State: Sendable {
        var answers: [[Element]?]
        var missing: Int
    }

    private let state: Mutex<State>
    private let then: @Sendable ([Element]) -> Void

    init(shardCount: Int, then: @escaping @Sendable ([Element]) -> Void) {
        self.state = Mutex(State(answers: Array(repeating: nil, count: shardCount), missing: shardCount))
        self.then = then
    }

    /// To be called once for each shard, from any thread.
    func add(_ elements: [Element], ofShard index: Int) {
        let complete = state.withLock { state -> [Element]? in
            state.answers[index] = elements
            state.missing -= 1
            return state.missing == 0 ? state.answers.flatMap { $0 ?? [] } : nil
        }
        if let complete { then(complete) }
    }
}
