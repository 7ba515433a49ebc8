/// Rules that look at one file. Each is a function from a file to its violations, so that tests can show what
/// it finds in a few lines of made-up source.
enum Rules {
    static let longestFile = 500
    static let longestLine = 110
    static let longestFunction = 60

    static func fileLength(_ file: SourceFile) -> [Violation] {
        guard file.lines.count > longestFile else { return [] }
        return [violation(file, 1, "\(file.lines.count) lines; \(longestFile) is the end")]
    }

    static func lineLength(_ file: SourceFile) -> [Violation] {
        file.lines.enumerated().filter { $0.element.count > longestLine }.map { index, line in
            violation(file, index, "\(line.count) columns; \(longestLine) is the end")
        }
    }

    static func forbiddenWords(_ words: [String], in file: SourceFile) -> [Violation] {
        file.lines.enumerated().flatMap { index, line in
            words.filter { line.contains($0) }.map { violation(file, index, "contains '\($0)'") }
        }
    }

    /// What the compiler takes on trust has a comment directly above that says why it holds.
    static func unprovenConcurrency(_ file: SourceFile) -> [Violation] {
        file.lines.enumerated().compactMap { index, line in
            guard let word = ["@unchecked Sendable", "nonisolated(unsafe)"].first(where: line.contains),
                !isComment(line)
            else { return nil }
            let above = file.lines[..<index].last { !trimmed($0).hasPrefix("@") }
            return above.map(isComment) == true
                ? nil : violation(file, index, "'\(word)' without a comment above")
        }
    }

    static func functionLength(_ file: SourceFile) -> [Violation] {
        file.lines.indices.compactMap { index in
            // Regular expressions are slow in a debug build; few lines are worth one.
            guard declaresFunction(file.lines[index]),
                let body = functionBody(startingAt: index, in: file.lines), body.count > longestFunction
            else { return nil }
            return violation(file, index, "a function of \(body.count) lines; \(longestFunction) is the end")
        }
    }

    private static func declaresFunction(_ line: String) -> Bool {
        let declaration = #/^\s*(?:[@\w().]+\s+)*(?:func\s|init[?(<]|subscript[(<])/#
        return ["func ", "init", "subscript"].contains(where: line.contains) && !isComment(line)
            && line.firstMatch(of: declaration) != nil
    }

    /// The lines between the braces of the function declared on this line, if one is: in our layout
    /// the closing brace stands under the first letter of the declaration.
    private static func functionBody(startingAt index: Int, in lines: [String]) -> Range<Int>? {
        let indent = lines[index].prefix { $0 == " " }
        let isContinuation = { (line: String) in
            line.hasPrefix(indent + " ") || line.hasPrefix(indent + ")") || line.hasPrefix(indent + "where ")
                || line.hasPrefix(indent + "{")
        }
        guard
            let opening = ([index] + lines.indices[(index + 1)...].prefix { isContinuation(lines[$0]) })
                .first(where: { lines[$0].contains("{") }),
            lines[opening].hasSuffix("{"),
            let closing = lines.indices[(opening + 1)...].first(where: { lines[$0].hasPrefix(indent + "}") })
        else { return nil }
        return opening + 1..<closing
    }

    /// A handler opens with the versions that it serves, in a comment before the first declaration.
    static func handlerVersions(_ file: SourceFile) -> [Violation] {
        let opening = file.lines.prefix { line in
            isComment(line) || line.isEmpty || line.hasPrefix("import ")
        }
        let saysVersions = opening.contains { isComment($0) && $0.firstMatch(of: #/[Vv]ersions? \d/#) != nil }
        return saysVersions ? [] : [violation(file, 0, "does not open with the versions that it serves")]
    }

    static func isComment(_ line: String) -> Bool { trimmed(line).hasPrefix("//") }

    private static func trimmed(_ line: String) -> Substring { line.drop { $0 == " " } }

    private static func violation(_ file: SourceFile, _ index: Int, _ text: String) -> Violation {
        Violation(file: file.path, line: index + 1, text: text)
    }
}
