import NIOCore
import Testing

@testable import martlet

/// The bytes cut into pieces at random places.
private func pieces(of bytes: [UInt8], _ random: inout SeededGenerator) -> [ByteBuffer] {
    var pieces: [ByteBuffer] = []
    var start = 0
    while start < bytes.count {
        let end = min(bytes.count, start + Int.random(in: 1...20, using: &random))
        pieces.append(ByteBuffer(bytes: bytes[start..<end]))
        start = end
    }
    return pieces
}

@Suite struct LineSplitterTests {
    private func lines(_ pieces: [ByteBuffer]) throws -> [[UInt8]] {
        var splitter = LineSplitter(maxLineBytes: 1_000)
        var lines: [[UInt8]] = []
        for piece in pieces { try splitter.append(piece) { lines.append(Array($0.readableBytesView)) } }
        if let last = splitter.finish() { lines.append(Array(last.readableBytesView)) }
        #expect(splitter.lineCount == lines.count)
        return lines
    }

    private func lines(_ text: String) throws -> [String] {
        try lines([ByteBuffer(string: text)]).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `every newline ends a line, and what is behind the last is a line, too`() throws {
        #expect(try lines("a\nb\n") == ["a", "b"])
        #expect(try lines("a\nb") == ["a", "b"])
        #expect(try lines("\n\n") == ["", ""])
        #expect(try lines("a\r\nb") == ["a\r", "b"])
        #expect(try lines("") == [])
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `where pieces begin and end does not matter`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
            Bool.random(using: &random) ? UInt8.random(in: .min ... .max, using: &random) : 0x0A
        }
        var expected = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
        if expected.last?.isEmpty == true { expected.removeLast() }
        #expect(try lines(pieces(of: bytes, &random)) == expected)
    }

    @Test func `a line that never ends is refused before it fills the memory`() {
        var splitter = LineSplitter(maxLineBytes: 10)
        #expect(throws: InputError.messageTooLarge(number: 0, byteCount: 11, limit: 10)) {
            try splitter.append(ByteBuffer(repeating: 0x61, count: 11)) { _ in }
        }
    }

    @Test(
        arguments: [
            ("key:value", ":", 3..<4), ("a::b", "::", 1..<3), (":", ":", 0..<1), ("a:b::c", "::", 3..<5),
            ("abc", ":", nil), ("a:", "::", nil), ("", ":", nil),
        ] as [(String, String, Range<Int>?)])
    func `a separator is found where it first stands`(text: String, separator: String, range: Range<Int>?) {
        #expect(ByteBuffer(string: text).firstRange(of: Array(separator.utf8)) == range)
    }
}

@Suite struct LengthPrefixedTests {
    private typealias Message = LengthPrefixedReader.Message

    private func read(_ pieces: [ByteBuffer], hasKeys: Bool) throws -> [LengthPrefixedReader.Message] {
        var reader = LengthPrefixedReader(hasKeys: hasKeys, maxFieldBytes: 1_000)
        var messages: [Message] = []
        for piece in pieces { try reader.append(piece) { messages.append($0) } }
        try reader.finish()
        return messages
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `what was written is read, wherever pieces begin and end`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let hasKeys = seed % 2 == 0
        func field() -> ByteBuffer? {
            if Int.random(in: 0..<5, using: &random) == 0 { return nil }
            let count = Int.random(in: 0...40, using: &random)
            return ByteBuffer(bytes: (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        }
        var output = ByteBuffer()
        var messages: [Message] = []
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            let message = Message(key: hasKeys ? field() : nil, value: field())
            if hasKeys { LengthPrefixedWriter.write(message.key, to: &output) }
            LengthPrefixedWriter.write(message.value, to: &output)
            messages.append(message)
        }
        let bytes = Array(output.readableBytesView)
        #expect(try read(pieces(of: bytes, &random), hasKeys: hasKeys) == messages)
    }

    @Test func `what is no length, or too long, or cut short is refused with its number`() {
        let good: [UInt8] = [0, 0, 0, 1, 0x61]
        func outcome(_ bytes: [UInt8]) -> InputError? {
            do {
                _ = try read([ByteBuffer(bytes: bytes)], hasKeys: false)
                return nil
            } catch {
                return error as? InputError
            }
        }
        #expect(outcome(good + [0xFF, 0xFF, 0xFF, 0xFE]) == .badLength(-2, number: 2))
        #expect(
            outcome([0x7F, 0xFF, 0xFF, 0xFF])
                == .messageTooLarge(number: 1, byteCount: Int(Int32.max), limit: 1_000))
        #expect(outcome(good + [0, 0]) == .endsInside(number: 2))
        #expect(outcome(good + [0, 0, 0, 2, 0x61]) == .endsInside(number: 2))
        #expect(outcome(good) == nil)
        #expect(outcome([]) == nil)
    }
}
