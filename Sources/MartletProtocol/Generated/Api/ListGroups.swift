// Made by bin/generate from Schemas/Api/ListGroups.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ListGroupsRequest, API 16, versions 0–5.
package struct ListGroupsRequest: Request {
    package typealias Response = ListGroupsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 16) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var statesFilter: [String]
    package var typesFilter: [String]

    package init(
        statesFilter: [String] = [],
        typesFilter: [String] = []
    ) {
        self.statesFilter = statesFilter
        self.typesFilter = typesFilter
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        if version >= 4 {
            self.statesFilter = try reader.readStringArray(isFlexible: true)
        }
        if version == 5 {
            self.typesFilter = try reader.readStringArray(isFlexible: true)
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        if version >= 4 {
            try writer.writeStringArray(self.statesFilter, isFlexible: true)
        } else if !self.statesFilter.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "ListGroupsRequest.statesFilter", version: version)
        }
        if version == 5 {
            try writer.writeStringArray(self.typesFilter, isFlexible: true)
        } else if !self.typesFilter.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "ListGroupsRequest.typesFilter", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// ListGroupsResponse, API 16, versions 0–5.
package struct ListGroupsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 16) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var groups: [ListedGroup]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        groups: [ListedGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.groups = groups
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        if version >= 1 {
            self.throttleTimeMs = try reader.readInt32()
        }
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.groups = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
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
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStructureArray(self.groups, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct ListedGroup: Structure {
        package var groupId: String
        package var protocolType: String
        package var groupState: String
        package var groupType: String

        package init(
            groupId: String = "",
            protocolType: String = "",
            groupState: String = "",
            groupType: String = ""
        ) {
            self.groupId = groupId
            self.protocolType = protocolType
            self.groupState = groupState
            self.groupType = groupType
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 3
            self.groupId = try reader.readString(isFlexible: isFlexible)
            self.protocolType = try reader.readString(isFlexible: isFlexible)
            if version >= 4 {
                self.groupState = try reader.readString(isFlexible: true)
            }
            if version == 5 {
                self.groupType = try reader.readString(isFlexible: true)
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 3
            try writer.writeString(self.groupId, isFlexible: isFlexible)
            try writer.writeString(self.protocolType, isFlexible: isFlexible)
            if version >= 4 {
                try writer.writeString(self.groupState, isFlexible: true)
            }
            if version == 5 {
                try writer.writeString(self.groupType, isFlexible: true)
            }
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
