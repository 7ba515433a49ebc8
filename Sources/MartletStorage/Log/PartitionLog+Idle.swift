import MartletModel

extension PartitionLog {
    /// What a log has open while nobody writes to it.
    package enum Idleness: Sendable, Equatable {
        /// Appended to since the last look, or nothing is open.
        case none
        /// Nothing was appended, but what was before is not synced: the file must stay open.
        case unsynced
        /// The file was given back.
        case released
    }

    /// Whether the log has a file open to write to. If not, the next append opens one.
    package var isFileOpen: Bool { active.fileInUse != nil }

    /// Looks whether the log was quiet since the last look, and if so closes the file that it writes to; the
    /// next append opens it again. The broker calls it from time to time, so that appending costs nothing
    /// for it.
    package func releaseIdleFile() -> Idleness {
        guard logEndOffset == endAtLastLook else {
            endAtLastLook = logEndOffset
            return .none
        }
        guard isFileOpen else { return .none }
        return releaseSyncedFile() ? .released : .unsynced
    }

    /// Closes the file that the log writes to, unless something in it is not synced; the next append opens it
    /// again. Returns whether it is closed.
    @discardableResult
    package func releaseSyncedFile() -> Bool {
        guard isDurable, !isTailTorn else { return false }
        active.releaseFile()
        return true
    }
}
