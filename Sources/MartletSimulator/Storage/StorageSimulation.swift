import MartletModel
import MartletRecords
import MartletStorage

/// Crash everywhere: runs a workload on a made-up disk, and at each operation that changes the disk cuts the
/// power on a copy of it, starts on what is left, and checks every proposition about it.
///
/// The run itself goes through restarts of every kind, too, so that what it does later stands on what a crash
/// has left. A run is a function of its seed.
package struct StorageSimulation: Sendable {
    package var seed: UInt64
    /// How many things the workload does.
    package var steps = 60
    /// Cut the power at this operation alone; nil: at each.
    package var onlyOperation: Int?
    /// Breaks the file system that the engine works on; the tests of the checkers do.
    package var sabotage: @Sendable (MemoryFileSystem) -> any FileSystem = { $0 }
    /// Hears what is done, and what is found.
    package var trace: (@Sendable (String) -> Void)?

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// What a run has found.
    package struct Outcome: Sendable, Equatable {
        /// How many operations changed the disk.
        package var operations = 0
        /// How many times a process started on what a crash had left.
        package var restarts = 0
        /// How many restarts began from a recovery mark instead of at the beginning of a segment.
        package var resumptions = 0
        /// How many times the power was cut, by what was being done.
        package var cuts: [String: Int] = [:]
        package var failures: [Failure] = []
    }

    package struct Failure: Sendable, Equatable, CustomStringConvertible {
        package var seed: UInt64
        /// The operation at which the power went, or after which the process did.
        package var operation: Int
        package var step: String
        /// Where and how the crash came.
        package var crash: String
        /// The name of the proposition that does not hold.
        package var checker: String
        package var text: String

        package var description: String {
            "seed \(seed), operation \(operation) (\(step)), \(crash): \(checker): \(text)"
        }
    }

    /// Runs to the end, or to the first crash that shows a fault.
    package func run() -> Outcome {
        let run = StorageRun(self)
        run.go()
        return run.outcome
    }
}

/// One run.
///
/// Unchecked: all of it happens on the thread that calls `go`; only the disk's interceptor, whose type wants
/// it, takes it for sendable, and the disk calls that on the thread of the operation.
final class StorageRun: @unchecked Sendable {
    private let simulation: StorageSimulation
    private let disk: MemoryFileSystem
    private let workload: StorageWorkload
    private var generator: SeededGenerator
    private(set) var outcome = StorageSimulation.Outcome()

    init(_ simulation: StorageSimulation) {
        self.simulation = simulation
        disk = MemoryFileSystem(faults: DiskFaults(seed: simulation.seed))
        workload = StorageWorkload(
            seed: simulation.seed, disk: disk, fileSystem: simulation.sabotage(disk))
        generator = SeededGenerator(seed: simulation.seed ^ 0x6372_6173_68)
    }

    func go() {
        disk.intercept { [unowned self] operation, path in
            self.willPerform(operation, path)
            return .proceed
        }
        do {
            try workload.begin()
            for _ in 0..<simulation.steps where outcome.failures.isEmpty {
                if generator.happens(0.06) { try restart() } else { try workload.takeStep() }
                trace("\(workload.step): \(workload.summary)")
            }
            if outcome.failures.isEmpty { crash("at the end", "nothing") }
        } catch {
            fail("the engine", "\(error)", crash: "without a crash")
        }
        disk.intercept(with: nil)
    }

    private func trace(_ line: @autoclosure () -> String) {
        simulation.trace?(line())
    }

    private func fail(_ checker: String, _ text: String, crash: String) {
        let failure = StorageSimulation.Failure(
            seed: simulation.seed, operation: outcome.operations, step: workload.step, crash: crash,
            checker: checker, text: text)
        trace("\(failure)")
        outcome.failures.append(failure)
    }

    // MARK: - Crashes beside the run

    private static func changesDisk(_ operation: MemoryFileSystem.Operation) -> Bool {
        switch operation {
        case .open, .createDirectory, .rename, .remove, .syncDirectory, .truncate, .sync, .write: true
        case .list, .attributes, .lock, .space, .read: false
        }
    }

    private func willPerform(_ operation: MemoryFileSystem.Operation, _ path: String) {
        guard Self.changesDisk(operation), outcome.failures.isEmpty else { return }
        outcome.operations += 1
        trace("  \(outcome.operations) \(operation) \(path)")
        if let only = simulation.onlyOperation, outcome.operations != only { return }
        crash("before \(operation) of \(path)", path)
    }

    /// Cuts the power on a copy of the disk, and checks what is left of it.
    private func crash(_ place: String, _ path: String) {
        var generator = SeededGenerator(
            seed: simulation.seed &* 0x1_0001 &+ UInt64(truncatingIfNeeded: outcome.operations))
        let chance = ([0, 0.1, 0.5, 0.5, 0.9, 1] as [Double]).randomElement(using: &generator) ?? 0
        let copy = disk.copy()
        copy.cutPower(keeping: chance, using: &generator)
        outcome.cuts[workload.kind, default: 0] += 1
        examine(copy, "power cut \(place), \(chance) kept", using: &generator, mayCrashAgain: true)
    }

    /// Starts on what a crash has left, sometimes crashing once more on the way, and checks it.
    private func examine(
        _ disk: MemoryFileSystem, _ crash: String, using generator: inout SeededGenerator, mayCrashAgain: Bool
    ) {
        let second = mayCrashAgain && generator.happens(0.3) ? Int.random(in: 1...25, using: &generator) : nil
        let branch = generator.next()
        let counter = OperationCounter()
        if let second {
            disk.intercept { [unowned self, unowned disk] operation, path in
                guard Self.changesDisk(operation), counter.next() == second else { return .proceed }
                var generator = SeededGenerator(seed: branch)
                let copy = disk.copy()
                let chance = ([0, 0.5, 0.5, 1] as [Double]).randomElement(using: &generator) ?? 0
                copy.cutPower(keeping: chance, using: &generator)
                self.examine(
                    copy, "\(crash); again before \(operation) of \(path), \(chance) kept",
                    using: &generator, mayCrashAgain: false)
                return .proceed
            }
        }
        var examination = Examination(
            disk: disk, fileSystem: simulation.sabotage(disk), model: workload.model, now: workload.now,
            seed: branch)
        outcome.restarts += 1
        let violations = examination.violations()
        if examination.wasResumed { outcome.resumptions += 1 }
        for violation in violations {
            fail(violation.checker, "\(violation.partition): \(violation.text)", crash: crash)
        }
    }

    // MARK: - Crashes of the run

    /// The process ends, in one way or another, and the run goes on with the next.
    private func restart() throws {
        let kind: String
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            kind = "clean stop"
            try workload.stopCleanly()
        case 1:
            kind = "death of the process"
            workload.abandonProcess()
            disk.processDied()
        default:
            let chance = ([0, 0.5, 0.9] as [Double]).randomElement(using: &generator) ?? 0
            kind = "power cut, \(chance) kept"
            workload.abandonProcess()
            disk.cutPower(keeping: chance, using: &generator)
        }
        trace(kind)
        try workload.startProcess()
        guard let process = workload.process else { return }
        outcome.restarts += 1
        for violation in Examination.violations(of: process, workload.model) {
            fail(violation.checker, "\(violation.partition): \(violation.text)", crash: kind)
        }
        if kind == "clean stop" {
            for (name, report) in process.reports { fail("CleanStop", "\(name): \(report)", crash: kind) }
        }
        workload.adopt()
        trace("restarted: \(workload.summary)")
    }
}

/// Counts operations for an interceptor.
///
/// Unchecked: used by one thread, that of the run.
private final class OperationCounter: @unchecked Sendable {
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}
