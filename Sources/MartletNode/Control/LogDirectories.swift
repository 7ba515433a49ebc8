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
        var recoveryPoint: Offset
        var logStartOffset: Offset?
        var isClean: Bool
    }

    private struct State: Sendable {
        var directoryOf: [TopicPartition: Int] = [:]
        var counts: [Int]
        /// Partitions that were there when the process started and have not been deleted since: the
        /// directories' checkpoints speak of them.
        var old: Set<TopicPartition> = []
    }

    let directories: [LogDirectory]
    private let state: Mutex<State>

    /// - Parameter directories: opened and locked; at least one.
    init(_ directories: [LogDirectory]) {
        precondition(!directories.isEmpty, "a broker has at least one log directory")
        self.directories = directories
        self.state = Mutex(State(counts: directories.map { _ in 0 }))
    }

    /// Where the partition is; a new one goes into the directory that has the fewest.
    func place(of name: TopicPartition) -> Place {
        let (index, isOld) = state.withLock { state -> (Int, Bool) in
            if let index = state.directoryOf[name] { return (index, state.old.contains(name)) }
            let index = state.counts.indices.min { state.counts[$0] < state.counts[$1] } ?? 0
            state.directoryOf[name] = index
            state.counts[index] += 1
            return (index, false)
        }
        let directory = directories[index]
        return Place(
            logDirectory: directory.path, path: directory.partitionPath(name),
            recoveryPoint: isOld ? directory.recoveryPoints[name] ?? 0 : 0,
            logStartOffset: isOld ? directory.logStartOffsets[name] : nil,
            isClean: !isOld || directory.wasClean)
    }

    /// What the checkpoints said of a partition when the process started.
    func lastCheckpoint(of name: TopicPartition) -> PartitionOffsets? {
        let index = state.withLock { $0.old.contains(name) ? $0.directoryOf[name] : nil }
        guard let index else { return nil }
        let directory = directories[index]
        return PartitionOffsets(
            name: name, logDirectory: directory.path, recoveryPoint: directory.recoveryPoints[name] ?? 0,
            logStartOffset: directory.logStartOffsets[name],
            highWatermark: directory.highWatermarks[name] ?? 0)
    }

    /// Renames the directory of a partition that is deleted, so that its name is free. Durable when it
    /// returns. Returns the new path, which the caller removes after `file.delete.delay.ms`.
    func retire(
        _ name: TopicPartition, using generator: inout some RandomNumberGenerator
    ) throws(StorageError) -> String? {
        let index = state.withLock { state -> Int? in
            state.old.remove(name)
            guard let index = state.directoryOf.removeValue(forKey: name) else { return nil }
            state.counts[index] -= 1
            return index
        }
        guard let index else { return nil }
        return try directories[index].renameForDeletion(name, using: &generator)
    }

    /// Looks through the partitions that the directories hold. Those that the image places here stay; others
    /// are set aside under a name that ends in `-stray`, and left to the operator. Returns the paths of both:
    /// what was set aside, and what earlier processes left to be removed.
    func sort(
        by image: ClusterImage, nodeID: BrokerID, fileSystem: any FileSystem,
        using generator: inout some RandomNumberGenerator
    ) throws(StorageError) -> (strays: [String], leftOver: [String]) {
        var strays: [String] = []
        var leftOver: [String] = []
        for (index, directory) in directories.enumerated() {
            var hasStrays = false
            for partition in directory.partitions {
                switch partition.state {
                case .deleted:
                    leftOver.append(partition.path)
                case .future, .stray:
                    continue
                case .current where image.places(partition, on: nodeID):
                    state.withLock { state in
                        state.directoryOf[partition.topicPartition] = index
                        state.counts[index] += 1
                        state.old.insert(partition.topicPartition)
                    }
                case .current:
                    let name = PartitionDirectoryName(partition.topicPartition, .stray)
                    let path = "\(directory.path)/\(name.text(id: Uuid.random(using: &generator)))"
                    try fileSystem.rename(partition.path, to: path)
                    strays.append(path)
                    hasStrays = true
                }
            }
            if hasStrays { try fileSystem.syncDirectory(directory.path) }
            try forgetOthers(than: state.withLock { $0.old }, in: directory)
        }
        return (strays, leftOver)
    }

    /// Takes out of the checkpoints what they say of partitions that are gone, before one of the same name is
    /// made: it would be taken for the old one after a crash.
    private func forgetOthers(
        than partitions: Set<TopicPartition>, in directory: LogDirectory
    ) throws(StorageError) {
        func isKept(_ name: TopicPartition) -> Bool {
            name == .clusterMetadata || partitions.contains(name)
        }
        let files = [directory.recoveryPoints, directory.logStartOffsets, directory.highWatermarks]
        if files.allSatisfy({ $0.keys.allSatisfy(isKept) }) { return }
        try directory.writeCheckpoints(
            recoveryPoints: files[0].filter { isKept($0.key) },
            logStartOffsets: files[1].filter { isKept($0.key) },
            highWatermarks: files[2].filter { isKept($0.key) })
    }

    /// Gives up directories in which no partition was opened: those that were clean are marked so again.
    func giveBack() -> [StorageError] {
        directories.compactMap { directory in
            defer { directory.release() }
            guard directory.wasClean else { return nil }
            do throws(StorageError) {
                try directory.markClean(brokerEpoch: directory.previousBrokerEpoch ?? .none)
                return nil
            } catch {
                return error
            }
        }
    }

    /// Gives up the directories; with `areClean` they are marked, so that the next start need not scan them.
    func release(areClean: Bool, brokerEpoch: BrokerEpoch) -> [StorageError] {
        directories.compactMap { directory in
            defer { directory.release() }
            guard areClean else { return nil }
            do throws(StorageError) {
                try directory.markClean(brokerEpoch: brokerEpoch)
                return nil
            } catch {
                return error
            }
        }
    }
}

extension ClusterImage {
    /// Whether the directory belongs to a partition that this node has a replica of.
    fileprivate func places(_ directory: PartitionDirectory, on nodeID: BrokerID) -> Bool {
        guard let id = directory.topicID, let topic = topic(id), topic.name == directory.topicPartition.topic
        else { return false }
        return topic.partition(directory.topicPartition.partition)?.replicas.contains(nodeID) ?? false
    }
}
