import MartletModel
import MartletRecords
import NIOCore

/// Checks what a read found before somebody gets it. Reads the bytes: made by the log's owner, it runs on a
/// storage thread.
package struct SliceCheck: Sendable {
    package let slice: FileSlice
    private let frame: SegmentFrame
    private let segmentByteCount: Int64

    package init(_ slice: FileSlice, frame: SegmentFrame, segmentByteCount: Int64) {
        self.slice = slice
        self.frame = frame
        self.segmentByteCount = segmentByteCount
    }

    package struct Outcome: Sendable {
        /// The whole good batches that the slice begins with; a batch that is cut at its end is left out.
        package var good: FileSlice
        /// Why it ends before the slice did, for `PartitionLog.quarantine(damage:)`; nil when all is good.
        package var damage: StorageError?
    }

    package func run() throws(StorageError) -> Outcome {
        let end = slice.position + Int64(slice.byteCount)
        var scanner = SegmentScanner(
            slice.file, from: slice.position, upTo: end, chunkByteCount: SegmentScanner.checkChunkByteCount)
        var expected = frame.baseOffset
        while true {
            let position = scanner.position
            switch try scanner.next() {
            case .end: return outcome(upTo: position, nil)
            case .damage(_, .incomplete(let needed, _)) where position + Int64(needed) <= segmentByteCount:
                return outcome(upTo: position, nil)
            case .damage(_, let error): return outcome(upTo: position, "\(error)")
            case .batch(let batch):
                if let error = try scanner.checksumError(of: batch) {
                    return outcome(upTo: position, "\(error)")
                }
                if let fault = frame.fault(of: batch.header, after: expected) {
                    return outcome(upTo: position, fault)
                }
                expected = batch.header.nextOffset
            }
        }
    }

    private func outcome(upTo position: Int64, _ reason: String?) -> Outcome {
        var good = slice
        good.byteCount = Int(position - slice.position)
        return Outcome(
            good: good,
            damage: reason.map { .corrupt(path: slice.file.path, position: position, reason: $0) })
    }
}

extension PartitionLog {
    /// The check of a slice that `read` has just returned for `offset`.
    package func check(_ slice: FileSlice, readFrom offset: Offset) -> SliceCheck {
        // What `read` returns begins in the segment of the offset, or in a later one if that has none.
        let first = segmentIndex(for: offset)
        let index = (first..<segmentCount).first { path(.log, baseOffset(ofSegment: $0)) == slice.file.path }
        return SliceCheck(
            slice, frame: frame(ofSegment: index ?? first),
            segmentByteCount: byteCount(ofSegment: index ?? first))
    }
}
