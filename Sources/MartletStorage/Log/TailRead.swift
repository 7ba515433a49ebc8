import MartletModel
import MartletRecords

/// Reads what the first append to a log that was closed has to look at: the last batches, or all of the
/// segment where its indexes are damaged. Belongs on a storage thread; the log may be read meanwhile, and
/// nothing may be appended or cut.
package struct TailRead: Sendable {
    private let segment: ActiveSegment
    private let indexIntervalBytes: Int64

    init(_ segment: ActiveSegment, indexIntervalBytes: Int64) {
        self.segment = segment
        self.indexIntervalBytes = indexIntervalBytes
    }

    /// What goes wrong here goes wrong again when the log itself looks, and is told then.
    package func run() -> ReadTail? {
        // `segment.ms` counts from the first batch.
        _ = try? segment.fileForReading().read(at: 0, count: BatchHeader.byteCount)
        var segment = segment
        do throws(StorageError) {
            let fault = try segment.readTail(indexIntervalBytes: indexIntervalBytes)
            return ReadTail(segment: segment, fault: fault)
        } catch {
            return nil
        }
    }
}

/// What a `TailRead` has found.
package struct ReadTail: Sendable {
    let segment: ActiveSegment
    let fault: IndexFault?
}

extension PartitionLog {
    /// What the next append has to read; nil if it has to read nothing. An append does not depend on it, but
    /// may have to wait for the disk without.
    package func planTailRead() -> TailRead? {
        guard active.isTailUnread else { return nil }
        return TailRead(active, indexIntervalBytes: configuration.indexIntervalBytes)
    }

    /// Takes over what was read. Returns which index was damaged, if one was: it was made again, and its file
    /// will be.
    package func finishTailRead(_ tail: ReadTail) throws(StorageError) -> IndexFault? {
        guard active.adoptTail(of: tail.segment), tail.fault != nil else { return nil }
        try forgetIndexFiles()
        return tail.fault
    }

    /// The active segment's index files are not what its indexes are: nothing vouches for them any more, and
    /// whoever writes them next writes all of them.
    func forgetIndexFiles() throws(StorageError) {
        try takeBackMarks()
        closedEnd = nil
        directoryChanges += 1
    }
}
