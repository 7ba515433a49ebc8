/// Kafka's 128-bit identifier. Its text is URL-safe base64 without padding, 22 characters.
public struct Uuid: Hashable, Comparable, Sendable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// All zero: no identifier.
    public static let zero = Uuid(high: 0, low: 0)

    /// A random (version 4, RFC 9562) identifier whose text does not begin with a dash, as Kafka draws them:
    /// a leading dash would look like an option on a command line.
    public static func random(using generator: inout some RandomNumberGenerator) -> Uuid {
        while true {
            let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x0000_0000_0000_4000
            let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
            let uuid = Uuid(high: high, low: low)
            if !uuid.description.hasPrefix("-") { return uuid }
        }
    }

    public static func < (left: Uuid, right: Uuid) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension Uuid: LosslessStringConvertible {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static let values: [UInt8: UInt64] = Dictionary(
        uniqueKeysWithValues: alphabet.enumerated().map { ($1, UInt64($0)) })

    public var description: String {
        // 22 groups of six bits hold 132 bits: the last four are padding.
        var text: [UInt8] = []
        text.reserveCapacity(22)
        for group in 0..<22 {
            let shift = 122 - group * 6
            let bits: UInt64 =
                if shift >= 64 {
                    high >> UInt64(shift - 64)
                } else if shift >= 0 {
                    (low >> UInt64(shift)) | (shift > 58 ? high << UInt64(64 - shift) : 0)
                } else {
                    low << UInt64(-shift)
                }
            text.append(Self.alphabet[Int(bits & 63)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads the 22 characters that `description` writes; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 22 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (group, character) in text.utf8.enumerated() {
            guard let value = Self.values[character] else { return nil }
            let isLast = group == 21
            if isLast && value & 0xF != 0 { return nil }
            let width: UInt64 = isLast ? 2 : 6
            high = high << width | low >> (64 - width)
            low = low << width | (isLast ? value >> 4 : value)
        }
        self.init(high: high, low: low)
    }
}

/// A topic for as long as it lives: a topic that is deleted and made again has another.
public struct TopicID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let uuid: Uuid

    public init(_ uuid: Uuid) {
        self.uuid = uuid
    }

    /// No topic id.
    public static let zero = TopicID(.zero)

    /// The id of `__cluster_metadata`.
    public static let clusterMetadata = TopicID(Uuid(high: 0, low: 1))

    public static func < (left: TopicID, right: TopicID) -> Bool {
        left.uuid < right.uuid
    }

    public var description: String {
        uuid.description
    }
}

/// A log directory of a broker, as `meta.properties` names it.
public struct DirectoryID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let uuid: Uuid

    public init(_ uuid: Uuid) {
        self.uuid = uuid
    }

    /// Reserved: the directory is not known yet because the replica is older than directory ids.
    public static let migrating = DirectoryID(.zero)
    /// Reserved: the broker has not said which directory holds the replica.
    public static let unassigned = DirectoryID(Uuid(high: 0, low: 1))
    /// Reserved: the directory that held the replica is offline.
    public static let lost = DirectoryID(Uuid(high: 0, low: 2))

    public static func < (left: DirectoryID, right: DirectoryID) -> Bool {
        left.uuid < right.uuid
    }

    public var description: String {
        uuid.description
    }
}
