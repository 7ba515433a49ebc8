import Foundation

/// Writes everything that is made from the schemas below one root folder: the messages, and the test support.
@main
enum Generate {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, let schemas = arguments.first, let output = arguments.last else {
            report("usage: martlet-generate <folder of schemas> <root folder to write into>")
            exit(2)
        }
        do {
            try run(schemas: schemas, output: output)
        } catch {
            report("\(error)")
            exit(1)
        }
    }

    private static func report(_ message: String) {
        FileHandle.standardError.write(Data((message + "\n").utf8))
    }

    private static func run(schemas: String, output: String) throws {
        let files = try parseAll(schemas)
        let sources = output + "/Sources/MartletProtocol/Generated"
        let tests = output + "/Tests/MartletProtocolTests/Generated"
        for folder in [sources, tests] where FileManager.default.fileExists(atPath: folder) {
            try FileManager.default.removeItem(atPath: folder)
        }
        for file in files {
            var source = SourceText.header(of: file.path + ".schema")
            source.line("import MartletModel")
            source.line("import NIOCore")
            var test = SourceText.header(of: file.path + ".schema")
            test.line("import MartletProtocol")
            for message in file.messages {
                source.line()
                MessageEmitter(message: message).emit(&source)
                JSONEmitter(message: message).emit(&test)
            }
            try write(source.text, to: "\(sources)/\(file.path).swift")
            try write(test.text, to: "\(tests)/\(file.path)+JSON.swift")
        }
        let messages = files.flatMap(\.messages)
        let index = IndexEmitter(messages: messages)
        try write(index.apiKeys(), to: sources + "/ApiKeys.swift")
        try write(index.metadataRecords(), to: sources + "/MetadataRecordValue.swift")
        try write(JSONEmitter.index(of: messages), to: tests + "/MessageTypes.swift")
    }

    /// All schema files, in the order of their paths, so that the output is always the same.
    private static func parseAll(_ folder: String) throws -> [SchemaFile] {
        guard let paths = FileManager.default.enumerator(atPath: folder) else {
            throw SchemaError(description: "\(folder) cannot be read")
        }
        let names = paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".schema") }.sorted()
        return try names.map { name in
            let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
            return try SchemaParser.parse(path: String(name.dropLast(7)), text: text)
        }
    }

    private static func write(_ text: String, to path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }
}
