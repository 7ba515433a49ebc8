// Made by bin/generate from Schemas/Records/group/GroupMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// GroupMetadataValue (group, type 2), versions 0–4.
package struct GroupMetadataValue: Message {
    package static var versions: ClosedRange<Int16> { 0...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 4 }

    package var protocolType: String
    package var generation: Int32
    package var `protocol`: String?
    package var leader: String?
    package var currentStateTimestamp: Int64
    package var members: [MemberMetadata]

    package init(
        protocolType: String = "",
        generation: Int32 = 0,
        `protocol`: String? = "",
        leader: String? = "",
        currentStateTimestamp: Int64 = -1,
        members: [MemberMetadata] = []
    ) {
        self.protocolType = protocolType
        self.generation = generation
        self.protocol = `protocol`
        self.leader = leader
        self.currentStateTimestamp = currentStateTimestamp
        self.members = members
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        self.protocolType = try reader.readString(isFlexible: isFlexible)
        self.generation = try reader.readInt32()
        self.protocol = try reader.readNullableString(isFlexible: isFlexible)
        self.leader = try reader.readNullableString(isFlexible: isFlexible)
        if version >= 2 {
            self.currentStateTimestamp = try reader.readInt64()
        }
        self.members = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 15)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 4
        try writer.writeString(self.protocolType, isFlexible: isFlexible)
        writer.writeInt32(self.generation)
        try writer.writeString(self.protocol, isFlexible: isFlexible)
        try writer.writeString(self.leader, isFlexible: isFlexible)
        if version >= 2 {
            writer.writeInt64(self.currentStateTimestamp)
        }
        try writer.writeStructureArray(self.members, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct MemberMetadata: Structure {
        package var memberId: String
        package var groupInstanceId: String?
        package var clientId: String
        package var clientHost: String
        package var rebalanceTimeout: Int32
        package var sessionTimeout: Int32
        package var subscription: ByteBuffer
        package var assignment: ByteBuffer

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            clientId: String = "",
            clientHost: String = "",
            rebalanceTimeout: Int32 = -1,
            sessionTimeout: Int32 = 0,
            subscription: ByteBuffer = ByteBuffer(),
            assignment: ByteBuffer = ByteBuffer()
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.clientId = clientId
            self.clientHost = clientHost
            self.rebalanceTimeout = rebalanceTimeout
            self.sessionTimeout = sessionTimeout
            self.subscription = subscription
            self.assignment = assignment
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.memberId = try reader.readString(isFlexible: isFlexible)
            if version >= 3 {
                self.groupInstanceId = try reader.readNullableString(isFlexible: isFlexible)
            }
            self.clientId = try reader.readString(isFlexible: isFlexible)
            self.clientHost = try reader.readString(isFlexible: isFlexible)
            if version >= 1 {
                self.rebalanceTimeout = try reader.readInt32()
            }
            self.sessionTimeout = try reader.readInt32()
            self.subscription = try reader.readBytes(isFlexible: isFlexible)
            self.assignment = try reader.readBytes(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            try writer.writeString(self.memberId, isFlexible: isFlexible)
            if version >= 3 {
                try writer.writeString(self.groupInstanceId, isFlexible: isFlexible)
            }
            try writer.writeString(self.clientId, isFlexible: isFlexible)
            try writer.writeString(self.clientHost, isFlexible: isFlexible)
            if version >= 1 {
                writer.writeInt32(self.rebalanceTimeout)
            }
            writer.writeInt32(self.sessionTimeout)
            try writer.writeBytes(self.subscription, isFlexible: isFlexible)
            try writer.writeBytes(self.assignment, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
