import ArgumentParser
import MartletClient
import MartletModel
import NIOCore

/// How `martlet consume` writes messages.
enum OutputFormat: Equatable {
    case lines, json, lengthPrefixed
    case template(RecordTemplate)

    init(_ text: String) throws {
        switch text {
        case "lines": self = .lines
        case "json": self = .json
        case "length-prefixed": self = .lengthPrefixed
        case _ where text.contains("%"): self = .template(try RecordTemplate(text))
        default:
            throw ValidationError(
                "--format is lines, json, length-prefixed, or a text with places, as '%p %o %v\\n'")
        }
    }
}

/// Writes messages one after the other.
struct MessageWriter {
    let format: OutputFormat
    /// Written between key and value; nil leaves keys out.
    var keySeparator: [UInt8]?
    /// For length-prefixed messages.
    var hasKeys = false
    /// Whether the last line ends in a newline, too.
    var hasFinalNewline = true
    private var isFirst = true

    init(_ format: OutputFormat) {
        self.format = format
    }

    mutating func write(_ record: ConsumerRecord, to output: inout ByteBuffer) {
        switch format {
        case .lines:
            writeLine(record, to: &output)
        case .json:
            output.writeImmutableBuffer(Self.json(record))
            output.writeStaticString("\n")
        case .lengthPrefixed:
            if hasKeys { LengthPrefixedWriter.write(record.key, to: &output) }
            LengthPrefixedWriter.write(record.value, to: &output)
        case .template(let template):
            template.write(record, to: &output)
        }
    }

    private mutating func writeLine(_ record: ConsumerRecord, to output: inout ByteBuffer) {
        if !isFirst && !hasFinalNewline { output.writeStaticString("\n") }
        isFirst = false
        if let keySeparator, let key = record.key {
            output.writeImmutableBuffer(key)
            output.writeBytes(keySeparator)
        }
        if let value = record.value { output.writeImmutableBuffer(value) }
        if hasFinalNewline { output.writeStaticString("\n") }
    }

    static func json(_ record: ConsumerRecord) -> ByteBuffer {
        var text = JSONText()
        text.object { text in
            text.string("topic", record.partition.topic)
            text.number("partition", Int64(record.partition.partition.rawValue))
            text.number("offset", record.offset.rawValue)
            text.number("timestamp", record.timestamp.rawValue)
            text.data("key", record.key)
            text.data("value", record.value)
            text.array("headers") { text in
                for header in record.headers {
                    text.object { text in
                        text.string("name", header.name)
                        text.data("value", header.value)
                    }
                }
            }
        }
        return text.bytes
    }
}
