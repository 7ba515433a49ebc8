import MartletClient

/// What a log directory holds, as text for people.
struct StorageText {
    let directory: StorageDescription

    var text: String {
        var parts = [overview]
        if !directory.logs.isEmpty { parts.append(logs.text) }
        let compressed = directory.logs.filter { ($0.recompression?.segmentCount ?? 0) > 0 }
        if !compressed.isEmpty { parts.append(recompression(compressed).text) }
        let corrupt = directory.logs.filter { !$0.corruptRanges.isEmpty }
        if !corrupt.isEmpty { parts.append(corruption(corrupt).text) }
        for log in directory.logs where !log.failedJobs.isEmpty {
            parts.append(
                "\(log.partition): an error ended \(log.failedJobs.joined(separator: " and ")) until the "
                    + "broker's next start; its log tells which\n")
        }
        return parts.joined(separator: "\n")
    }

    private var overview: String {
        var text = """
            directory \(directory.path) of broker \(directory.broker)
            state     \(directory.isOnline ? "in service" : "out of service")

            """
        if let usable = directory.usableBytes, let total = directory.totalBytes {
            text += "free      \(Figures.bytes(usable)) of \(Figures.bytes(total))\n"
        }
        let opening = directory.opening
        if opening.remainingLogCount > 0 {
            text += "opening   \(opening.remainingLogCount) of \(opening.logCount) logs to go"
            if opening.bytesTotal > 0 {
                text += "; of those begun with, recovery has read "
                text += "\(Figures.bytes(opening.bytesDone)) of \(Figures.bytes(opening.bytesTotal))"
            }
            text += "\n"
        }
        return text
    }

    private var logs: Table {
        var table = Table(
            ["LOG", "STATE", "SEGMENTS", "BYTES", "START", "END", "ON DISK", "COMPACTED", "DIRTY"]
                + (directory.logs.contains { $0.recovery != nil } ? ["RECOVERED"] : []),
            rightAligned: [2, 3, 4, 5, 6, 7, 8, 9])
        for log in directory.logs {
            guard log.state == .inService else {
                let unknown = Array(repeating: "", count: log.recovery == nil ? 0 : 7)
                let recovered = log.recovery.map {
                    "\(Figures.bytes($0.bytesDone)) of \(Figures.bytes($0.bytesTotal))"
                }
                table.append([log.partition.description, log.state.name] + unknown + [recovered ?? ""])
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
        case .recovering: "recovering"
        }
    }
}
