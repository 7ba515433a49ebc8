import MartletMetadata
import MartletModel
import MartletStorage
import Synchronization

/// The node's log directories, and which partition lies in which.
package final class LogDirectories: Sendable {
    /// Where a partition's log is or goes, and what the checkpoints of its directory say of it.
    struct Place: Sendable {
        var logDirectory: String
        var path: String
        var fileSystem: GuardedFileSystem
        var recoveryPoint: Offset
        var logStartOffset: Offset?
        var highWatermark: Offset
        var firstDirtyOffset: Offset?
        var isClean: Bool
        /// What is read of it comes from the disk.
        var isOnDisk: Bool
    }

    private struct State: Sendable {
        var directoryOf: [TopicPartition: Int] = [:]
        var counts: [Int]
        /// Parallel to `directories`.
        var brakes: [DiskBrake]
        /// Partitions that were there when the process started and have not been deleted since: the
        /// directories' checkpoints speak of them.
        var old: Set<TopicPartition> = []
        var isSorted = false
        var cordoned = CordonedDirectories.none
    }

    /// Those that could be opened when the process started; some may have failed since.
    let directories: [LogDirectory]
    /// Those that could not, and why. They stay out of service until the next start.
    let unavailable: [UnavailableDirectory]
    private let state: Mutex<State>

    /// - Parameter directories: opened and locked; at least one.
    init(_ directories: [LogDirectory], unavailable: [UnavailableDirectory] = []) {
        precondition(!directories.isEmpty, "a broker has at least one log directory")
        self.directories = directories
        self.unavailable = unavailable
        self.state = Mutex(
            State(counts: directories.map { _ in 0 }, brakes: directories.map { _ in DiskBrake() }))
    }

    /// The partitions that were there at the start have been looked through.
    var areSorted: Bool { state.withLock { $0.isSorted } }

    /// These take no new replicas from now on, as long as there are others.
    func cordon(_ cordoned: CordonedDirectories) {
        state.withLock { $0.cordoned = cordoned }
    }

    /// Whether the directory with this path takes no new replicas.
    func isCordoned(_ path: String) -> Bool {
        state.withLock { $0.cordoned.contains(path) }
    }

    /// Where the partition is; a new one goes into the directory in service that has the fewest.
    ///
    /// A partition that is not new and that no directory has is on one that is out of service, if there is
    /// such a one: it is not made anew then.
    func place(of name: TopicPartition, isNew: Bool) throws(StorageError) -> Place {
        let found = state.withLock { state -> (index: Int, isOld: Bool)? in
            if let index = state.directoryOf[name] { return (index, state.old.contains(name)) }
            if !isNew && !unavailable.isEmpty { return nil }
            let inService = directories.indices.filter { !directories[$0].health.isBroken }
            let open = inService.filter { !state.cordoned.contains(directories[$0].path) }
            guard
                let index = (open.isEmpty ? inService : open).min(by: { state.counts[$0] < state.counts[$1] })
            else { return nil }
            state.directoryOf[name] = index
            state.counts[index] += 1
            return (index, false)
        }
        guard let (index, isOld) = found else {
            throw .offline(directory: unavailable.first?.path ?? directories[0].path)
        }
        let directory = directories[index]
        return Place(
            logDirectory: directory.path, path: directory.partitionPath(name),
            fileSystem: directory.fileSystem,
            recoveryPoint: isOld ? directory.recoveryPoints[name] ?? 0 : 0,
            logStartOffset: isOld ? directory.logStartOffsets[name] : nil,
            highWatermark: isOld ? directory.highWatermarks[name] ?? 0 : 0,
            firstDirtyOffset: isOld ? directory.firstDirtyOffsets[name] : nil,
            isClean: !isOld || directory.wasClean, isOnDisk: isOld && directory.isOnDisk)
    }

    /// The log directory that has the partition, or is to have it; nil for one that is not known here.
    func directory(of name: TopicPartition) -> LogDirectory? {
        state.withLock { $0.directoryOf[name] }.map { directories[$0] }
    }

    /// The directory with this path, if it could be opened.
    func directory(at path: String) -> LogDirectory? {
        directories.first { $0.path == path }
    }

    /// Whether the directory with this path is out of service.
    func isOffline(_ path: String) -> Bool {
        directory(at: path)?.health.isBroken ?? true
    }

    /// Whether the directory of this partition is out of service.
    func isOffline(of name: TopicPartition) -> Bool {
        directory(of: name)?.health.isBroken ?? true
    }

    /// How long whoever has added bytes to the directory, which is nearly full, is to wait before it sends
    /// more.
    func delay(_ byteCount: Int, in path: String, room: Int64, now: Duration) -> Duration {
        guard let index = directories.firstIndex(where: { $0.path == path }) else { return .zero }
        return state.withLock { $0.brakes[index].delay(byteCount, room: room, now: now) }
    }

    /// What the checkpoints said of a partition when the process started.
    func lastCheckpoint(of name: TopicPartition) -> PartitionOffsets? {
        let index = state.withLock { $0.old.contains(name) ? $0.directoryOf[name] : nil }
        guard let index else { return nil }
        let directory = directories[index]
        return PartitionOffsets(
            name: name, logDirectory: directory.path, recoveryPoint: directory.recoveryPoints[name] ?? 0,
            logStartOffset: directory.logStartOffsets[name],
            highWatermark: directory.highWatermarks[name] ?? 0,
            firstDirtyOffset: directory.firstDirtyOffsets[name])
    }

    /// Renames the directory of a partition that is deleted, so that its name is free. Durable when it
    /// returns. Returns the new path, which the caller removes after `file.delete.delay.ms`, and its log
    /// directory.
    func retire(
        _ name: TopicPartition, using generator: inout some RandomNumberGenerator
    ) throws(StorageError) -> (path: String, directory: LogDirectory)? {
        let index = state.withLock { state -> Int? in
            state.old.remove(name)
            guard let index = state.directoryOf.removeValue(forKey: name) else { return nil }
            state.counts[index] -= 1
            return index
        }
        guard let index else { return nil }
        return (try directories[index].renameForDeletion(name, using: &generator), directories[index])
    }

    /// What the directories hold that is not in service.
    struct Leftovers {
        /// Set aside now, under names that end in `-stray`, and left to the operator.
        var strays: [String] = []
        /// Left by earlier processes to be removed.
        var deleted: [String] = []
        var problems: [StorageError] = []
    }

    /// Looks through the partitions that the directories hold. Those that the image places here stay; others
    /// are set aside.
    func sort(
        by image: ClusterImage, nodeID: BrokerID, using generator: inout some RandomNumberGenerator
    ) throws(StorageError) -> Leftovers {
        var leftovers = Leftovers()
        state.withLock { $0.isSorted = true }
        for (index, directory) in directories.enumerated() {
            do throws(StorageError) {
                try sort(directory, index, by: image, nodeID, &leftovers, using: &generator)
                try forgetOthers(than: state.withLock { $0.old }, in: directory)
            } catch {
                switch error {
                case .full: leftovers.problems.append(error)
                case _ where directory.health.isBroken: continue
                default: throw error
                }
            }
        }
        return leftovers
    }

    private func sort(
        _ directory: LogDirectory, _ index: Int, by image: ClusterImage, _ nodeID: BrokerID,
        _ leftovers: inout Leftovers, using generator: inout some RandomNumberGenerator
    ) throws(StorageError) {
        let strays = leftovers.strays.count
        for partition in directory.partitions {
            switch partition.state {
            case .deleted:
                leftovers.deleted.append(partition.path)
            case .future, .stray:
                continue
            case .current where image.places(partition, on: nodeID):
                let isTwin = state.withLock { state in
                    state.counts[index] += 1
                    state.old.insert(partition.topicPartition)
                    return state.directoryOf.updateValue(index, forKey: partition.topicPartition) != nil
                }
                if isTwin { throw .twin(path: partition.path) }
            case .current where partition.damage == nil && partition.topicID == nil && !partition.hasRecords:
                // It was made, and a crash came before anything of it was durable.
                try directory.fileSystem.remove(partition.path)
            case .current:
                let name = PartitionDirectoryName(partition.topicPartition, .stray)
                let path = "\(directory.path)/\(name.text(id: Uuid.random(using: &generator)))"
                try directory.fileSystem.rename(partition.path, to: path)
                leftovers.strays.append(path)
            }
        }
        if leftovers.strays.count > strays { try directory.fileSystem.syncDirectory(directory.path) }
    }

    /// Takes out of the checkpoints what they say of partitions that are gone, before one of the same name is
    /// made: it would be taken for the old one after a crash.
    private func forgetOthers(
        than partitions: Set<TopicPartition>, in directory: LogDirectory
    ) throws(StorageError) {
        func isKept(_ name: TopicPartition) -> Bool {
            name == .clusterMetadata || partitions.contains(name)
        }
        let files = [
            directory.recoveryPoints, directory.logStartOffsets, directory.highWatermarks,
            directory.firstDirtyOffsets,
        ]
        if files.allSatisfy({ $0.keys.allSatisfy(isKept) }) { return }
        try directory.writeCheckpoints(
            recoveryPoints: files[0].filter { isKept($0.key) },
            logStartOffsets: files[1].filter { isKept($0.key) },
            highWatermarks: files[2].filter { isKept($0.key) })
        try directory.write(.cleaner, files[3].filter { isKept($0.key) })
    }

    /// Gives up directories in which no partition was opened: those that were clean are marked so again.
    func giveBack() -> [StorageError] {
        directories.compactMap { directory in
            defer { directory.release() }
            guard directory.wasClean, !directory.health.isBroken else { return nil }
            do throws(StorageError) {
                try directory.markClean(brokerEpoch: directory.previousBrokerEpoch ?? .none)
                return nil
            } catch {
                return error
            }
        }
    }

    /// Gives up the directories. All but those that are out of service, or among `unclean`, are marked, so
    /// that the next start need not scan them.
    func release(unclean: Set<String>, brokerEpoch: BrokerEpoch) -> [StorageError] {
        directories.compactMap { directory in
            defer { directory.release() }
            if unclean.contains(directory.path) || directory.health.isBroken { return nil }
            do throws(StorageError) {
                try directory.markClean(brokerEpoch: brokerEpoch)
                return nil
            } catch {
                return error
            }
        }
    }
}

/// A log directory that could not be opened.
package struct UnavailableDirectory: Sendable {
    var path: String
    var cause: StorageError
}

extension ClusterImage {
    /// Whether the directory belongs to a partition that this node has a replica of.
    fileprivate func places(_ directory: PartitionDirectory, on nodeID: BrokerID) -> Bool {
        // A directory that does not tell its topic's id is, for all that is known, that of its name's topic.
        let topic =
            directory.damage == nil
            ? directory.topicID.flatMap { self.topic($0) } : self.topic(named: directory.topicPartition.topic)
        guard let topic, topic.name == directory.topicPartition.topic else { return false }
        return topic.partition(directory.topicPartition.partition)?.replicas.contains(nodeID) ?? false
    }
}
