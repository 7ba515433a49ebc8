import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

/// The file that remembers how far the log was on disk. After a crash it tells damage from what was never
/// finished: bytes that are no good batch may be cut off beyond the mark, and never before it, as this
/// replica has promised to have them.
///
/// Invariant: the log is durable up to the mark. It is raised after a sync, and that need not be durable
/// itself; it is lowered, durably, before the log is cut. It is of fixed length and so small that a crash
/// leaves the old text or the new one, or nothing, which is no promise. A checksum stands beside it.
package struct DurableMark {
    package static let fileName = "martlet.durable-offset"
    private static let digitCount = 20

    private let path: String
    private let directory: String
    private let fileSystem: GuardedFileSystem
    private var file: (any File)?
    package private(set) var offset: Offset

    /// As it was found. After a crash it is made durable: the disk may have a promise that was taken back.
    init(in directory: String, _ fileSystem: GuardedFileSystem, isClean: Bool) throws(StorageError) {
        self.directory = directory
        self.fileSystem = fileSystem
        path = "\(directory)/\(Self.fileName)"
        let text = try fileSystem.readIfThere(path)
        offset = text.flatMap { Self.decode($0) } ?? 0
        if text != nil, !isClean { try settle(at: offset) }
    }

    private static func encode(_ offset: Offset) -> ByteBuffer {
        var text = ByteBuffer(string: padded(offset.description, digitCount))
        let checksum = CRC32C.checksum(of: text, at: text.readerIndex, length: text.readableBytes)
        text.writeString(" \(padded(String(checksum, radix: 16), 8))\n")
        return text
    }

    private static func padded(_ digits: String, _ count: Int) -> String {
        String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }

    /// What the file says; nil where that is not what was written to it.
    package static func decode(_ text: ByteBuffer) -> Offset? {
        guard let digits = text.getString(at: text.readerIndex, length: digitCount),
            let offset = Int64(digits), offset >= 0, encode(Offset(offset)) == text
        else { return nil }
        return Offset(offset)
    }

    /// The log is durable up to there. On a full disk the mark may stay where it is.
    mutating func raise(to newOffset: Offset) throws(StorageError) {
        guard newOffset > offset else { return }
        do throws(StorageError) {
            try write(newOffset)
        } catch {
            guard case .full = error else { throw error }
        }
    }

    /// The log is about to be cut there. Durable when it returns.
    mutating func lower(to newOffset: Offset) throws(StorageError) {
        if newOffset < offset { try settle(at: newOffset) }
    }

    /// Durable when it returns.
    private mutating func settle(at newOffset: Offset) throws(StorageError) {
        do throws(StorageError) {
            try write(newOffset)
            try file?.sync()
        } catch {
            guard case .full = error else { throw error }
            // No mark promises nothing, and to remove it takes no room.
            try fileSystem.remove(path)
            (file, offset) = (nil, 0)
        }
        try fileSystem.syncDirectory(directory)
    }

    private mutating func write(_ newOffset: Offset) throws(StorageError) {
        if file == nil { file = try fileSystem.open(path, .createIfMissing) }
        try file?.write([Self.encode(newOffset)], at: 0)
        offset = newOffset
    }
}
