import MartletModel

/// The transactions that are open in a partition, in the order in which they began.
struct OpenTransactions: Sendable, Equatable {
    private struct Transaction: Sendable, Equatable {
        var firstOffset: Offset
        var producerID: ProducerID
    }

    /// Ascending by first offset.
    private var transactions: ContiguousArray<Transaction> = []

    mutating func begin(at offset: Offset, by producer: ProducerID) {
        let transaction = Transaction(firstOffset: offset, producerID: producer)
        // At the end, unless producers come from a snapshot, in the order of their ids.
        let index = transactions.partitioningIndex { $0.firstOffset > offset }
        transactions.insert(transaction, at: index)
    }

    mutating func end(_ offset: Offset, by producer: ProducerID) {
        var index = transactions.partitioningIndex { $0.firstOffset >= offset }
        while index < transactions.count, transactions[index].firstOffset == offset {
            if transactions[index].producerID == producer {
                transactions.remove(at: index)
                return
            }
            index += 1
        }
    }

    /// Where the earliest begins.
    var firstOffset: Offset? { transactions.first?.firstOffset }
}

/// A transaction that has ended in a partition.
package struct EndedTransaction: Sendable, Equatable {
    package var producerID: ProducerID
    /// Of its first record.
    package var firstOffset: Offset
    /// Of its marker.
    package var lastOffset: Offset
    /// The last stable offset after its end, as far as that depends on other transactions only.
    package var lastStableOffset: Offset
    package var isCommitted: Bool

    /// What the index says of it; nil if it was committed.
    package var aborted: AbortedTransaction? {
        isCommitted
            ? nil
            : AbortedTransaction(
                producerID: producerID, firstOffset: firstOffset, lastOffset: lastOffset,
                lastStableOffset: lastStableOffset)
    }
}

/// Transactions that have ended, but whose markers may not be committed yet: until they are, nobody who wants
/// committed records only may read beyond where they began.
struct UncommittedEnds {
    /// In the order of their markers.
    private var ends: ContiguousArray<EndedTransaction> = []

    mutating func append(_ transaction: EndedTransaction) {
        ends.append(transaction)
    }

    /// The log ends at `offset`.
    mutating func truncate(to offset: Offset) {
        ends.removeSubrange(ends.partitioningIndex { $0.lastOffset >= offset }...)
    }

    /// Everything below `offset` is committed, for good.
    mutating func committed(upTo offset: Offset) {
        if ends.isEmpty { return }
        ends.removeSubrange(..<ends.partitioningIndex { $0.lastOffset >= offset })
    }

    /// Where the earliest of them began.
    var firstOffset: Offset? {
        ends.lazy.map(\.firstOffset).min()
    }
}
