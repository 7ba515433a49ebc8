import NIOCore

/// Whether a look-up may wait for the disk. On a loop it may not: it throws `StorageError.wouldBlock`, and
/// the whole look-up is made again on a storage thread.
package enum DiskAccess: Sendable {
    case allowed
    /// Only what is in memory is read, and only what is open.
    case refused
}

extension File {
    /// As `read`, with the disk or without.
    func read(
        at position: Int64, count: Int, _ access: DiskAccess
    ) throws(StorageError) -> ByteBuffer {
        switch access {
        case .allowed: return try read(at: position, count: count)
        case .refused:
            guard let bytes = try readCached(at: position, count: count) else {
                throw .wouldBlock(path: path)
            }
            return bytes
        }
    }
}
