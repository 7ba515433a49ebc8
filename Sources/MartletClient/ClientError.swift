import MartletModel

/// What can go wrong between a client and a cluster. The description says what happened and what to do next.
public enum ClientError: Error, Sendable, Equatable {
    /// None of the addresses could be connected to.
    case unreachable(servers: [ServerAddress], reason: String)
    /// The connection ended while a request was under way; the broker may or may not have carried it out.
    case connectionClosed(server: ServerAddress, reason: String)
    /// The operation was tried until its time was up; `last` is why the last try failed.
    case timedOut(operation: String, after: Duration, last: String?)
    /// The broker answered with an error.
    case refused(ErrorCode, operation: String, message: String?)
    /// The cluster has no such topic.
    case unknownTopic(String)
    /// The topic has only `count` partitions, counted from 0.
    case unknownPartition(TopicPartition, count: Int)
    /// Client and broker have no version of the API in common; nil: the broker does not have the API at all.
    case unsupportedAPI(name: String, server: ServerAddress, offered: ClosedRange<Int16>?)
    /// The answer could not be read.
    case malformedResponse(api: String, server: ServerAddress, reason: String)
    /// The records from this offset on could not be read.
    case corruptRecords(TopicPartition, offset: Offset, reason: String)
    /// The partition holds no such offset; it holds those from `start` up to `end`.
    case offsetOutOfRange(TopicPartition, offset: Offset, start: Offset, end: Offset)
    /// The record does not fit into the producer's buffer, or not into a batch of Kafka's format.
    case recordTooLarge(byteCount: Int, limit: Int)
    /// A setting that cannot work.
    case invalidConfiguration(name: String, value: String, allowed: String)
    /// The client, producer or consumer was closed.
    case closed
    /// The task was cancelled.
    case cancelled
}

extension ClientError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreachable(let servers, let reason):
            let list = servers.map(\.description).joined(separator: ", ")
            return
                "no broker answers at \(list): \(reason). Check that one is running there, and the address."
        case .connectionClosed(let server, let reason):
            return "the connection to \(server) ended: \(reason). Check the broker's log, and try again."
        case .timedOut(let operation, let time, let last):
            let cause = last.map { ": \($0)" } ?? "."
            return "\(operation) did not succeed within \(time.formatted)\(cause)"
        case .refused(let code, let operation, let message):
            return Self.describeRefusal(code, operation, message)
        case .unknownTopic(let topic):
            return "there is no topic '\(topic)'. Create it first, or check the name."
        case .unknownPartition(let partition, let count):
            return "topic '\(partition.topic)' has no partition \(partition.partition): "
                + "it has \(count), counted from 0."
        case .unsupportedAPI(let name, let server, nil):
            return "the broker at \(server) does not offer \(name). Upgrade the broker."
        case .unsupportedAPI(let name, let server, let offered?):
            return "the broker at \(server) offers \(name) only in versions \(offered.lowerBound) to "
                + "\(offered.upperBound), none of which this client speaks. Upgrade the older of the two."
        case .malformedResponse(let api, let server, let reason):
            return "the answer of \(server) to \(api) cannot be read: \(reason). "
                + "Check that a Kafka broker listens at this address, without TLS."
        case .corruptRecords(let partition, let offset, let reason):
            return "the records of \(partition) from offset \(offset) on are damaged: \(reason). "
                + "Start after them to read on, and check the broker's disk."
        case .offsetOutOfRange(let partition, let offset, let start, let end):
            return "\(partition) does not hold offset \(offset): it holds offsets from \(start) up to, and "
                + "without, \(end). Start within these."
        case .recordTooLarge(let byteCount, let limit):
            return
                "a record of \(byteCount) bytes is larger than \(limit). Send it in parts."
        case .invalidConfiguration(let name, let value, let allowed):
            return "\(name) cannot be \(value). Allowed: \(allowed)."
        case .closed:
            return "this client was closed. Open another."
        case .cancelled:
            return "the task was cancelled."
        }
    }

    private static func describeRefusal(_ code: ErrorCode, _ operation: String, _ message: String?) -> String
    {
        var text = "\(operation) was refused with \(code)"
        if let message, !message.isEmpty { text += ": \(message)" }
        if !text.hasSuffix(".") { text += "." }
        return advice(code).map { "\(text) \($0)" } ?? text
    }

    private static func advice(_ code: ErrorCode) -> String? {
        switch code {
        case .messageTooLarge, .recordListTooLarge:
            "Send smaller batches, or raise max.message.bytes of the topic."
        case .notEnoughReplicas, .notEnoughReplicasAfterAppend:
            "Bring replicas back, or lower min.insync.replicas of the topic."
        case .topicAlreadyExists: "Use it, or delete it first."
        case .topicAuthorizationFailed, .clusterAuthorizationFailed, .groupAuthorizationFailed:
            "Ask for the permission, or use other credentials."
        case .invalidReplicationFactor: "Ask for no more replicas than there are brokers."
        case .kafkaStorageError: "Check the broker's log and its disk."
        case .unsupportedVersion: "Upgrade the broker, or leave the option out."
        case _ where code.isRetriable: "Try again."
        default: nil
        }
    }

    /// Whether the same operation may succeed when it is tried again.
    package var isRetriable: Bool {
        switch self {
        case .unreachable, .connectionClosed: true
        case .refused(let code, _, _): code.isRetriable
        default: false
        }
    }

    /// Whether fresh metadata may lead to another broker.
    package var isMetadataStale: Bool {
        switch self {
        case .unreachable, .connectionClosed: true
        case .refused(let code, _, _): code.isMetadataStale || code == .notController
        default: false
        }
    }
}

extension Duration {
    /// `30 s` or `250 ms`.
    fileprivate var formatted: String {
        let milliseconds = components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
        return milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms"
    }
}
