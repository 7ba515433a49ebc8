import NIOCore

extension FileSystem {
    /// Puts `content` at the path in place of what is there. When this returns the new content is durable
    /// under its name; after a crash before that, the file holds the old content or the new, never a mixture.
    package func replace(_ path: String, with content: ByteBuffer) throws(StorageError) {
        let temporary = path + ".tmp"
        let file = try open(temporary, .createOrTruncate)
        try file.write([content], at: 0)
        try file.sync()
        try rename(temporary, to: path)
        try syncDirectory(parentDirectory(of: path) ?? ".")
    }

    /// All bytes of a file.
    package func read(_ path: String) throws(StorageError) -> ByteBuffer {
        let file = try open(path, .read)
        return try file.read(at: 0, count: Int(try file.byteCount()))
    }

    /// All bytes of a file, or nil where there is none.
    package func readIfThere(_ path: String) throws(StorageError) -> ByteBuffer? {
        do { return try read(path) } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }
}
