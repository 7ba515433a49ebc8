import MartletModel
import MartletRecords

/// Follows the transactions of a log from batch to batch: which records count, and which markers are still
/// needed.
struct TransactionSweep {
    enum Marker {
        /// It stays; an abort that has records before it comes with its entry for the index.
        case needed(AbortedTransaction?)
        /// No record of its transaction is left.
        case dispensable
    }

    private struct Aborted {
        var transaction: AbortedTransaction
        var hasBatches = false
    }

    /// Those that have not begun yet.
    private var later: ArraySlice<AbortedTransaction>
    private var aborted: [ProducerID: Aborted] = [:]
    private var committed: Set<ProducerID> = []

    /// All that were aborted and have records in what is swept.
    init(_ transactions: [AbortedTransaction]) {
        later = transactions.sorted { $0.firstOffset < $1.firstOffset }[...]
    }

    /// Whether a data batch belongs to a transaction that was given up.
    mutating func isAborted(_ header: BatchHeader) -> Bool {
        reach(header.lastOffset)
        guard header.isTransactional else { return false }
        if aborted[header.producerID] != nil {
            aborted[header.producerID]?.hasBatches = true
            return true
        }
        committed.insert(header.producerID)
        return false
    }

    /// What becomes of a control batch; `marker` is nil if it ends no transaction.
    mutating func ended(_ header: BatchHeader, _ marker: TransactionMarker?) -> Marker {
        reach(header.lastOffset)
        guard let marker else { return header.recordsCount > 0 ? .needed(nil) : .dispensable }
        if marker.isCommit {
            return committed.remove(header.producerID) == nil ? .dispensable : .needed(nil)
        }
        guard var ended = aborted.removeValue(forKey: header.producerID), ended.hasBatches else {
            return .dispensable
        }
        ended.transaction.lastOffset = header.lastOffset
        return .needed(ended.transaction)
    }

    private mutating func reach(_ offset: Offset) {
        while let next = later.first, next.firstOffset <= offset {
            later.removeFirst()
            aborted[next.producerID] = Aborted(transaction: next)
        }
    }
}
