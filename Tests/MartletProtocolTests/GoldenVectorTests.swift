import MartletProtocol
import NIOCore
import Testing

/// The bytes that the official client library makes, and what it says that they mean.
@Suite(.enabled(if: Vectors.areThere, Vectors.areMissing))
struct GoldenVectorTests {
    @Test(arguments: Vectors.messageFiles)
    func `every message decodes to what the library says, and encodes to the same bytes`(
        file: String
    ) throws {
        for vector in try Vectors.read(file) {
            try roundTrip(vector, as: vector.type)
        }
    }

    @Test(arguments: Vectors.messageFiles)
    func `every strict prefix of a message is refused`(file: String) throws {
        for vector in try Vectors.read(file) where vector.bytes.count <= Vectors.largestTakenBytewise {
            try refusePrefixes(vector, as: vector.type)
        }
    }

    @Test func `unknown tagged fields are skipped, wherever they are`() throws {
        for vector in try Vectors.read("unknown-tags.jsonl") {
            let message = try vector.type.decode(vector.buffer, version: vector.version)
            #expect(message.json(version: vector.version) == vector.json, "\(vector.testDescription)")
        }
    }

    @Test
    func `a malformed message is refused when the library refuses it, and understood when it understands`()
        throws
    {
        for vector in try Vectors.read("malformed.jsonl") {
            try compareMalformed(vector, as: vector.type)
        }
    }

    private func roundTrip<Value: VectorMessage>(_ vector: Vector, as type: Value.Type) throws {
        let (version, name) = (vector.version, vector.testDescription)
        let message = try Value.decode(vector.buffer, version: version)
        #expect(message.json(version: version) == vector.json, "\(name)")
        #expect(try message.encoded(version: version) == vector.buffer, "\(name)")
        let built = try Value(json: vector.json, version: version)
        #expect(built == message, "\(name)")
        #expect(try built.encoded(version: version) == vector.buffer, "\(name), from JSON")
    }

    private func refusePrefixes<Value: VectorMessage>(_ vector: Vector, as type: Value.Type) throws {
        let whole = vector.buffer
        for length in 0..<vector.bytes.count {
            guard let prefix = whole.getSlice(at: 0, length: length) else { continue }
            // An expectation for each of a million prefixes would be most of the test's time.
            if (try? Value.decode(prefix, version: vector.version)) != nil {
                Issue.record("\(vector.testDescription): its first \(length) bytes are accepted")
            }
        }
    }

    private func compareMalformed<Value: VectorMessage>(_ vector: Vector, as type: Value.Type) throws {
        let version = vector.version
        let result = Result { try Value.decode(vector.buffer, version: version) }
        let outcome = try vector.fields["outcome", default: .null].string()
        switch (outcome, result) {
        case ("ok", .success(let message)):
            #expect(message.json(version: version) == vector.json, "\(vector.testDescription)")
            #expect(try message.encoded(version: version) == vector.buffer, "\(vector.testDescription)")
        case ("error", .failure): break
        case ("trailing", .failure(DecodeError.trailingBytes)): break
        // Where the library reads a replacement character we refuse, and may do so before the end.
        case ("trailing", .failure(DecodeError.invalidUTF8)): break
        default:
            Issue.record("\(vector.testDescription): \(outcome) for the library, \(result) for us")
        }
    }
}
