import MartletModel
import NIOCore

// A nil array is written as null; whether null is allowed is the caller's to know.
extension ProtocolWriter {
    package mutating func writeStructureArray<Element: Structure>(
        _ elements: [Element]?, isFlexible: Bool, version: Int16
    ) throws(EncodeError) {
        try writeLength(elements?.count, isFlexible: isFlexible)
        guard let elements else { return }
        for element in elements {
            try element.encode(to: &self, version: version)
        }
    }

    package mutating func writeIntegerArray<Element: FixedWidthInteger>(
        _ elements: [Element]?, isFlexible: Bool
    ) throws(EncodeError) {
        try writeLength(elements?.count, isFlexible: isFlexible)
        guard let elements else { return }
        for element in elements {
            writeInteger(element)
        }
    }

    package mutating func writeIdentifierArray<Element: NumericIdentifier>(
        _ elements: [Element]?, isFlexible: Bool
    ) throws(EncodeError) {
        try writeLength(elements?.count, isFlexible: isFlexible)
        guard let elements else { return }
        for element in elements {
            writeInteger(element.rawValue)
        }
    }

    package mutating func writeUuidArray<Element: UuidIdentifier>(
        _ elements: [Element]?, isFlexible: Bool
    ) throws(EncodeError) {
        try writeLength(elements?.count, isFlexible: isFlexible)
        guard let elements else { return }
        for element in elements {
            writeUuid(element.uuid)
        }
    }

    package mutating func writeStringArray(_ elements: [String]?, isFlexible: Bool) throws(EncodeError) {
        try writeLength(elements?.count, isFlexible: isFlexible)
        guard let elements else { return }
        for element in elements {
            try writeString(element, isFlexible: isFlexible)
        }
    }

    // MARK: Structures that may be null

    /// Positional: one byte before the structure, −1 for null.
    package mutating func writeNullableStructure<Value: Structure>(
        _ value: Value?, version: Int16
    ) throws(EncodeError) {
        guard let value else {
            writeInt8(-1)
            return
        }
        writeInt8(1)
        try value.encode(to: &self, version: version)
    }

    /// In a tagged field: an unsigned varint before the structure, 0 for null.
    package mutating func writeTaggedNullableStructure<Value: Structure>(
        _ value: Value?, version: Int16
    ) throws(EncodeError) {
        guard let value else {
            writeUnsignedVarint(0)
            return
        }
        writeUnsignedVarint(1)
        try value.encode(to: &self, version: version)
    }
}
