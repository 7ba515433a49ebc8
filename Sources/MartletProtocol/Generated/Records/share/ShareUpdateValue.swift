// Made by bin/generate from Schemas/Records/share/ShareUpdateValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ShareUpdateValue (share, type 1), versions 0–0.
package struct ShareUpdateValue: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var snapshotEpoch: Int32
    package var leaderEpoch: LeaderEpoch
    package var startOffset: Offset
    package var deliveryCompleteCount: Int32
    package var stateBatches: [StateBatch]

    package init(
        snapshotEpoch: Int32 = 0,
        leaderEpoch: LeaderEpoch = 0,
        startOffset: Offset = 0,
        deliveryCompleteCount: Int32 = -1,
        stateBatches: [StateBatch] = []
    ) {
        self.snapshotEpoch = snapshotEpoch
        self.leaderEpoch = leaderEpoch
        self.startOffset = startOffset
        self.deliveryCompleteCount = deliveryCompleteCount
        self.stateBatches = stateBatches
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.snapshotEpoch = try reader.readInt32()
        self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
        self.startOffset = try Offset(rawValue: reader.readInt64())
        self.stateBatches = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 20)
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0:
                self.deliveryCompleteCount = try reader.readInt32()
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.snapshotEpoch)
        writer.writeInt32(self.leaderEpoch.rawValue)
        writer.writeInt64(self.startOffset.rawValue)
        try writer.writeStructureArray(self.stateBatches, isFlexible: true, version: version)
        var tagCount: UInt32 = 0
        if self.deliveryCompleteCount != -1 { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if self.deliveryCompleteCount != -1 {
            let start = writer.beginTag(0)
            writer.writeInt32(self.deliveryCompleteCount)
            writer.endTag(start)
        }
    }

    package struct StateBatch: Structure {
        package var firstOffset: Offset
        package var lastOffset: Offset
        package var deliveryState: Int8
        package var deliveryCount: Int16

        package init(
            firstOffset: Offset = 0,
            lastOffset: Offset = 0,
            deliveryState: Int8 = 0,
            deliveryCount: Int16 = 0
        ) {
            self.firstOffset = firstOffset
            self.lastOffset = lastOffset
            self.deliveryState = deliveryState
            self.deliveryCount = deliveryCount
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.firstOffset = try Offset(rawValue: reader.readInt64())
            self.lastOffset = try Offset(rawValue: reader.readInt64())
            self.deliveryState = try reader.readInt8()
            self.deliveryCount = try reader.readInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.firstOffset.rawValue)
            writer.writeInt64(self.lastOffset.rawValue)
            writer.writeInt8(self.deliveryState)
            writer.writeInt16(self.deliveryCount)
            writer.writeUnsignedVarint(0)
        }
    }
}
