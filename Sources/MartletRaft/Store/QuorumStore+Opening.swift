import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

extension QuorumStore {
    /// Opens what a log directory has of the quorum, or makes it.
    ///
    /// - Parameters:
    ///   - directory: the log directory that holds, or is to hold, `__cluster_metadata-0`.
    ///   - configuredVoters: the members of a quorum whose members are configured
    ///     (`controller.quorum.voters`); empty where the log says who they are.
    ///   - isClean: the last process closed the log, so that any damage was done since.
    ///   - isOnDisk: nobody has written to the log since the machine was started.
    ///
    /// All that the log has is durable when this returns. Snapshots are read and checked from the newest on:
    /// the first that is whole counts. A log that does not meet it, because a crash came between the two,
    /// begins at the snapshot afterwards: what a snapshot holds was committed.
    package static func open(
        directory: String, configuredVoters: VoterSet = VoterSet(), settings: Settings = Settings(),
        isClean: Bool = false, isOnDisk: Bool = false, fileSystem: any FileSystem, now: Timestamp
    ) throws(MetadataLogError) -> QuorumStore {
        let path = "\(directory)/\(TopicPartition.clusterMetadata)"
        let fileSystem =
            fileSystem as? GuardedFileSystem
            ?? GuardedFileSystem(fileSystem, health: DirectoryHealth(directory: directory))
        var recovery = Recovery()
        let state: QuorumState?
        let log: PartitionLog
        var snapshots: [StoredSnapshot]
        var mark: DurableMark
        do throws(StorageError) {
            let names = try fileSystem.list(creating: path).map(\.name)
            for name in names where SnapshotID.isLeftOver(name) { try fileSystem.remove("\(path)/\(name)") }
            state = try readState("\(path)/\(QuorumState.fileName)", fileSystem)
            // A vote must not go with the directory that it lies in.
            if state == nil { try fileSystem.syncDirectory(directory) }
            // Nor what a process has given its name and not synced: what is answered now relies on it.
            if !isClean { try fileSystem.syncDirectory(path) }
            snapshots = try readSnapshots(names, path, fileSystem, &recovery)
            mark = try DurableMark(in: path, fileSystem, isClean: isClean)
            try mendIdentity(path, fileSystem)
            // As Kafka does: this log is always read from its beginning, so that a torn tail is found now.
            (log, recovery.log) = try PartitionLog.open(
                directory: path, topicPartition: .clusterMetadata, topicID: .clusterMetadata,
                configuration: configuration(settings), fileSystem: fileSystem, recoveryPoint: 0,
                isClean: false, isOnDisk: isOnDisk, damage: isClean ? .refuse : .cutFrom(mark.offset),
                now: now)
            if let newest = snapshots.last(where: { $0.id != .bootstrap })?.id, !log.contains(newest) {
                guard log.logStartOffset <= newest.endOffset || log.logEndOffset == log.logStartOffset else {
                    throw .corrupt(
                        path: path, position: 0,
                        reason: "the log begins at offset \(log.logStartOffset), but the newest snapshot "
                            + "ends at \(newest.endOffset)")
                }
                try mark.lower(to: newest.endOffset)
                for segment in try log.restart(at: newest.endOffset) { try segment.remove(fileSystem) }
                recovery.restartedAt = newest
            }
            guard log.logEndOffset >= mark.offset else {
                throw .corrupt(
                    path: path, position: 0,
                    reason: "the log ends at offset \(log.logEndOffset), but \(DurableMark.fileName) says "
                        + "that it was on disk up to \(mark.offset)")
            }
        } catch {
            throw .storage(error)
        }
        snapshots.removeAll { $0.id.endOffset < log.logStartOffset && $0.id != .bootstrap }
        if log.logStartOffset > 0, snapshots.allSatisfy({ $0.id == .bootstrap }) {
            throw .needsSnapshot(logStart: log.logStartOffset)
        }
        let history = try history(of: log, snapshots.last, configuredVoters, state)
        return QuorumStore(
            path: path, settings: settings, state: state, recovery: recovery, fileSystem: fileSystem,
            log: log, mark: mark, snapshots: snapshots, history: history)
    }

    /// Metadata goes only when a snapshot holds it, never by age or size.
    private static func configuration(_ settings: Settings) -> LogConfiguration {
        var configuration = LogConfiguration()
        configuration.segmentBytes = settings.segmentBytes
        configuration.segmentMilliseconds = settings.segmentMilliseconds
        configuration.isDeleted = false
        configuration.retentionMilliseconds = -1
        configuration.maxMessageBytes = MetadataBatch.maxByteCount
        return configuration
    }

    /// Every such log has the same id: a file that a crash has left unfinished is no loss.
    private static func mendIdentity(_ path: String, _ fileSystem: GuardedFileSystem) throws(StorageError) {
        do throws(StorageError) {
            _ = try PartitionMetadata.read(path, fileSystem: fileSystem)
        } catch {
            guard case .corrupt(let file, _, _) = error else { throw error }
            try fileSystem.remove(file)
        }
    }

    private static func readState(
        _ path: String, _ fileSystem: GuardedFileSystem
    ) throws(StorageError) -> QuorumState? {
        guard let text = try fileSystem.readIfThere(path) else { return nil }
        return try QuorumState(decoding: text, path: path)
    }

    /// The newest that is whole and those before it; damaged ones are set aside, so that nobody is sent them.
    private static func readSnapshots(
        _ names: [String], _ path: String, _ fileSystem: GuardedFileSystem, _ recovery: inout Recovery
    ) throws(StorageError) -> [StoredSnapshot] {
        var whole: [StoredSnapshot] = []
        for id in names.compactMap({ SnapshotID(fileName: $0) }).sorted().reversed() {
            let file = "\(path)/\(id.fileName)"
            do {
                whole.append(try SnapshotReader.check(id, file, fileSystem: fileSystem))
            } catch MetadataLogError.storage(let error) {
                throw error
            } catch {
                recovery.damagedSnapshots.append("\(error)")
                try fileSystem.rename(file, to: file + ".damaged")
                try fileSystem.syncDirectory(path)
            }
        }
        return whole.reversed()
    }

    private static let scanByteCount = 1 << 20

    /// Looks through the log's control records.
    private static func history(
        of log: PartitionLog, _ newest: StoredSnapshot?, _ configured: VoterSet, _ state: QuorumState?
    ) throws(MetadataLogError) -> VoterHistory {
        var history = VoterHistory(
            newest?.quorum.voters ?? fallback(configured, state),
            kraftVersion: newest?.quorum.kraftVersion ?? 0)
        var offset = max(log.logStartOffset, newest?.id.endOffset ?? 0)
        while offset < log.logEndOffset {
            let batches = try log.batches(from: offset, upTo: log.logEndOffset, maxBytes: scanByteCount)
            for batch in batches where batch.header.isControl {
                let found = try QuorumRecords(of: batch)
                if let voters = found.voters {
                    history.append(.init(offset: batch.header.baseOffset, voters: voters))
                }
            }
            offset = batches.last?.header.nextOffset ?? log.logEndOffset
        }
        return history
    }

    /// Who the members are where no record says so: those that are configured, or once were.
    private static func fallback(_ configured: VoterSet, _ state: QuorumState?) -> VoterSet {
        guard configured.isEmpty, case .fixed(let ids)? = state?.voters else { return configured }
        return VoterSet(Set(ids).map { Voter(key: ReplicaKey($0)) })
    }
}

extension PartitionLog {
    /// Whether the log goes on from this snapshot: it has the snapshot's last record, or begins after it.
    func contains(_ snapshot: SnapshotID) -> Bool {
        guard logEndOffset >= snapshot.endOffset, logStartOffset <= snapshot.endOffset else { return false }
        if logStartOffset == snapshot.endOffset {
            // No record of an older epoch can come after it.
            return epoch(at: snapshot.endOffset).map { $0 >= snapshot.epoch } ?? true
        }
        return epoch(at: snapshot.endOffset - 1) == snapshot.epoch
    }
}

extension FileSystem {
    /// What is in a directory, which is made where it is missing; its name is not durable then.
    fileprivate func list(creating path: String) throws(StorageError) -> [DirectoryEntry] {
        do throws(StorageError) {
            return try list(path)
        } catch {
            guard case .notFound = error else { throw error }
            try createDirectory(path)
            return []
        }
    }
}
