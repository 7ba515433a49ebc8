import MartletModel
import MartletRecords
import NIOCore

/// What a leader has sent of its log: whole batches, one after the other in one stretch of bytes, each
/// checked before it may be written.
package struct ReplicatedBatches: Sendable {
    package struct Batch: Sendable {
        package let header: BatchHeader
        /// If the batch ends a transaction.
        let marker: TransactionMarker?
    }

    /// In the order in which they came. Where they belong in the log is not checked here.
    package private(set) var batches: [Batch] = []
    /// What is wrong with what follows them; nil where nothing does, or the beginning of another batch, as a
    /// leader cuts its answers anywhere.
    package private(set) var damage: RecordsError?
    private let bytes: ByteBuffer

    /// Takes batches as long as each is whole, its checksum right, and the end of a transaction readable.
    package init(checking bytes: ByteBuffer) {
        self.bytes = bytes
        var frames = RecordBatches(bytes)
        do throws(RecordsError) {
            while let batch = try frames.next() {
                try batch.checkCRC()
                batches.append(Batch(header: batch.header, marker: try TransactionMarker(in: batch)))
            }
            // Of an answer that is not empty the first batch is whole.
            if batches.isEmpty, bytes.readableBytes > 0 {
                damage = .incomplete(needed: BatchHeader.byteCount, available: bytes.readableBytes)
            }
        } catch {
            damage = error
        }
    }

    /// The bytes of so many batches.
    package func byteCount(ofFirst count: Int) -> Int {
        batches[..<count].reduce(0) { $0 + $1.header.byteCount }
    }

    /// The bytes of some of the batches, not copied. `position` is where the first of them begins.
    func slice(_ run: ArraySlice<Batch>, at position: Int) -> ByteBuffer {
        let byteCount = run.reduce(0) { $0 + $1.header.byteCount }
        guard let slice = bytes.getSlice(at: bytes.readerIndex + position, length: byteCount) else {
            preconditionFailure("the bytes hold the batches that were found in them")
        }
        return slice
    }
}

/// Why not all of a leader's batches were appended.
package struct ReplicatedAppendError: Error, Sendable, Equatable {
    /// So many are in the log; of the next nothing is.
    package var appendedCount: Int
    package var cause: StorageError

    package init(appendedCount: Int, cause: StorageError) {
        self.appendedCount = appendedCount
        self.cause = cause
    }
}
