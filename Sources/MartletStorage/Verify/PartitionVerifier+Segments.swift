import MartletModel
import MartletRecords
import NIOCore

extension PartitionVerifier {
    /// One segment, its indexes, and the producer snapshot of its beginning.
    mutating func verifySegment(_ base: Offset, next: Offset?, files: Files) throws(StorageError) {
        // Before the recovery point everything was on disk, also if the broker crashed.
        let isExact = context.isClean || next.map { $0 <= context.recoveryPoint ?? 0 } ?? false
        if base > expected, !context.mayHaveGaps {
            findings.add(
                .damage, .order, path(.log, base), at: 0,
                "the segment begins with offset \(base), but those before it end with \(expected - Int64(1))")
        }
        if base > expected { expected = base }
        verifySnapshots(upTo: base)

        let file = ColdReads(try fileSystem.open(path(.log, base), .read))
        let end = try file.byteCount()
        summary.byteCount += end
        var walk = SegmentWalk(
            file: file, isLast: next == nil, end: end,
            indexes: IndexCheck(
                base, isExact ? try indexFiles(base, files) : IndexFiles(offsets: nil, times: nil)))
        let frame = SegmentFrame(
            baseOffset: base, nextOffset: next ?? SegmentFile.greatestOffset,
            epochs: epochs ?? LeaderEpochCache())
        var check = SegmentCheck(file, upTo: end, frame: frame)
        walk.transactions = TransactionIndex(baseOffset: base)
        walking: while true {
            switch try check.next() {
            case .end: break walking
            case .batch(let batch): try met(batch, &walk)
            case .otherEpoch(let batch, let known):
                try met(batch, &walk)
                // Of what was deleted the file knows nothing.
                guard batch.header.lastOffset >= summary.logStartOffset else { continue }
                findings.add(
                    oldSeverity, .leaderEpochs, path(.log, base), at: batch.position,
                    "the batch at offset \(batch.header.baseOffset) has leader epoch "
                        + "\(batch.header.partitionLeaderEpoch); \(LeaderEpochCache.fileName) says \(known)"
                )
            case .damage(let range): met(range, &walk)
            }
        }
        for fault in walk.indexes.finish(isComplete: isExact) {
            let isOffsets = fault.path.hasSuffix(SegmentFile.offsetIndex.rawValue)
            findings.add(
                .damage, isOffsets ? .offsetIndex : .timeIndex, fault.path, at: fault.position, fault.reason)
        }
        if isExact { verifyTransactionIndex(base, walk, files) }
    }

    struct SegmentWalk {
        let file: any File
        let isLast: Bool
        let end: Int64
        var indexes: IndexCheck
        var transactions = TransactionIndex(baseOffset: 0)
    }

    private mutating func indexFiles(_ base: Offset, _ files: Files) throws(StorageError) -> IndexFiles {
        var found: [(path: String, bytes: ByteBuffer)?] = []
        for (kind, subject) in [
            (SegmentFile.offsetIndex, Finding.Subject.offsetIndex), (.timeIndex, .timeIndex),
        ] {
            let path = path(kind, base)
            guard files.names.contains(kind.name(base)) else {
                findings.add(.damage, subject, path, "the file is missing")
                found.append(nil)
                continue
            }
            found.append((path, try fileSystem.read(path)))
        }
        return IndexFiles(offsets: found[0], times: found[1])
    }

    // MARK: - Batches

    private mutating func met(_ batch: BatchLocation, _ walk: inout SegmentWalk) throws(StorageError) {
        let header = batch.header
        if header.baseOffset > expected, !context.mayHaveGaps {
            findings.add(
                .damage, .order, walk.file.path, at: batch.position,
                "offsets \(expected) up to \(header.baseOffset) are missing before the batch")
        }
        verifySnapshots(upTo: header.baseOffset)
        expected = header.nextOffset
        summary.batchCount += 1
        walk.indexes.batch(batch)
        if epochStarts[header.partitionLeaderEpoch] == nil, header.lastOffset >= summary.logStartOffset {
            epochStarts[header.partitionLeaderEpoch] = header.baseOffset
        }
        let scanner = SegmentScanner(walk.file, upTo: walk.end)
        let whole = try scanner.read(batch)
        do throws(RecordsError) {
            try verifyRecords(of: whole, batch.position, walk.file.path)
            try replay(whole, &walk)
        } catch {
            let isDeleted = header.lastOffset < summary.logStartOffset
            findings.add(
                .damage, isDeleted ? .deletedRecords : recordsSubject, walk.file.path, at: batch.position,
                "the records of the batch at offset \(header.baseOffset) cannot be decoded: \(error)")
            producers = nil
        }
    }

    private mutating func verifyRecords(
        of batch: RecordBatch, _ position: Int64, _ path: String
    ) throws(RecordsError) {
        var records = try batch.records(decompressionLimit: Self.decompressionLimit)
        var next = batch.header.baseOffset
        while let record = try records.next() {
            summary.recordCount += 1
            if record.offset < next || record.offset > batch.header.lastOffset {
                findings.add(
                    .damage, recordsSubject, path, at: position,
                    "offset \(record.offset) is out of order in the batch at \(batch.header.baseOffset)"
                )
            }
            next = record.offset + 1
            if batch.header.isControl { _ = try ControlRecord(record) }
            if let reason = checkRecord?(record, batch) {
                findings.add(
                    .damage, recordsSubject, path, at: position,
                    "the record at offset \(record.offset): \(reason)")
            }
        }
    }

    private mutating func met(_ range: CorruptRange, _ walk: inout SegmentWalk) {
        walk.indexes.damage(range)
        // Whatever producers wrote here is not known.
        producers = nil
        hasUnreadable = true
        expected = walk.isLast && range.positions.upperBound == walk.end ? expected : range.offsets.upperBound
        let isTail =
            walk.isLast && !context.isClean && range.positions.upperBound == walk.end
            && range.offsets.lowerBound >= context.recoveryPoint ?? 0
        let isDeleted = range.offsets.upperBound <= summary.logStartOffset
        let lost =
            walk.isLast && range.positions.upperBound == walk.end
            ? "from offset \(range.offsets.lowerBound)"
            : "offsets \(range.offsets.lowerBound) up to \(range.offsets.upperBound)"
        findings.add(
            isTail ? .note : .damage, isTail ? .tail : isDeleted ? .deletedRecords : recordsSubject,
            range.path,
            at: range.position, "\(range.byteCount) bytes, \(lost): \(range.reason)")
    }

    // MARK: - Transactions

    private mutating func replay(_ batch: RecordBatch, _ walk: inout SegmentWalk) throws(RecordsError) {
        guard batch.header.hasProducer, producers != nil else { return }
        guard batch.header.isControl else {
            producers?.appended(batch.header)
            return
        }
        guard let marker = try TransactionMarker(in: batch) else { return }
        if let aborted = producers?.ended(batch.header, marker)?.aborted { walk.transactions.append(aborted) }
    }

    private mutating func verifyTransactionIndex(_ base: Offset, _ walk: SegmentWalk, _ files: Files) {
        let path = path(.transactionIndex, base)
        guard files.names.contains(SegmentFile.transactionIndex.name(base)) else {
            if producers != nil, !context.mayHaveGaps, !walk.transactions.isEmpty {
                findings.add(
                    .damage, .transactionIndex, path,
                    "the file is missing, but \(walk.transactions.entries.count) transactions were aborted")
            }
            return
        }
        attempt(.transactionIndex, path) { verifier throws(StorageError) in
            let bytes = try verifier.fileSystem.read(path)
            guard let found = TransactionIndex(baseOffset: base, decoding: bytes) else {
                throw .corrupt(path: path, position: 0, reason: "its entries are none of the segment's")
            }
            // Compaction keeps markers whose transactions it has emptied, and no entries for them.
            guard verifier.producers != nil, !verifier.context.mayHaveGaps, found != walk.transactions else {
                return
            }
            let same = zip(found.entries, walk.transactions.entries).prefix { $0 == $1 }.count
            throw .corrupt(
                path: path, position: Int64(same * TransactionIndex.entryByteCount),
                reason: "entry \(same) is not what the log's markers say")
        }
    }
}
