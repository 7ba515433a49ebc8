import MartletModel
import NIOCore

/// One record, decoded. Key, value and header values are slices of the batch's memory.
package struct Record: Sendable, Equatable {
    package var offset: Offset
    package var timestamp: Timestamp
    package var key: ByteBuffer?
    package var value: ByteBuffer?
    package var headers: [RecordHeader]

    package init(
        offset: Offset = 0, timestamp: Timestamp, key: ByteBuffer?, value: ByteBuffer?,
        headers: [RecordHeader] = []
    ) {
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }
}

package struct RecordHeader: Sendable, Equatable {
    package var key: String
    package var value: ByteBuffer?

    package init(key: String, value: ByteBuffer?) {
        self.key = key
        self.value = value
    }
}

extension RecordLayout {
    /// The headers of this record of `area`. Keys that are not UTF-8 are repaired.
    package func headers(in area: ByteBuffer) -> [RecordHeader] {
        guard headerCount > 0 else { return [] }
        return area.withUnsafeReadableBytes { bytes in
            // `read` has checked all lengths; a layout of another area must not crash, though.
            guard let base = bytes.baseAddress, end <= bytes.count else { return [] }
            var headers: [RecordHeader] = []
            headers.reserveCapacity(Int(headerCount))
            var position = headersStart
            for _ in 0..<headerCount {
                guard let key = field(base, &position), let key, let value = field(base, &position) else {
                    return headers
                }
                headers.append(
                    RecordHeader(
                        key: String(decoding: bytes[key], as: UTF8.self),
                        value: value.flatMap { area.slice($0) }))
            }
            return headers
        }
    }

    /// A field that its length precedes: nil when it is not whole, `.some(nil)` when it is null.
    private func field(_ base: UnsafeRawPointer, _ position: inout Int) -> Range<Int>?? {
        guard let byteCount = try? Varint.read32(base, &position, end: end) else { return nil }
        guard byteCount >= 0 else { return .some(nil) }
        let range = position..<position + Int(byteCount)
        guard range.upperBound <= end else { return nil }
        position = range.upperBound
        return range
    }
}

extension ByteBuffer {
    /// The part of the readable bytes in `range`, counted from the reader index.
    func slice(_ range: Range<Int>) -> ByteBuffer? {
        getSlice(at: readerIndex + range.lowerBound, length: range.count)
    }
}
