// Made by bin/generate from Schemas/Api/DescribeClientQuotas.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeClientQuotasRequest, API 48, versions 0–1.
package struct DescribeClientQuotasRequest: Request {
    package typealias Response = DescribeClientQuotasResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 48) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 1 }

    package var components: [ComponentData]
    package var strict: Bool

    package init(
        components: [ComponentData] = [],
        strict: Bool = false
    ) {
        self.components = components
        self.strict = strict
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 1
        self.components = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 4)
        self.strict = try reader.readBool()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 1
        try writer.writeStructureArray(self.components, isFlexible: isFlexible, version: version)
        writer.writeBool(self.strict)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct ComponentData: Structure {
        package var entityType: String
        package var matchType: Int8
        package var match: String?

        package init(
            entityType: String = "",
            matchType: Int8 = 0,
            match: String? = ""
        ) {
            self.entityType = entityType
            self.matchType = matchType
            self.match = match
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 1
            self.entityType = try reader.readString(isFlexible: isFlexible)
            self.matchType = try reader.readInt8()
            self.match = try reader.readNullableString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            try writer.writeString(self.entityType, isFlexible: isFlexible)
            writer.writeInt8(self.matchType)
            try writer.writeString(self.match, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// DescribeClientQuotasResponse, API 48, versions 0–1.
package struct DescribeClientQuotasResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 48) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 1 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var entries: [EntryData]?

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = "",
        entries: [EntryData]? = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.entries = entries
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 1
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
        self.entries = try reader.readNullableStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 1
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: isFlexible)
        try writer.writeStructureArray(self.entries, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct EntryData: Structure {
        package var entity: [EntityData]
        package var values: [ValueData]

        package init(
            entity: [EntityData] = [],
            values: [ValueData] = []
        ) {
            self.entity = entity
            self.values = values
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 1
            self.entity = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
            self.values = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 10)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            try writer.writeStructureArray(self.entity, isFlexible: isFlexible, version: version)
            try writer.writeStructureArray(self.values, isFlexible: isFlexible, version: version)
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

    package struct ValueData: Structure {
        package var key: String
        package var value: Double

        package init(
            key: String = "",
            value: Double = 0
        ) {
            self.key = key
            self.value = value
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 1
            self.key = try reader.readString(isFlexible: isFlexible)
            self.value = try reader.readFloat64()
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            try writer.writeString(self.key, isFlexible: isFlexible)
            writer.writeFloat64(self.value)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
