import Testing

/// The rules of the house, over the whole tree.
@Suite struct StyleTests {
    private let written = (SourceTree.sources + SourceTree.tests).filter { !$0.isGenerated }
    /// The rules spell out the words that they forbid.
    private var ruled: [SourceFile] { written.filter { $0.module != "MartletStyleTests" } }

    @Test func `the tree is there`() {
        #expect(SourceTree.sources.contains { $0.path == "Sources/MartletModel/Identifiers.swift" })
        #expect(SourceTree.tests.contains { $0.path == "Tests/MartletStyleTests/StyleTests.swift" })
    }

    @Test func `files end within 500 lines`() {
        expectNone(written.flatMap(Rules.fileLength))
    }

    @Test func `lines end within 110 columns`() {
        expectNone(written.flatMap(Rules.lineLength))
    }

    @Test func `functions end within 60 lines`() {
        expectNone(written.filter { $0.name.hasSuffix(".swift") }.flatMap(Rules.functionLength))
    }

    @Test func `nothing is left for later`() {
        let words = ["TODO", "FIXME", "HACK"]
        expectNone(ruled.flatMap { Rules.forbiddenWords(words, in: $0) })
    }

    @Test func `nothing from outside can end the process`() {
        let words = ["try!", "as!", "fatalError("]
        let sources = written.filter { $0.path.hasPrefix("Sources/") }
        expectNone(sources.flatMap { Rules.forbiddenWords(words, in: $0) })
    }

    @Test func `what the compiler takes on trust is argued for`() {
        expectNone(ruled.flatMap(Rules.unprovenConcurrency))
    }

    @Test func `a handler opens with the versions that it serves`() {
        let handlers = SourceTree.sources.filter { $0.path.hasPrefix("Sources/MartletNode/Handlers/") }
        expectNone(handlers.flatMap(Rules.handlerVersions))
    }

    @Test func `names say what a thing is`() {
        let empty = #/(Utils?|Helpers?|Manager|Impl|Common)(?=[A-Z.]|$)/#
        let named = written.filter { $0.path.hasPrefix("Sources/") && $0.name.firstMatch(of: empty) != nil }
        expectNone(named.map(\.path))
    }

    @Test func `a module imports only what stands below it`() {
        let modules = SourceTree.sources.filter { !ImportMap.tools.contains($0.module) }
        expectNone(modules.flatMap(ImportMap.violations))
    }

    @Test func `every module is on the map`() {
        let modules = Set(SourceTree.sources.map(\.module)).subtracting(ImportMap.tools)
        expectNone(modules.filter { ImportMap.row(of: $0) == nil })
    }

    /// One issue for each, so that each can be read.
    private func expectNone(_ violations: some Collection<some CustomStringConvertible>) {
        for violation in violations { Issue.record("\(violation)") }
    }
}
