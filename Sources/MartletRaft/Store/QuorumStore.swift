import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore

/// What a replica of the quorum has on disk: the directory `__cluster_metadata-0` with a log, snapshots and
/// `quorum-state`, in Kafka's formats.
///
/// Not `Sendable`: it has one owner. Appends go to the page cache; what makes them durable are jobs for a
/// storage thread. Cutting the log, and putting a snapshot in its place, block until the disk has it.
///
/// Invariants: the log and the newest snapshot meet, so that nothing is missing between them; the newest
/// snapshot is never removed.
package final class QuorumStore {
    package struct Settings: Sendable {
        /// `metadata.log.segment.bytes` and `.ms`.
        package var segmentBytes: Int64 = 1_073_741_824
        package var segmentMilliseconds: Int64 = 604_800_000
        /// `metadata.max.retention.bytes` and `.ms`: more than that, or older, goes, if a snapshot has it.
        package var retentionBytes: Int64 = 104_857_600
        package var retentionMilliseconds: Int64 = 604_800_000

        package init() {}
    }

    /// What opening had to look at and to repair.
    package struct Recovery: Sendable, Equatable {
        /// Of the log; nil for a new one.
        package var log: RecoveryReport?
        /// Snapshots that were damaged, and were set aside under another name.
        package var damagedSnapshots: [String] = []
        /// The log did not meet this snapshot, and begins at it now.
        package var restartedAt: SnapshotID?
    }

    package let path: String
    package let settings: Settings
    /// As `quorum-state` was found; nil where there was none.
    package let state: QuorumState?
    package let recovery: Recovery
    let fileSystem: GuardedFileSystem
    let log: PartitionLog
    var mark: DurableMark
    /// Ascending. Those from which the log goes on, and perhaps that with which the quorum was formatted.
    package internal(set) var snapshots: [StoredSnapshot]
    /// Roughly how much was appended since the log was last durable as a whole.
    package private(set) var unsyncedByteCount = 0
    /// The voter sets as the log was found to name them.
    package let history: VoterHistory

    init(
        path: String, settings: Settings, state: QuorumState?, recovery: Recovery,
        fileSystem: GuardedFileSystem, log: PartitionLog, mark: DurableMark, snapshots: [StoredSnapshot],
        history: VoterHistory
    ) {
        self.path = path
        self.settings = settings
        self.state = state
        self.recovery = recovery
        self.fileSystem = fileSystem
        self.log = log
        self.mark = mark
        self.snapshots = snapshots
        self.history = history
    }

    package var startOffset: Offset { log.logStartOffset }
    package var endOffset: Offset { log.logEndOffset }
    package var byteCount: Int64 { log.byteCount }
    /// Everything below is on disk.
    package var durableEndOffset: Offset { log.durableEndOffset }
    /// No sync and no write has failed.
    package var isIntact: Bool { !log.health.isBroken }
    /// The newest that holds records.
    package var newestSnapshot: StoredSnapshot? { snapshots.last { $0.id != .bootstrap } }

    /// What a replica has to know of the log.
    package var quorumLog: QuorumLog {
        QuorumLog(
            startOffset: startOffset, endOffset: endOffset, epochs: log.leaderEpochs,
            snapshots: snapshots.map(\.id))
    }

    func filePath(_ id: SnapshotID) -> String { "\(path)/\(id.fileName)" }

    // MARK: - The log

    /// Appends a batch at the log end; its offsets and epoch are right already. It is in the page cache when
    /// this returns. When it throws, the log is as it was.
    func append(_ batch: RecordBatch, now: Timestamp) throws(MetadataLogError) {
        precondition(batch.header.baseOffset == endOffset, "a batch is appended where the log ends")
        do throws(AppendError) {
            _ = try log.append(
                ValidatedBatch(trusted: batch), leaderEpoch: batch.header.partitionLeaderEpoch, now: now)
        } catch {
            switch error {
            case .rejected(let code, let message): throw .refused(code, message)
            case .storage(let error): throw .storage(error)
            }
        }
        unsyncedByteCount += batch.bytes.readableBytes
    }

    /// Takes note of a sync that has run without an error.
    func finish(_ flush: LogFlush) throws(MetadataLogError) {
        log.finishFlush(flush)
        if durableEndOffset == endOffset { unsyncedByteCount = 0 }
        do throws(StorageError) {
            try mark.raise(to: durableEndOffset)
        } catch {
            throw .storage(error)
        }
    }

    func finish(_ outcome: RetentionJob.Outcome) { log.finish(outcome) }

    /// Cuts the log. That is durable when this returns.
    func truncate(to offset: Offset) throws(MetadataLogError) {
        do throws(StorageError) {
            try mark.lower(to: offset)
            for segment in try log.truncate(to: offset) { try segment.remove(fileSystem) }
        } catch {
            throw .storage(error)
        }
    }

    /// Whole batches from `offset` on, which must be the beginning of one: at most `maxBytes` of them, but
    /// one at least; none where the log ends, or a batch reaches `end`. Their checksums are right.
    package func read(
        from offset: Offset, upTo end: Offset, maxBytes: Int
    ) throws(MetadataLogError) -> [RecordBatch] {
        try log.batches(from: offset, upTo: end, maxBytes: maxBytes)
    }

    /// Leaves the directory in order. The store must not be used afterwards.
    package func close() throws(MetadataLogError) {
        do throws(StorageError) {
            try log.close()
            try mark.raise(to: endOffset)
        } catch {
            throw .storage(error)
        }
    }
}
