import MartletProtocol
import NIOCore
import Testing

/// Whole frames of the official client library: size, header, body.
@Suite(.enabled(if: Vectors.areThere, Vectors.areMissing))
struct FrameVectorTests {
    @Test func `a frame's header and body decode, and make the same frame again`() throws {
        for vector in try Vectors.read("frames.jsonl") {
            switch try vector.type {
            case let type as any (Request & JSONConvertible).Type: try compare(vector, requestAs: type)
            case let type as any (ResponseMessage & JSONConvertible).Type:
                try compare(vector, responseAs: type)
            default: Issue.record("\(vector.name) is neither a request nor a response")
            }
        }
    }

    /// The bytes behind the size, which must be the size.
    private func content(of vector: Vector) -> ByteBuffer {
        var frame = vector.buffer
        let size = frame.readInteger(as: Int32.self)
        #expect(size == Int32(frame.readableBytes), "\(vector.testDescription)")
        return frame
    }

    private func header(of vector: Vector) -> JSON { vector.fields["header"] ?? .null }

    private func headerVersion(of vector: Vector) throws -> Int16 {
        try vector.fields["headerVersion", default: .null].integer()
    }

    /// Tagged fields that nobody knows are not kept: such a header has other bytes when it is written again.
    private func isCanonical(_ vector: Vector) -> Bool { vector.fields["headerUnknownTags"] == nil }

    private func compare<Body: Request & JSONConvertible>(_ vector: Vector, requestAs: Body.Type) throws {
        var reader = ProtocolReader(content(of: vector))
        let header = try RequestHeader.decode(from: &reader)
        let headerVersion = Body.apiKey.requestHeaderVersion(vector.version)
        #expect(try headerVersion == self.headerVersion(of: vector))
        #expect(header.json(version: headerVersion) == self.header(of: vector), "\(vector.testDescription)")
        let body = try Body(from: &reader, version: header.requestApiVersion)
        try reader.finish()
        #expect(body.json(version: vector.version) == vector.json, "\(vector.testDescription)")
        let frame = try encodeRequestFrame(
            body, version: vector.version, correlationID: header.correlationId, clientID: header.clientId)
        #expect(frame.buffer == vector.buffer || !isCanonical(vector), "\(vector.testDescription)")
    }

    private func compare<Body: ResponseMessage & JSONConvertible>(
        _ vector: Vector, responseAs: Body.Type
    ) throws {
        var reader = ProtocolReader(content(of: vector))
        let header = try ResponseHeader.decode(
            from: &reader, apiKey: Body.apiKey, version: vector.version)
        let headerVersion = Body.apiKey.responseHeaderVersion(vector.version)
        #expect(try headerVersion == self.headerVersion(of: vector))
        #expect(header.json(version: headerVersion) == self.header(of: vector), "\(vector.testDescription)")
        let body = try Body(from: &reader, version: vector.version)
        try reader.finish()
        #expect(body.json(version: vector.version) == vector.json, "\(vector.testDescription)")
        let frame = try encodeResponseFrame(
            body, version: vector.version, correlationID: header.correlationId)
        #expect(frame.buffer == vector.buffer || !isCanonical(vector), "\(vector.testDescription)")
    }
}
