import Synchronization

/// Tells work on storage threads that nobody waits for what it makes. Raised once, on the control loop.
final class StopFlag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .relaxed) }

    func raise() { state.store(true, ordering: .relaxed) }
}
