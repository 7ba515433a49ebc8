import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore

/// Work on the disk that the control loop must not wait for. It blocks, and belongs on a storage thread.
///
/// Jobs of one lane run one after the other, in the order in which they were handed out. The two lanes need
/// not wait for each other; one thread that runs all jobs in order is right, too.
package struct QuorumJob: Sendable {
    package enum Lane: Sendable, Equatable {
        /// Short, and elections and commits wait for it.
        case log
        /// Long, and nobody waits for it.
        case snapshots
    }

    enum Work: Sendable {
        case sync(LogFlush)
        case persist(Int, QuorumState)
        case write(SnapshotOrder)
        case accept(SnapshotID)
        case clean(RetentionJob?, snapshots: [SnapshotID], newStart: Offset)
    }

    let work: Work
    let path: String
    let fileSystem: GuardedFileSystem

    package var lane: Lane {
        switch work {
        case .sync, .persist: .log
        case .write, .accept, .clean: .snapshots
        }
    }

    /// Does the work, and says what came of it: that goes back to the driver.
    package func run() -> QuorumJobResult {
        do throws(MetadataLogError) {
            switch work {
            case .sync(let flush):
                try onDisk { () throws(StorageError) in try flush.run() }
                return .synced(flush)
            case .persist(let token, let state):
                try onDisk { () throws(StorageError) in
                    try fileSystem.replace("\(path)/\(QuorumState.fileName)", with: state.encoded())
                }
                return .persisted(token)
            case .write(let order): return .wrote(try write(order))
            case .accept(let id): return .accepted(try accept(id))
            case .clean(let retention, let snapshots, let newStart):
                return .cleaned(try clean(retention, snapshots), newStart: newStart)
            }
        } catch {
            return .failed(self, error)
        }
    }

    private func onDisk<Value>(
        _ body: () throws(StorageError) -> Value
    ) throws(MetadataLogError) -> Value {
        do throws(StorageError) {
            return try body()
        } catch {
            throw .storage(error)
        }
    }

    /// Under another name until it is whole and durable.
    private func write(_ order: SnapshotOrder) throws(MetadataLogError) -> StoredSnapshot {
        let part = "\(path)/\(order.id.partName)"
        do throws(MetadataLogError) {
            let file = try onDisk { () throws(StorageError) in try fileSystem.open(part, .createOrTruncate) }
            var writer = try SnapshotWriter(
                file, epoch: order.id.epoch, lastTimestamp: order.lastTimestamp, quorum: order.quorum,
                now: order.now)
            try order.records { record throws(MetadataLogError) in try writer.append(record) }
            try writer.finish()
            try onDisk { () throws(StorageError) in try publish(file, order.id) }
            return StoredSnapshot(
                id: order.id, byteCount: writer.byteCount, lastTimestamp: order.lastTimestamp,
                quorum: order.quorum)
        } catch {
            // Half of it is of no use, and on a full disk others need the room.
            try? fileSystem.remove(part)
            throw error
        }
    }

    /// Of a snapshot that was downloaded: checks it, and gives it its name.
    private func accept(_ id: SnapshotID) throws(MetadataLogError) -> StoredSnapshot {
        let part = "\(path)/\(id.partName)"
        do throws(MetadataLogError) {
            let stored = try SnapshotReader.check(id, part, fileSystem: fileSystem)
            try onDisk { () throws(StorageError) in
                try publish(fileSystem.open(part, .readWrite), id)
            }
            return stored
        } catch {
            try? fileSystem.remove(part)
            throw error
        }
    }

    private func publish(_ file: any File, _ id: SnapshotID) throws(StorageError) {
        try file.sync()
        try fileSystem.rename("\(path)/\(id.partName)", to: "\(path)/\(id.fileName)")
        try fileSystem.syncDirectory(path)
    }

    private func clean(
        _ retention: RetentionJob?, _ snapshots: [SnapshotID]
    ) throws(MetadataLogError) -> RetentionJob.Outcome? {
        try onDisk { () throws(StorageError) in
            let outcome = try retention?.run()
            if case .retired(let segments)? = outcome {
                for segment in segments { try segment.remove(fileSystem) }
            }
            for id in snapshots { try fileSystem.remove("\(path)/\(id.fileName)") }
            return outcome
        }
    }
}

/// A snapshot that is to be written.
struct SnapshotOrder: Sendable {
    var id: SnapshotID
    var lastTimestamp: Timestamp
    var quorum: QuorumRecords
    var now: Timestamp
    var records: SnapshotRecords
}

/// What came of a job.
package enum QuorumJobResult: Sendable {
    case synced(LogFlush)
    case persisted(Int)
    case wrote(StoredSnapshot)
    case accepted(StoredSnapshot)
    case cleaned(RetentionJob.Outcome?, newStart: Offset)
    case failed(QuorumJob, MetadataLogError)
}
