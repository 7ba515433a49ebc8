/// A whole number that names or counts one kind of thing, so that an offset is never taken for an epoch.
public protocol NumericIdentifier: RawRepresentable, Hashable, Comparable, Sendable,
    ExpressibleByIntegerLiteral, CustomStringConvertible
where RawValue: FixedWidthInteger & Sendable {
    init(rawValue: RawValue)
}

extension NumericIdentifier {
    public init(integerLiteral value: RawValue) {
        self.init(rawValue: value)
    }

    public init(_ value: RawValue) {
        self.init(rawValue: value)
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }

    public var description: String {
        String(rawValue)
    }
}

/// The position of a record in a partition. The first is 0.
public struct Offset: NumericIdentifier {
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Kafka's −1: no offset.
    public static let none: Offset = -1

    public static func + (offset: Offset, distance: Int64) -> Offset {
        Offset(rawValue: offset.rawValue + distance)
    }

    public static func - (offset: Offset, distance: Int64) -> Offset {
        Offset(rawValue: offset.rawValue - distance)
    }

    /// How many offsets lie between the two.
    public static func - (later: Offset, earlier: Offset) -> Int64 {
        later.rawValue - earlier.rawValue
    }
}

/// Counts the leaders of a partition, or of the quorum: each leader's epoch is greater than its
/// predecessor's.
public struct LeaderEpoch: NumericIdentifier {
    public let rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Kafka's −1: unknown, or not checked.
    public static let none: LeaderEpoch = -1
}

/// Counts the changes of one partition's metadata.
public struct PartitionEpoch: NumericIdentifier {
    public let rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }
}

/// The number of a partition within its topic. The first is 0.
public struct PartitionIndex: NumericIdentifier {
    public let rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }
}

/// A node of the cluster: `node.id`.
public struct BrokerID: NumericIdentifier {
    public let rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Kafka's −1: no broker, no leader.
    public static let none: BrokerID = -1
}

/// Which registration of a broker this is; later registrations have greater epochs.
public struct BrokerEpoch: NumericIdentifier {
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    public static let none: BrokerEpoch = -1
}

/// An idempotent or transactional producer.
public struct ProducerID: NumericIdentifier {
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Kafka's −1: the producer is not idempotent.
    public static let none: ProducerID = -1
}

/// Counts the incarnations of one producer id; an earlier incarnation is fenced.
public struct ProducerEpoch: NumericIdentifier {
    public let rawValue: Int16

    public init(rawValue: Int16) {
        self.rawValue = rawValue
    }

    public static let none: ProducerEpoch = -1
}
