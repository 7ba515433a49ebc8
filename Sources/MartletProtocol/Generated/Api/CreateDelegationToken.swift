// Made by bin/generate from Schemas/Api/CreateDelegationToken.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// CreateDelegationTokenRequest, API 38, versions 1–3.
package struct CreateDelegationTokenRequest: Request {
    package typealias Response = CreateDelegationTokenResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 38) }
    package static var versions: ClosedRange<Int16> { 1...3 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var ownerPrincipalType: String?
    package var ownerPrincipalName: String?
    package var renewers: [CreatableRenewers]
    package var maxLifetimeMs: Int64

    package init(
        ownerPrincipalType: String? = "",
        ownerPrincipalName: String? = "",
        renewers: [CreatableRenewers] = [],
        maxLifetimeMs: Int64 = 0
    ) {
        self.ownerPrincipalType = ownerPrincipalType
        self.ownerPrincipalName = ownerPrincipalName
        self.renewers = renewers
        self.maxLifetimeMs = maxLifetimeMs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        if version == 3 {
            self.ownerPrincipalType = try reader.readNullableString(isFlexible: true)
        }
        if version == 3 {
            self.ownerPrincipalName = try reader.readNullableString(isFlexible: true)
        }
        self.renewers = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        self.maxLifetimeMs = try reader.readInt64()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        if version == 3 {
            try writer.writeString(self.ownerPrincipalType, isFlexible: true)
        } else if self.ownerPrincipalType != "" {
            throw EncodeError.fieldNotInVersion(field: "CreateDelegationTokenRequest.ownerPrincipalType", version: version)
        }
        if version == 3 {
            try writer.writeString(self.ownerPrincipalName, isFlexible: true)
        } else if self.ownerPrincipalName != "" {
            throw EncodeError.fieldNotInVersion(field: "CreateDelegationTokenRequest.ownerPrincipalName", version: version)
        }
        try writer.writeStructureArray(self.renewers, isFlexible: isFlexible, version: version)
        writer.writeInt64(self.maxLifetimeMs)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct CreatableRenewers: Structure {
        package var principalType: String
        package var principalName: String

        package init(
            principalType: String = "",
            principalName: String = ""
        ) {
            self.principalType = principalType
            self.principalName = principalName
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.principalType = try reader.readString(isFlexible: isFlexible)
            self.principalName = try reader.readString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.principalType, isFlexible: isFlexible)
            try writer.writeString(self.principalName, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// CreateDelegationTokenResponse, API 38, versions 1–3.
package struct CreateDelegationTokenResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 38) }
    package static var versions: ClosedRange<Int16> { 1...3 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var errorCode: ErrorCode
    package var principalType: String
    package var principalName: String
    package var tokenRequesterPrincipalType: String
    package var tokenRequesterPrincipalName: String
    package var issueTimestampMs: Int64
    package var expiryTimestampMs: Int64
    package var maxTimestampMs: Int64
    package var tokenId: String
    package var hmac: ByteBuffer
    package var throttleTimeMs: Int32

    package init(
        errorCode: ErrorCode = .none,
        principalType: String = "",
        principalName: String = "",
        tokenRequesterPrincipalType: String = "",
        tokenRequesterPrincipalName: String = "",
        issueTimestampMs: Int64 = 0,
        expiryTimestampMs: Int64 = 0,
        maxTimestampMs: Int64 = 0,
        tokenId: String = "",
        hmac: ByteBuffer = ByteBuffer(),
        throttleTimeMs: Int32 = 0
    ) {
        self.errorCode = errorCode
        self.principalType = principalType
        self.principalName = principalName
        self.tokenRequesterPrincipalType = tokenRequesterPrincipalType
        self.tokenRequesterPrincipalName = tokenRequesterPrincipalName
        self.issueTimestampMs = issueTimestampMs
        self.expiryTimestampMs = expiryTimestampMs
        self.maxTimestampMs = maxTimestampMs
        self.tokenId = tokenId
        self.hmac = hmac
        self.throttleTimeMs = throttleTimeMs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.principalType = try reader.readString(isFlexible: isFlexible)
        self.principalName = try reader.readString(isFlexible: isFlexible)
        if version == 3 {
            self.tokenRequesterPrincipalType = try reader.readString(isFlexible: true)
        }
        if version == 3 {
            self.tokenRequesterPrincipalName = try reader.readString(isFlexible: true)
        }
        self.issueTimestampMs = try reader.readInt64()
        self.expiryTimestampMs = try reader.readInt64()
        self.maxTimestampMs = try reader.readInt64()
        self.tokenId = try reader.readString(isFlexible: isFlexible)
        self.hmac = try reader.readBytes(isFlexible: isFlexible)
        self.throttleTimeMs = try reader.readInt32()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.principalType, isFlexible: isFlexible)
        try writer.writeString(self.principalName, isFlexible: isFlexible)
        if version == 3 {
            try writer.writeString(self.tokenRequesterPrincipalType, isFlexible: true)
        } else if !self.tokenRequesterPrincipalType.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "CreateDelegationTokenResponse.tokenRequesterPrincipalType", version: version)
        }
        if version == 3 {
            try writer.writeString(self.tokenRequesterPrincipalName, isFlexible: true)
        } else if !self.tokenRequesterPrincipalName.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "CreateDelegationTokenResponse.tokenRequesterPrincipalName", version: version)
        }
        writer.writeInt64(self.issueTimestampMs)
        writer.writeInt64(self.expiryTimestampMs)
        writer.writeInt64(self.maxTimestampMs)
        try writer.writeString(self.tokenId, isFlexible: isFlexible)
        try writer.writeBytes(self.hmac, isFlexible: isFlexible)
        writer.writeInt32(self.throttleTimeMs)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}
