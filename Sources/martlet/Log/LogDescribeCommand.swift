import ArgumentParser
import MartletClient
import MartletModel

struct LogDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Print what the log directories of a running cluster hold, log by log.")

    @Option(name: .customLong("topic"), help: "Only this topic; may be given several times.")
    var topics: [String] = []

    @Flag(help: "Print one JSON object for each log directory.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let directories = try await connection.withClient { client in
            try await Admin(client: client).describeStorage(topics: topics.isEmpty ? nil : topics)
        }
        for (index, directory) in directories.enumerated() {
            if json {
                var text = JSONText()
                text.object { $0.add(directory) }
                print(String(buffer: text.bytes))
            } else {
                if index > 0 { print() }
                show(directory)
            }
        }
    }

    private func show(_ directory: StorageDescription) {
        print("directory \(directory.path) of broker \(directory.broker)")
        print("state     \(directory.isOnline ? "in service" : "out of service")")
        if let usable = directory.usableBytes, let total = directory.totalBytes {
            print("free      \(Figures.bytes(usable)) of \(Figures.bytes(total))")
        }
        guard !directory.logs.isEmpty else { return }
        print("\n" + logs(directory).text.dropLast())
        let compressed = directory.logs.filter { ($0.recompression?.segmentCount ?? 0) > 0 }
        if !compressed.isEmpty { print("\n" + recompression(compressed).text.dropLast()) }
        let corrupt = directory.logs.filter { !$0.corruptRanges.isEmpty }
        if !corrupt.isEmpty { print("\n" + corruption(corrupt).text.dropLast()) }
        for log in directory.logs where !log.failedJobs.isEmpty {
            print(
                "\n\(log.partition): an error ended \(log.failedJobs.joined(separator: " and ")) until the "
                    + "broker's next start; its log tells which")
        }
    }

    private func logs(_ directory: StorageDescription) -> Table {
        var table = Table(
            ["LOG", "STATE", "SEGMENTS", "BYTES", "START", "END", "ON DISK", "COMPACTED", "DIRTY"],
            rightAligned: [2, 3, 4, 5, 6, 7, 8])
        for log in directory.logs {
            guard log.state == .inService else {
                table.append([log.partition.description, log.state.name])
                continue
            }
            table.append([
                log.partition.description, log.state.name, "\(log.segmentCount)",
                Figures.bytes(log.byteCount), "\(log.start)", "\(log.end)", "\(log.durableEnd)",
                log.compaction.map { "\($0.firstDirtyOffset)" } ?? "-",
                log.compaction.map { Figures.decimal($0.dirtyRatio * 100, digits: 0) + "%" } ?? "-",
            ])
        }
        return table
    }

    private func recompression(_ logs: [StorageDescription.Log]) -> Table {
        var table = Table(
            ["LOG", "CODEC", "LOOKED AT", "REWRITTEN", "BEFORE", "AFTER", "SAVED"],
            rightAligned: [2, 3, 4, 5, 6])
        for log in logs {
            guard let figures = log.recompression else { continue }
            let (before, after) = (figures.rewrittenByteCountBefore, figures.rewrittenByteCount)
            let saved = before > 0 ? Double(before - after) / Double(before) * 100 : 0
            table.append([
                log.partition.description, figures.compression, "\(figures.segmentCount)",
                "\(figures.rewrittenSegmentCount)", Figures.bytes(before), Figures.bytes(after),
                Figures.decimal(saved, digits: 0) + "%",
            ])
        }
        return table
    }

    private func corruption(_ logs: [StorageDescription.Log]) -> Table {
        var table = Table(
            ["CORRUPT", "OFFSETS", "BYTES", "AT", "FILE", "REASON"], rightAligned: [2, 3])
        for log in logs {
            for range in log.corruptRanges {
                table.append([
                    log.partition.description,
                    "\(range.offsets.lowerBound) up to \(range.offsets.upperBound)",
                    Figures.bytes(range.byteCount), "\(range.position)", range.path, range.reason,
                ])
            }
        }
        return table
    }
}

extension StorageDescription.State {
    var name: String {
        switch self {
        case .opening: "opening"
        case .inService: "in service"
        case .offline: "offline"
        case .closed: "closed"
        }
    }
}
