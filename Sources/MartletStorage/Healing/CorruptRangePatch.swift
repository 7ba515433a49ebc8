import MartletModel
import MartletRecords
import NIOCore

/// What another replica has of the offsets that are corrupt here, as far as it has said so.
package struct CorruptRangePatch: Sendable {
    package let range: CorruptRange
    private let frame: SegmentFrame
    /// Whole, checked, and in the order of their offsets.
    private(set) var batches: [RecordBatch] = []
    package private(set) var byteCount = 0
    /// From where the other replica is to be asked.
    package private(set) var nextOffset: Offset

    init(_ range: CorruptRange, frame: SegmentFrame, logStartOffset: Offset) {
        self.range = range
        self.frame = frame
        nextOffset = max(range.offsets.lowerBound, logStartOffset)
    }

    /// Nothing more is needed.
    package var isComplete: Bool { nextOffset >= range.offsets.upperBound }

    /// Takes what the other replica has from `nextOffset` on: its batches, as they are. One that is cut at
    /// the end is left out.
    ///
    /// Throws when they cannot stand here: they are damaged, of other leader epochs, or not cut where this
    /// log's were.
    package mutating func add(_ bytes: ByteBuffer) throws(PatchFault) {
        var frames = RecordBatches(bytes)
        while !isComplete, let batch = try Self.next(&frames) {
            let header = batch.header
            if header.nextOffset <= nextOffset { continue }
            if header.baseOffset >= range.offsets.upperBound {
                nextOffset = range.offsets.upperBound
                return
            }
            if let reason = fault(of: header) { throw .misplaced(at: header.baseOffset, reason) }
            batches.append(batch)
            byteCount += header.byteCount
            nextOffset = header.nextOffset
        }
    }

    private static func next(_ frames: inout RecordBatches) throws(PatchFault) -> RecordBatch? {
        do throws(RecordsError) {
            guard let batch = try frames.next() else { return nil }
            try batch.checkCRC()
            return batch
        } catch {
            throw .damaged("\(error)")
        }
    }

    private func fault(of header: BatchHeader) -> String? {
        let expected = batches.last?.header.nextOffset ?? range.offsets.lowerBound
        if let fault = frame.fault(of: header, after: expected) { return fault }
        if header.nextOffset > range.offsets.upperBound {
            return
                "offset \(header.lastOffset) is not below \(range.offsets.upperBound), where good ones begin"
        }
        if let epoch = frame.expectedEpoch(of: header), epoch != header.partitionLeaderEpoch {
            return "leader epoch \(header.partitionLeaderEpoch) is not \(epoch)"
        }
        return nil
    }
}

/// Why what another replica has cannot take the place of what is corrupt here.
package enum PatchFault: Error, Sendable, Equatable {
    case damaged(String)
    /// The two logs are not cut into batches alike, or differ in more than the damage.
    case misplaced(at: Offset, String)
}
