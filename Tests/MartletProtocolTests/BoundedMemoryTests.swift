import MartletModel
import MartletProtocol
import NIOCore
import Testing

/// What a few bytes can claim, and what it may cost to find out.
struct BoundedMemoryTests {
    @Test(arguments: [false, true])
    func `a count that the remaining bytes cannot hold is refused before anything is allocated`(
        isFlexible: Bool
    ) {
        let count: [UInt8] = isFlexible ? [0xFF, 0xFF, 0xFF, 0xFF, 0x0F] : [0x7F, 0xFF, 0xFF, 0xFF]
        let buffer = ByteBuffer(bytes: count + [UInt8](repeating: 0, count: 40))
        func expectRefusal<Value>(_ read: (inout ProtocolReader) throws -> Value) {
            var reader = ProtocolReader(buffer)
            let error = #expect(throws: DecodeError.self) { try read(&reader) }
            guard case .truncated(_, remaining: 40) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        expectRefusal { try $0.readBytes(isFlexible: isFlexible) }
        expectRefusal { try $0.readStringArray(isFlexible: isFlexible) }
        expectRefusal { try $0.readIntegerArray(isFlexible: isFlexible) as [Int32] }
        expectRefusal { try $0.readIdentifierArray(isFlexible: isFlexible) as [BrokerID] }
        expectRefusal { try $0.readUuidArray(isFlexible: isFlexible) as [TopicID] }
        expectRefusal {
            try $0.readStructureArray(isFlexible: isFlexible, version: 12, minimumByteCount: 3)
                as [FetchRequest.FetchTopic]
        }
    }

    @Test func `an array's elements are counted at the least that each takes on the wire`() throws {
        var reader = ProtocolReader(ByteBuffer(bytes: [0, 0, 0, 3] + [UInt8](repeating: 0, count: 12)))
        #expect(try reader.readCount(isFlexible: false, minimumByteCount: 4) == 3)
        reader = ProtocolReader(ByteBuffer(bytes: [0, 0, 0, 3] + [UInt8](repeating: 0, count: 11)))
        #expect(throws: DecodeError.truncated(needed: 12, remaining: 11)) {
            try reader.readCount(isFlexible: false, minimumByteCount: 4)
        }
    }

    @Test(arguments: [0, 100, 100_000])
    func `room is made ahead for no more memory than bytes are left`(remaining: Int) {
        let reader = ProtocolReader(ByteBuffer(repeating: 1, count: remaining))
        let strings = reader.makeArray(count: 1_000_000_000, of: String.self)
        // An allocation is rounded up to what the allocator hands out.
        #expect(strings.capacity * MemoryLayout<String>.stride <= remaining + remaining / 4 + 128)
        let few = reader.makeArray(count: 2, of: Int64.self)
        #expect(few.capacity <= 16)
    }

    /// The largest lengths written over each byte of a message in turn: nothing of that may crash, hang or
    /// take more memory than the test has. One vector of moderate size for each message and version suffices.
    @Test(.enabled(if: Vectors.areThere, Vectors.areMissing), arguments: Vectors.messageFiles)
    func `an enormous length at any place of a message does no harm`(file: String) throws {
        var chosen: [String: Vector] = [:]
        let largest = min(200, Vectors.largestTakenBytewise)
        for vector in try Vectors.read(file) where vector.bytes.count <= largest {
            let key = "\(vector.name) \(vector.version)"
            if vector.bytes.count > chosen[key]?.bytes.count ?? -1 { chosen[key] = vector }
        }
        for vector in chosen.values {
            try overwrite(vector, as: vector.type, with: [0x7F, 0xFF, 0xFF, 0xFF])
            try overwrite(vector, as: vector.type, with: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F])
        }
    }

    private func overwrite<Value: VectorMessage>(
        _ vector: Vector, as type: Value.Type, with bytes: [UInt8]
    ) throws {
        let original = vector.buffer
        for index in vector.bytes.indices {
            var buffer = original
            buffer.setBytes(bytes, at: index)
            guard let message = try? Value.decode(buffer, version: vector.version) else { continue }
            // What was understood can be written: the bytes stood for something.
            _ = try message.encoded(version: vector.version)
        }
    }
}
