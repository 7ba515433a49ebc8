/// Why a node cannot begin its service, or go on with it.
package enum NodeError: Error, Sendable, Equatable {
    /// The metadata log could not be written; the log line before says why.
    case metadataLogFailed
    /// A log directory failed that the node cannot do without: that of the metadata log, or the last one.
    case directoryFailed(path: String, cause: String)
    /// The log directory of a node that has a cluster to belong to is empty.
    case notFormatted(path: String)
    /// What the log directories hold does not fit together.
    case directoriesUnusable(cause: String)
    /// The controller does not accept this broker.
    case notRegistered(reason: String)
    /// It was stopped before it had begun.
    case hasStopped
}

extension NodeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .metadataLogFailed: "the metadata log cannot be written"
        case .directoryFailed(let path, let cause): "the log directory \(path) is out of service: \(cause)"
        case .notFormatted(let path):
            "the log directory \(path) is not formatted, and this node belongs to a cluster of others: "
                + "martlet storage format prepares it"
        case .directoriesUnusable(let cause): "the log directories cannot be used: \(cause)"
        case .notRegistered(let reason): "the broker cannot be registered with the cluster: \(reason)"
        case .hasStopped: "the broker was stopped while it started"
        }
    }
}
