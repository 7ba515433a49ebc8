import MartletModel
import NIOCore
import Synchronization

/// Files in memory, for tests and the simulator.
///
/// Without `DiskFaults` it is a plain disk that never fails. With them it is a real one at its worst: at
/// `cutPower` it may lose whatever was not synced, page by page and name by name, and each operation may fail
/// or take long. Every operation passes through `perform`, where an `interceptor` may make it fail, too.
package final class MemoryFileSystem: FileSystem {
    /// What is done to a path; `write` names the bytes that are to be written.
    package enum Operation: Sendable, Equatable {
        case open, list, attributes, createDirectory, rename, remove, syncDirectory, lock, space
        case read, truncate, sync
        case write(byteCount: Int)
    }

    /// What an interceptor makes of an operation.
    package enum Verdict: Sendable, Equatable {
        case proceed
        case fail(StorageError)
        /// The first `byteCount` bytes of a write arrive, then it fails.
        case tear(after: Int, StorageError)
    }

    package typealias Interceptor = @Sendable (Operation, _ path: String) -> Verdict

    struct State {
        var disk: MemoryDisk
        var faults: FaultSource?
        var locked: Set<Int> = []
        var space = VolumeSpace(totalBytes: 1 << 40, usableBytes: 1 << 40)
        /// Counts power cuts: open files and locks of an earlier one belong to a process that is dead.
        var powerCuts = 0
        var interceptor: Interceptor?
        /// How many more operations the power lasts; nil: for good.
        var powerLeft: Int?
        var hasLostPower = false

        /// Whether what needs room finds none, by a whim of the disk.
        mutating func isFull() -> Bool { faults?.isFull() ?? false }

        /// What becomes of an operation when the power fails, or has failed.
        mutating func powerFailure(_ operation: Operation, _ path: String) -> Verdict? {
            guard let left = powerLeft else { return nil }
            let error = StorageError.system(
                operation: "power", path: path, code: MemoryFileSystem.inputOutputError)
            if hasLostPower { return .fail(error) }
            guard left == 0 else {
                powerLeft = left - 1
                return nil
            }
            hasLostPower = true
            if case .write(let byteCount) = operation { return .tear(after: byteCount / 2, error) }
            return .fail(error)
        }
    }

    private static let inputOutputError: Int32 = 5

    private let state: Mutex<State>
    private let delayed: @Sendable (Duration) -> Void

    /// - Parameter delayed: hears how long an operation takes that takes long; nothing sleeps here.
    package init(faults: DiskFaults? = nil, delayed: @escaping @Sendable (Duration) -> Void = { _ in }) {
        state = Mutex(
            State(disk: MemoryDisk(isTracked: faults != nil), faults: faults.map { FaultSource($0) }))
        self.delayed = delayed
    }

    private init(_ state: sending State) {
        self.state = Mutex(state)
        delayed = { _ in }
    }

    /// The clock that stamps what is written.
    package func setTime(milliseconds: Int64) {
        state.withLock { $0.disk.now = milliseconds }
    }

    package func setSpace(_ space: VolumeSpace) {
        state.withLock { $0.space = space }
    }

    /// How the disk misbehaves from now on. One that was made without faults never forgets what it holds.
    package func setFaults(_ faults: DiskFaults?) {
        state.withLock { $0.faults = faults.map { FaultSource($0) } }
    }

    /// Lets go of what is in memory of these files, but for what the disk does not have yet: whoever reads
    /// them waits for the disk, and has them in memory again.
    package func makeCold(_ isCold: (_ path: String) -> Bool) {
        state.withLock { state in
            for (path, inode) in state.disk.files where isCold(path) {
                state.disk.withFile(inode) { $0.letGo(0..<$0.bytes.count) }
            }
        }
    }

    /// Flips bits of a byte on the disk, of a file that nobody has in memory any more.
    ///
    /// - Returns: the byte as it was; nil where there is none, or the disk does not have it yet.
    package func rot(_ path: String, at position: Int64, _ mask: UInt8) -> UInt8? {
        state.withLock { state in
            guard let inode = state.disk.inode(at: path) else { return nil }
            var byte: UInt8?
            state.disk.withFile(inode) { file in
                file.letGo(0..<file.bytes.count)
                byte = file.rot(at: Int(position), mask)
            }
            return byte
        }
    }

    /// A byte of a file, for an onlooker: nothing is brought into memory. Nil where there is none.
    package func byte(of path: String, at position: Int64) -> UInt8? {
        state.withLock { state in
            guard let file = state.disk.inode(at: path).flatMap({ state.disk.file($0) }),
                position < file.bytes.count
            else { return nil }
            return file.bytes[Int(position)]
        }
    }

    func file(_ inode: Int) -> MemoryFileContent? { state.withLock { $0.disk.file(inode) } }

    func withFile(_ inode: Int, _ change: (inout MemoryFileContent) -> Void) {
        state.withLock { $0.disk.withFile(inode, change) }
    }

    /// Sees every operation before it happens.
    package func intercept(with interceptor: Interceptor?) {
        state.withLock { $0.interceptor = interceptor }
    }

    /// The one place through which each operation goes. `failed` sees to what an error leaves behind.
    func perform<Value: Sendable>(
        _ operation: Operation, _ path: String,
        failed: (inout State) -> Void = { _ in },
        _ body: (inout State, _ tornAfter: (byteCount: Int, error: StorageError)?) -> Result<
            Value, StorageError
        >
    ) throws(StorageError) -> Value {
        let interceptor = state.withLock { $0.interceptor }
        var verdict = interceptor?(operation, path) ?? .proceed
        let (delay, result) = state.withLock { state -> (Duration?, Result<Value, StorageError>) in
            if let failure = state.powerFailure(operation, path) {
                verdict = failure
            } else if verdict == .proceed, let found = state.faults?.verdict(operation, path) {
                verdict = found
            }
            let delay = state.faults?.delay()
            switch verdict {
            case .proceed: return (delay, body(&state, nil))
            case .fail(let error):
                failed(&state)
                return (delay, .failure(error))
            case .tear(let count, let error): return (delay, body(&state, (count, error)))
            }
        }
        if let delay { delayed(delay) }
        return try result.get()
    }

    // MARK: - The end of a process

    /// Another disk with the same content, durable or not, and without an interceptor.
    package func copy() -> MemoryFileSystem {
        MemoryFileSystem(
            state.withLock { state in
                var copy = state
                copy.interceptor = nil
                return copy
            })
    }

    /// The process that had the locks is dead: they are free, and everything that it wrote stays.
    package func processDied() {
        state.withLock { $0.locked.removeAll() }
    }

    /// The power will fail after so many more operations, in the midst of what is done then: of a write a
    /// part arrives, and after it nothing succeeds until `cutPower`. Nil: it will not.
    package func failPower(after operations: Int?) {
        state.withLock { state in
            state.powerLeft = operations
            state.hasLostPower = false
        }
    }

    /// Whether it has failed. Whoever has written since then was dead already.
    package var hasLostPower: Bool { state.withLock { $0.hasLostPower } }

    /// The machine goes down. What was synced is there when it comes up; what was not is there, each page,
    /// length and name for itself, with the chance given. Files and locks of before are of no use any more.
    package func cutPower(
        keeping chance: Double = 0.5, using generator: inout some RandomNumberGenerator
    ) {
        state.withLock { state in
            state.disk.cutPower(keeping: chance, using: &generator)
            state.locked.removeAll()
            state.powerCuts += 1
            state.powerLeft = nil
            state.hasLostPower = false
        }
    }

    var powerCuts: Int { state.withLock { $0.powerCuts } }

    package var bootID: String? { "boot-\(powerCuts)" }

    func release(_ inode: Int, asOf powerCuts: Int) {
        state.withLock { state in
            if state.powerCuts == powerCuts { state.disk.release(inode) }
        }
    }

    func unlock(_ path: String, _ inode: Int, asOf powerCuts: Int) {
        state.withLock { state in
            guard state.powerCuts == powerCuts, state.locked.remove(inode) != nil else { return }
            if let name = state.disk.name(at: path), state.disk.inode(named: name) == inode {
                state.disk.remove(name)
            }
        }
    }
}
