import MartletModel
import MartletProtocol
import NIOCore
import Testing

struct RecordPrefixTests {
    @Test func `a metadata record carries frame version, type and version in front`() throws {
        let record = MetadataRecordValue.featureLevel(
            FeatureLevelRecord(name: "metadata.version", featureLevel: 25))
        let bytes = try record.encoded(version: 0)
        #expect(bytes.readableBytesView.prefix(3).elementsEqual([1, 12, 0]))
        #expect(try MetadataRecordValue.decode(bytes) == record)
        #expect(record.recordType == 12)
    }

    @Test(
        arguments: [
            ([0, 12, 0], .unknownRecordFrame(version: 0)), ([1, 6, 0], .unknownRecordType(6)),
            ([1, 20, 1, 0], .unsupportedVersion(message: "NoOpRecord", version: 1)),
            ([1, 20, 0, 0, 9], .trailingBytes(1)), ([1, 20], .truncated(needed: 1, remaining: 0)),
            ([1, 20, 0x80, 0x80, 0x04], .invalidLength(65536)),
        ] as [([UInt8], DecodeError)])
    func `a metadata record is refused when its prefix is not one that we know`(
        bytes: [UInt8], error: DecodeError
    ) {
        #expect(throws: error) { try MetadataRecordValue.decode(ByteBuffer(bytes: bytes)) }
    }

    @Test(.enabled(if: Vectors.areThere, Vectors.areMissing))
    func `every metadata record goes through its prefix unharmed`() throws {
        for vector in try Vectors.read("records/metadata.jsonl") {
            guard let type = try vector.type as? any MetadataRecord.Type else {
                Issue.record("\(vector.name) is no metadata record")
                continue
            }
            var writer = ProtocolWriter()
            RecordFrame(type: UInt32(type.recordType), version: vector.version).encode(to: &writer)
            var value = writer.buffer
            value.writeImmutableBuffer(vector.buffer)
            let record = try MetadataRecordValue.decode(value)
            #expect(record.recordType == type.recordType)
            #expect(try record.encoded(version: vector.version) == value, "\(vector.testDescription)")
        }
    }

    @Test func `a coordinator's key has its record type in front, a value its version`() throws {
        let key = OffsetCommitKey(group: "g", topic: "t", partition: 2)
        let bytes = try key.encodedWithVersion(1)
        #expect(bytes == ByteBuffer(bytes: [0, 1, 0, 1, 0x67, 0, 1, 0x74, 0, 0, 0, 2]))
        #expect(try OffsetCommitKey.decodeWithVersion(bytes) == key)
        #expect(throws: DecodeError.unsupportedVersion(message: "OffsetCommitValue", version: 5)) {
            try OffsetCommitValue.decodeWithVersion(ByteBuffer(bytes: [0, 5]))
        }
    }

    @Test func `control records are told apart by their keys`() throws {
        for type in ControlRecordType.allCases {
            #expect(try ControlRecordType.decode(key: type.key) == type)
        }
        #expect(ControlRecordType.leaderChange.key == ByteBuffer(bytes: [0, 0, 0, 2]))
        #expect(try ControlRecordType.decode(key: ByteBuffer(bytes: [0, 0, 0, 99])) == nil)
        #expect(throws: DecodeError.truncated(needed: 2, remaining: 1)) {
            try ControlRecordType.decode(key: ByteBuffer(bytes: [0, 0, 0]))
        }
    }

    @Test(arguments: [Int16(0), 1])
    func `a control record of the quorum names its own version`(version: Int16) throws {
        let directory = version == 0 ? DirectoryID.migrating : .unassigned
        let message = LeaderChangeMessage(
            version: version, leaderId: 3, voters: [.init(voterId: 3, voterDirectoryId: directory)])
        #expect(try LeaderChangeMessage.decodeControlValue(message.encoded(version: version)) == message)
    }
}
