import Foundation

/// One file of the repository, as lines.
struct SourceFile: Sendable {
    /// From the root of the repository: `Sources/MartletModel/Uuid.swift`.
    let path: String
    let lines: [String]

    var name: String { String(path.split(separator: "/").last ?? "") }
    var module: String { String(path.split(separator: "/").dropFirst().first ?? "") }
    var isGenerated: Bool { path.contains("/Generated/") }
}

/// A place that breaks a rule. Its text is what the developer reads, so it names file and line.
struct Violation: Sendable, Equatable, CustomStringConvertible {
    let file: String
    let line: Int
    let text: String

    var description: String { "\(file):\(line): \(text)" }
}

/// The sources of this repository.
enum SourceTree {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let sources = files(under: "Sources", endingIn: [".swift"])
    static let tests = files(under: "Tests", endingIn: [".swift", ".py"])

    static func files(under folder: String, endingIn endings: [String]) -> [SourceFile] {
        guard let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path) else {
            return []
        }
        return paths.compactMap { $0 as? String }
            .filter { path in endings.contains { path.hasSuffix($0) } }
            .sorted()
            .compactMap { path in
                let url = root.appending(path: folder).appending(path: path)
                guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
                return SourceFile(path: "\(folder)/\(path)", lines: lines(of: text))
            }
    }

    /// The lines of a text; its last newline ends a line and begins none.
    static func lines(of text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}
