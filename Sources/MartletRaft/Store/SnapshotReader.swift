import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore

/// A snapshot on disk, of which the whole was read once and found good.
package struct StoredSnapshot: Sendable, Equatable {
    package var id: SnapshotID
    package var byteCount: Int64
    /// Of the last record that it stands for; `metadata.max.retention.ms` counts from it.
    package var lastTimestamp: Timestamp
    /// What its header says of the members; nothing in a quorum of configured ones.
    package var quorum: QuorumRecords
}

/// Reads the batches of a snapshot file in order, a piece of the file at a time.
package struct SnapshotReader {
    private static let chunkByteCount = 1 << 20

    private let file: any File
    private let byteCount: Int64
    private var position: Int64 = 0
    private var batches = RecordBatches(ByteBuffer())
    private var chunkStart: Int64 = 0
    private var nextOffset: Offset = 0

    package init(_ path: String, fileSystem: any FileSystem) throws(MetadataLogError) {
        do throws(StorageError) {
            file = try fileSystem.open(path, .read)
            byteCount = try file.byteCount()
        } catch {
            throw .storage(error)
        }
    }

    private func damaged(_ reason: String) -> MetadataLogError {
        .damagedCheckpoint(path: file.path, reason: "\(reason), at byte \(position)")
    }

    /// The next batch, whose checksum is right; nil at the end of the file.
    package mutating func next() throws(MetadataLogError) -> RecordBatch? {
        guard position < byteCount else { return nil }
        var needed = Self.chunkByteCount
        while true {
            if let batch = try nextInChunk() {
                // The checksum does not cover the base offset.
                guard batch.header.baseOffset == nextOffset else {
                    throw damaged("offset \(batch.header.baseOffset) instead of \(nextOffset)")
                }
                nextOffset = batch.header.nextOffset
                position = chunkStart + Int64(batches.validByteCount)
                return batch
            }
            // The last batch of the chunk is cut off, or there was no chunk yet.
            let rest = byteCount - position
            if chunkStart == position, batches.validByteCount == 0, batches.incompleteByteCount > 0 {
                guard Int64(batches.incompleteByteCount) < rest else { throw damaged("a batch is cut off") }
                needed = batches.incompleteByteCount * 2
            }
            do throws(StorageError) {
                batches = RecordBatches(
                    try file.read(at: position, count: Int(min(rest, Int64(needed)))))
            } catch {
                throw .storage(error)
            }
            chunkStart = position
        }
    }

    private mutating func nextInChunk() throws(MetadataLogError) -> RecordBatch? {
        do throws(RecordsError) {
            let batch = try batches.next()
            try batch?.checkCRC()
            return batch
        } catch {
            throw damaged("\(error)")
        }
    }

    /// Reads the whole file, and checks that it is a snapshot of this name.
    package static func check(
        _ id: SnapshotID, _ path: String, fileSystem: any FileSystem
    ) throws(MetadataLogError) -> StoredSnapshot {
        var reader = try SnapshotReader(path, fileSystem: fileSystem)
        var header: StoredSnapshot?
        var hasFooter = false
        while let batch = try reader.next() {
            guard batch.header.partitionLeaderEpoch == id.epoch else {
                throw reader.damaged("a batch of epoch \(batch.header.partitionLeaderEpoch)")
            }
            if hasFooter { throw reader.damaged("a batch after the footer") }
            guard batch.header.isControl else {
                if header == nil { throw reader.damaged("no header") }
                continue
            }
            let control = try MetadataBatch.controlRecords(of: batch)
            if header == nil {
                var found = try Self.header(id, control, reader)
                found.byteCount = reader.byteCount
                found.quorum = try QuorumRecords(control: control)
                header = found
            }
            hasFooter = control.last?.record.type == .snapshotFooter
        }
        guard let header, hasFooter else { throw reader.damaged("no header, or no footer") }
        return header
    }

    private static func header(
        _ id: SnapshotID, _ control: [(record: ControlRecord, offset: Offset)], _ reader: SnapshotReader
    ) throws(MetadataLogError) -> StoredSnapshot {
        guard let first = control.first?.record, first.type == .snapshotHeader else {
            throw reader.damaged("no header")
        }
        do throws(DecodeError) {
            let header = try SnapshotHeaderRecord.decodeControlValue(first.value ?? ByteBuffer())
            return StoredSnapshot(
                id: id, byteCount: 0, lastTimestamp: Timestamp(header.lastContainedLogTimestamp),
                quorum: QuorumRecords())
        } catch {
            throw .damagedRecord(offset: 0, error)
        }
    }
}

/// A snapshot that is to take the place of an image.
package struct LoadedSnapshot: Sendable {
    package let snapshot: StoredSnapshot
    let path: String
    let fileSystem: any FileSystem

    package var id: SnapshotID { snapshot.id }

    /// All records in order, read from the disk as they are asked for. Blocks.
    package func forEachRecord(_ body: (VersionedRecord) throws -> Void) throws {
        var reader = try SnapshotReader(path, fileSystem: fileSystem)
        while let batch = try reader.next() {
            for record in try MetadataBatch.records(of: batch) { try body(record) }
        }
    }
}
