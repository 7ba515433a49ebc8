// Made by bin/generate from Schemas/Api/DeleteGroups.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DeleteGroupsRequest, API 42, versions 0–2.
package struct DeleteGroupsRequest: Request {
    package typealias Response = DeleteGroupsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 42) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var groupsNames: [String]

    package init(
        groupsNames: [String] = []
    ) {
        self.groupsNames = groupsNames
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.groupsNames = try reader.readStringArray(isFlexible: isFlexible)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        try writer.writeStringArray(self.groupsNames, isFlexible: isFlexible)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// DeleteGroupsResponse, API 42, versions 0–2.
package struct DeleteGroupsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 42) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var throttleTimeMs: Int32
    package var results: [DeletableGroupResult]

    package init(
        throttleTimeMs: Int32 = 0,
        results: [DeletableGroupResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.throttleTimeMs = try reader.readInt32()
        self.results = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 4)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.results, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DeletableGroupResult: Structure {
        package var groupId: String
        package var errorCode: ErrorCode

        package init(
            groupId: String = "",
            errorCode: ErrorCode = .none
        ) {
            self.groupId = groupId
            self.errorCode = errorCode
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.groupId = try reader.readString(isFlexible: isFlexible)
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.groupId, isFlexible: isFlexible)
            writer.writeInt16(self.errorCode.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
