import MartletModel
import NIOCore

/// The file `partition.metadata`: which topic a partition's directory belongs to.
package enum PartitionMetadata {
    package static let fileName = "partition.metadata"

    /// Makes the directory and the file where they are missing, durably; else checks that the id is the same.
    static func ensure(
        _ topicID: TopicID, in directory: String, fileSystem: any FileSystem
    ) throws(StorageError) {
        let path = "\(directory)/\(fileName)"
        if let found = try read(directory, fileSystem: fileSystem) {
            guard found == topicID else {
                throw .mismatch(
                    path: path, field: "topic_id", expected: "\(topicID)", found: "\(found)")
            }
            return
        }
        try fileSystem.createDirectory(directory)
        try fileSystem.replace(path, with: encode(topicID))
        if let parent = parentDirectory(of: directory) { try fileSystem.syncDirectory(parent) }
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
