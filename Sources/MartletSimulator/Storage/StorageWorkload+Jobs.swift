import MartletModel
import MartletStorage

/// What a broker does on the side, on its storage threads: while it is under way the log goes on.
extension StorageWorkload {
    // MARK: - Recovery marks

    /// So little must have been appended for the next recovery mark that the small logs have many.
    private static let markInterval: Int64 = 300

    func beginMark(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        if marks[name] == nil, log.isMarkDue(after: Self.markInterval) {
            marks[name] = try log.planRecoveryMark()
        }
    }

    func finishMark(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        guard let mark = marks.removeValue(forKey: name) else { return }
        try mark.run()
        try log.finishRecoveryMark(mark, isDurable: true)
    }

    // MARK: - Rewrites

    func beginRewrite(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        guard rewrites[name] == nil else { return }
        // Only what is durable is rewritten.
        if log.segmentCount > 1, log.rewritableSegmentCount == 0 { try flushAtOnce(process, name, log) }
        let compaction =
            generator.happens(0.6)
            ? try log.planCompaction(
                now: now, lastStableOffset: log.durableEndOffset, memoryByteCount: 1 << 12) : nil
        if let compaction {
            rewrites[name] = .compaction(compaction)
        } else if let recompression = try log.planRecompression() {
            rewrites[name] = .recompression(recompression)
        }
    }

    func finishRewrite(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        let retired: [RetiredSegment]
        switch rewrites.removeValue(forKey: name) {
        case .compaction(let job)?:
            try compactionBegins(name)
            retired =
                if let outcome = try job.run(pace: UnlimitedPace()) { log.finish(job, outcome) } else {
                    log.abandon(job)
                }
        case .recompression(let job)?:
            update(name) { $0.history.isRewritten = true }
            retired =
                if let outcome = try job.run(pace: UnlimitedPace()) { log.finish(job, outcome) } else {
                    log.abandon(job)
                }
        case nil: return
        }
        leftovers += retired.map { .segment($0) }
    }

    /// As the broker does before it truncates, deletes or closes a log.
    func finishJobs(_ name: TopicPartition, _ log: PartitionLog) throws {
        guard let process else { return }
        try finishMark(process, name, log)
        try finishRewrite(process, name, log)
    }
}
