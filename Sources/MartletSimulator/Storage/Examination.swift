import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

/// A process that starts on what a crash has left: what it finds is compared with what was there, and then it
/// has to go on working.
struct Examination {
    let disk: MemoryFileSystem
    let fileSystem: any FileSystem
    var model: StorageModel
    let now: Timestamp
    let seed: UInt64
    /// Recovery began from a mark.
    private(set) var wasResumed = false

    mutating func violations() -> [StorageViolation] {
        do {
            let process = try StorageProcess(on: fileSystem, model, now: now, seed: seed)
            // A second crash comes while it starts, or not at all.
            disk.intercept(with: nil)
            wasResumed = process.reports.values.contains { $0.resumedSegments > 0 }
            let found = Self.violations(of: process, model)
            if !found.isEmpty { return found }
            return try goOn(process)
        } catch {
            return [StorageViolation(checker: "GoesOnWorking", partition: "all", text: "\(error)")]
        }
    }

    /// What contradicts the propositions about the logs of a process that has just started.
    static func violations(of process: StorageProcess, _ model: StorageModel) -> [StorageViolation] {
        model.names.flatMap { name -> [StorageViolation] in
            guard let partition = model.partitions[name], let log = process.logs[name] else {
                return [StorageViolation(checker: "GoesOnWorking", partition: "\(name)", text: "is not open")]
            }
            do {
                let restarted = try RestartedLog(name, partition, log, process)
                return try StorageCheckers.all.flatMap { checker in
                    try checker.faults(of: restarted).map {
                        StorageViolation(checker: "\(checker)", partition: "\(name)", text: $0)
                    }
                }
            } catch {
                return [
                    StorageViolation(checker: "GoesOnWorking", partition: "\(name)", text: "read: \(error)")
                ]
            }
        }
    }

    /// Appends, flushes, loses what is not durable once more, appends again, stops in order and starts. At
    /// times nothing is flushed, and no checkpoint written, before the power goes again.
    private mutating func goOn(_ process: StorageProcess) throws -> [StorageViolation] {
        var generator = SeededGenerator(seed: seed)
        for name in model.names { model.update(name) { $0.history.adopt(process.logs[name]) } }
        if generator.happens(0.7) {
            for name in model.names { try append(name, process, isFlushed: true) }
            try process.checkpoint()
        }
        for name in model.names { try append(name, process, isFlushed: false) }
        disk.cutPower(keeping: generator.happens(0.5) ? 0 : 0.5, using: &generator)
        let next = try StorageProcess(on: fileSystem, model, now: now, seed: seed &+ 1)
        let found = Self.violations(of: next, model)
        if !found.isEmpty { return found.map { $0.later("after going on, and another power cut") } }
        for name in model.names { model.update(name) { $0.history.adopt(next.logs[name]) } }
        for name in model.names { try append(name, next, isFlushed: false) }
        try next.stop { name, log in
            model.update(name) { $0.history.durableEnd = log.logEndOffset }
        }
        disk.cutPower(keeping: 0, using: &generator)
        let last = try StorageProcess(on: fileSystem, model, now: now, seed: seed &+ 2)
        let repairs = last.reports.sorted { $0.key < $1.key }.map { name, report in
            StorageViolation(checker: "GoesOnWorking", partition: "\(name)", text: "repaired: \(report)")
        }
        return (Self.violations(of: last, model) + repairs).map { $0.later("after a clean stop") }
    }

    private mutating func append(_ name: TopicPartition, _ process: StorageProcess, isFlushed: Bool) throws {
        guard let log = process.logs[name], let partition = model.partitions[name] else { return }
        var builder = RecordBatchBuilder()
        builder.append(key: nil, value: ByteBuffer(string: "after the crash"), timestamp: now)
        var batch = ValidatedBatch(trusted: try builder.build())
        _ = try log.append(batch, leaderEpoch: partition.leaderEpoch, now: now)
        batch.header.baseOffset = partition.history.end
        batch.header.partitionLeaderEpoch = partition.leaderEpoch
        model.update(name) { $0.history.append(RecordBatch(header: batch.header, bytes: batch.bytes)) }
        guard isFlushed, let flush = log.beginFlush() else { return }
        try flush.run()
        log.finishFlush(flush)
        model.update(name) { $0.history.durableEnd = log.durableEndOffset }
    }
}
