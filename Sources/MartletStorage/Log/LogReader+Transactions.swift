import MartletModel

extension LogReader {
    /// See `PartitionLog.abortedTransactions(from:upTo:)`.
    func abortedTransactions(
        from start: Offset, upTo end: Offset
    ) throws(StorageError) -> [AbortedTransaction] {
        var search = AbortedTransactionSearch(from: start, upTo: end)
        for index in segmentIndex(for: start)..<segmentCount where !search.isComplete {
            guard index < sealed.count else {
                for entry in active.transactionIndex.entries { search.consider(entry) }
                break
            }
            guard sealed[index].hasAborts else { continue }
            let file = try files.open(.transactionIndex, sealed[index].baseOffset, access)
            try SealedTransactionIndex(file, access).search(&search)
        }
        return search.found
    }

    /// See `PartitionLog.abortedTransactions(in:from:upTo:)`.
    func abortedTransactions(
        in slice: FileSlice, from start: Offset, upTo end: Offset
    ) throws(StorageError) -> [AbortedTransaction] {
        let first = segmentIndex(for: start)
        guard !active.transactionIndex.isEmpty || sealed[first...].contains(where: \.hasAborts) else {
            return []
        }
        let sliceEnd = try upperBound(of: slice, from: start)
        return try abortedTransactions(from: start, upTo: min(end, sliceEnd))
    }

    /// An offset that nothing in the slice reaches, as near as the index of its segment tells.
    private func upperBound(of slice: FileSlice, from start: Offset) throws(StorageError) -> Offset {
        for index in segmentIndex(for: start)..<segmentCount {
            guard let found = try find(start, inSegment: index) else { continue }
            guard found.position == slice.position else { break }
            let end = slice.position + Int64(slice.byteCount)
            let indexed: Offset? =
                if index < sealed.count {
                    try offsetIndex(of: sealed[index])
                        .offset(atPosition: end, baseOffset: sealed[index].baseOffset)
                } else {
                    active.offsetIndex.offset(atPosition: end)
                }
            return indexed ?? nextOffset(ofSegment: index)
        }
        return logEndOffset
    }
}
