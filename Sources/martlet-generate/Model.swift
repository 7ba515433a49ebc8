/// A range of versions, open above when `upper` is `Int.max`.
struct Versions: Equatable {
    var lower: Int
    var upper: Int

    static let none = Versions(lower: 0, upper: -1)

    var isEmpty: Bool { lower > upper }

    func contains(_ other: Versions) -> Bool {
        other.isEmpty || (lower <= other.lower && other.upper <= upper)
    }

    func intersection(_ other: Versions) -> Versions {
        let result = Versions(lower: max(lower, other.lower), upper: min(upper, other.upper))
        return result.isEmpty ? .none : result
    }
}

/// A primitive type of the protocol, under the name that the schemas use.
enum Primitive: String {
    case bool, int8, int16, int32, int64, uint16, uint32, float64, string, bytes, records, uuid

    var swiftType: String {
        switch self {
        case .bool: "Bool"
        case .int8: "Int8"
        case .int16: "Int16"
        case .int32: "Int32"
        case .int64: "Int64"
        case .uint16: "UInt16"
        case .uint32: "UInt32"
        case .float64: "Double"
        case .string: "String"
        case .bytes: "ByteBuffer"
        case .records: "RecordBytes"
        case .uuid: "Uuid"
        }
    }

    /// How the reader and the writer call it.
    var methodSuffix: String {
        switch self {
        case .float64: "Float64"
        case .bytes: "Bytes"
        case .records: "Records"
        default: swiftType
        }
    }

    var isInteger: Bool {
        switch self {
        case .int8, .int16, .int32, .int64, .uint16, .uint32: true
        default: false
        }
    }

    /// Whether its layout depends on whether the version is flexible.
    var hasLength: Bool {
        switch self {
        case .string, .bytes, .records: true
        default: false
        }
    }

    func minimumByteCount(isFlexible: Bool) -> Int {
        switch self {
        case .bool, .int8: 1
        case .int16, .uint16: 2
        case .int32, .uint32: 4
        case .int64, .float64: 8
        case .uuid: 16
        case .string: isFlexible ? 1 : 2
        case .bytes, .records: isFlexible ? 1 : 4
        }
    }
}

/// A type of `MartletModel`, under its own name, and what it is on the wire.
enum Identifier: String {
    case Offset, LeaderEpoch, PartitionEpoch, PartitionIndex, BrokerID, BrokerEpoch
    case ProducerID, ProducerEpoch, TopicID, DirectoryID, ErrorCode

    var wire: Primitive {
        switch self {
        case .Offset, .BrokerEpoch, .ProducerID: .int64
        case .LeaderEpoch, .PartitionEpoch, .PartitionIndex, .BrokerID: .int32
        case .ProducerEpoch, .ErrorCode: .int16
        case .TopicID, .DirectoryID: .uuid
        }
    }
}

indirect enum FieldType {
    case primitive(Primitive)
    case identifier(Identifier)
    case structure(String)
    case array(FieldType)

    var swiftType: String {
        switch self {
        case .primitive(let primitive): primitive.swiftType
        case .identifier(let identifier): identifier.rawValue
        case .structure(let name): name
        case .array(let element): "[\(element.swiftType)]"
        }
    }

    var structureName: String? {
        switch self {
        case .structure(let name): name
        case .array(let element): element.structureName
        default: nil
        }
    }
}

struct Field {
    var name: String
    var type: FieldType
    /// The versions that have the field, within those of everything around it.
    var versions: Versions
    var nullable: Versions
    var tag: Int?
    var defaultText: String?
    var isIgnorable: Bool
    var isNoncompact: Bool

    var isNullable: Bool { !nullable.isEmpty }

    /// Whether the Swift property is optional. Records are: their default is null whatever the versions say.
    var isOptional: Bool {
        if case .primitive(.records) = type { return true }
        return isNullable
    }

    var swiftType: String { isOptional ? type.swiftType + "?" : type.swiftType }

    /// The name as Swift source.
    var swiftName: String { Self.keywords.contains(name) ? "`\(name)`" : name }

    private static let keywords: Set<String> = ["protocol", "operator", "default", "extension", "internal"]
}

struct StructureSchema {
    var name: String
    /// The versions in which it can occur.
    var versions: Versions
    var fields: [Field]
}

struct API {
    var key: Int
    var name: String
    var listeners: [String]
    var latestVersionIsUnstable: Bool
    var isForwardable: Bool
    var isClusterAction: Bool
}

struct MessageSchema {
    enum Kind {
        case request(API)
        case response(API)
        case header
        case record(group: String, type: Int?)
    }

    var kind: Kind
    var name: String
    var versions: Versions
    var flexible: Versions
    var fields: [Field]
    var structures: [StructureSchema]

    func structure(_ name: String) -> StructureSchema? {
        structures.first { $0.name == name }
    }

    /// The fewest bytes that a value of this type takes in any of these versions: what an array's count is
    /// checked against before anything is allocated.
    func minimumByteCount(_ type: FieldType, in versions: Versions) -> Int {
        (versions.lower...versions.upper).map { minimumByteCount(type, version: $0) }.min() ?? 1
    }

    private func minimumByteCount(_ type: FieldType, version: Int) -> Int {
        let isFlexible = flexible.contains(Versions(lower: version, upper: version))
        switch type {
        case .primitive(let primitive): return primitive.minimumByteCount(isFlexible: isFlexible)
        case .identifier(let identifier): return identifier.wire.minimumByteCount(isFlexible: isFlexible)
        case .array: return isFlexible ? 1 : 4
        case .structure(let name):
            var sum = isFlexible ? 1 : 0
            for field in structure(name)?.fields ?? [] where field.tag == nil {
                let single = Versions(lower: version, upper: version)
                guard field.versions.contains(single) else { continue }
                if case .structure = field.type, field.nullable.contains(single) {
                    sum += 1
                } else {
                    sum += minimumByteCount(field.type, version: version)
                }
            }
            return sum
        }
    }
}

/// One schema file and the messages that it describes.
struct SchemaFile {
    /// The path within `Schemas`, without the extension; what is generated from it goes to the same place.
    var path: String
    var messages: [MessageSchema]
}
