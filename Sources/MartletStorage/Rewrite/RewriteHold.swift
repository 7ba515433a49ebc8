import MartletModel
import Synchronization

/// What the owner of a log and a rewrite on another thread share: whether the rewrite is still wanted, the
/// old files while names change, and what was swapped in.
final class RewriteHold: Sendable {
    private struct State {
        /// By path; nil where there was no such file.
        var files: [String: (any File)?] = [:]
        var swapped: [SwappedSegments] = []
    }

    private let cancelled = Atomic(false)
    private let state = Mutex(State())

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func cancel() {
        cancelled.store(true, ordering: .relaxed)
    }

    /// To be called before the names of the files change.
    func hold(_ files: [String: (any File)?]) {
        state.withLock { $0.files.merge(files) { _, new in new } }
    }

    /// The names of these segments are what they say again.
    func letGo(_ sources: [SegmentRewrite.Source], in directory: String) {
        state.withLock { state in
            for source in sources {
                for kind in SegmentFile.allCases {
                    state.files["\(directory)/\(kind.name(source.baseOffset))"] = nil
                }
            }
        }
    }

    func append(_ swapped: SwappedSegments) {
        state.withLock { $0.swapped.append(swapped) }
    }

    /// What was swapped in since the last call.
    func takeSwapped() -> [SwappedSegments] {
        state.withLock { state in
            defer { state.swapped = [] }
            return state.swapped
        }
    }

    /// What had the name before it went to another file; nil if it has not.
    func heldFile(_ path: String) -> Result<any File, StorageError>? {
        state.withLock { state in
            guard let index = state.files.index(forKey: path) else { return nil }
            return state.files[index].value.map { .success($0) } ?? .failure(.notFound(path: path))
        }
    }
}
