// Made by bin/generate from Schemas/Records/metadata/DelegationTokenRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DelegationTokenRecord (metadata, type 10), versions 0–0.
package struct DelegationTokenRecord: MetadataRecord {
    package static var recordType: Int16 { 10 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var owner: String
    package var requester: String
    package var renewers: [String]
    package var issueTimestamp: Int64
    package var maxTimestamp: Int64
    package var expirationTimestamp: Int64
    package var tokenId: String

    package init(
        owner: String = "",
        requester: String = "",
        renewers: [String] = [],
        issueTimestamp: Int64 = 0,
        maxTimestamp: Int64 = 0,
        expirationTimestamp: Int64 = 0,
        tokenId: String = ""
    ) {
        self.owner = owner
        self.requester = requester
        self.renewers = renewers
        self.issueTimestamp = issueTimestamp
        self.maxTimestamp = maxTimestamp
        self.expirationTimestamp = expirationTimestamp
        self.tokenId = tokenId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.owner = try reader.readString(isFlexible: true)
        self.requester = try reader.readString(isFlexible: true)
        self.renewers = try reader.readStringArray(isFlexible: true)
        self.issueTimestamp = try reader.readInt64()
        self.maxTimestamp = try reader.readInt64()
        self.expirationTimestamp = try reader.readInt64()
        self.tokenId = try reader.readString(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.owner, isFlexible: true)
        try writer.writeString(self.requester, isFlexible: true)
        try writer.writeStringArray(self.renewers, isFlexible: true)
        writer.writeInt64(self.issueTimestamp)
        writer.writeInt64(self.maxTimestamp)
        writer.writeInt64(self.expirationTimestamp)
        try writer.writeString(self.tokenId, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}
