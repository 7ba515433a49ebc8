import MartletModel
import MartletRecords
import NIOCore

/// What a file of a log directory says, for people to read: a heading and rows of text.
package struct DumpTable: Sendable, Equatable {
    package var columns: [String]
    package var rows: [[String]]

    package init(columns: [String], rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }
}

/// Reads the files of a log directory that nobody needs to have open, and without changing them.
package enum LogDump {
    /// The kinds of files that can be told by their names.
    package enum Kind: Sendable, Equatable {
        /// A segment, or a snapshot of the metadata log, which is made of batches too.
        case batches
        case offsetIndex(base: Offset)
        case timeIndex(base: Offset)
        case transactionIndex
        case producerSnapshot
        case leaderEpochs
        case offsets
        /// Files whose text says it all.
        case text
    }

    private static let suffixes = [
        SegmentFile.deletedSuffix, SegmentFile.cleanedSuffix, SegmentFile.swapSuffix, ".tmp",
        // Of snapshots that are not finished, or were found damaged.
        ".part", ".damaged",
    ]
    private static let texts: Set<String> = [
        "quorum-state", "martlet.durable-offset", MetaProperties.fileName, PartitionMetadata.fileName,
        CleanShutdown.fileName,
        DirectoryChecksums.fileName,
    ]

    /// Nil for a name that no file of a log directory has.
    package static func kind(of path: String) -> Kind? {
        var name = path.split(separator: "/").last.map(String.init) ?? path
        while let suffix = suffixes.first(where: { name.hasSuffix($0) }) {
            name.removeLast(suffix.utf8.count)
        }
        if texts.contains(name) { return .text }
        if name == LeaderEpochCache.fileName { return .leaderEpochs }
        if OffsetCheckpoint(rawValue: name) != nil { return .offsets }
        if name.hasSuffix(".checkpoint") { return .batches }
        guard let (file, offset) = SegmentFile.parse(name) else { return nil }
        return switch file {
        case .log: .batches
        case .offsetIndex: .offsetIndex(base: offset)
        case .timeIndex: .timeIndex(base: offset)
        case .transactionIndex: .transactionIndex
        case .producerSnapshot: .producerSnapshot
        }
    }

    /// The rows of a file that is not made of batches; those are read by `batches`.
    package static func table(
        _ path: String, _ kind: Kind, fileSystem: any FileSystem
    ) throws(StorageError) -> DumpTable {
        let bytes = try fileSystem.read(path)
        switch kind {
        case .batches: return try batchTable(path, fileSystem: fileSystem)
        case .offsetIndex(let base): return offsetIndex(bytes, base)
        case .timeIndex(let base): return timeIndex(bytes, base)
        case .transactionIndex: return transactionIndex(bytes)
        case .producerSnapshot: return producers(try ProducerSnapshot.decode(bytes, path: path))
        case .leaderEpochs:
            let epochs = try LeaderEpochCache(decoding: bytes, path: path)
            return DumpTable(
                columns: ["epoch", "startOffset"],
                rows: epochs.entries.map { ["\($0.epoch)", "\($0.startOffset)"] })
        case .offsets:
            let offsets = try OffsetCheckpoint.decode(bytes, path: path)
            return DumpTable(
                columns: ["topic", "partition", "offset"],
                rows: offsets.sorted { $0.key < $1.key }.map {
                    [$0.key.topic, "\($0.key.partition)", "\($0.value)"]
                })
        case .text:
            let lines = String(buffer: bytes).split(whereSeparator: \.isNewline)
            return DumpTable(columns: ["text"], rows: lines.map { [String($0)] })
        }
    }

    /// Walks the batches of a file in order and checks each; ends at the first bytes that are none. What
    /// `body` gets as error is what is wrong with this batch's checksum.
    ///
    /// Returns where the file stops making sense, or nil when it does to its end.
    package static func batches(
        _ path: String, fileSystem: any FileSystem,
        body: (RecordBatch, _ position: Int64, RecordsError?) -> Void
    ) throws(StorageError) -> (position: Int64, error: RecordsError)? {
        let file = try fileSystem.open(path, .read)
        var scanner = SegmentScanner(
            file, upTo: try file.byteCount(), chunkByteCount: SegmentScanner.checkChunkByteCount)
        while true {
            switch try scanner.next() {
            case .end: return nil
            case .damage(let position, let error): return (position, error)
            case .batch(let batch):
                body(try scanner.read(batch), batch.position, try scanner.checksumError(of: batch))
            }
        }
    }
}

// MARK: - Tables

extension LogDump {
    private static let batchColumns = [
        "position", "baseOffset", "lastOffset", "count", "bytes", "epoch", "codec", "timestampType",
        "maxTimestamp", "producerId", "producerEpoch", "baseSequence", "flags", "check",
    ]

    private static func batchTable(
        _ path: String, fileSystem: any FileSystem
    ) throws(StorageError) -> DumpTable {
        var table = DumpTable(columns: batchColumns, rows: [])
        let damage = try batches(path, fileSystem: fileSystem) { batch, position, error in
            table.rows.append(row(batch.header, position, error))
        }
        if let damage {
            var row = [String](repeating: "", count: batchColumns.count)
            row[0] = "\(damage.position)"
            row[batchColumns.count - 1] = "\(damage.error)"
            table.rows.append(row)
        }
        return table
    }

    private static func row(_ header: BatchHeader, _ position: Int64, _ error: RecordsError?) -> [String] {
        var flags: [String] = []
        if header.isTransactional { flags.append("transactional") }
        if header.isControl { flags.append("control") }
        if header.hasDeleteHorizon { flags.append("deleteHorizon") }
        return [
            "\(position)", "\(header.baseOffset)", "\(header.lastOffset)", "\(header.recordsCount)",
            "\(header.byteCount)", "\(header.partitionLeaderEpoch)", header.compression.name,
            header.timestampType == .createTime ? "CreateTime" : "LogAppendTime", "\(header.maxTimestamp)",
            "\(header.producerID)", "\(header.producerEpoch)", "\(header.baseSequence)",
            flags.joined(separator: ","), error.map { "\($0)" } ?? "ok",
        ]
    }

    private static func offsetIndex(_ bytes: ByteBuffer, _ base: Offset) -> DumpTable {
        var table = DumpTable(columns: ["offset", "position"], rows: [])
        var bytes = bytes
        while let (relative, position) = bytes.readMultipleIntegers(as: (Int32, Int32).self) {
            table.rows.append(["\(base.rawValue &+ Int64(relative))", "\(position)"])
        }
        return table
    }

    private static func timeIndex(_ bytes: ByteBuffer, _ base: Offset) -> DumpTable {
        var table = DumpTable(columns: ["timestamp", "offset"], rows: [])
        var bytes = bytes
        while let (timestamp, relative) = bytes.readMultipleIntegers(as: (Int64, Int32).self) {
            table.rows.append(["\(timestamp)", "\(base.rawValue &+ Int64(relative))"])
        }
        return table
    }

    private static func transactionIndex(_ bytes: ByteBuffer) -> DumpTable {
        let columns = ["version", "producerId", "firstOffset", "lastOffset", "lastStableOffset"]
        var table = DumpTable(columns: columns, rows: [])
        var bytes = bytes
        while let (version, producer, first, last, stable) = bytes.readMultipleIntegers(
            as: (Int16, Int64, Int64, Int64, Int64).self)
        {
            table.rows.append(["\(version)", "\(producer)", "\(first)", "\(last)", "\(stable)"])
        }
        return table
    }

    private static func producers(_ state: ProducerState) -> DumpTable {
        let columns = [
            "producerId", "epoch", "lastSequence", "lastOffset", "offsetDelta", "lastTimestamp",
            "coordinatorEpoch", "transactionStart",
        ]
        let rows = state.producers.sorted { $0.key < $1.key }.flatMap { producer, entry in
            let earlier = entry.batches.dropLast().map { (batch: Optional($0), timestamp: $0.timestamp) }
            return (earlier + [(entry.batches.last, entry.lastTimestamp)]).map { batch, timestamp in
                [
                    "\(producer)", "\(entry.epoch)", "\(batch?.lastSequence ?? -1)",
                    "\(batch?.lastOffset ?? .none)", "\(batch?.offsetDelta ?? 0)", "\(timestamp)",
                    "\(entry.coordinatorEpoch)", "\(entry.transactionStart ?? .none)",
                ]
            }
        }
        return DumpTable(columns: columns, rows: rows)
    }
}
