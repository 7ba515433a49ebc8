/// A JSON value with whole numbers kept exact, which the vectors need: their int64 use all 64 bits.
enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])
}

struct JSONError: Error, CustomStringConvertible {
    let description: String
}

extension JSON {
    init(parsing text: [UInt8]) throws {
        var parser = Parser(text: text)
        self = try parser.value()
        parser.skipSpace()
        guard parser.position == text.count else { throw parser.failure("more behind the value") }
    }

    func object() throws -> [String: JSON] {
        guard case .object(let fields) = self else { throw JSONError(description: "\(self) is no object") }
        return fields
    }

    func array() throws -> [JSON] {
        guard case .array(let elements) = self else { throw JSONError(description: "\(self) is no array") }
        return elements
    }

    func string() throws -> String {
        guard case .string(let string) = self else { throw JSONError(description: "\(self) is no string") }
        return string
    }

    func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws -> T {
        guard case .integer(let integer) = self, let value = T(exactly: integer) else {
            throw JSONError(description: "\(self) is no \(T.self)")
        }
        return value
    }
}

private struct Parser {
    let text: [UInt8]
    var position = 0

    func failure(_ message: String) -> JSONError {
        JSONError(description: "JSON, byte \(position): \(message)")
    }

    mutating func skipSpace() {
        while position < text.count, text[position] == 0x20 || text[position] == 0x0A { position += 1 }
    }

    /// The next byte that is not space, without taking it.
    mutating func peek() throws -> UInt8 {
        skipSpace()
        guard position < text.count else { throw failure("the text ends") }
        return text[position]
    }

    mutating func value() throws -> JSON {
        switch try peek() {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSON) throws -> JSON {
        guard text[position...].starts(with: word.utf8) else { throw failure("not \(word)") }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws -> JSON {
        let digits = text[position...].prefix { byte in
            byte >= 0x30 && byte <= 0x39 || [0x2D, 0x2B, 0x2E, 0x45, 0x65].contains(byte)
        }
        position = digits.endIndex
        let literal = String(decoding: digits, as: UTF8.self)
        if let integer = Int64(literal) { return .integer(integer) }
        guard let double = Double(literal) else { throw failure("\(literal) is no number") }
        return .double(double)
    }

    /// Takes the separator or the end; true at the end.
    private mutating func isEnd(_ end: UInt8) throws -> Bool {
        let byte = try peek()
        guard byte == end || byte == UInt8(ascii: ",") else { throw failure("no comma") }
        position += 1
        return byte == end
    }

    private mutating func array() throws -> JSON {
        position += 1
        var elements: [JSON] = []
        if try peek() == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        repeat {
            elements.append(try value())
        } while try !isEnd(UInt8(ascii: "]"))
        return .array(elements)
    }

    private mutating func object() throws -> JSON {
        position += 1
        var fields: [String: JSON] = [:]
        if try peek() == UInt8(ascii: "}") {
            position += 1
            return .object([:])
        }
        repeat {
            guard try peek() == UInt8(ascii: "\"") else { throw failure("no name") }
            let name = try string()
            guard try peek() == UInt8(ascii: ":") else { throw failure("no colon") }
            position += 1
            fields[name] = try value()
        } while try !isEnd(UInt8(ascii: "}"))
        return .object(fields)
    }

    private mutating func string() throws -> String {
        position += 1
        var units: [UInt8] = []
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            if text[position] == UInt8(ascii: "\\") {
                position += 1
                units.append(contentsOf: String(try escaped()).utf8)
            } else {
                units.append(text[position])
                position += 1
            }
        }
        guard position < text.count else { throw failure("the string does not end") }
        position += 1
        return String(decoding: units, as: UTF8.self)
    }

    private mutating func escaped() throws -> Unicode.Scalar {
        guard position < text.count else { throw failure("the string does not end") }
        let letter = text[position]
        position += 1
        switch letter {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "u"): return try unicode()
        default: return Unicode.Scalar(letter)
        }
    }

    private mutating func unicode() throws -> Unicode.Scalar {
        let first = try hexUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A surrogate pair: two escapes for one scalar.
        position += 2
        let second = try hexUnit()
        guard let scalar = Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 | (second & 0x3FF)) else {
            throw failure("half a surrogate pair")
        }
        return scalar
    }

    private mutating func hexUnit() throws -> UInt32 {
        guard position + 4 <= text.count,
            let unit = UInt32(String(decoding: text[position..<(position + 4)], as: UTF8.self), radix: 16)
        else { throw failure("no four hexadecimal digits") }
        position += 4
        return unit
    }
}
