/// One partition of a topic, by name.
public struct TopicPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var topic: String
    public var partition: PartitionIndex

    public init(topic: String, partition: PartitionIndex) {
        self.topic = topic
        self.partition = partition
    }

    /// The partition that holds the cluster's metadata.
    public static let clusterMetadata = TopicPartition(topic: "__cluster_metadata", partition: 0)

    public static func < (left: TopicPartition, right: TopicPartition) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }

    /// Kafka's form, and the name of the partition's directory: `topic-partition`.
    public var description: String {
        "\(topic)-\(partition)"
    }
}

/// A moment in milliseconds since 1970-01-01 UTC, the unit of every timestamp in the Kafka protocol.
public struct Timestamp: NumericIdentifier {
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Kafka's −1: no timestamp.
    public static let none: Timestamp = -1

    public var milliseconds: Int64 { rawValue }

    public static func + (moment: Timestamp, milliseconds: Int64) -> Timestamp {
        Timestamp(rawValue: moment.rawValue &+ milliseconds)
    }

    /// Milliseconds between the two.
    public static func - (later: Timestamp, earlier: Timestamp) -> Int64 {
        later.rawValue &- earlier.rawValue
    }
}
