/// A regular expression in RE2's syntax, matched in time that is linear in the text: patterns come from
/// strangers, and one that backtracks could keep a broker busy for ever.
///
/// All ways to match are followed at the same time (Thompson's construction). Back references and
/// look-around, which that cannot do, are no part of the syntax; of RE2's, Unicode classes (`\p`) are
/// missing.
package struct LinearRegex: Sendable {
    private let program: [RegexInstruction]

    /// Nil if it is none, or one that is too large.
    package init?(_ pattern: String) {
        var parser = RegexParser(pattern)
        guard let tree = parser.parse() else { return nil }
        var compiler = RegexCompiler()
        guard compiler.compile(tree), compiler.add(.match) != nil else { return nil }
        program = compiler.program
    }

    /// Whether it matches all of the text.
    package func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var current = RegexThreads(program.count)
        var next = RegexThreads(program.count)
        follow(0, at: 0, of: scalars, &current)
        for (position, scalar) in scalars.enumerated() {
            if current.list.isEmpty { return false }
            next.clear()
            for instruction in current.list {
                if case .one(let set) = program[instruction], set.contains(scalar) {
                    follow(instruction + 1, at: position + 1, of: scalars, &next)
                }
            }
            swap(&current, &next)
        }
        return current.list.contains { if case .match = program[$0] { true } else { false } }
    }

    /// Adds all that can be reached from an instruction without taking a character.
    private func follow(
        _ start: Int, at position: Int, of text: [Unicode.Scalar], _ threads: inout RegexThreads
    ) {
        var stack = [start]
        while let instruction = stack.popLast() {
            guard threads.add(instruction) else { continue }
            switch program[instruction] {
            case .one, .match: break
            case .jump(let target): stack.append(target)
            case .split(let first, let second): stack += [second, first]
            case .assert(let condition):
                if condition.holds(at: position, of: text) { stack.append(instruction + 1) }
            }
        }
    }
}

enum RegexInstruction: Sendable {
    case one(RegexSet)
    case jump(Int)
    case split(Int, Int)
    case assert(RegexAssertion)
    case match
}

enum RegexAssertion: Sendable {
    case start, end, wordBoundary, noWordBoundary

    func holds(at position: Int, of text: [Unicode.Scalar]) -> Bool {
        func isWord(_ index: Int) -> Bool {
            text.indices.contains(index) && RegexSet.word.contains(text[index])
        }
        return switch self {
        case .start: position == 0
        case .end: position == text.count
        case .wordBoundary: isWord(position - 1) != isWord(position)
        case .noWordBoundary: isWord(position - 1) == isWord(position)
        }
    }
}

/// The instructions that are followed at one position, each once.
private struct RegexThreads {
    var list: [Int] = []
    private var isThere: [Bool]

    init(_ count: Int) {
        isThere = Array(repeating: false, count: count)
    }

    mutating func add(_ instruction: Int) -> Bool {
        if isThere[instruction] { return false }
        isThere[instruction] = true
        list.append(instruction)
        return true
    }

    mutating func clear() {
        for instruction in list { isThere[instruction] = false }
        list.removeAll(keepingCapacity: true)
    }
}

/// A set of characters.
struct RegexSet: Sendable {
    var ranges: [ClosedRange<UInt32>]
    var isNegated = false
    var ignoresCase = false

    static let digit = RegexSet(ranges: [0x30...0x39])
    static let word = RegexSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = RegexSet(ranges: [0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
    static let all = RegexSet(ranges: [0...0x10FFFF])
    static let allButNewline = RegexSet(ranges: [0x0A...0x0A], isNegated: true)

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var isIn = ranges.contains { $0.contains(scalar.value) }
        if !isIn, ignoresCase, let other = scalar.otherCase {
            isIn = ranges.contains { $0.contains(other) }
        }
        return isIn != isNegated
    }

    /// All that is not in it, as ranges.
    var complement: [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return result
    }
}

extension Unicode.Scalar {
    /// Names of topics have no other letters than these.
    fileprivate var otherCase: UInt32? {
        switch value {
        case 0x41...0x5A: value + 32
        case 0x61...0x7A: value - 32
        default: nil
        }
    }
}
