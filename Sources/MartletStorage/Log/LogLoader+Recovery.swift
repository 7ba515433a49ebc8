import MartletModel
import MartletRecords
import NIOCore

extension LogLoader {
    /// Makes a segment's indexes and the producers' state again, and cuts off what follows the last good
    /// batch, and all segments that follow: their bases are `later`. They go, too, when this one ends before
    /// the next begins. Reads what lies beyond the recovery point, and before it no more than the headers
    /// after the last recovery mark. Returns whether the segment is the last one now.
    mutating func recover(
        _ files: LogDirectoryFiles.Numbered, followedBy later: [Offset], logStart: Offset
    ) throws(StorageError) -> (ActiveSegment, isLast: Bool) {
        let next = later.first
        let written = try openFiles.openLogForWriting(files.offset)
        let file = written.file
        let end = files.log ?? 0
        var segment = ActiveSegment(
            baseOffset: files.offset, files: openFiles, written: written, createdAt: now)
        if try !resume(&segment, files, next: next, logStart: logStart) {
            try replayProducers(upTo: files.offset, logStart: logStart, active: nil)
            try forgetMarks(from: files.offset, before: next)
        }
        let (start, knownEnd) = (segment.byteCount, knownEnd)
        if start > 0 { observer?.spared(byteCount: start) }
        var observed = start
        let producersStart = producersEnd ?? files.offset
        var scanner = SegmentScanner(
            file, from: start, upTo: end, chunkByteCount: SegmentScanner.checkChunkByteCount)
        var fault: String?
        var isRewritten = false
        scan: while fault == nil {
            if scanner.position - observed >= Int64(SegmentScanner.checkChunkByteCount) {
                observer?.read(byteCount: Int(scanner.position - observed))
                observed = scanner.position
            }
            switch try scanner.next() {
            case .end: break scan
            case .damage(let position, let error):
                try refuseOlderFormat(file, position, upTo: end)
                fault = "\(error)"
            case .batch(let batch) where !isRewritten && isPerhapsInMemoryAlone(batch):
                isRewritten = true
                try rewrite(file, from: batch.position, upTo: end)
                // What is checked is what was written.
                scanner = SegmentScanner(
                    file, from: batch.position, upTo: end, chunkByteCount: SegmentScanner.checkChunkByteCount)
            case .batch(let batch):
                fault =
                    try Self.fault(of: batch, after: segment.nextOffset, before: next, knownEnd, &scanner)
                    ?? segment.fault(ofNext: batch.header).map { "\($0)" }
                if fault == nil { try recovered(batch, scanner, in: &segment, producersStart) }
            }
        }
        observer?.read(byteCount: Int(end - observed))
        observer?.recoveredSegment()
        report?.scannedSegments += 1
        report?.scannedBytes += end - start
        fault = fault ?? next.flatMap { missing(segment, before: $0) }
        guard let fault else { return (segment, next == nil) }
        if try !mayCut(file, segment, isLastSegment: next == nil, fileByteCount: end) {
            throw .corrupt(path: file.path, position: segment.byteCount, reason: fault)
        }
        try markDoubt()
        // First, and durably: while the fault is there, a start after another crash comes here again.
        if !later.isEmpty {
            try removeSegments(later)
            try fileSystem.syncDirectory(directory)
        }
        if segment.byteCount < end { try cut(file, segment, fileByteCount: end, reason: fault) }
        return (segment, true)
    }

    /// What a crash has taken between a segment's last batch and the next segment; nil when nothing is known
    /// to be missing: what lies below the recovery point was whole, and Kafka's compaction may drop the end
    /// of a segment. Ours leaves gaps, but none there.
    private func missing(_ segment: ActiveSegment, before next: Offset) -> String? {
        guard segment.nextOffset < next, segment.nextOffset >= max(knownEnd, firstDirtyOffset) else {
            return nil
        }
        return "offsets \(segment.nextOffset) to \(next - Int64(1)) are missing"
    }

    /// What lies below is on the disk.
    private var knownEnd: Offset { isClean ? 0 : recoveryPoint }

    /// Whether a batch that can be read may yet not be on the disk, and no sync would bring it there: a
    /// process that has ended since had a sync fail, and then the kernel takes the pages for written.
    private func isPerhapsInMemoryAlone(_ batch: BatchLocation) -> Bool {
        if isClean || isOnDisk { return false }
        switch damage {
        case .refuse: return false
        case .cut, .cutLastBatchOnly: return batch.header.lastOffset >= knownEnd
        case .cutFrom(let end): return batch.header.lastOffset >= max(knownEnd, end)
        }
    }

    /// Writes the rest of a file again as it is, so that the sync that follows brings it to the disk, or
    /// fails. A crash in the midst of it leaves of each page what can be read now, or what the disk had.
    private mutating func rewrite(
        _ file: any File, from start: Int64, upTo end: Int64
    ) throws(StorageError) {
        var position = start
        while position < end {
            let count = Int(min(Int64(SegmentScanner.checkChunkByteCount), end - position))
            let chunk = try file.read(at: position, count: count)
            guard chunk.readableBytes > 0 else { break }
            try file.write([chunk], at: position)
            position += Int64(chunk.readableBytes)
        }
        report?.rewrittenBytes += position - start
        isTailUnsynced = true
    }

    /// Takes up the indexes and the producers' state as the last recovery mark below the recovery point has
    /// left them. Returns false where there is none in the segment: then it is read from its beginning.
    private mutating func resume(
        _ segment: inout ActiveSegment, _ files: LogDirectoryFiles.Numbered, next: Offset?, logStart: Offset
    ) throws(StorageError) -> Bool {
        let base = files.offset
        // The index of aborted transactions may be of another time than the snapshot.
        guard knownEnd > base, producersEnd == nil, files.offsetIndex ?? 0 > 0, files.transactionIndex == nil
        else { return false }
        // Whoever writes a snapshot has synced the indexes up to there: a mark, a roll's flush, a close.
        let mark = try producerReplay.newest(
            of: snapshots, upTo: min(knownEnd, next.map { $0 - Int64(1) } ?? knownEnd),
            after: max(base, logStart))
        guard let mark else { return false }
        let offsets = OffsetIndex(
            baseOffset: base, decodingPrefixOf: try read(.offsetIndex, of: files),
            logByteCount: files.log ?? 0, below: mark.end)
        guard let place = offsets.lastPlace,
            try hasBatch(at: place, in: try segment.fileForReading(), upTo: files.log ?? 0)
        else { return false }
        let times = TimeIndex(
            baseOffset: base, decodingPrefixOf: try read(.timeIndex, of: files),
            below: place.lastOffset + 1)
        segment.resume(offsets, times, TransactionIndex(baseOffset: base))
        for (kind, count) in [
            (SegmentFile.offsetIndex, offsets.entries.count * OffsetIndex.entryByteCount),
            (.timeIndex, times.count * TimeIndex.entryByteCount),
        ] {
            try fileSystem.open(path(kind, base), .createIfMissing).truncate(to: Int64(count))
        }
        marks.segment = base
        (marks.offsetCount, marks.timeCount) = (offsets.entries.count, times.count)
        (marks.byteCount, marks.snapshots) = (place.position, [mark.end])
        producers = mark.producers
        ends = UncommittedEnds()
        producersEnd = mark.end
        report?.resumedSegments += 1
        return true
    }

    /// Removes, durably, what vouches for indexes that will be others.
    private mutating func forgetMarks(from base: Offset, before next: Offset?) throws(StorageError) {
        let marks = snapshots.map(\.offset).filter { $0 > base && $0 < next ?? SegmentFile.greatestOffset }
        for offset in marks { try fileSystem.remove(path(.producerSnapshot, offset)) }
        forgottenSnapshots.formUnion(marks)
        if !marks.isEmpty { try fileSystem.syncDirectory(directory) }
    }

    /// Whether the good batch is there that an index means.
    private func hasBatch(
        at place: IndexedPlace, in file: any File, upTo end: Int64
    ) throws(StorageError) -> Bool {
        var scanner = SegmentScanner(file, from: place.position, upTo: end)
        guard case .batch(let batch) = try scanner.next(), batch.header.lastOffset <= place.lastOffset else {
            return false
        }
        return try scanner.checksumError(of: batch) == nil
    }

    /// What is wrong with a batch that is whole as far as its header says. Below `knownEnd` its checksum is
    /// not checked.
    private static func fault(
        of batch: BatchLocation, after nextOffset: Offset, before next: Offset?, _ knownEnd: Offset,
        _ scanner: inout SegmentScanner
    ) throws(StorageError) -> String? {
        if batch.header.lastOffset >= knownEnd, let error = try scanner.checksumError(of: batch) {
            return "\(error)"
        }
        if batch.header.baseOffset < nextOffset {
            return "base offset \(batch.header.baseOffset) comes after offset \(nextOffset - Int64(1))"
        }
        // The checksum does not cover the base offset.
        if let next, batch.header.lastOffset >= next {
            return "offset \(batch.header.lastOffset) belongs to the segment that begins at \(next)"
        }
        return nil
    }

    /// Whether what follows the last batch of `segment` may be cut off.
    private func mayCut(
        _ file: any File, _ segment: ActiveSegment, isLastSegment: Bool, fileByteCount: Int64
    ) throws(StorageError) -> Bool {
        switch damage {
        case .cut: return true
        case .refuse: return false
        case .cutFrom(let end): return segment.nextOffset >= end
        case .cutLastBatchOnly:
            guard isLastSegment else { return false }
            return try !SegmentScanner.hasBatch(
                in: file, after: segment.byteCount, upTo: fileByteCount, from: segment.nextOffset)
        }
    }

    private mutating func recovered(
        _ batch: BatchLocation, _ scanner: SegmentScanner, in segment: inout ActiveSegment,
        _ producersStart: Offset
    ) throws(StorageError) {
        if batch.header.lastOffset >= knownEnd { isTailUnsynced = true }
        recoverEpoch(of: batch.header)
        let ended =
            batch.header.lastOffset >= producersStart
            ? try producers.replay(batch, scanner, path: segment.path) : nil
        segment.appended(batch.header, indexIntervalBytes: configuration.indexIntervalBytes)
        if let ended {
            segment.ended(ended)
            ends.append(ended)
        }
    }

    /// The batches know better than the file, which may speak of ones that were cut off since. What it says
    /// of later offsets the batches there say again.
    private mutating func recoverEpoch(of header: BatchHeader) {
        let epoch = header.partitionLeaderEpoch
        guard epoch >= 0 else { return }
        _ = epochs.truncateEnd(to: header.baseOffset + 1)
        guard epochs.epoch(at: header.baseOffset) != epoch else { return }
        _ = epochs.truncateEnd(to: header.baseOffset)
        if epochs.latestEpoch != epoch { _ = epochs.assign(epoch, at: header.baseOffset) }
    }

    private mutating func cut(
        _ file: any File, _ segment: ActiveSegment, fileByteCount: Int64, reason: String
    ) throws(StorageError) {
        report?.truncated = RecoveryReport.TruncatedTail(
            path: file.path, position: segment.byteCount, byteCount: fileByteCount - segment.byteCount,
            reason: reason)
        try file.truncate(to: segment.byteCount)
        isTailUnsynced = true
    }

    /// Makes the files that go with a recovered segment durable, as it is not written to any more.
    mutating func seal(_ segment: inout ActiveSegment) throws(StorageError) {
        segment.completeTimeIndex()
        try segment.fileForWriting().sync()
        try writeDurably(segment.offsetIndex.encoded(), to: path(.offsetIndex, segment.baseOffset))
        try writeDurably(segment.timeIndex.encoded(), to: path(.timeIndex, segment.baseOffset))
        if segment.transactionIndex.isEmpty {
            try fileSystem.remove(path(.transactionIndex, segment.baseOffset))
        } else {
            try writeDurably(
                segment.transactionIndex.encoded(), to: path(.transactionIndex, segment.baseOffset))
        }
        if let producersEnd {
            try writeDurably(ProducerSnapshot.encode(producers), to: path(.producerSnapshot, producersEnd))
        }
        sealed.append(
            SealedSegment(
                baseOffset: segment.baseOffset, byteCount: segment.byteCount,
                greatest: segment.timeIndex.last, hasAborts: !segment.transactionIndex.isEmpty))
    }

    private mutating func writeDurably(_ bytes: ByteBuffer, to path: String) throws(StorageError) {
        // Not cut first: what a mark vouches for is in its place at any moment.
        let file = try fileSystem.open(path, .createIfMissing)
        try file.write([bytes], at: 0)
        try file.truncate(to: Int64(bytes.readableBytes))
        try file.sync()
        directoryChanged = true
    }

    /// A whole message of magic 0 or 1 is no damage, and is not to be cut off: it is a log that must be
    /// converted first. Whether it is one its own checksum says.
    private func refuseOlderFormat(
        _ file: any File, _ position: Int64, upTo end: Int64
    ) throws(StorageError) {
        let head = try file.read(at: position, count: 21)
        guard let length = head.getInteger(at: 8, as: Int32.self), length >= 14,
            let stated = head.getInteger(at: 12, as: UInt32.self),
            let magic = head.getInteger(at: 16, as: Int8.self), magic == 0 || magic == 1,
            position + 12 + Int64(length) <= end
        else { return }
        var crc: UInt32 = 0xFFFF_FFFF
        var at = position + 16
        let messageEnd = position + 12 + Int64(length)
        while at < messageEnd {
            let chunk = try file.read(at: at, count: Int(min(messageEnd - at, 1 << 16)))
            guard chunk.readableBytes > 0 else { return }
            for byte in chunk.readableBytesView { crc = Self.crc32(crc, byte) }
            at += Int64(chunk.readableBytes)
        }
        guard ~crc == stated else { return }
        throw .unsupported(path: file.path, position: position, reason: "a message of magic \(magic)")
    }

    /// One byte of the checksum of older formats (IEEE 802.3), bit by bit: it is hardly ever needed.
    private static func crc32(_ crc: UInt32, _ byte: UInt8) -> UInt32 {
        var crc = crc ^ UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
        return crc
    }
}
