import ArgumentParser
import MartletNode
import MartletStorage

struct LogVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check log directories of a stopped broker, file against file.",
        discussion: """
            Reads every batch, index, snapshot and checkpoint, of Martlet or of Apache Kafka, and says what \
            is damaged and what that means. Several directories of one broker are checked against each \
            other, too. Nothing is changed. The exit code is 1 when something is damaged.
            """)

    @Argument(help: "Log directories, or directories of partitions.")
    var paths: [String]

    @Flag(help: "No notes: only what is damaged.")
    var damageOnly = false

    func run() throws {
        let fileSystem = POSIXFileSystem()
        var verifier = LogVerifier(fileSystem: fileSystem)
        let paths = paths.map { $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        for path in paths where try fileSystem.attributes(path)?.isDirectory != true {
            throw ValidationError("\(path) is no directory")
        }
        try verifier.verify(paths)
        var output = StandardOutput()
        output.buffer.writeString(VerifyReport(verifier, damageOnly: damageOnly).text)
        try output.flush()
        if verifier.findings.hasDamage { throw ExitCode.failure }
    }
}

/// The tables that `martlet log verify` prints.
struct VerifyReport {
    private let verifier: LogVerifier
    private let damageOnly: Bool

    init(_ verifier: LogVerifier, damageOnly: Bool) {
        self.verifier = verifier
        self.damageOnly = damageOnly
    }

    var text: String {
        let all = verifier.findings.all
        let shown = damageOnly ? all.filter { $0.severity == .damage } : all
        var text = ""
        if !shown.isEmpty {
            var table = Table(["", "FILE", "BYTE", "WHAT IS WRONG"], rightAligned: [2])
            for finding in shown {
                table.append([
                    finding.severity.rawValue, finding.path, finding.position.map { "\($0)" } ?? "-",
                    finding.reason,
                ])
            }
            text += table.text + "\n" + meanings(of: shown) + "\n"
        }
        return text + summary + conclusion(all)
    }

    /// Once for each kind of thing.
    private func meanings(of findings: [Finding]) -> String {
        var table = Table(["DAMAGED", "WHAT THAT MEANS"])
        for subject in Finding.Subject.allCases {
            let paths = findings.filter { $0.subject == subject }
            guard let first = paths.first else { continue }
            let count = Set(paths.map(\.path)).count
            table.append([first.path + (count > 1 ? " and \(count - 1) more" : ""), subject.meaning])
        }
        return table.text
    }

    private var summary: String {
        var table = Table(
            ["PARTITION", "SEGMENTS", "BATCHES", "RECORDS", "BYTES", "FROM", "UP TO", "DAMAGED"],
            rightAligned: [1, 2, 3, 4, 5, 6, 7])
        for partition in verifier.partitions {
            let found = partition.summary
            table.append([
                partition.path, "\(found.segmentCount)", "\(found.batchCount)", "\(found.recordCount)",
                "\(found.byteCount)", "\(found.logStartOffset)", "\(found.logEndOffset)",
                "\(partition.damageCount)",
            ])
        }
        return table.text
    }

    private func conclusion(_ all: [Finding]) -> String {
        let count = all.count { $0.severity == .damage }
        return "\n" + (count == 0 ? "Nothing is damaged.\n" : "\(count) findings of damage.\n")
    }
}
