import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore

/// The log of the cluster's metadata, kept by a quorum of one: `__cluster_metadata-0`, with Kafka's records,
/// in a partition's files, and `quorum-state` beside them.
///
/// Not `Sendable`: it has one owner. Every call blocks until the disk is done.
///
/// Opening it makes this node the leader of a new epoch, greater than every epoch that the log or
/// `quorum-state` know; the epoch is durable before it is used. From then on everything in the log is
/// committed: the only voter has it on disk.
package final class MetadataLog {
    package let nodeID: BrokerID
    /// That in which this node leads.
    package let epoch: LeaderEpoch
    /// What was repaired; nil for a new log.
    package let recovery: RecoveryReport?

    private let log: PartitionLog

    /// - Parameters:
    ///   - directory: the log directory that holds, or is to hold, `__cluster_metadata-0`.
    ///   - isClean: the last process closed the log, so that any damage was done since.
    ///   - partition: the path of a partition's directory, if there is one: then a log that knows nothing
    ///     was lost.
    ///
    /// When it returns the log is recovered, and epoch and leader are durable.
    package init(
        directory: String, nodeID: BrokerID, segmentBytes: Int64 = 1_073_741_824,
        segmentMilliseconds: Int64 = 604_800_000, isClean: Bool = false, partition: String? = nil,
        fileSystem: any FileSystem, now: Timestamp
    ) throws(MetadataLogError) {
        self.nodeID = nodeID
        let path = "\(directory)/\(TopicPartition.clusterMetadata)"
        let configuration = Self.configuration(
            segmentBytes: segmentBytes, segmentMilliseconds: segmentMilliseconds)
        do throws(StorageError) {
            // As Kafka does: this log is always checked from its beginning, so that a lost tail is found now.
            (log, recovery) = try PartitionLog.open(
                directory: path, topicPartition: .clusterMetadata, topicID: .clusterMetadata,
                configuration: configuration, fileSystem: fileSystem, recoveryPoint: 0, isClean: false,
                damage: isClean ? .refuse : .cutLastBatchOnly, now: now)
        } catch {
            throw .storage(error)
        }
        guard log.logStartOffset == 0 else { throw .needsSnapshot(logStart: log.logStartOffset) }
        let statePath = "\(path)/\(QuorumState.fileName)"
        let known = try Self.readState(statePath, fileSystem)
        try Self.checkAlone(nodeID, log, known)

        if let partition, log.logEndOffset == 0 { throw .lost(partition: partition) }
        let last = max(known?.epoch ?? 0, log.latestEpoch ?? 0)
        guard last.rawValue < Int32.max else { throw .noEpochLeft }
        epoch = LeaderEpoch(last.rawValue + 1)
        let voters: QuorumState.Voters = known?.voters == .inLog ? .inLog : .fixed([nodeID])
        let state = QuorumState(epoch: epoch, leader: nodeID, voters: voters)
        do throws(StorageError) {
            try fileSystem.replace(statePath, with: state.encoded())
        } catch {
            throw .storage(error)
        }
        let change = ControlRecordKind.leaderChange(leader: nodeID, voters: [nodeID])
        _ = try append(MetadataBatch.control(change, epoch: epoch, now: now), now: now)
    }

    /// The offset that the next record gets. Everything below is committed, and durable.
    package var endOffset: Offset { log.logEndOffset }
    package var byteCount: Int64 { log.byteCount }
    /// No sync has failed: after an error the log is as it was before.
    package var isIntact: Bool { !log.health.isBroken }

    /// Appends records as one batch: all of them or none. When it returns the offset of the last one, they
    /// are durable and committed. After an error nothing of them was committed, and if the disk was at fault
    /// the log takes no more records.
    package func append(_ records: [VersionedRecord], now: Timestamp) throws(MetadataLogError) -> Offset {
        guard !records.isEmpty else { return endOffset - 1 }
        return try append(MetadataBatch.data(records, epoch: epoch, now: now), now: now)
    }

    private func append(_ batch: RecordBatch, now: Timestamp) throws(MetadataLogError) -> Offset {
        let lastOffset: Offset
        do throws(AppendError) {
            lastOffset = try log.append(ValidatedBatch(trusted: batch), leaderEpoch: epoch, now: now)
                .lastOffset
        } catch {
            switch error {
            case .rejected(let code, let message): throw .refused(code, message)
            case .storage(let error): throw .storage(error)
            }
        }
        guard let flush = log.beginFlush() else { return lastOffset }
        do throws(StorageError) {
            try flush.run()
        } catch {
            throw .storage(error)
        }
        log.finishFlush(flush)
        return lastOffset
    }

    /// All committed records in order, each with its offset and the epoch of the leader who wrote it. Stops
    /// at the first error, be it of the log or of `body`.
    package func replay(_ body: (MetadataRecordValue, Offset, LeaderEpoch) throws -> Void) throws {
        try Self.forEachBatch(in: log) { batch in
            if batch.header.isControl { return }
            try MetadataBatch.decode(batch) { record, offset in
                try body(record.value, offset, batch.header.partitionLeaderEpoch)
            }
        }
    }

    /// Leaves the directory in order. The log must not be used afterwards.
    package func close() throws(MetadataLogError) {
        do throws(StorageError) {
            try log.close()
        } catch {
            throw .storage(error)
        }
    }
}

// MARK: - Opening

extension MetadataLog {
    /// Metadata goes only when a snapshot holds it, never by age or size.
    private static func configuration(segmentBytes: Int64, segmentMilliseconds: Int64) -> LogConfiguration {
        var configuration = LogConfiguration()
        configuration.segmentBytes = segmentBytes
        configuration.segmentMilliseconds = segmentMilliseconds
        configuration.isDeleted = false
        configuration.retentionMilliseconds = -1
        configuration.maxMessageBytes = MetadataBatch.maxByteCount
        return configuration
    }

    private static func readState(
        _ path: String, _ fileSystem: any FileSystem
    ) throws(MetadataLogError) -> QuorumState? {
        do throws(StorageError) {
            guard let text = try fileSystem.readIfThere(path) else { return nil }
            return try QuorumState(decoding: text, path: path)
        } catch {
            throw .storage(error)
        }
    }

    /// A member of a larger quorum that went on alone would write a history that the others do not have.
    private static func checkAlone(
        _ nodeID: BrokerID, _ log: PartitionLog, _ state: QuorumState?
    ) throws(MetadataLogError) {
        var voters: [BrokerID] = []
        if case .fixed(let ids)? = state?.voters { voters = ids }
        do {
            try forEachBatch(in: log) { batch in
                guard batch.header.isControl else { return }
                voters = try MetadataBatch.voters(of: batch) ?? voters
            }
        } catch let error as MetadataLogError {
            throw error
        } catch {
            preconditionFailure("reading the metadata log throws its own errors: \(error)")
        }
        guard voters.allSatisfy({ $0 == nodeID }) else { throw .severalVoters(voters) }
    }

    private static let readByteCount = 1 << 20

    private static func forEachBatch(in log: PartitionLog, _ body: (RecordBatch) throws -> Void) throws {
        var offset = log.logStartOffset
        while offset < log.logEndOffset {
            let bytes: ByteBuffer
            do {
                let slice = try log.read(
                    from: offset, upTo: log.logEndOffset, maxBytes: readByteCount, minOneBatch: true)
                guard let slice else { return }
                bytes = try slice.read()
            } catch let error as StorageError {
                throw MetadataLogError.storage(error)
            } catch ReadError.storage(let error) {
                throw MetadataLogError.storage(error)
            }
            var batches = RecordBatches(bytes)
            let start = offset
            do {
                while let batch = try batches.next() {
                    try body(batch)
                    offset = batch.header.nextOffset
                }
            } catch let error as RecordsError {
                throw MetadataLogError.damagedBatch(offset: offset, error)
            }
            guard offset > start else {
                // The file was cut, or a length in it changed, since the log was opened.
                throw MetadataLogError.damagedBatch(
                    offset: offset,
                    .incomplete(needed: BatchHeader.byteCount, available: batches.incompleteByteCount))
            }
        }
    }
}
