import MartletModel
import MartletRecords
import MartletStorage

/// All that was reported durable is there, byte for byte, unless somebody asked to delete it.
enum DurableMeansThere: StorageChecker {
    static func faults(of restarted: RestartedLog) throws -> [String] {
        let history = restarted.history
        var faults: [String] = []
        if restarted.log.logEndOffset < history.requiredEnd {
            faults.append(
                "the log ends at \(restarted.log.logEndOffset), durable was \(history.requiredEnd)")
        }
        if restarted.log.logStartOffset > max(history.requiredStart, history.requiredEnd) {
            faults.append(
                "the log starts at \(restarted.log.logStartOffset), it was \(history.requiredStart)")
        }
        let found = Dictionary(
            restarted.batches.map { ($0.header.baseOffset, $0) }, uniquingKeysWith: { first, _ in first })
        for batch in history.batches
        where batch.header.lastOffset >= history.requiredStart
            && batch.header.lastOffset < history.requiredEnd
        {
            guard let there = found[batch.header.baseOffset] else {
                if history.isDroppable(batch.header) { continue }
                faults.append("\(span(batch)) was durable and is gone")
                continue
            }
            if try !history.matches(there, batch) {
                faults.append("\(span(batch)) was durable and has other bytes")
            }
        }
        return faults
    }
}

/// The log has only batches that were appended to it, each at its offset, and none that was truncated.
enum NothingInvented: StorageChecker {
    static func faults(of restarted: RestartedLog) throws -> [String] {
        let known = Dictionary(
            restarted.history.batches.map { ($0.header.baseOffset, $0) }, uniquingKeysWith: { $1 })
        return try restarted.batches.compactMap { batch in
            guard let expected = known[batch.header.baseOffset] else {
                return "\(span(batch)) was never appended, or was truncated"
            }
            return try restarted.history.matches(batch, expected)
                ? nil : "\(span(batch)) is not what was appended"
        }
    }
}

/// From the log start to the log end every offset has a record, or had one that compaction has dropped.
enum OffsetsHaveNoHoles: StorageChecker {
    static func faults(of restarted: RestartedLog) -> [String] {
        let log = restarted.log
        var faults: [String] = []
        var next = log.logStartOffset
        for (index, batch) in restarted.batches.enumerated() {
            let base = batch.header.baseOffset
            let isGap = base > next && restarted.history.isDroppable(next..<base)
            if !isGap, index == 0 ? base > next : base != next {
                faults.append("after offset \(next - Int64(1)) comes \(span(batch))")
            }
            next = batch.header.nextOffset
        }
        if next != log.logEndOffset {
            faults.append("the records end at \(next), the log at \(log.logEndOffset)")
        }
        return faults
    }
}

/// Records that are deleted, and whose deletion was made durable by the checkpoint of log starts, are never
/// served again.
enum DeletedStaysDeleted: StorageChecker {
    static func faults(of restarted: RestartedLog) -> [String] {
        let required = restarted.history.requiredDeletion
        let start = restarted.log.logStartOffset
        guard start < required, let first = restarted.batches.first, first.header.baseOffset < required else {
            return []
        }
        return ["the log starts at \(start); deleted was everything below \(required)"]
    }
}

/// No checkpoint promises what the log does not have.
enum CheckpointsNeverLead: StorageChecker {
    static func faults(of restarted: RestartedLog) -> [String] {
        var faults: [String] = []
        let history = restarted.history
        let (name, process) = (restarted.name, restarted.process)
        if let end = process.reports[name]?.lostEnd, end <= history.requiredEnd {
            faults.append("the log ends before its recovery point \(end)")
        }
        // A truncation that is under way has not lowered them yet.
        if case .truncation = history.pending { return faults }
        if case .restart = history.pending { return faults }
        if let point = process.recoveryPoints[name], point > history.durableEnd {
            faults.append("the recovery point is \(point), durable was \(history.durableEnd)")
        }
        if let highWatermark = process.highWatermarks[name], highWatermark > restarted.log.logEndOffset {
            faults.append("the high watermark is \(highWatermark)")
        }
        if let start = process.logStartOffsets[name], start > history.requiredStart {
            faults.append("the log start is \(start), it was \(history.requiredStart)")
        }
        return faults
    }
}
