import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

extension QuorumStore {
    private func job(_ work: QuorumJob.Work) -> QuorumJob {
        QuorumJob(work: work, path: path, fileSystem: fileSystem)
    }

    /// What makes the log durable as it is now; nil if it is.
    func sync() -> QuorumJob? {
        log.beginFlush().map { job(.sync($0)) }
    }

    /// What makes this the content of `quorum-state`.
    func persist(_ token: Int, _ state: QuorumState) -> QuorumJob {
        job(.persist(token, state))
    }

    // MARK: - Writing

    /// The job that writes a snapshot of what lies below `end`; nil where there is one already.
    ///
    /// - Parameter quorum: the members as of `end`.
    func write(
        upTo end: Offset, quorum: QuorumRecords, lastTimestamp: Timestamp, now: Timestamp,
        records: @escaping SnapshotRecords
    ) throws(MetadataLogError) -> QuorumJob? {
        guard end > startOffset, end <= endOffset, let epoch = log.epoch(at: end - 1), try isBoundary(end)
        else { throw .noSnapshotPossible(at: end) }
        let id = SnapshotID(endOffset: end, epoch: epoch)
        guard !snapshots.contains(where: { $0.id == id }) else { return nil }
        return job(
            .write(
                SnapshotOrder(
                    id: id, lastTimestamp: lastTimestamp, quorum: quorum, now: now, records: records)))
    }

    /// Followers take whole batches: a snapshot must not end inside one.
    private func isBoundary(_ offset: Offset) throws(MetadataLogError) -> Bool {
        guard offset < endOffset else { return true }
        do throws(MetadataLogError) {
            return try !read(from: offset, upTo: endOffset, maxBytes: 1).isEmpty
        } catch {
            // `read` insists on the beginning of a batch.
            if case .damagedBatch(_, .incomplete) = error { return false }
            throw error
        }
    }

    /// Takes note of a snapshot that is on disk.
    func add(_ snapshot: StoredSnapshot) {
        snapshots.removeAll { $0.id == snapshot.id }
        snapshots.append(snapshot)
        snapshots.sort { $0.id < $1.id }
    }

    // MARK: - Sending and receiving

    /// Bytes of a snapshot, and the size of the whole; nil where there is none of this name.
    func chunk(
        of id: SnapshotID, at position: Int64, maxBytes: Int
    ) throws(MetadataLogError) -> (bytes: ByteBuffer, size: Int64)? {
        guard let stored = snapshots.first(where: { $0.id == id }) else { return nil }
        guard position < stored.byteCount else { return (ByteBuffer(), stored.byteCount) }
        do throws(StorageError) {
            let file = try fileSystem.open(filePath(id), .read)
            let count = Int(min(Int64(max(maxBytes, 0)), stored.byteCount - position))
            return (try file.read(at: position, count: count), stored.byteCount)
        } catch {
            if case .notFound = error { return nil }
            throw .storage(error)
        }
    }

    /// Keeps bytes of a snapshot that is downloaded; the first begin the file anew.
    func store(_ bytes: ByteBuffer, of id: SnapshotID, at position: Int64) throws(MetadataLogError) {
        do throws(StorageError) {
            let file = try fileSystem.open(
                "\(path)/\(id.partName)", position == 0 ? .createOrTruncate : .readWrite)
            try file.write([bytes], at: position)
        } catch {
            throw .storage(error)
        }
    }

    /// The job that checks a downloaded snapshot, and makes it one that counts.
    func accept(_ id: SnapshotID) -> QuorumJob {
        job(.accept(id))
    }

    /// Has the log begin at a snapshot that is on disk. That is durable when this returns; after a crash on
    /// the way opening does it.
    func restart(at snapshot: StoredSnapshot) throws(MetadataLogError) {
        add(snapshot)
        do throws(StorageError) {
            try mark.lower(to: snapshot.id.endOffset)
            for segment in try log.restart(at: snapshot.id.endOffset) { try segment.remove(fileSystem) }
        } catch {
            throw .storage(error)
        }
    }

    func contains(_ id: SnapshotID) -> Bool { log.contains(id) }

    /// A snapshot's records, to be applied to an empty image.
    func load(_ snapshot: StoredSnapshot) -> LoadedSnapshot {
        LoadedSnapshot(snapshot: snapshot, path: filePath(snapshot.id), fileSystem: fileSystem)
    }

    // MARK: - Cleaning

    /// What removes the oldest records and snapshots, as long as there are more bytes than are to be kept, or
    /// the oldest snapshot is too old; nil if there is nothing to remove. From now on the log begins at the
    /// oldest snapshot that is left. The newest snapshot stays.
    func clean(now: Timestamp) throws(MetadataLogError) -> QuorumJob? {
        var kept = snapshots.filter { $0.id != .bootstrap }
        var removed: [SnapshotID] = []
        while kept.count >= 2 {
            let isTooOld = now - kept[0].lastTimestamp > settings.retentionMilliseconds
            let start = removed.isEmpty ? startOffset : kept[0].id.endOffset
            let total = kept.reduce(byteCount - log.byteCount(below: start)) { $0 + $1.byteCount }
            guard total > settings.retentionBytes || isTooOld else { break }
            removed.append(kept.removeFirst().id)
        }
        guard let oldest = kept.first, !removed.isEmpty else { return nil }
        let retention: RetentionJob?
        do {
            _ = try log.deleteRecords(before: oldest.id.endOffset, highWatermark: log.logEndOffset)
            retention = try log.planRetention(now: now, highWatermark: oldest.id.endOffset)
        } catch let error as StorageError {
            throw .storage(error)
        } catch {
            throw .unexpected("\(path): the log cannot begin at \(oldest.id.endOffset): \(error)")
        }
        snapshots.removeAll { removed.contains($0.id) || $0.id == .bootstrap }
        return job(
            .clean(retention, snapshots: removed + [.bootstrap], newStart: oldest.id.endOffset))
    }
}
