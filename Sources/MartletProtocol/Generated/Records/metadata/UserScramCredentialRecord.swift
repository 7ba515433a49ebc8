// Made by bin/generate from Schemas/Records/metadata/UserScramCredentialRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// UserScramCredentialRecord (metadata, type 11), versions 0–0.
package struct UserScramCredentialRecord: MetadataRecord {
    package static var recordType: Int16 { 11 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var name: String
    package var mechanism: Int8
    package var salt: ByteBuffer
    package var storedKey: ByteBuffer
    package var serverKey: ByteBuffer
    package var iterations: Int32

    package init(
        name: String = "",
        mechanism: Int8 = 0,
        salt: ByteBuffer = ByteBuffer(),
        storedKey: ByteBuffer = ByteBuffer(),
        serverKey: ByteBuffer = ByteBuffer(),
        iterations: Int32 = 0
    ) {
        self.name = name
        self.mechanism = mechanism
        self.salt = salt
        self.storedKey = storedKey
        self.serverKey = serverKey
        self.iterations = iterations
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.name = try reader.readString(isFlexible: true)
        self.mechanism = try reader.readInt8()
        self.salt = try reader.readBytes(isFlexible: true)
        self.storedKey = try reader.readBytes(isFlexible: true)
        self.serverKey = try reader.readBytes(isFlexible: true)
        self.iterations = try reader.readInt32()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.name, isFlexible: true)
        writer.writeInt8(self.mechanism)
        try writer.writeBytes(self.salt, isFlexible: true)
        try writer.writeBytes(self.storedKey, isFlexible: true)
        try writer.writeBytes(self.serverKey, isFlexible: true)
        writer.writeInt32(self.iterations)
        writer.writeUnsignedVarint(0)
    }
}
