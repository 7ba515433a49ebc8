import MartletModel

/// Bytes of a segment that are not the batches that were written there.
package struct CorruptRange: Sendable, Equatable {
    /// What the log has here and cannot tell: from the end of the good batch before to the beginning of the
    /// next.
    package var offsets: Range<Offset>
    /// The base offset of the segment, which is the name of its file.
    package var segment: Offset
    package var path: String
    package var position: Int64
    package var byteCount: Int64
    package var reason: String

    package init(
        offsets: Range<Offset>, segment: Offset, path: String, position: Int64, byteCount: Int64,
        reason: String
    ) {
        self.offsets = offsets
        self.segment = segment
        self.path = path
        self.position = position
        self.byteCount = byteCount
        self.reason = reason
    }

    package var positions: Range<Int64> { position..<position + byteCount }
}

extension CorruptRange: CustomStringConvertible {
    package var description: String {
        "\(path): \(byteCount) bytes from byte \(position), offsets \(offsets.lowerBound) up to "
            + "\(offsets.upperBound), are corrupt: \(reason)"
    }
}
