import MartletModel

/// What a follower does with records that its leader does not have.
package enum LogCut: Sendable, Equatable {
    /// `PartitionLog.truncate`.
    case truncation(to: Offset)
    /// `PartitionLog.restart`.
    case restart(at: Offset)
}

extension PartitionLog {
    /// Cuts the log; durable when this returns. Blocks: it belongs on a storage thread, and nobody else may
    /// use the log meanwhile. Before, the directory's checkpoint of recovery points says no more than
    /// `recoveryPoint(during:)`, durably; the caller removes the files of the segments it gets.
    package func perform(_ cut: LogCut) throws(StorageError) -> [RetiredSegment] {
        switch cut {
        case .truncation(let offset): try truncate(to: offset)
        case .restart(let offset): try restart(at: offset)
        }
    }

    /// Up to where a recovery may rely on the log whenever a crash ends the cut. Where exactly the log will
    /// end the disk alone knows: so this is the beginning of the segment that it will end in.
    package func recoveryPoint(during cut: LogCut) -> Offset {
        let first = min(durableEndOffset, baseOffset(ofSegment: 0))
        switch cut {
        case .restart(let offset): return max(min(first, offset), 0)
        case .truncation(let offset):
            guard let index = (0..<segmentCount).last(where: { baseOffset(ofSegment: $0) < offset }) else {
                return max(min(first, offset), 0)
            }
            return min(durableEndOffset, baseOffset(ofSegment: index))
        }
    }
}
