import MartletModel
import MartletStorage

/// Whether this broker has lost anything since its last registration, and what the next process is to know of
/// this one's (KIP-966).
extension LogDirectories {
    /// The epoch of the broker's last registration if nothing that was acknowledged under it is lost; −1
    /// otherwise, and where that is not known.
    ///
    /// Either it stopped cleanly. Or it has left a `BrokerEpochMark`, and each directory that it had is here.
    ///
    /// - Parameter isSynced: acknowledged is what is on disk (`martlet.durability=disk`).
    func previousBrokerEpoch(isSynced: Bool) -> BrokerEpoch {
        guard unavailable.isEmpty else { return .none }
        let present = directories.map(\.directoryID).sorted()
        let epochs = Set(
            directories.map { directory -> BrokerEpoch in
                if directory.wasClean { return directory.previousBrokerEpoch ?? .none }
                guard isSynced, let mark = directory.epochMark, mark.directories == present else {
                    return .none
                }
                return mark.epoch
            })
        return epochs.count == 1 ? epochs.first ?? .none : .none
    }

    /// Writes down, in all directories in service, under which registration they are written to from now on.
    /// Durable when this returns where it meets no error; returns the errors. Blocks.
    func markEpoch(_ epoch: BrokerEpoch) -> [StorageError] {
        let mark = BrokerEpochMark(epoch: epoch, directories: directories.map(\.directoryID))
        return directories.filter { !$0.health.isBroken }.compactMap { directory in
            do throws(StorageError) {
                try directory.write(mark)
                return nil
            } catch {
                return error
            }
        }
    }

    /// Removes what a process has left that synced what it acknowledged, as this one does not. Blocks.
    func removeEpochMarks() {
        for directory in directories where directory.epochMark != nil { try? directory.removeEpochMark() }
    }
}
