import Foundation
import MartletModel
import MartletProtocol
import NIOCore

/// Has the JSON form that the official library gives it. Messages and their structures are extended in
/// `Generated/`; for everything else the version does not matter.
protocol JSONConvertible {
    init(json: JSON, version: Int16) throws
    func json(version: Int16) -> JSON
}

typealias VectorMessage = Message & JSONConvertible

extension [String: JSON] {
    /// Sets a property from a field that must be there.
    func value<Property: JSONConvertible>(
        _ name: String, _ version: Int16, _ property: inout Property
    ) throws {
        guard let json = self[name] else { throw JSONError(description: "no field \(name)") }
        property = try Property(json: json, version: version)
    }

    /// Sets a property from a tagged field, which is absent when it has its default value.
    func taggedValue<Property: JSONConvertible>(
        _ name: String, _ version: Int16, _ property: inout Property
    ) throws {
        guard let json = self[name] else { return }
        property = try Property(json: json, version: version)
    }
}

extension JSONConvertible where Self: FixedWidthInteger {
    init(json: JSON, version: Int16) throws { self = try json.integer() }
    func json(version: Int16) -> JSON { .integer(Int64(self)) }
}

extension Int8: JSONConvertible {}
extension Int16: JSONConvertible {}
extension Int32: JSONConvertible {}
extension Int64: JSONConvertible {}
extension UInt16: JSONConvertible {}
extension UInt32: JSONConvertible {}

extension JSONConvertible where Self: RawRepresentable, RawValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        guard let value = Self(rawValue: try RawValue(json: json, version: version)) else {
            throw JSONError(description: "\(json) is no \(Self.self)")
        }
        self = value
    }

    func json(version: Int16) -> JSON { rawValue.json(version: version) }
}

extension Offset: JSONConvertible {}
extension LeaderEpoch: JSONConvertible {}
extension PartitionEpoch: JSONConvertible {}
extension PartitionIndex: JSONConvertible {}
extension BrokerID: JSONConvertible {}
extension BrokerEpoch: JSONConvertible {}
extension ProducerID: JSONConvertible {}
extension ProducerEpoch: JSONConvertible {}
extension ErrorCode: JSONConvertible {}

extension Bool: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        guard case .bool(let value) = json else { throw JSONError(description: "\(json) is no boolean") }
        self = value
    }

    func json(version: Int16) -> JSON { .bool(self) }
}

extension Double: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        guard case .double(let value) = json else { throw JSONError(description: "\(json) is no number") }
        self = value
    }

    func json(version: Int16) -> JSON { .double(self) }
}

extension String: JSONConvertible {
    init(json: JSON, version: Int16) throws { self = try json.string() }
    func json(version: Int16) -> JSON { .string(self) }
}

extension Uuid: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        let text = try json.string()
        guard let uuid = Uuid(text) else { throw JSONError(description: "\(text) is no UUID") }
        self = uuid
    }

    func json(version: Int16) -> JSON { .string(description) }
}

extension UuidIdentifier where Self: JSONConvertible {
    init(json: JSON, version: Int16) throws { self.init(try Uuid(json: json, version: version)) }
    func json(version: Int16) -> JSON { uuid.json(version: version) }
}

extension TopicID: JSONConvertible {}
extension DirectoryID: JSONConvertible {}

extension ByteBuffer: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        guard let data = Data(base64Encoded: try json.string()) else {
            throw JSONError(description: "\(json) is no base64")
        }
        self.init(bytes: data)
    }

    func json(version: Int16) -> JSON {
        .string(Data(readableBytesView).base64EncodedString())
    }
}

extension RecordBytes: JSONConvertible {
    init(json: JSON, version: Int16) throws { self = .bytes(try ByteBuffer(json: json, version: version)) }
    func json(version: Int16) -> JSON { buffer.json(version: version) }
}

extension Optional: JSONConvertible where Wrapped: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self = json == .null ? nil : try Wrapped(json: json, version: version)
    }

    func json(version: Int16) -> JSON { self?.json(version: version) ?? .null }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self = try json.array().map { try Element(json: $0, version: version) }
    }

    func json(version: Int16) -> JSON { .array(map { $0.json(version: version) }) }
}
