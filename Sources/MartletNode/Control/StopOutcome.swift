import Synchronization

/// Which log directories have not closed as they should, as several shards find out.
final class StopOutcome: Sendable {
    private let unclean = Mutex<Set<String>>([])

    var uncleanDirectories: Set<String> { unclean.withLock { $0 } }

    func markUnclean(_ directory: String) {
        _ = unclean.withLock { $0.insert(directory) }
    }
}
