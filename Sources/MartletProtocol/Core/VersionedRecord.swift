import NIOCore

/// A metadata record, and the version in which it is to be written.
package struct VersionedRecord: Sendable, Equatable {
    package var value: MetadataRecordValue
    package var version: Int16

    package init(_ value: MetadataRecordValue, version: Int16 = 0) {
        self.value = value
        self.version = version
    }
}

extension VersionedRecord {
    /// Reads a record's value, and in which version it was written.
    package static func decode(_ value: ByteBuffer) throws(DecodeError) -> VersionedRecord {
        var reader = ProtocolReader(value)
        let frame = try RecordFrame(from: &reader)
        return VersionedRecord(try MetadataRecordValue.decode(value), version: frame.version)
    }

    /// The record's value: the prefix with type and version, then the message.
    package func encoded() throws(EncodeError) -> ByteBuffer {
        try value.encoded(version: version)
    }
}
