import DequeModule
import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletStorage
import NIOCore

@testable import MartletNode

/// One thread that plays all loops, storage threads and clocks of a node, in the order in which work was
/// given.
// Sendable: a test uses it from one thread only.
final class SimulatedWorld: @unchecked Sendable {
    private var queue: Deque<@Sendable () -> Void> = []
    private var timers: [(due: Duration, timer: SimulatedTimer)] = []
    /// What storage threads are given while they are held up.
    private var heldStorageWork: [@Sendable () -> Void]?
    /// What background threads are given while they are held up.
    private var heldJobs: [@Sendable () -> Void]?
    /// What is to be read from the disks while that takes its time.
    private var heldReads: [@Sendable () -> Void]?
    /// A storage thread is at work, not a loop.
    private(set) var isOnStorageThread = false
    private(set) var uptime = Duration.zero
    private let openFileLimit: Int
    let fileSystem: MemoryFileSystem
    let log = RecordedLog()
    /// What nodes see of `fileSystem`, if they may have only so many files open.
    let limited: LimitedFileSystem?

    /// - Parameter descriptors: how many files may be open at a time.
    init(fileSystem: MemoryFileSystem = MemoryFileSystem(), descriptors: Int? = nil) {
        self.fileSystem = fileSystem
        limited = descriptors.map { LimitedFileSystem(fileSystem, limit: $0) }
        openFileLimit = descriptors.map { $0 / 2 } ?? 256
    }

    func add(_ work: @escaping @Sendable () -> Void) {
        queue.append(work)
    }

    fileprivate func add(_ timer: SimulatedTimer, after delay: Duration) {
        timers.append((uptime + delay, timer))
    }

    fileprivate func addStorage(_ work: @escaping @Sendable () -> Void) {
        if heldStorageWork == nil { queue.append(work) } else { heldStorageWork?.append(work) }
    }

    fileprivate func addRead(_ work: @escaping @Sendable () -> Void) {
        let work: @Sendable () -> Void = {
            self.isOnStorageThread = true
            work()
            self.isOnStorageThread = false
        }
        if heldReads == nil { queue.append(work) } else { heldReads?.append(work) }
    }

    var heldReadCount: Int { heldReads?.count ?? 0 }

    /// Nothing is read from the disks until that is released.
    func holdReads() {
        heldReads = []
    }

    func releaseReads() {
        let held = heldReads ?? []
        heldReads = nil
        queue.append(contentsOf: held)
    }

    /// The disks answer nobody until they are released.
    func holdStorage() {
        heldStorageWork = []
    }

    func releaseStorage() {
        let held = heldStorageWork ?? []
        heldStorageWork = nil
        queue.append(contentsOf: held)
    }

    fileprivate func addJob(_ work: @escaping @Sendable () -> Void) {
        if heldJobs == nil { queue.append(work) } else { heldJobs?.append(work) }
    }

    /// The background threads begin nothing until they are released.
    func holdJobs() {
        heldJobs = []
    }

    func releaseJobs() {
        let held = heldJobs ?? []
        heldJobs = nil
        queue.append(contentsOf: held)
    }

    /// Runs one thing that can run now.
    func step() {
        queue.popFirst()?()
    }

    /// Runs everything that can run now.
    func settle() {
        while let work = queue.popFirst() { work() }
    }

    /// Lets time pass, with everything that comes due.
    func pass(_ time: Duration) {
        let end = uptime + time
        settle()
        while let next = timers.indices.min(by: { timers[$0].due < timers[$1].due }), timers[next].due <= end
        {
            let (due, timer) = timers.remove(at: next)
            uptime = max(uptime, due)
            timer.fire()
            settle()
        }
        uptime = end
    }

    func environment(shardCount: Int, of process: SimulatedProcess = SimulatedProcess()) -> NodeEnvironment {
        func threads(_ add: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void) -> SimulatedThreads
        {
            SimulatedThreads(process: process, add: add)
        }
        func loop() -> SimulatedLoop { SimulatedLoop(world: self, process: process) }
        return NodeEnvironment(
            fileSystem: limited ?? fileSystem, openFileLimit: openFileLimit,
            clock: SimulatedClock(world: self),
            storageThreads: threads(addStorage), readThreads: threads(addRead),
            backgroundThreads: threads(addJob),
            // Whoever holds up the others does not hold up these.
            controlThreads: threads(add), sleep: { _ in },
            shardLoops: (0..<shardCount).map { _ in loop() }, controlLoop: loop(),
            makeGenerator: { SystemRandomNumberGenerator() })
    }
}

/// A node's process: when it is killed, nothing of it happens any more.
// Sendable: a test uses it from one thread only.
final class SimulatedProcess: @unchecked Sendable {
    private(set) var isAlive = true

    func kill() {
        isAlive = false
    }

    fileprivate func guarding(_ work: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
        { if self.isAlive { work() } }
    }
}

// Sendable: a test uses it from one thread only.
final class SimulatedTimer: ScheduledWork, @unchecked Sendable {
    private var work: (@Sendable () -> Void)?

    init(_ work: @escaping @Sendable () -> Void) {
        self.work = work
    }

    func fire() { work?() }
    func cancel() { work = nil }
}

struct SimulatedLoop: Loop {
    let world: SimulatedWorld
    var process = SimulatedProcess()
    let executor: any SerialExecutor = SimulatedExecutor()

    func execute(_ work: @escaping @Sendable () -> Void) {
        world.add(process.guarding(work))
    }

    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> any ScheduledWork {
        let timer = SimulatedTimer(process.guarding(work))
        world.add(timer, after: delay)
        return timer
    }
}

/// Everything is on the one thread that there is, so whoever asks is isolated.
private final class SimulatedExecutor: SerialExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        preconditionFailure("the node awaits nothing")
    }

    func checkIsolated() {}
}

private struct SimulatedThreads: StorageThreads {
    let process: SimulatedProcess
    let add: @Sendable (@escaping @Sendable () -> Void) -> Void

    func run(_ work: @escaping @Sendable () -> Void) {
        add(process.guarding(work))
    }
}

private struct SimulatedClock: NodeClock {
    let world: SimulatedWorld

    func now() -> Timestamp {
        Timestamp(1_700_000_000_000 + world.uptime.components.seconds * 1_000)
    }

    func uptime() -> Duration { world.uptime }
}
