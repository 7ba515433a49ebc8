import MartletModel
import MartletProtocol
import MartletRecords

extension QuorumStore {
    private static let replayByteCount = 1 << 20

    /// Everything that is here: the records of the newest snapshot, then those of the log after it, each with
    /// its offset (in the snapshot: that of its last record) and the epoch of the leader who wrote it. Stops
    /// at the first error, be it of the disk or of `body`. Blocks.
    ///
    /// Whether the end of the log is committed is not known here.
    package func replay(_ body: (MetadataRecordValue, Offset, LeaderEpoch) throws -> Void) throws {
        var offset = startOffset
        if let newest = newestSnapshot {
            offset = newest.id.endOffset
            try load(newest).forEachRecord { try body($0.value, offset - 1, newest.id.epoch) }
        }
        while offset < endOffset {
            let batches = try read(from: offset, upTo: endOffset, maxBytes: Self.replayByteCount)
            for batch in batches where !batch.header.isControl {
                let epoch = batch.header.partitionLeaderEpoch
                try MetadataBatch.decode(batch) { try body($0.value, $1, epoch) }
            }
            guard let end = batches.last?.header.nextOffset else { return }
            offset = end
        }
    }
}
