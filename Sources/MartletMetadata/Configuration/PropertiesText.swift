/// The text of a Java properties file, the form of `server.properties` and `meta.properties`.
///
/// Comments begin with `#` or `!`; a key ends at the first `=`, `:` or blank that is not escaped; a backslash
/// at the end of a line continues it; `\t \n \r \f \uXXXX` stand for their characters, and a backslash before
/// anything else is dropped.
package struct PropertiesText: Sendable, Equatable {
    /// In the order of the text. A key that stands there twice is here twice; the later one counts.
    package private(set) var entries: [Entry] = []

    package struct Entry: Sendable, Equatable {
        package var key: String
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package init(_ text: String) throws(ConfigurationError) {
        var reader = LogicalLines(Array(text.utf16))
        while let line = reader.next() {
            entries.append(try Self.entry(of: line.units, lineNumber: line.number))
        }
    }

    private static func entry(of line: [UInt16], lineNumber: Int) throws(ConfigurationError) -> Entry {
        var keyEnd = 0
        while keyEnd < line.count, !line[keyEnd].isBlank, !line[keyEnd].isSeparator {
            keyEnd += line[keyEnd] == .backslash ? 2 : 1
        }
        keyEnd = min(keyEnd, line.count)
        var valueStart = keyEnd
        while valueStart < line.count, line[valueStart].isBlank { valueStart += 1 }
        if valueStart < line.count, line[valueStart].isSeparator {
            valueStart += 1
            while valueStart < line.count, line[valueStart].isBlank { valueStart += 1 }
        }
        return Entry(
            key: try unescaped(line[..<keyEnd], lineNumber: lineNumber),
            value: try unescaped(line[valueStart...], lineNumber: lineNumber))
    }

    private static func unescaped(
        _ units: ArraySlice<UInt16>, lineNumber: Int
    ) throws(ConfigurationError) -> String {
        var result: [UInt16] = []
        var index = units.startIndex
        while index < units.endIndex {
            let unit = units[index]
            index += 1
            guard unit == .backslash, index < units.endIndex else {
                if unit != .backslash { result.append(unit) }
                continue
            }
            let escaped = units[index]
            index += 1
            switch escaped {
            case .ascii("t"): result.append(.ascii("\t"))
            case .ascii("n"): result.append(.ascii("\n"))
            case .ascii("r"): result.append(.ascii("\r"))
            case .ascii("f"): result.append(.formFeed)
            case .ascii("u"):
                let digits = units[index...].prefix(4)
                let text = String(decoding: digits, as: UTF16.self)
                guard digits.count == 4, text.allSatisfy(\.isHexDigit), let value = UInt16(text, radix: 16)
                else { throw .malformedEscape(line: lineNumber, text: "\\u" + text) }
                result.append(value)
                index += 4
            default: result.append(escaped)
            }
        }
        return String(decoding: result, as: UTF16.self)
    }
}

/// Joins continued lines and drops blank lines and comments.
private struct LogicalLines {
    private let units: [UInt16]
    private var index = 0
    private var lineNumber = 0

    init(_ units: [UInt16]) {
        self.units = units
    }

    mutating func next() -> (number: Int, units: [UInt16])? {
        while let first = naturalLine() {
            let number = lineNumber
            guard let start = first.first, start != .ascii("#"), start != .ascii("!") else { continue }
            var line = first
            while line.continues {
                line.removeLast()
                guard let more = naturalLine() else { break }
                line += more
            }
            return (number, line)
        }
        return nil
    }

    /// The next line as it stands, without its leading blanks and its end.
    private mutating func naturalLine() -> [UInt16]? {
        guard index < units.count else { return nil }
        lineNumber += 1
        let start = index
        while index < units.count, units[index] != .ascii("\n"), units[index] != .ascii("\r") { index += 1 }
        let line = units[start..<index]
        if index < units.count {
            let isPair =
                units[index] == .ascii("\r") && index + 1 < units.count && units[index + 1] == .ascii("\n")
            index += isPair ? 2 : 1
        }
        return Array(line.drop(while: \.isBlank))
    }
}

extension [UInt16] {
    /// An odd number of backslashes at the end: the last one escapes the end of the line.
    fileprivate var continues: Bool {
        !reversed().prefix(while: { $0 == .backslash }).count.isMultiple(of: 2)
    }
}

extension UInt16 {
    fileprivate static let backslash = ascii("\\")
    fileprivate static let formFeed: UInt16 = 0x0C

    fileprivate static func ascii(_ scalar: Unicode.Scalar) -> UInt16 {
        UInt16(truncatingIfNeeded: scalar.value)
    }

    fileprivate var isBlank: Bool { self == .ascii(" ") || self == .ascii("\t") || self == .formFeed }
    fileprivate var isSeparator: Bool { self == .ascii("=") || self == .ascii(":") }
}
