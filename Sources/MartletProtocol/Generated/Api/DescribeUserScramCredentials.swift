// Made by bin/generate from Schemas/Api/DescribeUserScramCredentials.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeUserScramCredentialsRequest, API 50, versions 0–0.
package struct DescribeUserScramCredentialsRequest: Request {
    package typealias Response = DescribeUserScramCredentialsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 50) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var users: [UserName]?

    package init(
        users: [UserName]? = []
    ) {
        self.users = users
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.users = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 2)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.users, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct UserName: Structure {
        package var name: String

        package init(
            name: String = ""
        ) {
            self.name = name
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// DescribeUserScramCredentialsResponse, API 50, versions 0–0.
package struct DescribeUserScramCredentialsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 50) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var results: [DescribeUserScramCredentialsResult]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = "",
        results: [DescribeUserScramCredentialsResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.results = results
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        self.results = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        try writer.writeStructureArray(self.results, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct DescribeUserScramCredentialsResult: Structure {
        package var user: String
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var credentialInfos: [CredentialInfo]

        package init(
            user: String = "",
            errorCode: ErrorCode = .none,
            errorMessage: String? = "",
            credentialInfos: [CredentialInfo] = []
        ) {
            self.user = user
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.credentialInfos = credentialInfos
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.user = try reader.readString(isFlexible: true)
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            self.credentialInfos = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.user, isFlexible: true)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            try writer.writeStructureArray(self.credentialInfos, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct CredentialInfo: Structure {
        package var mechanism: Int8
        package var iterations: Int32

        package init(
            mechanism: Int8 = 0,
            iterations: Int32 = 0
        ) {
            self.mechanism = mechanism
            self.iterations = iterations
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.mechanism = try reader.readInt8()
            self.iterations = try reader.readInt32()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt8(self.mechanism)
            writer.writeInt32(self.iterations)
            writer.writeUnsignedVarint(0)
        }
    }
}
