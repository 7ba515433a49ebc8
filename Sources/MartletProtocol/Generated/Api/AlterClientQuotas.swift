// Made by bin/generate from Schemas/Api/AlterClientQuotas.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AlterClientQuotasRequest, API 49, versions 0–1.
package struct AlterClientQuotasRequest: Request {
    package typealias Response = AlterClientQuotasResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 49) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 1 }

    package var entries: [EntryData]
    package var validateOnly: Bool

    package init(
        entries: [EntryData] = [],
        validateOnly: Bool = false
    ) {
        self.entries = entries
        self.validateOnly = validateOnly
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 1
        self.entries = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        self.validateOnly = try reader.readBool()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 1
        try writer.writeStructureArray(self.entries, isFlexible: isFlexible, version: version)
        writer.writeBool(self.validateOnly)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct EntryData: Structure {
        package var entity: [EntityData]
        package var ops: [OpData]

        package init(
            entity: [EntityData] = [],
            ops: [OpData] = []
        ) {
            self.entity = entity
            self.ops = ops
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 1
            self.entity = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
            self.ops = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 11)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            try writer.writeStructureArray(self.entity, isFlexible: isFlexible, version: version)
            try writer.writeStructureArray(self.ops, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct EntityData: Structure {
        package var entityType: String
        package var entityName: String?

        package init(
            entityType: String = "",
            entityName: String? = ""
        ) {
            self.entityType = entityType
            self.entityName = entityName
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 1
            self.entityType = try reader.readString(isFlexible: isFlexible)
            self.entityName = try reader.readNullableString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            try writer.writeString(self.entityType, isFlexible: isFlexible)
            try writer.writeString(self.entityName, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct OpData: Structure {
        package var key: String
        package var value: Double
        package var remove: Bool

        package init(
            key: String = "",
            value: Double = 0,
            remove: Bool = false
        ) {
            self.key = key
            self.value = value
            self.remove = remove
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 1
            self.key = try reader.readString(isFlexible: isFlexible)
            self.value = try reader.readFloat64()
            self.remove = try reader.readBool()
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            try writer.writeString(self.key, isFlexible: isFlexible)
            writer.writeFloat64(self.value)
            writer.writeBool(self.remove)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// AlterClientQuotasResponse, API 49, versions 0–1.
package struct AlterClientQuotasResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 49) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 1 }

    package var throttleTimeMs: Int32
    package var entries: [EntryData]

    package init(
        throttleTimeMs: Int32 = 0,
        entries: [EntryData] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.entries = entries
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 1
        self.throttleTimeMs = try reader.readInt32()
        self.entries = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 5)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 1
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.entries, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct EntryData: Structure {
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var entity: [EntityData]

        package init(
            errorCode: ErrorCode = .none,
            errorMessage: String? = "",
            entity: [EntityData] = []
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.entity = entity
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 1
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
            self.entity = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: isFlexible)
            try writer.writeStructureArray(self.entity, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct EntityData: Structure {
        package var entityType: String
        package var entityName: String?

        package init(
            entityType: String = "",
            entityName: String? = ""
        ) {
            self.entityType = entityType
            self.entityName = entityName
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 1
            self.entityType = try reader.readString(isFlexible: isFlexible)
            self.entityName = try reader.readNullableString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            try writer.writeString(self.entityType, isFlexible: isFlexible)
            try writer.writeString(self.entityName, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
