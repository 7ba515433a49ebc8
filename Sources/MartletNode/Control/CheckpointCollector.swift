import Synchronization

/// Collects what each shard has to say, and goes on when all have said it; at once where there is none.
final class CheckpointCollector: Sendable {
    private struct State: Sendable {
        var offsets: [PartitionOffsets] = []
        var missing: Int
    }

    private let state: Mutex<State>
    private let then: @Sendable ([PartitionOffsets]) -> Void

    init(shardCount: Int, then: @escaping @Sendable ([PartitionOffsets]) -> Void) {
        self.state = Mutex(State(missing: shardCount))
        self.then = then
        if shardCount == 0 { then([]) }
    }

    func add(_ offsets: [PartitionOffsets]) {
        let complete = state.withLock { state -> [PartitionOffsets]? in
            state.offsets += offsets
            state.missing -= 1
            return state.missing == 0 ? state.offsets : nil
        }
        if let complete { then(complete) }
    }
}
