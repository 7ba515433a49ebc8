/// What a pattern means.
indirect enum RegexTree: Sendable {
    case empty
    case set(RegexSet)
    case assertion(RegexAssertion)
    case sequence([RegexTree])
    case either([RegexTree])
    /// At least so often, and at most; nil for no limit.
    case repeated(RegexTree, Int, Int?)
}

/// From trees to programs.
struct RegexCompiler {
    private(set) var program: [RegexInstruction] = []

    /// A longer one takes too long for each character.
    private static let maxInstructions = 10_000

    /// Nil if the program gets too long.
    @discardableResult
    mutating func add(_ instruction: RegexInstruction) -> Int? {
        guard program.count < Self.maxInstructions else { return nil }
        program.append(instruction)
        return program.count - 1
    }

    mutating func compile(_ tree: RegexTree) -> Bool {
        switch tree {
        case .empty: true
        case .set(let set): add(.one(set)) != nil
        case .assertion(let assertion): add(.assert(assertion)) != nil
        case .sequence(let parts): compileAll(parts)
        case .either(let choices): compile(choices: choices[...])
        case .repeated(let tree, let least, let most): compile(tree, atLeast: least, atMost: most)
        }
    }

    private mutating func compileAll(_ parts: [RegexTree]) -> Bool {
        for part in parts where !compile(part) { return false }
        return true
    }

    private mutating func compile(choices: ArraySlice<RegexTree>) -> Bool {
        var ends: [Int] = []
        var rest = choices
        while let choice = rest.popFirst() {
            if rest.isEmpty {
                guard compile(choice) else { return false }
                break
            }
            guard let split = add(.match), compile(choice), let end = add(.match) else { return false }
            ends.append(end)
            program[split] = .split(split + 1, program.count)
        }
        for end in ends { program[end] = .jump(program.count) }
        return true
    }

    private mutating func compile(_ tree: RegexTree, atLeast least: Int, atMost most: Int?) -> Bool {
        for _ in 0..<least where !compile(tree) { return false }
        guard let most else {
            guard let split = add(.match), compile(tree), add(.jump(split)) != nil else { return false }
            program[split] = .split(split + 1, program.count)
            return true
        }
        var splits: [Int] = []
        for _ in least..<max(least, most) {
            guard let split = add(.match), compile(tree) else { return false }
            splits.append(split)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
        return true
    }
}
