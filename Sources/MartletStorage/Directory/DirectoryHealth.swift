import Glibc
import Synchronization

/// Whether a log directory may still be used. Shared by everybody who works in it, on whichever thread.
///
/// It breaks once and for good: what the kernel has dropped after a failed sync, no later sync brings back,
/// and who tries again would be told that all is well.
package final class DirectoryHealth: Sendable {
    package typealias Observer = @Sendable (_ cause: StorageError) -> Void

    private struct State: Sendable {
        var cause: StorageError?
        var observers: [Observer] = []
        var landmarks: [String] = []
    }

    package let directory: String
    /// What `state` says too, without a lock: it is asked before each operation.
    private let broken = Atomic(false)
    private let state = Mutex(State())

    package init(directory: String) {
        self.directory = directory
    }

    package var isBroken: Bool { broken.load(ordering: .acquiring) }

    /// The error that broke it.
    package var cause: StorageError? { state.withLock { $0.cause } }

    /// Files that are in the directory as long as it is there; none if nobody knows of such.
    package var landmarks: [String] { state.withLock { $0.landmarks } }

    package func recognize(by landmarks: [String]) {
        state.withLock { $0.landmarks = landmarks }
    }

    /// Throws when the directory is out of service.
    package func check() throws(StorageError) {
        if isBroken { throw .offline(directory: directory) }
    }

    /// Takes the directory out of service. Only the first cause counts.
    package func markBroken(_ cause: StorageError) {
        let observers = state.withLock { state -> [Observer] in
            guard state.cause == nil else { return [] }
            state.cause = cause
            broken.store(true, ordering: .releasing)
            defer { state.observers = [] }
            return state.observers
        }
        for observer in observers { observer(cause) }
    }

    /// Calls `observer` once when the directory breaks, on the thread that found out; now, if it has broken.
    package func whenBroken(_ observer: @escaping Observer) {
        let cause = state.withLock { state -> StorageError? in
            if state.cause == nil { state.observers.append(observer) }
            return state.cause
        }
        if let cause { observer(cause) }
    }
}

extension StorageError {
    /// Whether a change that failed so says that the disk cannot be trusted with the next one either.
    ///
    /// A disk may be full and have room again; a name may be gone because somebody of ours was faster; and a
    /// process that has no descriptors or memory left says nothing about its disk.
    package var breaksDirectory: Bool {
        switch self {
        case .system(_, _, let code):
            ![EMFILE, ENFILE, ENOMEM, ENOTEMPTY, EEXIST, ENAMETOOLONG].contains(code)
        case .full, .notFound, .offline, .locked, .corrupt, .mismatch, .unsupported, .unexpectedDirectory,
            .twin, .wouldBlock:
            false
        }
    }

    /// Whether a sync that failed so has left what is on the disk in doubt. Also when the disk is full, as
    /// the kernel had taken the bytes and found no room for them after all; but not if it was not even begun.
    package var breaksDirectoryOfSync: Bool {
        switch self {
        case .full: true
        case .system(let operation, _, _): operation != "open" || breaksDirectory
        default: breaksDirectory
        }
    }
}
