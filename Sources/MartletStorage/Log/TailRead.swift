import MartletModel
import MartletRecords

/// Reads what the first append to a log that was closed has to look at, so that it is in memory by then.
/// Belongs on a storage thread; the log goes on meanwhile.
package struct TailRead: Sendable {
    let files: LogFiles
    let segment: Offset
    let place: IndexedPlace?
    let end: Int64

    /// What goes wrong here goes wrong again when the log itself looks, and is told then.
    package func run() {
        guard let file = try? files.open(.log, segment) else { return }
        // `segment.ms` counts from the first batch.
        _ = try? file.read(at: 0, count: BatchHeader.byteCount)
        guard var scanner = try? SegmentScanner(file, at: place, upTo: end) else { return }
        while case .batch? = try? scanner.next() {}
    }
}

extension PartitionLog {
    /// What the next append has to read; nil if it has to read nothing. An append does not depend on it, but
    /// may have to wait for the disk without.
    package func planTailRead() -> TailRead? {
        guard active.isTailUnread else { return nil }
        return TailRead(
            files: files, segment: active.baseOffset, place: active.offsetIndex.lastPlace,
            end: active.byteCount)
    }
}
