// Made by bin/generate from Schemas/Api/RemoveRaftVoter.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RemoveRaftVoterRequest, API 81, versions 0–0.
package struct RemoveRaftVoterRequest: Request {
    package typealias Response = RemoveRaftVoterResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 81) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var clusterId: String?
    package var voterId: BrokerID
    package var voterDirectoryId: DirectoryID

    package init(
        clusterId: String? = "",
        voterId: BrokerID = 0,
        voterDirectoryId: DirectoryID = DirectoryID(.zero)
    ) {
        self.clusterId = clusterId
        self.voterId = voterId
        self.voterDirectoryId = voterDirectoryId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.clusterId = try reader.readNullableString(isFlexible: true)
        self.voterId = try BrokerID(rawValue: reader.readInt32())
        self.voterDirectoryId = try DirectoryID(reader.readUuid())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.clusterId, isFlexible: true)
        writer.writeInt32(self.voterId.rawValue)
        writer.writeUuid(self.voterDirectoryId.uuid)
        writer.writeUnsignedVarint(0)
    }
}

/// RemoveRaftVoterResponse, API 81, versions 0–0.
package struct RemoveRaftVoterResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 81) }
    package static var versions: ClosedRange<Int16> { 0...0 }
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
