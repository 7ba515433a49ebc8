import NIOCore

/// A range of bytes of an open file; the slice keeps the file open, also after it was renamed or removed.
package struct FileSlice: Sendable {
    package var file: any File
    package var position: Int64
    package var byteCount: Int

    package init(file: any File, position: Int64, byteCount: Int) {
        self.file = file
        self.position = position
        self.byteCount = byteCount
    }

    /// Reads the bytes into memory.
    package func read() throws(StorageError) -> ByteBuffer {
        try file.read(at: position, count: byteCount)
    }
}

/// Bytes that are in memory, or still in a file from which the kernel can send them.
package enum ByteSource: Sendable {
    case buffer(ByteBuffer)
    case file(FileSlice)

    package var byteCount: Int {
        switch self {
        case .buffer(let buffer): buffer.readableBytes
        case .file(let slice): slice.byteCount
        }
    }
}
