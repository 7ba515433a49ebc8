import Testing

/// The rules themselves, on made-up files: a rule that finds nothing anywhere would look like a clean tree.
@Suite struct RulesTests {
    private func file(_ text: String, path: String = "Sources/MartletNode/File.swift") -> SourceFile {
        SourceFile(path: path, lines: SourceTree.lines(of: text))
    }

    @Test func `a file's last newline begins no line`() {
        #expect(file("a\n\nb\n").lines == ["a", "", "b"])
    }

    @Test func `a file of 501 lines is too long`() {
        #expect(Rules.fileLength(file(String(repeating: "\n", count: 500))) == [])
        #expect(Rules.fileLength(file(String(repeating: "\n", count: 501))).count == 1)
    }

    @Test func `a line of 111 columns is too long`() {
        let lines = String(repeating: "ü", count: 110) + "\n" + String(repeating: "x", count: 111)
        #expect(Rules.lineLength(file(lines)).map(\.line) == [2])
    }

    @Test(arguments: [60, 61])
    func `a function's length is that of its body`(count: Int) {
        let body = String(repeating: "        step()\n", count: count)
        let text = """
            struct S {
                func short() { step() }
                static func long(
                    _ a: Int
                ) throws -> Int {
            \(body)    }
            }
            """
        #expect(Rules.functionLength(file(text)).map(\.line) == (count > 60 ? [3] : []))
    }

    @Test func `a requirement of a protocol has no body`() {
        let text =
            "protocol P {\n    func a()\n    func b() throws\n}\nextension P {\n"
            + String(repeating: "\n", count: 99)
        #expect(Rules.functionLength(file(text + "}")) == [])
    }

    @Test func `an unchecked Sendable needs a comment right above`() {
        #expect(
            Rules.unprovenConcurrency(
                file("// Only read.\n@dynamicMemberLookup\nstruct S: @unchecked Sendable {}")) == [])
        #expect(Rules.unprovenConcurrency(file("\nnonisolated(unsafe) var x = 0")).map(\.line) == [2])
    }

    @Test func `a handler's versions stand before its first declaration`() {
        #expect(
            Rules.handlerVersions(file("import MartletModel\n\n/// Fetch, versions 4-18.\nstruct S {}")) == []
        )
        #expect(Rules.handlerVersions(file("struct S {}\n// versions 4-18")).count == 1)
    }

    @Test(arguments: [
        ("import NIOCore", "NIOCore"), ("package import MartletModel", "MartletModel"),
        ("import struct NIOCore.ByteBuffer", "NIOCore"), ("    @preconcurrency import Glibc", "Glibc"),
    ])
    func `an import is recognised in all its forms`(line: String, module: String) {
        #expect(ImportMap.imported(by: line) == module)
    }

    @Test func `text about imports is not an import`() {
        #expect(ImportMap.imported(by: "// import Foundation") == nil)
        #expect(ImportMap.imported(by: "let imported = 1") == nil)
    }

    @Test(arguments: [
        ("MartletStorage", "MartletRecords", true), ("MartletRecords", "MartletStorage", false),
        ("MartletRaft", "MartletMetadata", false), ("MartletNode", "NIOPosix", false),
        ("MartletClient", "MartletNode", false), ("MartletClient", "MartletNetwork", true),
        ("MartletBroker", "Foundation", false), ("martlet", "Foundation", true),
        ("MartletStorage", "SomethingElse", false),
    ])
    func `the map allows what stands below`(module: String, imported: String, isAllowed: Bool) {
        #expect(ImportMap.allows(module, toImport: imported) == isAllowed)
    }
}
