import MartletModel
import Synchronization

/// What the callers of a producer and its sender share.
final class ProducerState: Sendable {
    struct Shared: Sendable {
        var accumulator: Accumulator
        var isClosed = false
        /// The sender was told that there is news, and has not looked yet.
        var isWakePending = false
        /// Callers that wait for room in the buffer.
        var forRoom: [CheckedContinuation<Void, Never>] = []
        var forFlush: [(upTo: BatchID, continuation: CheckedContinuation<Void, Never>)] = []
    }

    let shared: Mutex<Shared>

    init(_ accumulator: Accumulator) {
        shared = Mutex(Shared(accumulator: accumulator))
    }

    /// Some batches are resolved: whoever waited for that goes on.
    func resolved() {
        let continuations = shared.withLock { shared in
            var continuations = shared.forRoom
            shared.forRoom = []
            shared.forFlush.removeAll { waiter in
                guard shared.accumulator.isFlushed(upTo: waiter.upTo) else { return false }
                continuations.append(waiter.continuation)
                return true
            }
            return continuations
        }
        for continuation in continuations { continuation.resume() }
    }

    /// Waits until there may be room. Callers try again then; the first to come is served.
    func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let hasNothingToWaitFor = shared.withLock { shared in
                // With nothing unresolved nobody would ever wake the caller.
                if shared.accumulator.unresolved.isEmpty || shared.isClosed { return true }
                shared.forRoom.append(continuation)
                return false
            }
            if hasNothingToWaitFor { continuation.resume() }
        }
    }

    func waitForFlush(upTo batch: BatchID) async {
        await withCheckedContinuation { continuation in
            let isFlushed = shared.withLock { shared in
                if shared.accumulator.isFlushed(upTo: batch) { return true }
                shared.forFlush.append((batch, continuation))
                return false
            }
            if isFlushed { continuation.resume() }
        }
    }
}
