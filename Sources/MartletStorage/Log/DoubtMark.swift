import NIOCore

/// A file in a partition's directory that says, across restarts, that the log may have lost
/// acknowledged records at its end: recovery has cut something off there, or the log ends before what was
/// known to be on the disk, or committed. It is there, durably, before anything is cut or a checkpoint
/// lowered, so that no later start takes what is left for all there was; whoever has found the log complete
/// again removes it.
///
/// Apache Kafka does not know it, and leaves it alone.
package struct DoubtMark: Sendable {
    package static let fileName = "end-in-doubt"

    private let directory: String
    private let fileSystem: GuardedFileSystem

    init(directory: String, fileSystem: GuardedFileSystem) {
        self.directory = directory
        self.fileSystem = fileSystem
    }

    private var path: String { "\(directory)/\(Self.fileName)" }

    /// Durable when this returns. Blocks.
    package func make() throws(StorageError) {
        // Anew also where it is there: what is there may not be on the disk.
        try fileSystem.replace(path, with: ByteBuffer(string: "0\n"))
    }

    /// Not durable when this returns: a mark that comes back costs a question, and no record. Blocks.
    package func remove() throws(StorageError) {
        try fileSystem.remove(path)
    }
}
