import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

/// Each entry of the index files of sealed segments is right, and there are as many as the log needs; and a
/// look-up by offset or by time finds what a reader of the whole log finds.
enum IndexesAgreeWithLog: StorageChecker {
    private struct Place {
        var position: Int64
        var header: BatchHeader
    }

    static func faults(of restarted: RestartedLog) throws -> [String] {
        try files(restarted) + offsets(restarted) + times(restarted)
    }

    // MARK: - Files

    private static func files(_ restarted: RestartedLog) throws -> [String] {
        let fileSystem = restarted.process.fileSystem
        let directory = restarted.log.directory
        let bases = try fileSystem.list(directory)
            .compactMap { SegmentFile.parse($0.name) }
            .filter { $0.file == .log }.map(\.offset).sorted()
        var faults: [String] = []
        for base in bases.dropLast() {
            func path(_ file: SegmentFile) -> String { "\(directory)/\(file.name(base))" }
            let log = try fileSystem.read(path(.log))
            var places: [Place] = []
            var batches = RecordBatches(log)
            var position: Int64 = 0
            while let batch = try batches.next() {
                places.append(Place(position: position, header: batch.header))
                position += Int64(batch.header.byteCount)
            }
            guard
                let offsets = OffsetIndex(
                    baseOffset: base,
                    decoding: try fileSystem.readIfThere(path(.offsetIndex)) ?? ByteBuffer(),
                    logByteCount: position)
            else {
                faults.append("the offset index of segment \(base) is damaged")
                continue
            }
            faults += check(offsets, places, restarted.model.configuration, end: position)
                .map { "the offset index of segment \(base) \($0)" }
            guard
                let times = TimeIndex(
                    baseOffset: base, decoding: try fileSystem.readIfThere(path(.timeIndex)) ?? ByteBuffer())
            else {
                faults.append("the time index of segment \(base) is damaged")
                continue
            }
            faults += check(times, places).map { "the time index of segment \(base) \($0)" }
        }
        return faults
    }

    private static func check(
        _ index: OffsetIndex, _ places: [Place], _ configuration: LogConfiguration, end: Int64
    ) -> [String] {
        var faults: [String] = []
        let byPosition = Dictionary(places.map { ($0.position, $0.header) }, uniquingKeysWith: { $1 })
        for entry in index.entries {
            let offset = index.baseOffset + Int64(entry.relativeOffset)
            if byPosition[Int64(entry.position)]?.lastOffset != offset {
                faults.append("has offset \(offset) at \(entry.position), where no such batch ends")
            }
        }
        // Batches that are not indexed follow the last entry, or lie between two: never more than this.
        let positions = [0] + index.entries.map { Int64($0.position) } + [end]
        let largest = places.map { Int64($0.header.byteCount) }.max() ?? 0
        for (position, next) in zip(positions, positions.dropFirst())
        where next - position > StorageWorkload.greatestIndexInterval + 2 * largest {
            faults.append("has nothing between \(position) and \(next)")
        }
        return faults
    }

    private static func check(_ index: TimeIndex, _ places: [Place]) -> [String] {
        var faults: [String] = []
        var greatest: [Offset: Timestamp] = [:]
        var soFar = Timestamp.none
        // What compaction has emptied has the time of records that are gone.
        for header in places.map(\.header) where header.recordsCount > 0 && header.maxTimestamp > soFar {
            soFar = header.maxTimestamp
            greatest[header.lastOffset] = soFar
        }
        for entry in (0..<index.count).map({ index[$0] }) where greatest[entry.offset] != entry.timestamp {
            faults.append("has time \(entry.timestamp) at offset \(entry.offset), where it is not reached")
        }
        if soFar >= 0, index.last.timestamp != soFar {
            faults.append("ends without the greatest time, \(soFar)")
        }
        return faults
    }

    // MARK: - Look-ups

    private static func offsets(_ restarted: RestartedLog) throws -> [String] {
        var faults: [String] = []
        for batch in restarted.batches {
            for offset in [batch.header.baseOffset, batch.header.lastOffset]
            where offset >= restarted.log.logStartOffset {
                let slice = try restarted.log.read(
                    from: offset, upTo: restarted.log.logEndOffset, maxBytes: 1, minOneBatch: true)
                if try slice?.read() != batch.bytes {
                    faults.append("a look-up of offset \(offset) does not find \(span(batch))")
                }
            }
        }
        return faults
    }

    private static func times(_ restarted: RestartedLog) throws -> [String] {
        let log = restarted.log
        var records: [Record] = []
        for batch in restarted.batches {
            var iterator = try batch.records(decompressionLimit: 1 << 20)
            while let record = try iterator.next() {
                if record.offset >= log.logStartOffset { records.append(record) }
            }
        }
        let sample = stride(from: 0, to: records.count, by: max(1, records.count / 8)).map {
            records[$0].timestamp
        }
        return try sample.compactMap { time in
            let expected = records.first { $0.timestamp >= time }
            let found = try log.offset(forTimestamp: time)
            if found?.offset == expected?.offset, found?.timestamp == expected?.timestamp { return nil }
            return "a look-up of time \(time) finds offset \(found?.offset ?? .none), not "
                + "\(expected?.offset ?? .none)"
        }
    }
}
