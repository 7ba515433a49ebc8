/// Reads RE2's syntax.
struct RegexParser {
    private let text: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var ignoresCase = false
    private var dotTakesNewline = false

    /// As in RE2.
    private static let maxRepetition = 1_000
    private static let maxDepth = 100
    /// A topic's name has 249 characters at most, and few patterns are longer.
    private static let maxLength = 10_000

    init(_ pattern: String) {
        text = Array(pattern.unicodeScalars)
    }

    /// Nil if it is no regular expression.
    mutating func parse() -> RegexTree? {
        guard text.count <= Self.maxLength, let tree = parseEither(), position == text.count else {
            return nil
        }
        return tree
    }

    private var next: Unicode.Scalar? { position < text.count ? text[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func take(_ word: String) -> Bool {
        let scalars = Array(word.unicodeScalars)
        guard text[position...].starts(with: scalars) else { return false }
        position += scalars.count
        return true
    }

    private mutating func parseEither() -> RegexTree? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maxDepth else { return nil }
        let flags = (ignoresCase, dotTakesNewline)
        defer { (ignoresCase, dotTakesNewline) = flags }
        var choices: [RegexTree] = []
        repeat {
            guard let choice = parseSequence() else { return nil }
            choices.append(choice)
        } while take("|")
        return choices.count == 1 ? choices[0] : .either(choices)
    }

    private mutating func parseSequence() -> RegexTree? {
        var parts: [RegexTree] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            guard let atom = parseAtom(), let part = parseRepetition(of: atom) else { return nil }
            parts.append(part)
        }
        return parts.isEmpty ? .empty : .sequence(parts)
    }

    // MARK: - Repetitions

    private mutating func parseRepetition(of atom: RegexTree) -> RegexTree? {
        var tree = atom
        var isRepeated = false
        while let scalar = next {
            let bounds: (Int, Int?)
            switch scalar {
            case "*": bounds = (0, nil)
            case "+": bounds = (1, nil)
            case "?": bounds = (0, 1)
            case "{":
                let start = position
                guard let counts = parseCounts() else {
                    // Braces that count nothing stand for themselves.
                    position = start
                    return tree
                }
                guard counts.least <= Self.maxRepetition, (counts.most ?? 0) <= Self.maxRepetition,
                    counts.most.map({ $0 >= counts.least }) ?? true
                else { return nil }
                bounds = (counts.least, counts.most)
                position -= 1
            default: return tree
            }
            // `a**` is none in RE2.
            if isRepeated { return nil }
            isRepeated = true
            position += 1
            // Whether it takes much or little makes no difference to whether the whole matches.
            _ = take("?")
            tree = .repeated(tree, bounds.0, bounds.1)
        }
        return tree
    }

    /// `{2}`, `{2,}` or `{2,5}`; leaves the position behind it.
    private mutating func parseCounts() -> (least: Int, most: Int?)? {
        guard take("{"), let least = parseNumber() else { return nil }
        if take("}") { return (least, least) }
        guard take(",") else { return nil }
        if take("}") { return (least, nil) }
        guard let most = parseNumber(), take("}") else { return nil }
        return (least, most)
    }

    private mutating func parseNumber() -> Int? {
        var digits = ""
        while let scalar = next, ("0"..."9").contains(scalar), digits.count < 6 {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        return Int(digits)
    }

    // MARK: - Atoms

    private mutating func parseAtom() -> RegexTree? {
        guard let scalar = next else { return nil }
        position += 1
        switch scalar {
        case "(": return parseGroup()
        case "[": return parseClass().map { .set(cased($0)) }
        case ".": return .set(dotTakesNewline ? .all : .allButNewline)
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case "*", "+", "?": return nil
        case "\\": return parseEscape()
        default: return .set(cased(RegexSet(ranges: [scalar.value...scalar.value])))
        }
    }

    private func cased(_ set: RegexSet) -> RegexSet {
        var set = set
        set.ignoresCase = ignoresCase
        return set
    }

    private mutating func parseGroup() -> RegexTree? {
        let flags = (ignoresCase, dotTakesNewline)
        if take("?") {
            if take("P<") || take("<") {
                while let scalar = next, scalar != ">" {
                    guard RegexSet.word.contains(scalar) else { return nil }
                    position += 1
                }
                guard take(">") else { return nil }
            } else {
                guard parseFlags() else { return nil }
                // `(?i)` is for the rest of the group around it.
                if take(")") { return .empty }
                guard take(":") else { return nil }
            }
        }
        guard let tree = parseEither(), take(")") else { return nil }
        (ignoresCase, dotTakesNewline) = flags
        return tree
    }

    private mutating func parseFlags() -> Bool {
        var value = true
        while let scalar = next, scalar != ":", scalar != ")" {
            switch scalar {
            case "-": value = false
            case "i": ignoresCase = value
            case "s": dotTakesNewline = value
            // Lines, and greed, make no difference to names.
            case "m", "U": break
            default: return false
            }
            position += 1
        }
        return true
    }

    private mutating func parseEscape() -> RegexTree? {
        switch next {
        case "b": position += 1; return .assertion(.wordBoundary)
        case "B": position += 1; return .assertion(.noWordBoundary)
        case "A": position += 1; return .assertion(.start)
        case "z": position += 1; return .assertion(.end)
        case "Q":
            position += 1
            return parseQuoted()
        default: return parseEscapedSet().map { .set(cased($0)) }
        }
    }

    /// `\Q…\E`: everything stands for itself.
    private mutating func parseQuoted() -> RegexTree {
        var parts: [RegexTree] = []
        while let scalar = next, !take("\\E") {
            parts.append(.set(cased(RegexSet(ranges: [scalar.value...scalar.value]))))
            position += 1
        }
        return .sequence(parts)
    }

    private mutating func parseEscapedSet() -> RegexSet? {
        guard let scalar = next else { return nil }
        position += 1
        func only(_ value: UInt32) -> RegexSet { RegexSet(ranges: [value...value]) }
        switch scalar {
        case "d": return .digit
        case "D": return RegexSet(ranges: RegexSet.digit.complement)
        case "w": return .word
        case "W": return RegexSet(ranges: RegexSet.word.complement)
        case "s": return .space
        case "S": return RegexSet(ranges: RegexSet.space.complement)
        case "t": return only(9)
        case "n": return only(10)
        case "v": return only(11)
        case "f": return only(12)
        case "r": return only(13)
        case "a": return only(7)
        case "x": return parseHexadecimal().map(only)
        default:
            // Letters and digits that mean nothing are errors; other signs stand for themselves.
            let isSign = scalar.isASCII && !RegexSet.word.contains(scalar) || scalar == "_"
            return isSign ? only(scalar.value) : nil
        }
    }

    private mutating func parseHexadecimal() -> UInt32? {
        let isBraced = take("{")
        var digits = ""
        while let scalar = next, scalar.properties.isASCIIHexDigit, digits.count < (isBraced ? 6 : 2) {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        guard !isBraced || take("}"), let value = UInt32(digits, radix: 16), value <= 0x10FFFF else {
            return nil
        }
        return value
    }

    // MARK: - Classes

    private mutating func parseClass() -> RegexSet? {
        var set = RegexSet(ranges: [])
        set.isNegated = take("^")
        var isFirst = true
        while let scalar = next {
            if scalar == "]", !isFirst {
                position += 1
                return set
            }
            isFirst = false
            if take("[:") {
                guard let named = parseNamedClass() else { return nil }
                set.ranges += named
                continue
            }
            guard let start = parseClassItem() else { return nil }
            guard next == "-", position + 1 < text.count, text[position + 1] != "]" else {
                set.ranges += start.ranges
                continue
            }
            position += 1
            guard let end = parseClassItem(), let low = start.single, let high = end.single, low <= high
            else {
                return nil
            }
            set.ranges.append(low...high)
        }
        return nil
    }

    private mutating func parseClassItem() -> RegexSet? {
        guard let scalar = next else { return nil }
        position += 1
        if scalar == "\\" { return parseEscapedSet() }
        return RegexSet(ranges: [scalar.value...scalar.value])
    }

    private mutating func parseNamedClass() -> [ClosedRange<UInt32>]? {
        let isNegated = take("^")
        let named: [(String, [ClosedRange<UInt32>])] = [
            ("alnum", [0x30...0x39, 0x41...0x5A, 0x61...0x7A]), ("alpha", [0x41...0x5A, 0x61...0x7A]),
            ("ascii", [0...0x7F]), ("blank", [0x09...0x09, 0x20...0x20]),
            ("cntrl", [0...0x1F, 0x7F...0x7F]), ("digit", [0x30...0x39]), ("graph", [0x21...0x7E]),
            ("lower", [0x61...0x7A]), ("print", [0x20...0x7E]),
            ("punct", [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
            ("space", [0x09...0x0D, 0x20...0x20]), ("upper", [0x41...0x5A]),
            ("word", RegexSet.word.ranges), ("xdigit", [0x30...0x39, 0x41...0x46, 0x61...0x66]),
        ]
        for (name, ranges) in named where take("\(name):]") {
            return isNegated ? RegexSet(ranges: ranges).complement : ranges
        }
        return nil
    }
}

extension RegexSet {
    /// If it is of one character.
    fileprivate var single: UInt32? {
        guard ranges.count == 1, let range = ranges.first, range.count == 1 else { return nil }
        return range.lowerBound
    }
}
