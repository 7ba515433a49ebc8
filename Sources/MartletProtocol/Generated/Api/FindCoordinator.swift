// Made by bin/generate from Schemas/Api/FindCoordinator.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// FindCoordinatorRequest, API 10, versions 0–6.
package struct FindCoordinatorRequest: Request {
    package typealias Response = FindCoordinatorResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 10) }
    package static var versions: ClosedRange<Int16> { 0...6 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var key: String
    package var keyType: Int8
    package var coordinatorKeys: [String]

    package init(
        key: String = "",
        keyType: Int8 = 0,
        coordinatorKeys: [String] = []
    ) {
        self.key = key
        self.keyType = keyType
        self.coordinatorKeys = coordinatorKeys
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        if version <= 3 {
            self.key = try reader.readString(isFlexible: isFlexible)
        }
        if version >= 1 {
            self.keyType = try reader.readInt8()
        }
        if version >= 4 {
            self.coordinatorKeys = try reader.readStringArray(isFlexible: true)
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        if version <= 3 {
            try writer.writeString(self.key, isFlexible: isFlexible)
        } else if !self.key.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "FindCoordinatorRequest.key", version: version)
        }
        if version >= 1 {
            writer.writeInt8(self.keyType)
        } else if self.keyType != 0 {
            throw EncodeError.fieldNotInVersion(field: "FindCoordinatorRequest.keyType", version: version)
        }
        if version >= 4 {
            try writer.writeStringArray(self.coordinatorKeys, isFlexible: true)
        } else if !self.coordinatorKeys.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "FindCoordinatorRequest.coordinatorKeys", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// FindCoordinatorResponse, API 10, versions 0–6.
package struct FindCoordinatorResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 10) }
    package static var versions: ClosedRange<Int16> { 0...6 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var nodeId: BrokerID
    package var host: String
    package var port: Int32
    package var coordinators: [Coordinator]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = "",
        nodeId: BrokerID = 0,
        host: String = "",
        port: Int32 = 0,
        coordinators: [Coordinator] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.nodeId = nodeId
        self.host = host
        self.port = port
        self.coordinators = coordinators
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        if version >= 1 {
            self.throttleTimeMs = try reader.readInt32()
        }
        if version <= 3 {
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        }
        if version >= 1 && version <= 3 {
            self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
        }
        if version <= 3 {
            self.nodeId = try BrokerID(rawValue: reader.readInt32())
        }
        if version <= 3 {
            self.host = try reader.readString(isFlexible: isFlexible)
        }
        if version <= 3 {
            self.port = try reader.readInt32()
        }
        if version >= 4 {
            self.coordinators = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 14)
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        if version >= 1 {
            writer.writeInt32(self.throttleTimeMs)
        }
        if version <= 3 {
            writer.writeInt16(self.errorCode.rawValue)
        } else if self.errorCode.rawValue != 0 {
            throw EncodeError.fieldNotInVersion(field: "FindCoordinatorResponse.errorCode", version: version)
        }
        if version >= 1 && version <= 3 {
            try writer.writeString(self.errorMessage, isFlexible: isFlexible)
        }
        if version <= 3 {
            writer.writeInt32(self.nodeId.rawValue)
        } else if self.nodeId.rawValue != 0 {
            throw EncodeError.fieldNotInVersion(field: "FindCoordinatorResponse.nodeId", version: version)
        }
        if version <= 3 {
            try writer.writeString(self.host, isFlexible: isFlexible)
        } else if !self.host.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "FindCoordinatorResponse.host", version: version)
        }
        if version <= 3 {
            writer.writeInt32(self.port)
        } else if self.port != 0 {
            throw EncodeError.fieldNotInVersion(field: "FindCoordinatorResponse.port", version: version)
        }
        if version >= 4 {
            try writer.writeStructureArray(self.coordinators, isFlexible: true, version: version)
        } else if !self.coordinators.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "FindCoordinatorResponse.coordinators", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Coordinator: Structure {
        package var key: String
        package var nodeId: BrokerID
        package var host: String
        package var port: Int32
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            key: String = "",
            nodeId: BrokerID = 0,
            host: String = "",
            port: Int32 = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = ""
        ) {
            self.key = key
            self.nodeId = nodeId
            self.host = host
            self.port = port
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.key = try reader.readString(isFlexible: true)
            self.nodeId = try BrokerID(rawValue: reader.readInt32())
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readInt32()
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.key, isFlexible: true)
            writer.writeInt32(self.nodeId.rawValue)
            try writer.writeString(self.host, isFlexible: true)
            writer.writeInt32(self.port)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
