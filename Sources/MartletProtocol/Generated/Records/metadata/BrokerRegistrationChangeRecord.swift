// Made by bin/generate from Schemas/Records/metadata/BrokerRegistrationChangeRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// BrokerRegistrationChangeRecord (metadata, type 17), versions 0–3.
package struct BrokerRegistrationChangeRecord: MetadataRecord {
    package static var recordType: Int16 { 17 }
    package static var versions: ClosedRange<Int16> { 0...3 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var brokerId: BrokerID
    package var brokerEpoch: BrokerEpoch
    package var fenced: Int8
    package var inControlledShutdown: Int8
    package var logDirs: [DirectoryID]
    package var cordonedLogDirs: [DirectoryID]?

    package init(
        brokerId: BrokerID = 0,
        brokerEpoch: BrokerEpoch = 0,
        fenced: Int8 = 0,
        inControlledShutdown: Int8 = 0,
        logDirs: [DirectoryID] = [],
        cordonedLogDirs: [DirectoryID]? = nil
    ) {
        self.brokerId = brokerId
        self.brokerEpoch = brokerEpoch
        self.fenced = fenced
        self.inControlledShutdown = inControlledShutdown
        self.logDirs = logDirs
        self.cordonedLogDirs = cordonedLogDirs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        self.brokerEpoch = try BrokerEpoch(rawValue: reader.readInt64())
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0:
                self.fenced = try reader.readInt8()
            case 1 where version >= 1:
                self.inControlledShutdown = try reader.readInt8()
            case 2 where version >= 2:
                self.logDirs = try reader.readUuidArray(isFlexible: true)
            case 3 where version == 3:
                self.cordonedLogDirs = try reader.readNullableUuidArray(isFlexible: true)
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.brokerId.rawValue)
        writer.writeInt64(self.brokerEpoch.rawValue)
        if !(version >= 1) && self.inControlledShutdown != 0 {
            throw EncodeError.fieldNotInVersion(field: "BrokerRegistrationChangeRecord.inControlledShutdown", version: version)
        }
        if !(version >= 2) && !self.logDirs.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "BrokerRegistrationChangeRecord.logDirs", version: version)
        }
        if !(version == 3) && self.cordonedLogDirs != nil {
            throw EncodeError.fieldNotInVersion(field: "BrokerRegistrationChangeRecord.cordonedLogDirs", version: version)
        }
        var tagCount: UInt32 = 0
        if self.fenced != 0 { tagCount += 1 }
        if version >= 1 && self.inControlledShutdown != 0 { tagCount += 1 }
        if version >= 2 && !self.logDirs.isEmpty { tagCount += 1 }
        if version == 3 && self.cordonedLogDirs != nil { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if self.fenced != 0 {
            let start = writer.beginTag(0)
            writer.writeInt8(self.fenced)
            writer.endTag(start)
        }
        if version >= 1 && self.inControlledShutdown != 0 {
            let start = writer.beginTag(1)
            writer.writeInt8(self.inControlledShutdown)
            writer.endTag(start)
        }
        if version >= 2 && !self.logDirs.isEmpty {
            let start = writer.beginTag(2)
            try writer.writeUuidArray(self.logDirs, isFlexible: true)
            writer.endTag(start)
        }
        if version == 3 && self.cordonedLogDirs != nil {
            let start = writer.beginTag(3)
            try writer.writeUuidArray(self.cordonedLogDirs, isFlexible: true)
            writer.endTag(start)
        }
    }
}
