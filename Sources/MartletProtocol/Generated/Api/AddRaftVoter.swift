// Made by bin/generate from Schemas/Api/AddRaftVoter.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AddRaftVoterRequest, API 80, versions 0–1.
package struct AddRaftVoterRequest: Request {
    package typealias Response = AddRaftVoterResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 80) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var clusterId: String?
    package var timeoutMs: Int32
    package var voterId: BrokerID
    package var voterDirectoryId: DirectoryID
    package var listeners: [Listener]
    package var ackWhenCommitted: Bool

    package init(
        clusterId: String? = "",
        timeoutMs: Int32 = 0,
        voterId: BrokerID = 0,
        voterDirectoryId: DirectoryID = DirectoryID(.zero),
        listeners: [Listener] = [],
        ackWhenCommitted: Bool = true
    ) {
        self.clusterId = clusterId
        self.timeoutMs = timeoutMs
        self.voterId = voterId
        self.voterDirectoryId = voterDirectoryId
        self.listeners = listeners
        self.ackWhenCommitted = ackWhenCommitted
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.clusterId = try reader.readNullableString(isFlexible: true)
        self.timeoutMs = try reader.readInt32()
        self.voterId = try BrokerID(rawValue: reader.readInt32())
        self.voterDirectoryId = try DirectoryID(reader.readUuid())
        self.listeners = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
        if version == 1 {
            self.ackWhenCommitted = try reader.readBool()
        }
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.clusterId, isFlexible: true)
        writer.writeInt32(self.timeoutMs)
        writer.writeInt32(self.voterId.rawValue)
        writer.writeUuid(self.voterDirectoryId.uuid)
        try writer.writeStructureArray(self.listeners, isFlexible: true, version: version)
        if version == 1 {
            writer.writeBool(self.ackWhenCommitted)
        } else if !self.ackWhenCommitted {
            throw EncodeError.fieldNotInVersion(field: "AddRaftVoterRequest.ackWhenCommitted", version: version)
        }
        writer.writeUnsignedVarint(0)
    }

    package struct Listener: Structure {
        package var name: String
        package var host: String
        package var port: UInt16

        package init(
            name: String = "",
            host: String = "",
            port: UInt16 = 0
        ) {
            self.name = name
            self.host = host
            self.port = port
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readUInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeString(self.host, isFlexible: true)
            writer.writeUInt16(self.port)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// AddRaftVoterResponse, API 80, versions 0–1.
package struct AddRaftVoterResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 80) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = ""
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}
