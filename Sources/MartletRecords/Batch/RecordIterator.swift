import MartletModel
import NIOCore

/// The records of one batch in order, decoded one at a time. Throws at the first damaged record.
///
/// `nextLayout` allocates nothing; `record(_:)` then decodes what the caller wants of it.
package struct RecordIterator: Sendable {
    private let area: ByteBuffer
    private let baseOffset: Offset
    private let baseTimestamp: Timestamp
    /// Under log append time the timestamp of every record.
    private let appendTime: Timestamp?
    private var position = 0
    private var index = 0
    private let count: Int

    /// `area` is the records area, decompressed.
    init(_ area: ByteBuffer, header: BatchHeader) {
        self.area = area
        baseOffset = header.baseOffset
        baseTimestamp = header.baseTimestamp
        appendTime = header.timestampType == .logAppendTime ? header.maxTimestamp : nil
        count = Int(header.recordsCount)
    }

    /// Where the next record lies, or nil after the last.
    package mutating func nextLayout() throws(RecordsError) -> RecordLayout? {
        guard index < count else {
            guard position == area.readableBytes else {
                throw .bytesAfterLastRecord(area.readableBytes - position)
            }
            return nil
        }
        do throws(RecordFault) {
            var layout = RecordLayout()
            try area.withUnsafeReadableBytes { (bytes) throws(RecordFault) in
                guard let base = bytes.baseAddress else { throw .missing }
                try layout.read(base, &position, end: bytes.count)
            }
            index += 1
            return layout
        } catch {
            throw .damagedRecord(index: index, error)
        }
    }

    package mutating func next() throws(RecordsError) -> Record? {
        guard let layout = try nextLayout() else { return nil }
        return record(layout)
    }

    package func offset(_ layout: RecordLayout) -> Offset {
        // The delta may be hostile, and must not trap.
        Offset(rawValue: baseOffset.rawValue &+ Int64(layout.offsetDelta))
    }

    package func timestamp(_ layout: RecordLayout) -> Timestamp {
        appendTime ?? baseTimestamp + layout.timestampDelta
    }

    /// Calls `body` with the bytes of the key of a record that `nextLayout` of this batch returned; nil where
    /// there is none.
    @discardableResult
    package func withUnsafeKey<Result>(
        _ layout: RecordLayout, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        guard let key = layout.key else { return nil }
        return area.withUnsafeReadableBytes { body(UnsafeRawBufferPointer(rebasing: $0[key])) }
    }

    /// Decodes a record that `nextLayout` of this batch returned.
    package func record(_ layout: RecordLayout) -> Record {
        Record(
            offset: offset(layout), timestamp: timestamp(layout),
            key: layout.key.flatMap { area.slice($0) }, value: layout.value.flatMap { area.slice($0) },
            headers: layout.headers(in: area))
    }
}
