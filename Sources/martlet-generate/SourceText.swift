/// Swift source under construction.
struct SourceText {
    private(set) var text = ""
    private var depth = 0

    mutating func line(_ line: String = "") {
        if !line.isEmpty {
            text += String(repeating: "    ", count: depth) + line
        }
        text += "\n"
    }

    mutating func block(_ head: String, tail: String? = "}", _ body: (inout SourceText) -> Void) {
        line(head)
        depth += 1
        body(&self)
        depth -= 1
        if let tail { line(tail) }
    }

    /// Lines that stand under a condition, or plainly when there is none.
    mutating func when(_ condition: String?, _ body: (inout SourceText) -> Void) {
        if let condition {
            block("if \(condition) {", body)
        } else {
            body(&self)
        }
    }

    static func header(of path: String) -> SourceText {
        var source = SourceText()
        source.line("// Made by bin/generate from Schemas/\(path). Do not edit.")
        source.line("// swift-format-ignore-file")
        return source
    }
}
