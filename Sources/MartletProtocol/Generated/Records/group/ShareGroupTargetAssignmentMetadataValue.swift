// Made by bin/generate from Schemas/Records/group/ShareGroupTargetAssignmentMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ShareGroupTargetAssignmentMetadataValue (group, type 12), versions 0–0.
package struct ShareGroupTargetAssignmentMetadataValue: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var assignmentEpoch: Int32
    package var assignmentTimestamp: Int64

    package init(
        assignmentEpoch: Int32 = 0,
        assignmentTimestamp: Int64 = 0
    ) {
        self.assignmentEpoch = assignmentEpoch
        self.assignmentTimestamp = assignmentTimestamp
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.assignmentEpoch = try reader.readInt32()
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0:
                self.assignmentTimestamp = try reader.readInt64()
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.assignmentEpoch)
        var tagCount: UInt32 = 0
        if self.assignmentTimestamp != 0 { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if self.assignmentTimestamp != 0 {
            let start = writer.beginTag(0)
            writer.writeInt64(self.assignmentTimestamp)
            writer.endTag(start)
        }
    }
}
