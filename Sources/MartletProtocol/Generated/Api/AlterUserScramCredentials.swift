// Made by bin/generate from Schemas/Api/AlterUserScramCredentials.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AlterUserScramCredentialsRequest, API 51, versions 0–0.
package struct AlterUserScramCredentialsRequest: Request {
    package typealias Response = AlterUserScramCredentialsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 51) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var deletions: [ScramCredentialDeletion]
    package var upsertions: [ScramCredentialUpsertion]

    package init(
        deletions: [ScramCredentialDeletion] = [],
        upsertions: [ScramCredentialUpsertion] = []
    ) {
        self.deletions = deletions
        self.upsertions = upsertions
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.deletions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        self.upsertions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 9)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.deletions, isFlexible: true, version: version)
        try writer.writeStructureArray(self.upsertions, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct ScramCredentialDeletion: Structure {
        package var name: String
        package var mechanism: Int8

        package init(
            name: String = "",
            mechanism: Int8 = 0
        ) {
            self.name = name
            self.mechanism = mechanism
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.mechanism = try reader.readInt8()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            writer.writeInt8(self.mechanism)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct ScramCredentialUpsertion: Structure {
        package var name: String
        package var mechanism: Int8
        package var iterations: Int32
        package var salt: ByteBuffer
        package var saltedPassword: ByteBuffer

        package init(
            name: String = "",
            mechanism: Int8 = 0,
            iterations: Int32 = 0,
            salt: ByteBuffer = ByteBuffer(),
            saltedPassword: ByteBuffer = ByteBuffer()
        ) {
            self.name = name
            self.mechanism = mechanism
            self.iterations = iterations
            self.salt = salt
            self.saltedPassword = saltedPassword
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.mechanism = try reader.readInt8()
            self.iterations = try reader.readInt32()
            self.salt = try reader.readBytes(isFlexible: true)
            self.saltedPassword = try reader.readBytes(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            writer.writeInt8(self.mechanism)
            writer.writeInt32(self.iterations)
            try writer.writeBytes(self.salt, isFlexible: true)
            try writer.writeBytes(self.saltedPassword, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// AlterUserScramCredentialsResponse, API 51, versions 0–0.
package struct AlterUserScramCredentialsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 51) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var results: [AlterUserScramCredentialsResult]

    package init(
        throttleTimeMs: Int32 = 0,
        results: [AlterUserScramCredentialsResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.results = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.results, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct AlterUserScramCredentialsResult: Structure {
        package var user: String
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            user: String = "",
            errorCode: ErrorCode = .none,
            errorMessage: String? = ""
        ) {
            self.user = user
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.user = try reader.readString(isFlexible: true)
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.user, isFlexible: true)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
