import Synchronization

/// Calls `then` once, when it has been counted down from the given number; at once if that is 0.
/// May be counted down from any thread.
final class Countdown: Sendable {
    private let left: Atomic<Int>
    private let then: @Sendable () -> Void

    init(_ count: Int, then: @escaping @Sendable () -> Void) {
        self.left = Atomic(count)
        self.then = then
        if count == 0 { then() }
    }

    func countDown() {
        if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { then() }
    }
}
