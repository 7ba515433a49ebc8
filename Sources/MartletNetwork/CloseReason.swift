import Logging

/// Why a connection closed.
package enum CloseReason: Sendable, Equatable {
    case peerClosed
    /// The peer ended its stream with a frame begun.
    case peerClosedInFrame(receivedBytes: Int)
    case badFrame(FrameError)
    /// Nothing came, nothing was under way, and nothing was taken, for as long as is allowed.
    case idle
    /// The outcome of a request was `.close`.
    case requested
    /// The peer does not read its responses and more of them wait in memory than is allowed.
    case responseBacklog(bytes: Int)
    /// A file that was being sent has become shorter than what was to be sent of it.
    case fileCutShort(path: String)
    case fileUnreadable(path: String, description: String)
    /// The listener stopped.
    case stopped
    case socketError(String)
}

extension CloseReason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .peerClosed: "closed by the peer"
        case .peerClosedInFrame(let bytes): "closed by the peer \(bytes) bytes into a frame"
        case .badFrame(let error): error.description
        case .idle: "idle for too long"
        case .requested: "closed after a request"
        case .responseBacklog(let bytes):
            "\(bytes) bytes of responses wait for a peer that does not read them"
        case .fileCutShort(let path): "\(path) was cut while it was being sent"
        case .fileUnreadable(let path, let description): "\(path) cannot be read: \(description)"
        case .stopped: "the listener stopped"
        case .socketError(let description): description
        }
    }

    /// What the peer did wrong, and what is wrong with our files, is worth an operator's line; the rest is
    /// not.
    var logLevel: Logger.Level {
        switch self {
        case .badFrame, .responseBacklog: .info
        case .fileCutShort, .fileUnreadable: .warning
        case .peerClosed, .peerClosedInFrame, .idle, .requested, .stopped, .socketError: .debug
        }
    }
}
