import DequeModule
import MartletModel
import Synchronization

/// Work on the partitions of one log directory, so many at a time: what takes long in one directory holds up
/// no other, and the storage threads that group commits need are never all taken.
final class DirectoryWork: Sendable {
    private struct State: Sendable {
        var waiting: Deque<Item> = []
        var running = 0
        /// To be called when nothing is running.
        var idle: [@Sendable () -> Void] = []
    }

    private struct Item: Sendable {
        var id: PartitionKey
        var work: @Sendable () -> Void
    }

    private let threads: any StorageThreads
    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: how many may be done at a time.
    init(_ threads: any StorageThreads, limit: Int) {
        self.threads = threads
        self.limit = limit
    }

    /// Does the work on a storage thread when it is its turn.
    func add(_ id: PartitionKey, isUrgent: Bool = false, _ work: @escaping @Sendable () -> Void) {
        let begins = state.withLock { state in
            let item = Item(id: id, work: work)
            if isUrgent { state.waiting.prepend(item) } else { state.waiting.append(item) }
            guard state.running < limit else { return false }
            state.running += 1
            return true
        }
        if begins { next() }
    }

    /// Takes back the partition's work. False if it has begun, or was never there.
    func withdraw(_ id: PartitionKey) -> Bool {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return false }
            state.waiting.remove(at: index)
            return true
        }
    }

    /// Takes back all work that has not begun, and returns whose it was. `done` is called when what has begun
    /// is done, too; on the storage thread that did it, or at once.
    func stop(then done: @escaping @Sendable () -> Void) -> [PartitionKey] {
        let (withdrawn, isIdle) = state.withLock { state in
            defer { state.waiting = [] }
            if state.running > 0 { state.idle.append(done) }
            return (state.waiting.map(\.id), state.running == 0)
        }
        if isIdle { done() }
        return withdrawn
    }

    /// One thing for each turn of a storage thread, so that others get theirs.
    private func next() {
        threads.run {
            let (item, idle) = self.state.withLock { state -> (Item?, [@Sendable () -> Void]) in
                if let item = state.waiting.popFirst() { return (item, []) }
                state.running -= 1
                guard state.running == 0 else { return (nil, []) }
                defer { state.idle = [] }
                return (nil, state.idle)
            }
            for one in idle { one() }
            guard let item else { return }
            item.work()
            self.next()
        }
    }
}
