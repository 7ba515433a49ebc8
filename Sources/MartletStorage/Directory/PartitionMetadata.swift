import MartletModel
import NIOCore

/// The file `partition.metadata`: which topic a partition's directory belongs to.
package enum PartitionMetadata {
    package static let fileName = "partition.metadata"

    /// Checks that the file has this id, or writes it where it is missing; nothing that it writes is durable
    /// when it returns. Returns what it wrote, if it did: records are not durable before that is, and the
    /// file's name.
    ///
    /// - Parameters:
    ///   - byteCount: how long the file is; nil where it is missing.
    ///   - isSynced: a flush is known to have finished, or the log to have been closed. Otherwise the file
    ///     may be as a crash left it, even beside records that came to the disk by chance.
    static func ensure(
        _ topicID: TopicID, in directory: String, byteCount: Int64?, isSynced: Bool,
        fileSystem: any FileSystem
    ) throws(StorageError) -> ByteBuffer? {
        let path = "\(directory)/\(fileName)"
        if let byteCount, let found = try read(path, byteCount, isSynced: isSynced, fileSystem) {
            guard found == topicID else {
                throw .mismatch(path: path, field: "topic_id", expected: "\(topicID)", found: "\(found)")
            }
            return nil
        }
        let content = encode(topicID)
        let file = try fileSystem.open(path, .createOrTruncate)
        do throws(StorageError) { try file.write([content], at: 0) } catch {
            try? fileSystem.remove(path)
            throw error
        }
        return content
    }

    /// As `read`, but what cannot be read and was perhaps never synced is as good as not there.
    private static func read(
        _ path: String, _ byteCount: Int64, isSynced: Bool, _ fileSystem: any FileSystem
    ) throws(StorageError) -> TopicID? {
        do throws(StorageError) {
            let bytes = try fileSystem.open(path, .read).read(at: 0, count: Int(byteCount))
            return try decode(bytes, path: path)
        } catch {
            if case .corrupt = error, !isSynced { return nil }
            throw error
        }
    }

    /// The topic's id, or nil where there is no file.
    package static func read(
        _ directory: String, fileSystem: any FileSystem
    ) throws(StorageError) -> TopicID? {
        let path = "\(directory)/\(fileName)"
        guard let bytes = try fileSystem.readIfThere(path) else { return nil }
        return try decode(bytes, path: path)
    }

    package static func encode(_ topicID: TopicID) -> ByteBuffer {
        ByteBuffer(string: "version: 0\ntopic_id: \(topicID)")
    }

    package static func decode(_ bytes: ByteBuffer, path: String) throws(StorageError) -> TopicID {
        let lines = String(buffer: bytes).split(whereSeparator: \.isNewline)
        guard lines.count == 2, let version = value(lines[0], "version"), Int(version) ?? -1 >= 0 else {
            throw .corrupt(path: path, position: 0, reason: "there is no line 'version: 0'")
        }
        guard let text = value(lines[1], "topic_id"), let uuid = Uuid(String(text)), uuid != .zero else {
            throw .corrupt(path: path, position: 0, reason: "there is no line 'topic_id:' with a topic's id")
        }
        return TopicID(uuid)
    }

    private static func value(_ line: Substring, _ key: String) -> Substring? {
        guard line.hasPrefix(key + ":") else { return nil }
        return line.dropFirst(key.utf8.count + 1).trimmingWhitespace()
    }
}
