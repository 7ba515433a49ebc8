import ArgumentParser
import MartletClient
import MartletModel
import MartletRecords
import MartletStorage

struct LogDumpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump",
        abstract: "Print what a file of a log directory says, and check it.",
        discussion: """
            Segments (.log), indexes, checkpoints, snapshots and properties of Martlet and of Apache Kafka. \
            The files are only read. Of a directory all files are printed. The exit code is 1 when something \
            is damaged.
            """)

    @Argument(help: "Files or directories.")
    var paths: [String]

    @Flag(help: "The records of segments, as JSON lines, in place of a table of their batches.")
    var records = false

    func run() throws {
        var dump = FileDump(showsRecords: records)
        let fileSystem = POSIXFileSystem()
        for path in paths {
            let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
            guard let attributes = try fileSystem.attributes(path) else {
                throw FileError(operation: "open", path: path, code: 2)
            }
            if attributes.isDirectory {
                try dump.directory(path)
            } else if let kind = LogDump.kind(of: path) {
                try dump.file(path, kind)
            } else {
                throw ValidationError("no file of a log directory has a name like \(path)")
            }
        }
        try dump.output.flush()
        if dump.hasDamage { throw ExitCode.failure }
    }
}

/// Prints files one after the other.
struct FileDump {
    let showsRecords: Bool
    var output = StandardOutput()
    private(set) var hasDamage = false
    private let fileSystem = POSIXFileSystem()
    private var isFirst = true

    init(showsRecords: Bool) {
        self.showsRecords = showsRecords
    }

    /// All files whose kind is known, and those of the directories below.
    mutating func directory(_ path: String) throws {
        for entry in try fileSystem.list(path) {
            let below = "\(path)/\(entry.name)"
            if entry.isDirectory {
                try directory(below)
            } else if let kind = LogDump.kind(of: below) {
                // In JSON lines there is no place for other files.
                if !showsRecords || kind == .batches { try file(below, kind) }
            }
        }
    }

    mutating func file(_ path: String, _ kind: LogDump.Kind) throws {
        if showsRecords && kind == .batches { return try records(path) }
        if !isFirst { output.buffer.writeString("\n") }
        isFirst = false
        output.buffer.writeString("\(path)\n")
        let (text, isDamaged) = try Self.text(path, kind, fileSystem)
        output.buffer.writeString(text)
        if isDamaged { hasDamage = true }
        try output.flushIfFull()
    }

    private static func text(
        _ path: String, _ kind: LogDump.Kind, _ fileSystem: POSIXFileSystem
    ) throws(StorageError) -> (text: String, isDamaged: Bool) {
        let dumped: DumpTable
        do throws(StorageError) {
            dumped = try LogDump.table(path, kind, fileSystem: fileSystem)
        } catch {
            guard case .corrupt(_, let position, let reason) = error else { throw error }
            return ("damaged at byte \(position): \(reason)\n", true)
        }
        if kind == .text { return (dumped.rows.map { $0.joined() + "\n" }.joined(), false) }
        var table = Table(dumped.columns)
        for row in dumped.rows { table.append(row) }
        // The last column of a table of batches is what their check says.
        let isDamaged = kind == .batches && dumped.rows.contains { $0.last != "ok" }
        return (table.text, isDamaged)
    }

    private mutating func records(_ path: String) throws {
        let printer = RecordPrinter(path: path)
        var faults: [String] = []
        var failure: (any Error)?
        let damage = try LogDump.batches(path, fileSystem: fileSystem) { batch, position, error in
            if let error { faults.append("\(path): the batch at byte \(position) is damaged: \(error)") }
            guard error == nil, failure == nil else { return }
            do {
                try printer.print(batch, to: &output)
                try output.flushIfFull()
            } catch let error as RecordsError {
                faults.append("\(path): the batch at byte \(position) is damaged: \(error)")
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        if let damage { faults.append("\(path): no batch at byte \(damage.position): \(damage.error)") }
        if !faults.isEmpty { hasDamage = true }
        for fault in faults { StandardError.write(fault + "\n") }
    }
}
