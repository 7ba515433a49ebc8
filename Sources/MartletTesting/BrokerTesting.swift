import Glibc
import Logging
import MartletBroker
import MartletStorage

/// Runs `body` against a broker of its own, on a free port of the loopback interface and in a temporary
/// directory, and stops it and removes the directory whatever happens.
///
/// - Parameter settings: `key=value` with the keys of `server.properties`.
@discardableResult
public func withBroker<Result>(
    _ settings: [String] = [], isolation: isolated (any Actor)? = #isolation,
    _ body: (Broker) async throws -> Result
) async throws -> Result {
    try await withTemporaryDirectory { directory in
        try await withBroker(in: directory, settings, body)
    }
}

/// The same in a directory of the caller's, so that a broker can come back to what another left.
@discardableResult
public func withBroker<Result>(
    in directory: String, _ settings: [String] = [], isolation: isolated (any Actor)? = #isolation,
    _ body: (Broker) async throws -> Result
) async throws -> Result {
    var logger = Logger(label: "martlet.testing") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    let own = ["listeners=PLAINTEXT://127.0.0.1:0", "log.dirs=\(directory)"]
    let broker = try await Broker.start(own + settings, logger: logger)
    do {
        let result = try await body(broker)
        await broker.stop()
        return result
    } catch {
        await broker.stop()
        throw error
    }
}

/// Makes a directory for `body` and removes it, with all that is in it, when `body` ends.
@discardableResult
public func withTemporaryDirectory<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (String) async throws -> Result
) async throws -> Result {
    var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
    let path = try template.withUnsafeMutableBufferPointer { buffer -> String in
        guard let base = buffer.baseAddress, let made = mkdtemp(base) else {
            throw TemporaryDirectoryError(code: errno)
        }
        return String(cString: made)
    }
    defer { try? POSIXFileSystem().remove(path) }
    return try await body(path)
}

/// A temporary directory could not be made; `code` is the `errno`.
public struct TemporaryDirectoryError: Error {
    public let code: Int32
}
