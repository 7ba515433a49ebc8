import MartletModel
import MartletRecords
import MartletStorage

/// The leader epochs begin and end where the batches say; one that has no batch may be known or not. So may
/// those of deleted records that have come back.
enum EpochsMatchLog: StorageChecker {
    static func faults(of restarted: RestartedLog) -> [String] {
        let log = restarted.log
        var faults: [String] = []
        let start = max(log.logStartOffset, restarted.history.greatestStart)
        let batches = restarted.batches.filter { $0.header.lastOffset >= start }
        for batch in batches {
            let (base, epoch) = (max(batch.header.baseOffset, start), batch.header.partitionLeaderEpoch)
            let found = log.epoch(at: base)
            if found != epoch {
                faults.append("offset \(base) is of epoch \(epoch), known is \(found ?? .none)")
            }
        }
        var ends: [LeaderEpoch: Offset] = [:]
        for batch in batches { ends[batch.header.partitionLeaderEpoch] = batch.header.nextOffset }
        for (epoch, end) in ends.sorted(by: { $0.key < $1.key }) {
            let (found, foundEnd) = log.endOffset(for: epoch)
            // Where compaction has dropped the last batches of an epoch, only the file tells where it ends.
            let isEnd = foundEnd == end || foundEnd > end && restarted.history.isDroppable(end..<foundEnd)
            if found != epoch || !isEnd {
                faults.append("epoch \(epoch) ends at \(end), told is (\(found), \(foundEnd))")
            }
        }
        return faults
    }
}
