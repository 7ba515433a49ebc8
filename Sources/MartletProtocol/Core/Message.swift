import NIOCore

/// Something with a layout for each version: a whole message, or a structure inside one.
package protocol Structure: Sendable, Equatable {
    init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError)
    func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError)
}

/// A message that stands alone: a request or response body, a header, a record's key or value.
package protocol Message: Structure {
    static var versions: ClosedRange<Int16> { get }
    static func isFlexible(_ version: Int16) -> Bool
}

package protocol Request: Message {
    associatedtype Response: ResponseMessage
    static var apiKey: ApiKey { get }
}

package protocol ResponseMessage: Message {
    static var apiKey: ApiKey { get }
}

/// A record of `__cluster_metadata`.
package protocol MetadataRecord: Message {
    static var recordType: Int16 { get }
}

extension Message {
    /// Reads one message that must fill `buffer` to its end.
    package static func decode(_ buffer: ByteBuffer, version: Int16) throws(DecodeError) -> Self {
        var reader = ProtocolReader(buffer)
        let message = try Self(from: &reader, version: version)
        try reader.finish()
        return message
    }

    package func encoded(version: Int16) throws(EncodeError) -> ByteBuffer {
        var writer = ProtocolWriter()
        try encode(to: &writer, version: version)
        precondition(writer.splices.isEmpty, "a message with external records is encoded as a frame")
        return writer.buffer
    }

    static func checkDecodable(_ version: Int16) throws(DecodeError) {
        guard versions.contains(version) else {
            throw .unsupportedVersion(message: String(describing: Self.self), version: version)
        }
    }

    static func checkEncodable(_ version: Int16) throws(EncodeError) {
        guard versions.contains(version) else {
            throw .unsupportedVersion(message: String(describing: Self.self), version: version)
        }
    }
}
