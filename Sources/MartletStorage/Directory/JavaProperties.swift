/// The text form of Java's property files, as far as Kafka's own files use it: comments, `key=value`,
/// escapes.
enum JavaProperties {
    static func parse(_ text: String) -> [String: String] {
        var properties: [String: String] = [:]
        for line in logicalLines(text) {
            var (key, value) = ("", "")
            var isKey = true
            var rest = line[...]
            while let character = rest.popFirst() {
                if character == "\\" {
                    let escaped = unescaped(&rest)
                    if isKey { key.append(escaped) } else { value.append(escaped) }
                } else if isKey, character == "=" || character == ":" || character.isWhitespace {
                    isKey = false
                    rest = rest.drop { $0.isWhitespace }
                    if character.isWhitespace, rest.first == "=" || rest.first == ":" {
                        rest = rest.dropFirst().drop { $0.isWhitespace }
                    }
                } else if isKey {
                    key.append(character)
                } else {
                    value.append(character)
                }
            }
            properties[key] = value
        }
        return properties
    }

    static func line(_ key: String, _ value: String) -> String {
        var line = key + "="
        for character in value {
            if "\\=:#! ".contains(character) { line.append("\\") }
            line.append(character)
        }
        return line + "\n"
    }

    /// Without comments and empty lines; a line that ends with a backslash goes on in the next.
    private static func logicalLines(_ text: String) -> [String] {
        var lines: [String] = []
        var pending: String?
        for natural in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let line = natural.drop { $0.isWhitespace }
            if pending == nil, line.isEmpty || line.first == "#" || line.first == "!" { continue }
            let whole = (pending ?? "") + line
            let backslashes = whole.reversed().prefix { $0 == "\\" }.count
            pending = backslashes.isMultiple(of: 2) ? nil : String(whole.dropLast())
            if pending == nil { lines.append(whole) }
        }
        if let pending { lines.append(pending) }
        return lines
    }

    /// What follows a backslash.
    private static func unescaped(_ rest: inout Substring) -> Character {
        switch rest.popFirst() {
        case nil: return "\\"
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "u":
            let digits = rest.prefix(4)
            guard digits.count == 4, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code)
            else { return "u" }
            rest = rest.dropFirst(4)
            return Character(scalar)
        case let character?: return character
        }
    }
}
