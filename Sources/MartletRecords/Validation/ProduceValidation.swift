import MartletModel
import NIOCore

/// Every check that a leader makes on the bytes of a Produce request for one partition and that needs no
/// state of the log; then whatever the topic demands of the batch: its timestamps, its codec, regular
/// offsets.
package enum ProduceValidation {
    /// What the topic and the request's version say.
    package struct Rules: Sendable, Equatable {
        package var maxMessageBytes = 1_048_588
        package var timestampType = TimestampType.createTime
        package var timestampBeforeMaxMilliseconds = Int64.max
        package var timestampAfterMaxMilliseconds: Int64 = 3_600_000
        package var isCompacted = false
        /// Nil: as the producer sent it (`compression.type=producer`).
        package var targetCompression: Compression?
        package var gzipLevel = -1
        package var lz4Level = 9
        package var zstdLevel = 3
        /// From Produce version 7.
        package var allowsZstd = true
        /// The most that the records of one batch may inflate to.
        package var decompressionLimit = 64 * 1_024 * 1_024

        package init() {}

        func level(_ compression: Compression) -> Int? {
            switch compression {
            case .none, .snappy: nil
            case .gzip: gzipLevel
            case .lz4: lz4Level
            case .zstd: zstdLevel
            }
        }
    }

    /// Why the whole batch is refused, in the terms of the Produce response.
    package struct Rejection: Error, Sendable, Equatable {
        package struct RecordError: Sendable, Equatable {
            /// The record's place in the batch, from 0.
            package var batchIndex: Int32
            package var message: String
        }

        package var errorCode: ErrorCode
        package var message: String?
        package var recordErrors: [RecordError]

        package init(_ errorCode: ErrorCode, _ message: String?, recordErrors: [RecordError] = []) {
            self.errorCode = errorCode
            self.message = message
            self.recordErrors = recordErrors
        }
    }

    /// `bytes` are the records of one partition in a Produce request; `now` is the broker's clock.
    package static func validate(
        _ bytes: ByteBuffer, rules: Rules, now: Timestamp, workspace: CodecWorkspace? = nil
    ) throws(Rejection) -> ValidatedBatch {
        let batch = try onlyBatch(of: bytes)
        try checkWhole(batch, rules: rules)
        try checkFields(of: batch.header)
        let area: ByteBuffer
        let survey: RecordSurvey
        do throws(RecordsError) {
            area = try batch.recordsArea(
                decompressionLimit: rules.decompressionLimit, workspace: workspace)
            survey = try RecordSurvey(area, header: batch.header, rules: rules, now: now)
        } catch {
            throw Rejection(records: error)
        }
        if let rejection = survey.rejection { throw rejection }
        var header = batch.header
        stamp(&header, survey: survey, rules: rules, now: now)
        var payload = batch.payload
        let mustRebuild = header.compression != batch.header.compression || !survey.hasRegularOffsets
        if mustRebuild {
            payload = try rebuilt(area, &header, survey: survey, rules: rules, workspace: workspace)
        }
        if mustRebuild || header != batch.header { header.crc = header.checksum(payload: payload) }
        return ValidatedBatch(
            header: header, payload: payload,
            offsetOfMaxTimestampDelta: rules.timestampType == .logAppendTime
                ? header.lastOffsetDelta : survey.indexOfMaxTimestamp)
    }

    private static func onlyBatch(of bytes: ByteBuffer) throws(Rejection) -> RecordBatch {
        var batches = RecordBatches(bytes)
        let first: RecordBatch?
        let second: RecordBatch?
        do throws(RecordsError) {
            first = try batches.next()
            // Bytes at the end that are no whole batch are cut off, as in Kafka.
            second = try batches.next()
        } catch {
            throw Rejection(batch: error, firstOf: bytes)
        }
        guard let first else {
            throw Rejection(.invalidRecord, "There is no whole record batch for this partition.")
        }
        guard second == nil else {
            throw Rejection(.invalidRecord, "Only one record batch is allowed for each partition.")
        }
        return first
    }

    /// What the header and the checksum say of the batch as one piece.
    private static func checkWhole(_ batch: RecordBatch, rules: Rules) throws(Rejection) {
        let header = batch.header
        guard header.compression != .zstd || rules.allowsZstd else {
            throw Rejection(
                .unsupportedCompressionType, "Zstandard compression is allowed from Produce version 7 on.")
        }
        guard header.baseOffset == 0 else {
            throw Rejection(
                .invalidRecord, "The base offset of a produced batch must be 0, but is \(header.baseOffset).")
        }
        try checkSize(header.byteCount, rules: rules)
        do throws(RecordsError) {
            try batch.checkCRC()
        } catch {
            throw Rejection(batch: error, firstOf: batch.bytes)
        }
    }

    private static func checkSize(_ byteCount: Int, rules: Rules) throws(Rejection) {
        guard byteCount <= rules.maxMessageBytes else {
            throw Rejection(
                .messageTooLarge,
                "The record batch has \(byteCount) bytes; max.message.bytes allows \(rules.maxMessageBytes).")
        }
    }

    private static func checkFields(of header: BatchHeader) throws(Rejection) {
        guard header.recordsCount > 0 else {
            throw Rejection(.invalidRecord, "The record batch holds no records.")
        }
        guard Int64(header.lastOffsetDelta) + 1 == Int64(header.recordsCount) else {
            throw Rejection(
                .invalidRecord,
                "The record batch spans \(Int64(header.lastOffsetDelta) + 1) offsets, "
                    + "but counts \(header.recordsCount) records.")
        }
        guard !header.isControl else {
            throw Rejection(.invalidRecord, "Clients may not write control records.")
        }
        guard !header.hasProducer || header.baseSequence >= 0 else {
            throw Rejection(
                .invalidRecord,
                "Sequence number \(header.baseSequence) of producer \(header.producerID) is negative.")
        }
        guard header.timestampType == .createTime else {
            throw Rejection(
                .invalidTimestamp, "Producers may not mark their records with the log append time.")
        }
    }

    // MARK: What the topic demands

    private static func stamp(_ header: inout BatchHeader, survey: RecordSurvey, rules: Rules, now: Timestamp)
    {
        header.timestampType = rules.timestampType
        header.maxTimestamp = rules.timestampType == .logAppendTime ? now : survey.maxTimestamp
        header.compression = rules.targetCompression ?? header.compression
    }

    /// The records area anew, in the codec of `header`, which learns the new length. Its checksum is still to
    /// come.
    private static func rebuilt(
        _ area: ByteBuffer, _ header: inout BatchHeader, survey: RecordSurvey, rules: Rules,
        workspace: CodecWorkspace?
    ) throws(Rejection) -> ByteBuffer {
        let payload: ByteBuffer
        do throws(RecordsError) {
            let records = survey.hasRegularOffsets ? area : try renumbered(area, header: header)
            payload = try CompressionCodec.compress(
                records, with: header.compression, level: rules.level(header.compression),
                workspace: workspace)
            header.batchLength = try batchLength(payload: payload)
        } catch {
            throw Rejection(records: error)
        }
        try checkSize(header.byteCount, rules: rules)
        return payload
    }

    private static func batchLength(payload: ByteBuffer) throws(RecordsError) -> Int32 {
        guard let length = Int32(exactly: payload.readableBytes + Int(BatchHeader.minBatchLength)) else {
            throw .batchTooLarge
        }
        return length
    }

    /// The same records with the offset deltas 0, 1, 2, …
    private static func renumbered(_ area: ByteBuffer, header: BatchHeader) throws(RecordsError) -> ByteBuffer
    {
        var records = RecordIterator(area, header: header)
        var output = ByteBufferAllocator().buffer(capacity: area.readableBytes)
        var index: Int64 = 0
        while let layout = try records.nextLayout() {
            area.withUnsafeReadableBytes { bytes in
                let content = UnsafeRawBufferPointer(rebasing: bytes[layout.content])
                let length =
                    1 + Varint.byteCount(layout.timestampDelta) + Varint.byteCount(index) + content.count
                output.writeWithUnsafeMutableBytes(minimumWritableBytes: length + Varint.maxByteCount) {
                    target in
                    guard var writer = RecordWriter(target) else { return 0 }
                    writer.varint(Int64(length))
                    writer.attributes()
                    writer.varint(layout.timestampDelta)
                    writer.varint(index)
                    writer.bytes(content)
                    return writer.position
                }
            }
            index += 1
        }
        return output
    }
}
