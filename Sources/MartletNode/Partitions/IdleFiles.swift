import MartletModel
import MartletStorage

/// Giving back the files of partitions that nobody writes to: there may be more partitions than a process may
/// have files open.
extension Shard {
    /// As long as there is no want of descriptors a file is closed after this many seconds without an append,
    /// or up to twice that.
    private static let idleSeconds = 30

    /// After a sync, when descriptors are scarce: whoever writes to thousands of partitions in a second would
    /// have them all open before the next look for idle ones.
    func releaseFile(of replica: PartitionReplica) {
        guard environment.files.isCrowded, replica.log.releaseSyncedFile() else { return }
        for shard in peers { hop(to: shard) { $0.resumeAppendsWithoutFile() } }
    }

    func releaseIdleFiles() {
        // Files are closed elsewhere, too: with a partition that is removed, say.
        resumeAppendsWithoutFile()
        secondsSinceIdleSweep += 1
        let isCrowded = environment.files.isCrowded
        guard isCrowded || secondsSinceIdleSweep >= Self.idleSeconds else { return }
        secondsSinceIdleSweep = 0
        let unsynced = readyReplicas { replica in
            replica.diskReads.forgetReaders()
            return replica.log.releaseIdleFile() == .unsynced
        }
        // With `martlet.durability=page-cache` nothing else may ever sync them.
        if isCrowded { unsynced.forEach(markDirty) }
        resumeAppendsWithoutFile()
    }

    /// Whether an append to the partition has to wait until another partition gives its file back: what is
    /// written to stays open until it is synced, and to be refused a descriptor would cost more than time.
    func isFileMissing(for replica: PartitionReplica) -> Bool {
        guard environment.files.isFull, !replica.log.isFileOpen else { return false }
        if partitionsWithoutFile.isEmpty { for shard in peers { shard.run { $0.releaseFiles() } } }
        partitionsWithoutFile.append(replica.key)
        return true
    }

    /// Gives back all files that can be, and syncs those that cannot.
    private func releaseFiles() {
        for replica in readyReplicas(where: { $0.log.isFileOpen }) where !replica.log.releaseSyncedFile() {
            markDirty(replica)
        }
        for shard in peers { hop(to: shard) { $0.resumeAppendsWithoutFile() } }
    }

    /// Appends what waited for files, as long as there are some to be had.
    func resumeAppendsWithoutFile() {
        while !environment.files.isFull, let key = partitionsWithoutFile.popFirst() {
            guard case .ready(let replica)? = partitions[key] else { continue }
            appendWaitingBatches(to: replica)
            resumeWaitingAppends(to: replica)
        }
    }

    /// The shard stops: nothing more is appended.
    func refuseAppendsWithoutFile() {
        while let key = partitionsWithoutFile.popFirst() {
            if case .ready(let replica)? = partitions[key] {
                refuseWaitingAppends(to: replica, .notLeaderOrFollower)
            }
        }
    }
}
