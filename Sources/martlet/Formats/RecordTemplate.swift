import MartletClient
import NIOCore

/// A text with places for the parts of a record, as in `--format '%p %o %v\n'`.
struct RecordTemplate: Equatable {
    enum Part: Equatable {
        case literal([UInt8])
        case topic, partition, offset, timestamp, key, value, headers, keyLength, valueLength
    }

    enum Fault: Error, Equatable, CustomStringConvertible {
        case unknownPlace(Character)
        case unknownEscape(Character)
        case endsAfter(Character)

        var description: String {
            switch self {
            case .unknownPlace(let letter):
                "%\(letter) is unknown; there are \(places). A percent sign is %%."
            case .unknownEscape(let letter):
                "\\\(letter) is unknown; there are \\n, \\t, \\r, \\0, \\\\ and \\xHH."
            case .endsAfter(let letter):
                "the format ends after '\(letter)'; a percent sign is %%, a backslash \\\\."
            }
        }

        private var places: String {
            RecordTemplate.places.map { "%\($0.letter) \($0.meaning)" }.joined(separator: ", ")
        }
    }

    static let places: [(letter: Character, part: Part, meaning: String)] = [
        ("t", .topic, "topic"), ("p", .partition, "partition"), ("o", .offset, "offset"),
        ("T", .timestamp, "timestamp in milliseconds"), ("k", .key, "key"), ("v", .value, "value"),
        ("h", .headers, "headers"), ("K", .keyLength, "length of the key"),
        ("V", .valueLength, "length of the value"),
    ]

    private(set) var parts: [Part] = []

    init(_ text: String) throws(Fault) {
        var literal: [UInt8] = []
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            case "%":
                guard let letter = rest.popFirst() else { throw .endsAfter("%") }
                if letter == "%" {
                    literal.append(UInt8(ascii: "%"))
                    continue
                }
                guard let place = Self.places.first(where: { $0.letter == letter }) else {
                    throw .unknownPlace(letter)
                }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = []
                parts.append(place.part)
            case "\\":
                literal.append(try Self.escape(&rest))
            default:
                literal += Array(character.utf8)
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
    }

    private static func escape(_ rest: inout Substring) throws(Fault) -> UInt8 {
        guard let letter = rest.popFirst() else { throw .endsAfter("\\") }
        switch letter {
        case "n": return 0x0A
        case "t": return 0x09
        case "r": return 0x0D
        case "0": return 0
        case "\\": return UInt8(ascii: "\\")
        case "x":
            guard let byte = UInt8(rest.prefix(2), radix: 16), rest.count >= 2 else {
                throw .unknownEscape("x")
            }
            rest = rest.dropFirst(2)
            return byte
        default: throw .unknownEscape(letter)
        }
    }

    /// Null is written as nothing, and its length as −1.
    func write(_ record: ConsumerRecord, to output: inout ByteBuffer) {
        for part in parts {
            switch part {
            case .literal(let bytes): output.writeBytes(bytes)
            case .topic: output.writeString(record.partition.topic)
            case .partition: output.writeString(record.partition.partition.description)
            case .offset: output.writeString(record.offset.description)
            case .timestamp: output.writeString(record.timestamp.description)
            case .key: if let key = record.key { output.writeImmutableBuffer(key) }
            case .value: if let value = record.value { output.writeImmutableBuffer(value) }
            case .keyLength: output.writeString("\(record.key?.readableBytes ?? -1)")
            case .valueLength: output.writeString("\(record.value?.readableBytes ?? -1)")
            case .headers: write(record.headers, to: &output)
            }
        }
    }

    private func write(_ headers: [Header], to output: inout ByteBuffer) {
        for (index, header) in headers.enumerated() {
            if index > 0 { output.writeStaticString(",") }
            output.writeString(header.name)
            output.writeStaticString("=")
            if let value = header.value { output.writeImmutableBuffer(value) }
        }
    }
}
