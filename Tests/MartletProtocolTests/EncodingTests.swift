import MartletModel
import MartletProtocol
import NIOCore
import Testing

struct EncodingTests {
    @Test func `a field that the version lacks is refused when it is set and matters`() throws {
        let request = FetchRequest(forgottenTopicsData: [FetchRequest.ForgottenTopic(topic: "a")])
        #expect(
            throws: EncodeError.fieldNotInVersion(field: "FetchRequest.forgottenTopicsData", version: 6)
        ) { try request.encoded(version: 6) }
        #expect(throws: Never.self) { try request.encoded(version: 7) }
    }

    @Test func `an ignorable field is dropped in a version without it`() throws {
        let bytes = try FetchRequest(sessionId: 5).encoded(version: 6)
        #expect(try FetchRequest.decode(bytes, version: 6) == FetchRequest())
    }

    @Test func `null is refused where the version does not allow it`() throws {
        let request = OffsetFetchRequest(topics: nil)
        #expect(
            throws: EncodeError.unexpectedNull(field: "OffsetFetchRequest.topics", version: 1)
        ) { try request.encoded(version: 1) }
        #expect(try OffsetFetchRequest.decode(request.encoded(version: 2), version: 2) == request)
    }

    @Test func `versions that the schema does not have are refused both ways`() {
        #expect(throws: EncodeError.unsupportedVersion(message: "FetchRequest", version: 3)) {
            try FetchRequest().encoded(version: 3)
        }
        #expect(throws: DecodeError.unsupportedVersion(message: "FetchRequest", version: 19)) {
            try FetchRequest.decode(ByteBuffer(), version: 19)
        }
    }

    @Test func `a string of more than 32767 bytes is refused`() {
        let header = RequestHeader(clientId: String(repeating: "x", count: 32768))
        #expect(throws: EncodeError.stringTooLong(byteCount: 32768)) { try header.encoded(version: 1) }
    }

    @Test(arguments: [1, 30, 31, 40, 4096])
    func `a tagged field of any size has that size in front, shortest form`(count: Int) throws {
        let endpoint = ProduceResponse.NodeEndpoint(nodeId: 1, host: "h", port: 9)
        let response = ProduceResponse(nodeEndpoints: Array(repeating: endpoint, count: count))
        let bytes = try response.encoded(version: 10)
        #expect(try ProduceResponse.decode(bytes, version: 10) == response)
        var reader = ProtocolReader(bytes)
        _ = try reader.readUnsignedVarint()  // no topics
        _ = try reader.readInt32()  // throttle time
        #expect(try [reader.readUnsignedVarint(), reader.readUnsignedVarint()] == [1, 0])
        let before = reader.remaining
        let size = try reader.readUnsignedVarint()
        #expect(Int(size) == reader.remaining)
        #expect(before - reader.remaining == (size < 128 ? 1 : size < 16384 ? 2 : 3))
    }

    @Test func `a tagged field may be null, empty or full, and absent means its default`() throws {
        let directory = DirectoryID(Uuid(high: 7, low: 8))
        for cordoned in [nil, [], [directory]] as [[DirectoryID]?] {
            let record = RegisterBrokerRecord(rack: nil, cordonedLogDirs: cordoned)
            #expect(try RegisterBrokerRecord.decode(record.encoded(version: 4), version: 4) == record)
        }
        let plain = try RegisterBrokerRecord(rack: nil).encoded(version: 4)
        #expect(plain == (try RegisterBrokerRecord(rack: nil).encoded(version: 3)))
        #expect(
            throws: EncodeError.fieldNotInVersion(field: "RegisterBrokerRecord.cordonedLogDirs", version: 3)
        ) { try RegisterBrokerRecord(cordonedLogDirs: [directory]).encoded(version: 3) }
        // The default of this one is a structure, so that null is written: size 1, content 0.
        let value = ConsumerGroupMemberMetadataValue(classicMemberMetadata: nil)
        let bytes = try value.encoded(version: 0)
        #expect(bytes.readableBytesView.suffix(4).elementsEqual([1, 0, 1, 0]))
        #expect(try ConsumerGroupMemberMetadataValue.decode(bytes, version: 0) == value)
    }

    // MARK: Frames with records from elsewhere

    private func response(_ records: [RecordBytes]) -> FetchResponse {
        let partitions = records.map { FetchResponse.PartitionData(records: $0) }
        return FetchResponse(responses: [.init(topic: "t", partitions: partitions)])
    }

    @Test(arguments: [Int16(4), 12, 16])
    func `a frame with external records is the frame with their bytes, once they are spliced in`(
        version: Int16
    ) throws {
        let contents = [ByteBuffer(repeating: 0xAB, count: 300), ByteBuffer(repeating: 0xCD, count: 5)]
        let whole = try encodeResponseFrame(
            response(contents.map { .bytes($0) }), version: version, correlationID: 3)
        let spliced = try encodeResponseFrame(
            response(contents.enumerated().map { .external(index: $0, byteCount: $1.readableBytes) }),
            version: version, correlationID: 3)
        #expect(whole.splices.isEmpty)
        #expect(spliced.splices.map(\.index) == [0, 1])
        var assembled = ByteBuffer()
        var position = 0
        for splice in spliced.splices {
            let gap = splice.position - position
            assembled.writeImmutableBuffer(
                try #require(spliced.buffer.getSlice(at: position, length: gap)))
            assembled.writeImmutableBuffer(contents[splice.index])
            position = splice.position
        }
        let rest = spliced.buffer.writerIndex - position
        assembled.writeImmutableBuffer(try #require(spliced.buffer.getSlice(at: position, length: rest)))
        #expect(assembled == whole.buffer)
    }

    @Test func `a response's header follows the request's version, but ApiVersions has the first`() {
        #expect(ApiKey.fetch.requestHeaderVersion(11) == 1)
        #expect(ApiKey.fetch.requestHeaderVersion(12) == 2)
        #expect(ApiKey.fetch.responseHeaderVersion(11) == 0)
        #expect(ApiKey.fetch.responseHeaderVersion(12) == 1)
        #expect(ApiKey.apiVersions.requestHeaderVersion(3) == 2)
        #expect(ApiKey.apiVersions.responseHeaderVersion(4) == 0)
    }
}
