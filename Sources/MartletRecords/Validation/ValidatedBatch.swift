import MartletModel
import NIOCore

/// A batch that may be appended: only base offset and partition leader epoch are still the log's to set, and
/// its checksum does not cover these.
package struct ValidatedBatch: Sendable, Equatable {
    package var header: BatchHeader
    /// The records area: the client's own bytes, unless they had to be changed.
    package var payload: ByteBuffer
    /// Where the greatest timestamp is, counted from the base offset.
    package var offsetOfMaxTimestampDelta: Int32

    package init(header: BatchHeader, payload: ByteBuffer, offsetOfMaxTimestampDelta: Int32) {
        precondition(payload.readableBytes == header.recordsByteCount, "the payload is that of the header")
        self.header = header
        self.payload = payload
        self.offsetOfMaxTimestampDelta = offsetOfMaxTimestampDelta
    }

    /// A batch of our own making, which needs no validation.
    package init(trusted batch: RecordBatch) {
        self.init(
            header: batch.header, payload: batch.payload,
            offsetOfMaxTimestampDelta: batch.header.lastOffsetDelta)
    }

    package var byteCount: Int { header.byteCount }

    /// The whole batch in one piece. Copies; a log writes header and payload side by side instead.
    package var bytes: ByteBuffer {
        var bytes = ByteBufferAllocator().buffer(capacity: byteCount)
        header.write(into: &bytes)
        bytes.writeImmutableBuffer(payload)
        return bytes
    }
}
