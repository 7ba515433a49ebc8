import Glibc
import NIOCore

/// What went wrong with a file of the user's.
struct FileError: Error, CustomStringConvertible {
    var operation: String
    var path: String
    var code: Int32

    var description: String {
        "cannot \(operation) \(path): \(String(cString: strerror(code)))"
    }
}

/// Writes all of it, however often that takes.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(FileError) {
    var rest = bytes
    while let start = rest.baseAddress, rest.count > 0 {
        let count = write(descriptor, start, rest.count)
        if count < 0 {
            if errno == EINTR { continue }
            throw FileError(operation: "write to", path: "the output", code: errno)
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
}

/// Reads a file, or the standard input, in large pieces.
final class InputFile {
    /// Nil when nobody knows, as of a pipe.
    let byteCount: Int64?
    private let descriptor: Int32
    private let path: String
    private let isOwned: Bool

    /// Nil is the standard input.
    init(_ path: String?) throws(FileError) {
        self.path = path ?? "the standard input"
        isOwned = path != nil
        descriptor = path.map { open($0, O_RDONLY | O_CLOEXEC) } ?? STDIN_FILENO
        guard descriptor >= 0 else { throw FileError(operation: "open", path: self.path, code: errno) }
        var status = stat()
        let isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        byteCount = isRegular ? Int64(status.st_size) : nil
    }

    deinit {
        if isOwned { close(descriptor) }
    }

    /// What there is next, at most `byteCount`; nil at the end.
    func read(_ byteCount: Int) throws(FileError) -> ByteBuffer? {
        var buffer = ByteBufferAllocator().buffer(capacity: byteCount)
        while true {
            var result = 0
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: byteCount) { space in
                result = Glibc.read(descriptor, space.baseAddress, min(byteCount, space.count))
                return max(0, result)
            }
            let code = errno
            if result > 0 { return buffer }
            if result == 0 { return nil }
            if code != EINTR { throw FileError(operation: "read", path: path, code: code) }
        }
    }
}

/// The whole text of a file.
func readText(_ path: String) throws(FileError) -> String {
    let file = try InputFile(path)
    var text = ByteBuffer()
    while var piece = try file.read(64 * 1024) { text.writeBuffer(&piece) }
    return String(buffer: text)
}

/// Makes the file, or replaces what it holds, in one step: who sees it sees all of it.
func writeText(_ text: String, to path: String) throws(FileError) {
    let temporary = path + ".tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(operation: "create", path: temporary, code: errno) }
    defer { close(descriptor) }
    var text = text
    let written: Result<Void, FileError> = text.withUTF8 { utf8 in
        Result { () throws(FileError) in try writeAll(UnsafeRawBufferPointer(utf8), to: descriptor) }
    }
    if case .failure(let error) = written {
        throw FileError(operation: "write", path: temporary, code: error.code)
    }
    guard rename(temporary, path) == 0 else {
        throw FileError(operation: "create", path: path, code: errno)
    }
}
