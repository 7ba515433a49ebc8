import Glibc

/// What can go wrong between the storage engine and the disk.
package enum StorageError: Error, Sendable, Equatable {
    /// The operating system refused an operation; `code` is its `errno`.
    case system(operation: String, path: String, code: Int32)
    /// The disk, or this process's share of it, is full.
    case full(path: String)
    /// What is asked for is not in memory, and to wait for the disk was not allowed.
    case wouldBlock(path: String)
    /// There is nothing at the path.
    case notFound(path: String)
    /// A file does not hold what it must.
    case corrupt(path: String, position: Int64, reason: String)
    /// A file is whole, but belongs to another cluster, node or topic.
    case mismatch(path: String, field: String, expected: String, found: String)
    /// A file is whole, but in a format of the past or of the future.
    case unsupported(path: String, position: Int64, reason: String)
    /// Another process, or another broker of this process, works in the log directory.
    case locked(path: String)
    /// A directory where it must not be: its name is not that of a partition.
    case unexpectedDirectory(path: String)
    /// A partition's directory that another log directory has too.
    case twin(path: String)
    /// The log directory was taken offline by an earlier error.
    case offline(directory: String)
}

extension StorageError: CustomStringConvertible {
    /// What happened and where, for the operator.
    package var description: String {
        switch self {
        case .system(let operation, let path, let code):
            "\(path): \(operation) failed: \(String(cString: strerror(code))) (errno \(code))"
        case .full(let path): "\(path): the disk is full"
        case .wouldBlock(let path): "\(path): not in memory"
        case .notFound(let path): "\(path): there is no such file"
        case .corrupt(let path, let position, let reason): "\(path): corrupt at byte \(position): \(reason)"
        case .mismatch(let path, let field, let expected, let found):
            "\(path): \(field) is \(found), but must be \(expected)"
        case .unsupported(let path, let position, let reason):
            "\(path): cannot be read, at byte \(position): \(reason)"
        case .locked(let path): "\(path): another process works in this log directory"
        case .unexpectedDirectory(let path):
            "\(path): this directory is no partition's, and must not be in a log directory"
        case .twin(let path): "\(path): another log directory has this partition too"
        case .offline(let directory): "\(directory): out of service since an earlier error"
        }
    }
}
