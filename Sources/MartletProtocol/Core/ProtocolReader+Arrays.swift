import MartletModel
import NIOCore

/// An identifier that is a UUID on the wire.
package protocol UuidIdentifier: Sendable {
    init(_ uuid: Uuid)
    var uuid: Uuid { get }
}

extension TopicID: UuidIdentifier {}
extension DirectoryID: UuidIdentifier {}

// Each kind of array has a form that refuses null and one that allows it.
extension ProtocolReader {
    package mutating func readStructureArray<Element: Structure>(
        isFlexible: Bool, version: Int16, minimumByteCount: Int
    ) throws(DecodeError) -> [Element] {
        let array: [Element]? = try readNullableStructureArray(
            isFlexible: isFlexible, version: version, minimumByteCount: minimumByteCount)
        guard let array else { throw .unexpectedNull }
        return array
    }

    package mutating func readNullableStructureArray<Element: Structure>(
        isFlexible: Bool, version: Int16, minimumByteCount: Int
    ) throws(DecodeError) -> [Element]? {
        let count = try readCount(isFlexible: isFlexible, minimumByteCount: minimumByteCount)
        guard let count else { return nil }
        var elements = makeArray(count: count, of: Element.self)
        for _ in 0..<count {
            elements.append(try Element(from: &self, version: version))
        }
        return elements
    }

    package mutating func readIntegerArray<Element: FixedWidthInteger>(
        isFlexible: Bool
    ) throws(DecodeError) -> [Element] {
        let array: [Element]? = try readNullableIntegerArray(isFlexible: isFlexible)
        guard let array else { throw .unexpectedNull }
        return array
    }

    package mutating func readNullableIntegerArray<Element: FixedWidthInteger>(
        isFlexible: Bool
    ) throws(DecodeError) -> [Element]? {
        let count = try readCount(isFlexible: isFlexible, minimumByteCount: MemoryLayout<Element>.size)
        guard let count else { return nil }
        var elements = makeArray(count: count, of: Element.self)
        for _ in 0..<count {
            elements.append(try readInteger(as: Element.self))
        }
        return elements
    }

    package mutating func readIdentifierArray<Element: NumericIdentifier>(
        isFlexible: Bool
    ) throws(DecodeError) -> [Element] {
        let array: [Element]? = try readNullableIdentifierArray(isFlexible: isFlexible)
        guard let array else { throw .unexpectedNull }
        return array
    }

    package mutating func readNullableIdentifierArray<Element: NumericIdentifier>(
        isFlexible: Bool
    ) throws(DecodeError) -> [Element]? {
        let width = MemoryLayout<Element.RawValue>.size
        let count = try readCount(isFlexible: isFlexible, minimumByteCount: width)
        guard let count else { return nil }
        var elements = makeArray(count: count, of: Element.self)
        for _ in 0..<count {
            elements.append(Element(rawValue: try readInteger(as: Element.RawValue.self)))
        }
        return elements
    }

    package mutating func readUuidArray<Element: UuidIdentifier>(
        isFlexible: Bool
    ) throws(DecodeError) -> [Element] {
        let array: [Element]? = try readNullableUuidArray(isFlexible: isFlexible)
        guard let array else { throw .unexpectedNull }
        return array
    }

    package mutating func readNullableUuidArray<Element: UuidIdentifier>(
        isFlexible: Bool
    ) throws(DecodeError) -> [Element]? {
        guard let count = try readCount(isFlexible: isFlexible, minimumByteCount: 16) else { return nil }
        var elements = makeArray(count: count, of: Element.self)
        for _ in 0..<count {
            elements.append(Element(try readUuid()))
        }
        return elements
    }

    package mutating func readStringArray(isFlexible: Bool) throws(DecodeError) -> [String] {
        guard let array = try readNullableStringArray(isFlexible: isFlexible) else { throw .unexpectedNull }
        return array
    }

    package mutating func readNullableStringArray(isFlexible: Bool) throws(DecodeError) -> [String]? {
        let count = try readCount(isFlexible: isFlexible, minimumByteCount: isFlexible ? 1 : 2)
        guard let count else { return nil }
        var elements = makeArray(count: count, of: String.self)
        for _ in 0..<count {
            elements.append(try readString(isFlexible: isFlexible))
        }
        return elements
    }
}
