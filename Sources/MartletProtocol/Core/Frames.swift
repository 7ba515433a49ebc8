import NIOCore

/// A whole frame, size included. External records belong between its bytes, at `splices`.
package struct EncodedFrame: Sendable, Equatable {
    package let buffer: ByteBuffer
    package let splices: [Splice]
}

/// The frame of a request: size, header in the version that goes with the body's, body.
package func encodeRequestFrame<Body: Request>(
    _ request: Body, version: Int16, correlationID: Int32, clientID: String?
) throws(EncodeError) -> EncodedFrame {
    let header = RequestHeader(
        requestApiKey: Body.apiKey.rawValue, requestApiVersion: version, correlationId: correlationID,
        clientId: clientID)
    return try encodeFrame(header, Body.apiKey.requestHeaderVersion(version), request, version)
}

/// The frame of a response to a request of this version: size, header in the version that goes with it, body.
package func encodeResponseFrame<Body: ResponseMessage>(
    _ response: Body, version: Int16, correlationID: Int32
) throws(EncodeError) -> EncodedFrame {
    let header = ResponseHeader(correlationId: correlationID)
    return try encodeFrame(header, Body.apiKey.responseHeaderVersion(version), response, version)
}

private func encodeFrame<Header: Message, Body: Message>(
    _ header: Header, _ headerVersion: Int16, _ body: Body, _ version: Int16
) throws(EncodeError) -> EncodedFrame {
    var writer = ProtocolWriter()
    writer.writeInt32(0)
    try header.encode(to: &writer, version: headerVersion)
    try body.encode(to: &writer, version: version)
    let size = writer.byteCount - 4
    guard let size32 = Int32(exactly: size) else { throw .tooLarge(size) }
    writer.set(size32, at: 0)
    return EncodedFrame(buffer: writer.buffer, splices: writer.splices)
}

extension RequestHeader {
    /// Reads the header of a request frame (without its size), which leaves the reader at the body. The
    /// header's own version follows from the API and the version that it begins with.
    package static func decode(from reader: inout ProtocolReader) throws(DecodeError) -> RequestHeader {
        var preview = reader
        let key = ApiKey(rawValue: try preview.readInt16())
        let version = try preview.readInt16()
        return try RequestHeader(from: &reader, version: key.requestHeaderVersion(version))
    }

    package var apiKey: ApiKey { ApiKey(rawValue: requestApiKey) }
}

extension ResponseHeader {
    /// Reads the header of the response to a request of this API and version.
    package static func decode(
        from reader: inout ProtocolReader, apiKey: ApiKey, version: Int16
    ) throws(DecodeError) -> ResponseHeader {
        try ResponseHeader(from: &reader, version: apiKey.responseHeaderVersion(version))
    }
}
