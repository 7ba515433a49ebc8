import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore

/// The form of Kafka's `.checkpoint` files: a header, metadata records, a footer; each part a record batch,
/// with offsets counted from the beginning of the file.
package enum Checkpoint {
    /// The records with which a cluster begins. Formatting puts the file into every log directory; the one
    /// beside the metadata log is read.
    package static let bootstrapFileName = "bootstrap.checkpoint"

    /// Puts the first records of a new cluster into a log directory. Durable when it returns.
    package static func writeBootstrap(
        _ records: [VersionedRecord], directory: String, fileSystem: any FileSystem, now: Timestamp
    ) throws(MetadataLogError) {
        let bytes = try encode(records, now: now)
        do throws(StorageError) {
            try fileSystem.replace("\(directory)/\(bootstrapFileName)", with: bytes)
        } catch {
            throw .storage(error)
        }
    }

    /// Nil where the directory has none.
    package static func readBootstrap(
        directory: String, fileSystem: any FileSystem
    ) throws(MetadataLogError) -> [VersionedRecord]? {
        let path = "\(directory)/\(bootstrapFileName)"
        let bytes: ByteBuffer?
        do throws(StorageError) {
            bytes = try fileSystem.readIfThere(path)
        } catch {
            throw .storage(error)
        }
        guard let bytes else { return nil }
        return try decode(bytes, path: path)
    }

    /// Formats a log directory for a quorum whose members stand in the log (KIP-853): puts the first snapshot
    /// there, which names them and nothing else. Durable when it returns.
    package static func writeFirstVoters(
        _ voters: VoterSet, directory: String, fileSystem: any FileSystem, now: Timestamp
    ) throws(MetadataLogError) {
        let path = "\(directory)/\(TopicPartition.clusterMetadata)"
        let name = SnapshotID.bootstrap
        let file: any File
        do throws(StorageError) {
            try fileSystem.createDirectory(path)
            file = try fileSystem.open("\(path)/\(name.partName)", .createOrTruncate)
        } catch {
            throw .storage(error)
        }
        var writer = try SnapshotWriter(
            file, epoch: name.epoch, lastTimestamp: 0,
            quorum: QuorumRecords(kraftVersion: 1, voters: voters), now: now)
        try writer.finish()
        do throws(StorageError) {
            try file.sync()
            try fileSystem.rename("\(path)/\(name.partName)", to: "\(path)/\(name.fileName)")
            try fileSystem.syncDirectory(path)
            try fileSystem.syncDirectory(directory)
        } catch {
            throw .storage(error)
        }
    }

    private static func encode(
        _ records: [VersionedRecord], now: Timestamp
    ) throws(MetadataLogError) -> ByteBuffer {
        let header = try MetadataBatch.control(
            .snapshotHeader(lastContainedLogTimestamp: 0), epoch: 0, now: now)
        let data = try MetadataBatch.data(records, baseOffset: header.header.nextOffset, epoch: 0, now: now)
        let footer = try MetadataBatch.control(
            .snapshotFooter, baseOffset: data.header.nextOffset, epoch: 0, now: now)
        var bytes = header.bytes
        bytes.writeImmutableBuffer(data.bytes)
        bytes.writeImmutableBuffer(footer.bytes)
        return bytes
    }

    private static func decode(_ bytes: ByteBuffer, path: String) throws(MetadataLogError)
        -> [VersionedRecord]
    {
        var records: [VersionedRecord] = []
        var control: [MartletRecords.ControlRecordType] = []
        var batches = RecordBatches(bytes)
        do {
            while let batch = try batches.next() {
                guard batch.header.isControl else {
                    try MetadataBatch.decode(batch) { record, _ in records.append(record) }
                    continue
                }
                try batch.checkCRC()
                var iterator = try batch.records(decompressionLimit: MetadataBatch.maxByteCount)
                while let record = try iterator.next() { control.append(try ControlRecord(record).type) }
            }
        } catch {
            throw .damagedCheckpoint(path: path, reason: "\(error)")
        }
        guard batches.incompleteByteCount == 0, control.first == .snapshotHeader,
            control.last == .snapshotFooter
        else {
            throw .damagedCheckpoint(
                path: path, reason: "it does not begin with a header and end with a footer")
        }
        return records
    }
}
