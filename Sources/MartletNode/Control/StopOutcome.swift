import Synchronization

/// Whether everything has closed as it should, as several shards find out.
final class StopOutcome: Sendable {
    private let isUnclean = Atomic(false)

    var isClean: Bool { !isUnclean.load(ordering: .acquiring) }

    func markUnclean() {
        isUnclean.store(true, ordering: .releasing)
    }
}
