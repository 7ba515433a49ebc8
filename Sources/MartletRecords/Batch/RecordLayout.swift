/// Where the parts of one record lie in the records area of its batch. Nothing is copied.
package struct RecordLayout: Sendable, Equatable {
    package private(set) var timestampDelta: Int64 = 0
    package private(set) var offsetDelta: Int32 = 0
    /// From the length varint to the end of the record.
    package private(set) var start = 0
    package private(set) var end = 0
    private var contentStart = 0
    private(set) var keyStart = 0
    private(set) var keyByteCount: Int32 = -1
    private(set) var valueStart = 0
    private(set) var valueByteCount: Int32 = -1
    private(set) var headersStart = 0
    package private(set) var headerCount: Int32 = 0

    package init() {}

    package var hasKey: Bool { keyByteCount >= 0 }
    package var hasValue: Bool { valueByteCount >= 0 }

    package var key: Range<Int>? {
        hasKey ? keyStart..<keyStart + Int(keyByteCount) : nil
    }

    package var value: Range<Int>? {
        hasValue ? valueStart..<valueStart + Int(valueByteCount) : nil
    }

    /// From the key's length varint to the end: what does not depend on the batch that the record is in.
    var content: Range<Int> { contentStart..<end }

    /// Reads the record at `position` and moves behind it. Checks every length against `end`, so that what
    /// follows may use the ranges without checking again.
    @inline(__always)
    mutating func read(
        _ base: UnsafeRawPointer, _ position: inout Int, end areaEnd: Int
    ) throws(RecordFault) {
        guard position < areaEnd else { throw .missing }
        start = position
        let length = Int(try Varint.read32(base, &position, end: areaEnd))
        guard length >= 0 else { throw .negativeLength }
        guard length <= areaEnd - position else { throw .lengthTooLarge }
        end = position + length
        guard length > 0 else { throw .endsEarly }
        position += 1  // the attributes, which have no meaning yet
        timestampDelta = try Varint.read64(base, &position, end: end)
        offsetDelta = try Varint.read32(base, &position, end: end)
        contentStart = position
        keyByteCount = try Varint.read32(base, &position, end: end)
        keyStart = position
        try skip(keyByteCount, &position)
        valueByteCount = try Varint.read32(base, &position, end: end)
        valueStart = position
        try skip(valueByteCount, &position)
        headerCount = try Varint.read32(base, &position, end: end)
        headersStart = position
        if headerCount != 0 { try skipHeaders(base, &position) }
        guard position == end else { throw .lengthMismatch }
    }

    /// As in Kafka any negative length stands for null.
    @inline(__always)
    private func skip(_ byteCount: Int32, _ position: inout Int) throws(RecordFault) {
        guard byteCount > 0 else { return }
        guard Int(byteCount) <= end - position else { throw .endsEarly }
        position += Int(byteCount)
    }

    private func skipHeaders(_ base: UnsafeRawPointer, _ position: inout Int) throws(RecordFault) {
        // A header takes at least two bytes.
        guard headerCount > 0, Int(headerCount) <= (end - position) / 2 else { throw .headerCount }
        for _ in 0..<headerCount {
            let keyByteCount = try Varint.read32(base, &position, end: end)
            guard keyByteCount >= 0 else { throw .nullHeaderKey }
            try skip(keyByteCount, &position)
            try skip(try Varint.read32(base, &position, end: end), &position)
        }
    }
}
