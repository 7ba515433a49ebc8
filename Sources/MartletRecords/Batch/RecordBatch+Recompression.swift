import NIOCore

extension RecordBatch {
    /// What compressing a batch anew has come to.
    package struct Recompressed: Sendable {
        /// Smaller than it was; nil if the batch is to stay as it is.
        package var batch: RecordBatch?
        /// The records without compression; nil if the batch was not looked into.
        package var recordsByteCount: Int?

        package init(batch: RecordBatch? = nil, recordsByteCount: Int? = nil) {
            self.batch = batch
            self.recordsByteCount = recordsByteCount
        }
    }

    /// Compresses the records with another codec. All fields of the header are kept but length, codec and
    /// checksum, and the records are the same to the byte: what was compressed is decompressed again and
    /// compared.
    ///
    /// A batch stays as it is where that does not make it smaller, if it has the codec already, if it is a
    /// control batch or empty, and if its records cannot be decompressed: their producer made them so, or
    /// they are more than `decompressionLimit`. The checksum must have been checked.
    package func recompressed(
        with compression: Compression, level: Int?, decompressionLimit: Int, workspace: CodecWorkspace
    ) throws(RecordsError) -> Recompressed {
        guard !header.isControl, header.recordsCount > 0 else { return Recompressed() }
        let area: ByteBuffer
        do throws(RecordsError) {
            area = try recordsArea(decompressionLimit: decompressionLimit, workspace: workspace)
        } catch {
            return Recompressed()
        }
        guard header.compression != compression else {
            return Recompressed(recordsByteCount: area.readableBytes)
        }
        let payload = try CompressionCodec.compress(
            area, with: compression, level: level, workspace: workspace)
        guard payload.readableBytes < header.recordsByteCount else {
            return Recompressed(recordsByteCount: area.readableBytes)
        }
        let again = try CompressionCodec.decompress(
            payload, with: compression, limit: area.readableBytes, workspace: workspace)
        guard again == area else { throw .compressionFailed(compression) }
        return Recompressed(
            batch: replacingPayload(with: payload, compression), recordsByteCount: area.readableBytes)
    }

    private func replacingPayload(with payload: ByteBuffer, _ compression: Compression) -> RecordBatch {
        var header = header
        header.compression = compression
        // It is shorter than what was there.
        header.batchLength = BatchHeader.minBatchLength + Int32(payload.readableBytes)
        header.crc = header.checksum(payload: payload)
        var bytes = ByteBufferAllocator().buffer(capacity: header.byteCount)
        header.write(into: &bytes)
        bytes.writeImmutableBuffer(payload)
        return RecordBatch(header: header, bytes: bytes)
    }
}
