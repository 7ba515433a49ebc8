import MartletMetadata
import MartletModel

/// When this node writes a snapshot of its image: after so many bytes of records, or so long, since the last
/// (`metadata.log.max.record.bytes.between.snapshots`, `metadata.log.max.snapshot.interval.ms`).
struct SnapshotSchedule: Sendable {
    private let configuration: MetadataLogConfiguration
    private var byteCount: Int64 = 0
    private var last: Duration
    private var isUnderWay = false
    private var retryAt: Duration = .zero

    /// After a disk had no room, or the quorum did not know yet what is committed.
    private static let pauseAfterFailure: Duration = .seconds(60)

    init(_ configuration: MetadataLogConfiguration, now: Duration) {
        self.configuration = configuration
        last = now
    }

    mutating func committed(byteCount added: Int) {
        byteCount += Int64(added)
    }

    /// Another's snapshot counts as well as an own.
    mutating func loaded(now: Duration) {
        byteCount = 0
        last = now
    }

    func isDue(now: Duration) -> Bool {
        guard !isUnderWay, byteCount > 0, now >= retryAt else { return false }
        if byteCount >= configuration.maxRecordBytesBetweenSnapshots { return true }
        return configuration.maxSnapshotInterval.map { now - last >= $0 } ?? false
    }

    mutating func began(now: Duration) {
        isUnderWay = true
        loaded(now: now)
    }

    mutating func ended() {
        isUnderWay = false
    }

    mutating func failed(now: Duration) {
        isUnderWay = false
        retryAt = now + Self.pauseAfterFailure
        // What it would have held is still to be written.
        byteCount = max(byteCount, configuration.maxRecordBytesBetweenSnapshots)
    }
}
