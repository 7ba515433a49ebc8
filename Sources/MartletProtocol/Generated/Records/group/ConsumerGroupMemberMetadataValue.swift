// Made by bin/generate from Schemas/Records/group/ConsumerGroupMemberMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConsumerGroupMemberMetadataValue (group, type 5), versions 0–0.
package struct ConsumerGroupMemberMetadataValue: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var instanceId: String?
    package var rackId: String?
    package var clientId: String
    package var clientHost: String
    package var subscribedTopicNames: [String]
    package var subscribedTopicRegex: String?
    package var rebalanceTimeoutMs: Int32
    package var serverAssignor: String?
    package var classicMemberMetadata: ClassicMemberMetadata?

    package init(
        instanceId: String? = "",
        rackId: String? = "",
        clientId: String = "",
        clientHost: String = "",
        subscribedTopicNames: [String] = [],
        subscribedTopicRegex: String? = "",
        rebalanceTimeoutMs: Int32 = -1,
        serverAssignor: String? = "",
        classicMemberMetadata: ClassicMemberMetadata? = ClassicMemberMetadata()
    ) {
        self.instanceId = instanceId
        self.rackId = rackId
        self.clientId = clientId
        self.clientHost = clientHost
        self.subscribedTopicNames = subscribedTopicNames
        self.subscribedTopicRegex = subscribedTopicRegex
        self.rebalanceTimeoutMs = rebalanceTimeoutMs
        self.serverAssignor = serverAssignor
        self.classicMemberMetadata = classicMemberMetadata
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.instanceId = try reader.readNullableString(isFlexible: true)
        self.rackId = try reader.readNullableString(isFlexible: true)
        self.clientId = try reader.readString(isFlexible: true)
        self.clientHost = try reader.readString(isFlexible: true)
        self.subscribedTopicNames = try reader.readStringArray(isFlexible: true)
        self.subscribedTopicRegex = try reader.readNullableString(isFlexible: true)
        self.rebalanceTimeoutMs = try reader.readInt32()
        self.serverAssignor = try reader.readNullableString(isFlexible: true)
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0:
                self.classicMemberMetadata = try reader.readTaggedNullableStructure(version: version)
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.instanceId, isFlexible: true)
        try writer.writeString(self.rackId, isFlexible: true)
        try writer.writeString(self.clientId, isFlexible: true)
        try writer.writeString(self.clientHost, isFlexible: true)
        try writer.writeStringArray(self.subscribedTopicNames, isFlexible: true)
        try writer.writeString(self.subscribedTopicRegex, isFlexible: true)
        writer.writeInt32(self.rebalanceTimeoutMs)
        try writer.writeString(self.serverAssignor, isFlexible: true)
        var tagCount: UInt32 = 0
        if self.classicMemberMetadata != ClassicMemberMetadata() { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if self.classicMemberMetadata != ClassicMemberMetadata() {
            let start = writer.beginTag(0)
            try writer.writeTaggedNullableStructure(self.classicMemberMetadata, version: version)
            writer.endTag(start)
        }
    }

    package struct ClassicMemberMetadata: Structure {
        package var sessionTimeoutMs: Int32
        package var supportedProtocols: [ClassicProtocol]

        package init(
            sessionTimeoutMs: Int32 = 0,
            supportedProtocols: [ClassicProtocol] = []
        ) {
            self.sessionTimeoutMs = sessionTimeoutMs
            self.supportedProtocols = supportedProtocols
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.sessionTimeoutMs = try reader.readInt32()
            self.supportedProtocols = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.sessionTimeoutMs)
            try writer.writeStructureArray(self.supportedProtocols, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct ClassicProtocol: Structure {
        package var name: String
        package var metadata: ByteBuffer

        package init(
            name: String = "",
            metadata: ByteBuffer = ByteBuffer()
        ) {
            self.name = name
            self.metadata = metadata
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.metadata = try reader.readBytes(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeBytes(self.metadata, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
