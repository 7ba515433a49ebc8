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
        if environment.files.isCrowded { replica.log.releaseSyncedFile() }
    }

    func releaseIdleFiles() {
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
    }
}
