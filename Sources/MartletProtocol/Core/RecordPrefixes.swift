import NIOCore

// Messages that are kept in records carry their version in front, in one of two forms.

/// The prefix of metadata and remote log records: frame version 1, type, version, as unsigned varints.
package struct RecordFrame: Sendable, Equatable {
    package let type: UInt32
    package let version: Int16

    package init(type: UInt32, version: Int16) {
        self.type = type
        self.version = version
    }

    package init(from reader: inout ProtocolReader) throws(DecodeError) {
        let frameVersion = try reader.readUnsignedVarint()
        guard frameVersion == 1 else { throw .unknownRecordFrame(version: frameVersion) }
        type = try reader.readUnsignedVarint()
        let number = try reader.readUnsignedVarint()
        guard let version = Int16(exactly: number) else { throw .invalidLength(Int(number)) }
        self.version = version
    }

    package func encode(to writer: inout ProtocolWriter) {
        writer.writeUnsignedVarint(1)
        writer.writeUnsignedVarint(type)
        writer.writeUnsignedVarint(UInt32(UInt16(bitPattern: version)))
    }
}

extension Message {
    /// Reads an int16 version and then the message: keys and values of the coordinators' records, the
    /// consumer protocol, principals, control record keys, transaction markers, producer snapshots.
    package static func decodeWithVersion(_ buffer: ByteBuffer) throws(DecodeError) -> Self {
        var reader = ProtocolReader(buffer)
        let version = try reader.readInt16()
        let message = try Self(from: &reader, version: version)
        try reader.finish()
        return message
    }

    /// The message with its version in front as int16. A coordinator's key has its record type as version.
    package func encodedWithVersion(_ version: Int16) throws(EncodeError) -> ByteBuffer {
        var writer = ProtocolWriter()
        writer.writeInt16(version)
        try encode(to: &writer, version: version)
        return writer.buffer
    }
}

/// The kinds of records in control batches, as their keys tell them.
package enum ControlRecordType: Int16, Sendable, CaseIterable {
    case abort = 0
    case commit = 1
    case leaderChange = 2
    case snapshotHeader = 3
    case snapshotFooter = 4
    case kraftVersion = 5
    case kraftVoters = 6

    /// Reads a control record's key; nil for a type that is newer than this code. Later key versions may
    /// add fields behind the type, so what follows is left alone.
    package static func decode(key: ByteBuffer) throws(DecodeError) -> ControlRecordType? {
        var reader = ProtocolReader(key)
        let version = try reader.readInt16()
        guard version >= 0 else {
            throw .unsupportedVersion(message: "ControlRecordTypeSchema", version: version)
        }
        return ControlRecordType(rawValue: try reader.readInt16())
    }

    package var key: ByteBuffer {
        var writer = ProtocolWriter()
        writer.writeInt16(0)
        writer.writeInt16(rawValue)
        return writer.buffer
    }
}

extension Message {
    /// Reads a control record of the quorum, whose first field is its version.
    package static func decodeControlValue(_ buffer: ByteBuffer) throws(DecodeError) -> Self {
        var preview = ProtocolReader(buffer)
        return try decode(buffer, version: try preview.readInt16())
    }
}

extension MetadataRecordValue {
    package var recordType: Int16 { type(of: record).recordType }

    /// The record's value: the prefix with type and version, then the message.
    package func encoded(version: Int16) throws(EncodeError) -> ByteBuffer {
        let record = record
        var writer = ProtocolWriter()
        RecordFrame(type: UInt32(type(of: record).recordType), version: version).encode(to: &writer)
        try record.encode(to: &writer, version: version)
        return writer.buffer
    }
}
