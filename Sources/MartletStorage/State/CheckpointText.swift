import NIOCore

/// The form of Kafka's text checkpoints: a version, a count, and as many lines of fields.
enum CheckpointText {
    private static let version = "0"

    static func encode(_ lines: [String]) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString("\(version)\n\(lines.count)\n")
        for line in lines { buffer.writeString(line + "\n") }
        return buffer
    }

    /// The fields of each line after the count. An empty file has no lines.
    static func decode(_ buffer: ByteBuffer, path: String) throws(StorageError) -> [[Substring]] {
        if buffer.readableBytes == 0 { return [] }
        let text = String(buffer: buffer)
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        guard let first = lines.first, first.trimmingWhitespace() == version else {
            throw .corrupt(path: path, position: 0, reason: "the first line is not version \(version)")
        }
        guard lines.count >= 2, let count = Int(lines[1].trimmingWhitespace()) else {
            throw malformed(path, line: 2)
        }
        guard count == lines.count - 2 else {
            throw .corrupt(
                path: path, position: 0,
                reason: "\(count) entries are announced, \(lines.count - 2) are there")
        }
        return lines.dropFirst(2).map { $0.split(whereSeparator: \.isWhitespace) }
    }

    static func malformed(_ path: String, line: Int) -> StorageError {
        .corrupt(path: path, position: 0, reason: "line \(line) is malformed")
    }
}

extension Substring {
    func trimmingWhitespace() -> Substring {
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex
        return self[..<end].drop(while: \.isWhitespace)
    }
}
