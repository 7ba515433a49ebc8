// Made by bin/generate from Schemas/Api/DescribeDelegationToken.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeDelegationTokenRequest, API 41, versions 1–3.
package struct DescribeDelegationTokenRequest: Request {
    package typealias Response = DescribeDelegationTokenResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 41) }
    package static var versions: ClosedRange<Int16> { 1...3 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var owners: [DescribeDelegationTokenOwner]?

    package init(
        owners: [DescribeDelegationTokenOwner]? = []
    ) {
        self.owners = owners
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.owners = try reader.readNullableStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        try writer.writeStructureArray(self.owners, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribeDelegationTokenOwner: Structure {
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

/// DescribeDelegationTokenResponse, API 41, versions 1–3.
package struct DescribeDelegationTokenResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 41) }
    package static var versions: ClosedRange<Int16> { 1...3 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var errorCode: ErrorCode
    package var tokens: [DescribedDelegationToken]
    package var throttleTimeMs: Int32

    package init(
        errorCode: ErrorCode = .none,
        tokens: [DescribedDelegationToken] = [],
        throttleTimeMs: Int32 = 0
    ) {
        self.errorCode = errorCode
        self.tokens = tokens
        self.throttleTimeMs = throttleTimeMs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.tokens = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 30)
        self.throttleTimeMs = try reader.readInt32()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStructureArray(self.tokens, isFlexible: isFlexible, version: version)
        writer.writeInt32(self.throttleTimeMs)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribedDelegationToken: Structure {
        package var principalType: String
        package var principalName: String
        package var tokenRequesterPrincipalType: String
        package var tokenRequesterPrincipalName: String
        package var issueTimestamp: Int64
        package var expiryTimestamp: Int64
        package var maxTimestamp: Int64
        package var tokenId: String
        package var hmac: ByteBuffer
        package var renewers: [DescribedDelegationTokenRenewer]

        package init(
            principalType: String = "",
            principalName: String = "",
            tokenRequesterPrincipalType: String = "",
            tokenRequesterPrincipalName: String = "",
            issueTimestamp: Int64 = 0,
            expiryTimestamp: Int64 = 0,
            maxTimestamp: Int64 = 0,
            tokenId: String = "",
            hmac: ByteBuffer = ByteBuffer(),
            renewers: [DescribedDelegationTokenRenewer] = []
        ) {
            self.principalType = principalType
            self.principalName = principalName
            self.tokenRequesterPrincipalType = tokenRequesterPrincipalType
            self.tokenRequesterPrincipalName = tokenRequesterPrincipalName
            self.issueTimestamp = issueTimestamp
            self.expiryTimestamp = expiryTimestamp
            self.maxTimestamp = maxTimestamp
            self.tokenId = tokenId
            self.hmac = hmac
            self.renewers = renewers
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.principalType = try reader.readString(isFlexible: isFlexible)
            self.principalName = try reader.readString(isFlexible: isFlexible)
            if version == 3 {
                self.tokenRequesterPrincipalType = try reader.readString(isFlexible: true)
            }
            if version == 3 {
                self.tokenRequesterPrincipalName = try reader.readString(isFlexible: true)
            }
            self.issueTimestamp = try reader.readInt64()
            self.expiryTimestamp = try reader.readInt64()
            self.maxTimestamp = try reader.readInt64()
            self.tokenId = try reader.readString(isFlexible: isFlexible)
            self.hmac = try reader.readBytes(isFlexible: isFlexible)
            self.renewers = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.principalType, isFlexible: isFlexible)
            try writer.writeString(self.principalName, isFlexible: isFlexible)
            if version == 3 {
                try writer.writeString(self.tokenRequesterPrincipalType, isFlexible: true)
            } else if !self.tokenRequesterPrincipalType.isEmpty {
                throw EncodeError.fieldNotInVersion(field: "DescribeDelegationTokenResponse.tokenRequesterPrincipalType", version: version)
            }
            if version == 3 {
                try writer.writeString(self.tokenRequesterPrincipalName, isFlexible: true)
            } else if !self.tokenRequesterPrincipalName.isEmpty {
                throw EncodeError.fieldNotInVersion(field: "DescribeDelegationTokenResponse.tokenRequesterPrincipalName", version: version)
            }
            writer.writeInt64(self.issueTimestamp)
            writer.writeInt64(self.expiryTimestamp)
            writer.writeInt64(self.maxTimestamp)
            try writer.writeString(self.tokenId, isFlexible: isFlexible)
            try writer.writeBytes(self.hmac, isFlexible: isFlexible)
            try writer.writeStructureArray(self.renewers, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct DescribedDelegationTokenRenewer: Structure {
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
