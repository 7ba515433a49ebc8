import Logging
import MartletModel
import MartletStorage
import Synchronization

/// The checkpoint files of the log directories: written when what they say has changed.
final class CheckpointFiles: Sendable {
    private typealias Offsets = [TopicPartition: Offset]

    private let directories: LogDirectories
    private let logger: Logger
    /// What the files say, by directory; what is not known is missing.
    private let written: Mutex<[String: [OffsetCheckpoint: Offsets]]>

    init(_ directories: LogDirectories, logger: Logger) {
        self.directories = directories
        self.logger = logger
        written = Mutex([:])
    }

    /// Writes those of these files that have changed, in all directories in service. Blocks; when it returns
    /// all of that is durable, but for the directories that it returns.
    func save(_ offsets: [PartitionOffsets], _ checkpoints: Set<OffsetCheckpoint>) -> Set<String> {
        var failed: Set<String> = []
        for directory in directories.directories {
            do throws(StorageError) {
                // On a disk that was unmounted nothing is missed, and nothing must be written below it.
                try directory.fileSystem.checkPresence()
                let own = offsets.filter { $0.logDirectory == directory.path }
                for checkpoint in OffsetCheckpoint.allCases where checkpoints.contains(checkpoint) {
                    try save(Self.select(checkpoint, from: own), checkpoint, in: directory)
                }
            } catch {
                failed.insert(directory.path)
                if directory.health.isBroken { continue }
                logger.error(
                    "Checkpoints could not be written",
                    metadata: ["directory": "\(directory.path)", "error": "\(error)"])
            }
        }
        return failed
    }

    private func save(
        _ offsets: Offsets, _ checkpoint: OffsetCheckpoint, in directory: LogDirectory
    ) throws(StorageError) {
        let last = written.withLock { $0[directory.path]?[checkpoint] }
        if last == offsets { return }
        // Where nothing is compacted there is nothing to say, and there was not.
        if checkpoint == .cleaner, last == nil, offsets.isEmpty, directory.firstDirtyOffsets.isEmpty {
            return
        }
        written.withLock { $0[directory.path, default: [:]][checkpoint] = nil }
        try directory.write(checkpoint, offsets)
        written.withLock { $0[directory.path, default: [:]][checkpoint] = offsets }
    }

    private static func select(_ checkpoint: OffsetCheckpoint, from offsets: [PartitionOffsets]) -> Offsets {
        var selected = Offsets()
        for one in offsets {
            selected[one.name] =
                switch checkpoint {
                case .recoveryPoint: one.recoveryPoint
                case .logStart: one.logStartOffset
                case .highWatermark: one.highWatermark
                case .cleaner: one.firstDirtyOffset
                }
        }
        return selected
    }
}
