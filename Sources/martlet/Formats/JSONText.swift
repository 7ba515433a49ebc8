import NIOCore

/// Writes JSON onto one line. The caller sees to the order; commas come by themselves.
struct JSONText {
    private(set) var bytes = ByteBuffer()
    private var needsComma = false

    static let base64Alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    mutating func object(_ name: String? = nil, _ body: (inout JSONText) -> Void) {
        nested(name, "{", "}", body)
    }

    mutating func array(_ name: String? = nil, _ body: (inout JSONText) -> Void) {
        nested(name, "[", "]", body)
    }

    mutating func string(_ name: String? = nil, _ value: String?) {
        begin(name)
        guard let value else { return raw("null") }
        write(quoted: value)
    }

    mutating func number(_ name: String? = nil, _ value: Int64) {
        begin(name)
        raw(String(value))
    }

    /// With three digits behind the point; what is not finite is null.
    mutating func number(_ name: String? = nil, _ value: Double) {
        begin(name)
        raw(value.isFinite ? Figures.decimal(value, digits: 3) : "null")
    }

    /// Bytes under `name` as text where they are UTF-8, else under `nameBase64` in base64.
    mutating func data(_ name: String, _ value: ByteBuffer?) {
        guard let value else { return string(name, nil) }
        if let text = String(validating: value.readableBytesView, as: UTF8.self) {
            string(name, text)
        } else {
            begin(name + "Base64")
            bytes.writeInteger(UInt8(ascii: "\""))
            write(base64: value)
            bytes.writeInteger(UInt8(ascii: "\""))
        }
    }

    private mutating func nested(
        _ name: String?, _ open: StaticString, _ close: StaticString, _ body: (inout JSONText) -> Void
    ) {
        begin(name)
        bytes.writeStaticString(open)
        needsComma = false
        body(&self)
        bytes.writeStaticString(close)
        needsComma = true
    }

    private mutating func begin(_ name: String?) {
        if needsComma { bytes.writeInteger(UInt8(ascii: ",")) }
        needsComma = true
        guard let name else { return }
        write(quoted: name)
        bytes.writeInteger(UInt8(ascii: ":"))
    }

    private mutating func raw(_ text: String) {
        bytes.writeString(text)
    }

    private mutating func write(quoted text: String) {
        bytes.writeInteger(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.writeStaticString("\\\"")
            case UInt8(ascii: "\\"): bytes.writeStaticString("\\\\")
            case 0x0A: bytes.writeStaticString("\\n")
            case 0x0D: bytes.writeStaticString("\\r")
            case 0x09: bytes.writeStaticString("\\t")
            case 0..<0x20:
                bytes.writeStaticString("\\u00")
                bytes.writeInteger(Self.hexadecimal(byte >> 4))
                bytes.writeInteger(Self.hexadecimal(byte & 0xF))
            default: bytes.writeInteger(byte)
            }
        }
        bytes.writeInteger(UInt8(ascii: "\""))
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    private mutating func write(base64 value: ByteBuffer) {
        var value = value
        while let first = value.readInteger(as: UInt8.self) {
            let second = value.readInteger(as: UInt8.self)
            let third = value.readInteger(as: UInt8.self)
            let bits = UInt32(first) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
            for (index, isThere) in [true, true, second != nil, third != nil].enumerated() {
                let sextet = Int(bits >> UInt32(18 - 6 * index)) & 63
                bytes.writeInteger(isThere ? Self.base64Alphabet[sextet] : UInt8(ascii: "="))
            }
        }
    }
}
