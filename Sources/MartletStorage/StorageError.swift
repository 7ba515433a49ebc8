/// What can go wrong between the storage engine and the disk.
package enum StorageError: Error, Sendable, Equatable {
    /// The operating system refused an operation; `code` is its `errno`.
    case system(operation: String, path: String, code: Int32)
    /// The disk, or this process's share of it, is full.
    case full(path: String)
    /// There is nothing at the path.
    case notFound(path: String)
    /// A file does not hold what it must.
    case corrupt(path: String, position: Int64, reason: String)
    /// The log directory was taken offline by an earlier error.
    case offline(directory: String)
}
