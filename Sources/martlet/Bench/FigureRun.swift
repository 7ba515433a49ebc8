import Glibc
import MartletStorage

/// What the benchmarks that only give figures have in common: a directory for each part, a table, a file.
struct FigureRun<Part: RawRepresentable & Sendable> where Part.RawValue == String {
    /// The part of the directory's name that tells whose it is.
    let name: String
    let parts: [Part]
    /// A directory on the disk to measure; what is made in it is removed.
    let directory: String
    /// Where the figures go besides the table; nil for nowhere.
    let json: String?

    /// - Parameter measure: measures one part in a directory of its own, which is empty.
    func run(_ measure: (Part, String) async throws -> [StorageFigure]) async throws {
        let home = "\(directory)/martlet-\(name)-\(getpid())"
        guard mkdir(home, 0o755) == 0 else { throw SystemError("making \(home)") }
        defer { try? POSIXFileSystem().remove(home) }
        var figures: [StorageFigure] = []
        for part in parts {
            StandardError.write("measuring: \(part.rawValue)\n")
            let room = "\(home)/\(part.rawValue)"
            try POSIXFileSystem().createDirectory(room)
            defer { try? POSIXFileSystem().remove(room) }
            figures += try await measure(part, room)
        }
        print(StorageFigure.table(figures), terminator: "")
        guard let json else { return }
        var text = JSONText()
        text.object { text in
            text.array("figures") { text in
                for figure in figures { figure.write(to: &text) }
            }
        }
        try writeText(String(buffer: text.bytes) + "\n", to: json)
    }
}
