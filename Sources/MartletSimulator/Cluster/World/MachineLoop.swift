import DequeModule
import MartletModel
import MartletNode

/// One loop of a process: what it is given it does in that order, one thing in each turn.
// Sendable: a run is in one thread.
final class MachineLoop: Loop, @unchecked Sendable {
    private let process: MachineProcess
    /// The index of the shard that lives here; nil for none.
    private let shard: Int?
    private var waiting: Deque<ClusterScheduler.Work> = []
    private var isScheduled = false
    let executor: any SerialExecutor = MachineExecutor()

    init(_ process: MachineProcess, shard: Int? = nil) {
        self.process = process
        self.shard = shard
    }

    func execute(_ work: @escaping @Sendable () -> Void) {
        guard process.isAlive else { return }
        waiting.append(work)
        scheduleTurn()
    }

    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> any ScheduledWork {
        let timer = MachineTimer(work)
        let machine = process.machine
        // Clocks are read in microseconds: one more, so that it is due when it fires.
        let due = machine.localTime + max(.zero, delay) + .microseconds(1)
        machine.scheduler.at(machine.clock.global(due, after: machine.scheduler.now)) {
            if timer.isSet { self.execute { timer.fire() } }
        }
        return timer
    }

    private func scheduleTurn() {
        guard !isScheduled else { return }
        isScheduled = true
        let scheduler = process.machine.scheduler
        scheduler.after(scheduler.microseconds(0...30)) { self.turn() }
    }

    private func turn() {
        isScheduled = false
        guard process.isAlive else {
            waiting = []
            return
        }
        guard !process.machine.isPaused else {
            isScheduled = true
            return process.machine.whenAwake { self.turn() }
        }
        guard let work = waiting.popFirst() else { return }
        process.run(work, shard: shard)
        if !waiting.isEmpty { scheduleTurn() }
    }
}

/// Everything is in the one thread that there is, so whoever asks is isolated.
private final class MachineExecutor: SerialExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        preconditionFailure("a node awaits nothing")
    }

    func checkIsolated() {}
}

// Sendable: a run is in one thread.
private final class MachineTimer: ScheduledWork, @unchecked Sendable {
    private var work: ClusterScheduler.Work?

    init(_ work: @escaping ClusterScheduler.Work) {
        self.work = work
    }

    var isSet: Bool { work != nil }

    func fire() {
        let work = self.work
        self.work = nil
        work?()
    }

    func cancel() { work = nil }
}

/// Threads of a process that wait for its disk. What they do is done at the end of the time it takes.
// Sendable: a run is in one thread.
final class MachineThreads: StorageThreads, @unchecked Sendable {
    private let process: MachineProcess
    /// One job after the other, as on one thread.
    private let isSerial: Bool
    private var busyUntil: Duration = .zero

    init(_ process: MachineProcess, isSerial: Bool = false) {
        self.process = process
        self.isSerial = isSerial
    }

    func run(_ work: @escaping @Sendable () -> Void) {
        guard process.isAlive else { return }
        let scheduler = process.machine.scheduler
        let time = scheduler.microseconds(process.machine.diskTime)
        let end = (isSerial ? max(busyUntil, scheduler.now) : scheduler.now) + time
        if isSerial { busyUntil = end }
        scheduler.at(end) { self.end(work) }
    }

    private func end(_ work: @escaping ClusterScheduler.Work) {
        guard process.isAlive else { return }
        guard !process.machine.isPaused else { return process.machine.whenAwake { self.end(work) } }
        process.run(work)
    }
}

/// The clocks of a machine.
struct MachineClock: NodeClock {
    let machine: Machine

    func now() -> Timestamp {
        Timestamp(Self.start + SimulatedClock.microseconds(machine.localTime + machine.wallOffset) / 1_000)
    }

    func uptime() -> Duration { machine.localTime }

    private static let start: Int64 = 1_700_000_000_000
}
