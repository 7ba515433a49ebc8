import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore

/// Gives every record of an image to `body`, in the order in which they are to be applied. Runs on a storage
/// thread.
package typealias SnapshotRecords =
    @Sendable (_ body: (VersionedRecord) throws(MetadataLogError) -> Void) throws(MetadataLogError) -> Void

/// Writes a snapshot: a header, metadata records, a footer; each part record batches, with offsets counted
/// from the beginning of the file. Nothing is durable before the file is synced.
struct SnapshotWriter {
    /// A batch is written when it has so much.
    private static let batchByteCount = 512 << 10

    private let file: any File
    private let epoch: LeaderEpoch
    private let now: Timestamp
    private var builder: RecordBatchBuilder
    private(set) var byteCount: Int64 = 0
    private var nextOffset: Offset = 0

    /// Writes the header: what the log says of the quorum's members up to where the snapshot ends.
    init(
        _ file: any File, epoch: LeaderEpoch, lastTimestamp: Timestamp, quorum: QuorumRecords, now: Timestamp
    ) throws(MetadataLogError) {
        self.file = file
        self.epoch = epoch
        self.now = now
        builder = RecordBatchBuilder()
        var header: [ControlRecordKind] = [.snapshotHeader(lastContainedLogTimestamp: lastTimestamp)]
        if let version = quorum.kraftVersion, version > 0 {
            header.append(.kraftVersion(version))
            if let voters = quorum.voters { header.append(.voters(voters)) }
        }
        try write(MetadataBatch.control(header, epoch: epoch, now: now))
    }

    mutating func append(_ record: VersionedRecord) throws(MetadataLogError) {
        do throws(EncodeError) {
            builder.append(key: nil, value: try record.encoded(), timestamp: now)
        } catch {
            throw .unwritable(error)
        }
        if builder.estimatedByteCount >= Self.batchByteCount { try flush() }
    }

    /// Writes what is left, and the footer. The file is whole when this returns.
    mutating func finish() throws(MetadataLogError) {
        try flush()
        try write(
            MetadataBatch.control(.snapshotFooter, baseOffset: nextOffset, epoch: epoch, now: now))
    }

    private mutating func flush() throws(MetadataLogError) {
        guard !builder.isEmpty else { return }
        let batch: RecordBatch
        do throws(RecordsError) {
            batch = try builder.build()
        } catch {
            throw .tooLargeTogether(error)
        }
        try write(batch)
    }

    private mutating func write(_ batch: RecordBatch) throws(MetadataLogError) {
        do throws(StorageError) {
            try file.write([batch.bytes], at: byteCount)
        } catch {
            throw .storage(error)
        }
        byteCount += Int64(batch.bytes.readableBytes)
        nextOffset = batch.header.nextOffset
        builder = RecordBatchBuilder(
            baseOffset: nextOffset, partitionLeaderEpoch: epoch, expectedByteCount: 64 << 10)
    }
}
