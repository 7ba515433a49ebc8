import MartletModel
import MartletRecords
import NIOCore

/// A stretch of bytes that somebody has read from a log.
enum ReadBatches {
    /// Where the last whole batch ends; 0 if there is none.
    static func end(of bytes: ByteBuffer) -> Offset {
        var batches = RecordBatches(bytes)
        var end: Offset = 0
        while let batch = try? batches.next() { end = batch.header.nextOffset }
        return end
    }

    /// What comes before the first damage, and where that ends; 0 if that is nowhere.
    static func soundPart(of bytes: ByteBuffer) -> (bytes: ByteBuffer, end: Offset) {
        var batches = RecordBatches(bytes)
        var (byteCount, end) = (0, Offset(0))
        while let batch = try? batches.next(), (try? batch.checkCRC()) != nil {
            (byteCount, end) = (batches.validByteCount, batch.header.nextOffset)
        }
        return (bytes.getSlice(at: bytes.readerIndex, length: byteCount) ?? ByteBuffer(), end)
    }
}
