import Foundation
import MartletClient
import MartletModel
import NIOCore
import Testing

@testable import martlet

private func record(
    key: String? = "k", value: String? = "v", headers: [Header] = [], offset: Offset = 7
) -> ConsumerRecord {
    ConsumerRecord(
        partition: TopicPartition(topic: "t", partition: 3), offset: offset, timestamp: 1_700_000_000_123,
        key: key.map { ByteBuffer(string: $0) }, value: value.map { ByteBuffer(string: $0) }, headers: headers
    )
}

@Suite struct RecordTemplateTests {
    private func text(_ template: String, _ record: ConsumerRecord) throws -> String {
        var output = ByteBuffer()
        try RecordTemplate(template).write(record, to: &output)
        return String(buffer: output)
    }

    @Test func `every place is filled`() throws {
        let full = record(headers: [
            Header(name: "a", value: "1"), Header(name: "b", value: nil as ByteBuffer?),
        ])
        #expect(try text("%t %p %o %T %k %v %K %V %h", full) == "t 3 7 1700000000123 k v 1 1 a=1,b=")
    }

    @Test func `null is nothing, and its length −1`() throws {
        #expect(try text("[%k|%v|%K|%V]", record(key: nil, value: nil)) == "[||-1|-1]")
    }

    @Test func `escapes and percent signs are taken as what they stand for`() throws {
        #expect(try text("100%%\\t\\n\\r\\\\\\x41", record()) == "100%\t\n\r\\A")
    }

    @Test(
        arguments: [
            ("%q", .unknownPlace("q")), ("a%", .endsAfter("%")), ("a\\", .endsAfter("\\")),
            ("\\q", .unknownEscape("q")), ("\\x4", .unknownEscape("x")), ("\\xZZ", .unknownEscape("x")),
        ] as [(String, RecordTemplate.Fault)])
    func `what means nothing is refused`(text: String, fault: RecordTemplate.Fault) {
        #expect(throws: fault) { try RecordTemplate(text) }
    }
}

@Suite struct MessageWriterTests {
    private func written(_ records: [ConsumerRecord], _ change: (inout MessageWriter) -> Void = { _ in })
        -> String
    {
        var writer = MessageWriter(.lines)
        change(&writer)
        var output = ByteBuffer()
        for record in records { writer.write(record, to: &output) }
        return String(buffer: output)
    }

    @Test func `each line ends in a newline`() {
        #expect(written([record(value: "a"), record(value: ""), record(value: "b")]) == "a\n\nb\n")
    }

    @Test func `a file without a final newline comes back as it was`() {
        let text = written([record(value: "a"), record(value: "b")]) { $0.hasFinalNewline = false }
        #expect(text == "a\nb")
    }

    @Test func `keys are written where they are asked for and there`() {
        let text = written([record(), record(key: nil)]) { $0.keySeparator = Array("=>".utf8) }
        #expect(text == "k=>v\nv\n")
    }

    @Test(arguments: ["lines", "json", "length-prefixed", "%v"])
    func `a format is known by its name, or by its places`(name: String) throws {
        _ = try OutputFormat(name)
        #expect(throws: (any Error).self) { try OutputFormat(name.filter { $0 != "%" } + "?") }
    }
}

@Suite struct JSONTextTests {
    /// What another reader of JSON makes of it.
    private func parsed(_ record: ConsumerRecord) throws -> [String: Any] {
        let data = Data(MessageWriter.json(record).readableBytesView)
        #expect(!data.contains(0x0A), "it stays on one line")
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test(arguments: [
        "plain", "\"quoted\" \\ back", "line\nbreak\ttab\r", "\u{0}\u{1}\u{1F}", "grüße 🐦 \u{2028}", "",
    ])
    func `text survives`(text: String) throws {
        let object = try parsed(record(value: text, headers: [Header(name: text, value: text)]))
        #expect(object["value"] as? String == text)
        let headers = try #require(object["headers"] as? [[String: Any]])
        #expect(headers.first?["name"] as? String == text)
    }

    @Test func `places and numbers are there, and null is null`() throws {
        let object = try parsed(record(key: nil, value: nil, offset: Offset(Int64.max)))
        #expect(object["topic"] as? String == "t")
        #expect(object["partition"] as? Int == 3)
        #expect(object["offset"] as? Int64 == Int64.max)
        #expect(object["timestamp"] as? Int == 1_700_000_000_123)
        #expect(object["key"] is NSNull)
        #expect(object["value"] is NSNull)
    }

    @Test(arguments: 1..<40)
    func `bytes that are no text come as base64`(count: Int) throws {
        let bytes = [0xFF] + (1..<count).map { UInt8($0 * 37 % 256) }
        var record = record()
        record.value = ByteBuffer(bytes: bytes)
        let object = try parsed(record)
        #expect(object["value"] == nil)
        #expect((object["valueBase64"] as? String).flatMap { Data(base64Encoded: $0) } == Data(bytes))
    }
}
