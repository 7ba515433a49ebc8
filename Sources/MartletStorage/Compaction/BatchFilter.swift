import MartletModel
import MartletRecords
import NIOCore

/// What compaction leaves of a batch.
enum FilteredBatch {
    /// All of it: its bytes stay as they are.
    case whole
    case rebuilt(RecordBatch)
    case nothing
}

/// Decides which records stay, by the rules of Kafka (storage, section 7).
struct BatchFilter {
    let now: Timestamp
    let deleteRetentionMilliseconds: Int64
    /// Where the records of the map end: all from here on stay.
    let mapEnd: Offset
    let map: OffsetMap
    let level: @Sendable (Compression) -> Int
    let workspace: CodecWorkspace

    /// What the records of one batch may inflate to.
    static let decompressionLimit = 1 << 30

    private struct Survey {
        var kept = 0
        var hasTombstones = false
    }

    /// - Parameters:
    ///   - isAborted: the batch belongs to a transaction that was given up.
    ///   - isDispensable: it is the marker of a transaction without records.
    ///   - staysEmpty: its header is needed even if no record is.
    func filter(
        _ batch: RecordBatch, isAborted: Bool, isDispensable: Bool, staysEmpty: Bool
    ) throws(RecordsError) -> FilteredBatch {
        let header = batch.header
        let isExpired = header.hasDeleteHorizon && header.baseTimestamp <= now
        var survey = Survey()
        var records: RecordIterator?
        if header.recordsCount > 0, !isAborted, !(isDispensable && isExpired) {
            let iterator = try batch.records(
                decompressionLimit: Self.decompressionLimit, workspace: workspace)
            survey = try self.survey(iterator, header, isExpired: isExpired)
            records = iterator
        }
        guard survey.kept > 0, let records else {
            if !staysEmpty { return .nothing }
            return header.recordsCount == 0 ? .whole : .rebuilt(Self.emptied(header))
        }
        var horizon: Timestamp?
        if header.hasDeleteHorizon {
            horizon = header.baseTimestamp
        } else if survey.hasTombstones || isDispensable, deleteRetentionMilliseconds >= 0 {
            horizon = now.advanced(by: deleteRetentionMilliseconds)
        }
        if survey.kept == Int(header.recordsCount), horizon == nil || header.hasDeleteHorizon {
            return .whole
        }
        return .rebuilt(try rebuild(records, header, horizon: horizon, isExpired: isExpired))
    }

    private func survey(
        _ iterator: RecordIterator, _ header: BatchHeader, isExpired: Bool
    ) throws(RecordsError) -> Survey {
        var (iterator, survey) = (iterator, Survey())
        while let layout = try iterator.nextLayout() {
            guard header.isControl || stays(layout, iterator, isExpired: isExpired) else { continue }
            survey.kept += 1
            if !layout.hasValue { survey.hasTombstones = true }
        }
        return survey
    }

    private func stays(_ layout: RecordLayout, _ records: RecordIterator, isExpired: Bool) -> Bool {
        let offset = records.offset(layout)
        if offset >= mapEnd { return true }
        guard let last = records.withUnsafeKey(layout, { map.lastOffset(of: $0) ?? offset }) else {
            return false
        }
        return offset >= last && (layout.hasValue || !isExpired)
    }

    private func rebuild(
        _ iterator: RecordIterator, _ header: BatchHeader, horizon: Timestamp?, isExpired: Bool
    ) throws(RecordsError) -> RecordBatch {
        var iterator = iterator
        var builder = RecordBatchBuilder(
            baseOffset: header.baseOffset, compression: header.compression,
            level: level(header.compression),
            logAppendTime: header.timestampType == .logAppendTime ? header.maxTimestamp : nil,
            deleteHorizon: horizon, producerID: header.producerID, producerEpoch: header.producerEpoch,
            baseSequence: header.baseSequence, isTransactional: header.isTransactional,
            isControl: header.isControl, partitionLeaderEpoch: header.partitionLeaderEpoch,
            expectedByteCount: header.byteCount)
        while let layout = try iterator.nextLayout() {
            guard header.isControl || stays(layout, iterator, isExpired: isExpired) else { continue }
            builder.append(iterator.record(layout))
        }
        return try builder.build(lastOffset: header.lastOffset, workspace: workspace)
    }

    /// The header alone, for what it says of offsets, producer and epoch.
    static func emptied(_ header: BatchHeader) -> RecordBatch {
        var header = header
        header.compression = .none
        header.hasDeleteHorizon = false
        header.baseTimestamp = .none
        header.recordsCount = 0
        header.batchLength = BatchHeader.minBatchLength
        header.crc = header.checksum(payload: ByteBuffer())
        var bytes = ByteBufferAllocator().buffer(capacity: BatchHeader.byteCount)
        header.write(into: &bytes)
        return RecordBatch(header: header, bytes: bytes)
    }
}

extension Timestamp {
    /// Later by so much, or the latest of all.
    fileprivate func advanced(by milliseconds: Int64) -> Timestamp {
        let (sum, overflow) = rawValue.addingReportingOverflow(milliseconds)
        return Timestamp(overflow ? Int64.max : sum)
    }
}
