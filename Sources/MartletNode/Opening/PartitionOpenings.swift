import Logging
import MartletModel
import MartletStorage
import Synchronization

/// The openings and closings of the node's partitions, on storage threads.
///
/// For each log directory `num.recovery.threads.per.data.dir` at a time. Partitions that are new do not wait
/// for those that are being recovered.
final class PartitionOpenings: Sendable {
    private struct Directory: Sendable {
        var path: String
        var work: DirectoryWork
        var progress: RecoveryProgress
    }

    private let directories: LogDirectories
    private let perDirectory: [Directory]
    /// Whose directory is not known yet, and who was tried before.
    private let creations: DirectoryWork

    init(
        directories: LogDirectories, threads: any StorageThreads, threadsPerDirectory: Int,
        clock: any NodeClock, logger: Logger
    ) {
        self.directories = directories
        perDirectory = directories.directories.map { directory in
            Directory(
                path: directory.path, work: DirectoryWork(threads, limit: threadsPerDirectory),
                progress: RecoveryProgress(
                    directory: directory.path, wasClean: directory.wasClean, clock: clock, logger: logger))
        }
        creations = DirectoryWork(threads, limit: threadsPerDirectory)
    }

    /// How far each directory has come.
    var progress: [DirectoryProgress] { perDirectory.map(\.progress.snapshot) }

    /// Opens partitions; `done` is called on a storage thread for each, in any order.
    func open(
        _ openings: [PartitionOpening],
        done: @escaping @Sendable (PartitionOpening, Result<OpenedPartition, StorageError>) -> Void
    ) {
        var expected: [String: Int] = [:]
        let placed = openings.map { opening in
            (opening, directory: opening.isNew ? nil : directory(of: opening.name))
        }
        for case (_, let directory?) in placed { expected[directory.path, default: 0] += 1 }
        for directory in perDirectory {
            if let count = expected[directory.path] { directory.progress.expect(count) }
        }
        for (opening, directory) in placed {
            guard let directory else {
                creations.add(opening.key) { done(opening, opening.run(nil)) }
                continue
            }
            // What the broker itself needs comes first.
            directory.work.add(opening.key, isUrgent: Topics.isInternal(opening.name.topic)) {
                let result = opening.run(directory.progress.observer(opening.name))
                directory.progress.opened(opening.name)
                done(opening, result)
            }
        }
    }

    /// Opens a partition once more that could not be opened; `done` is called on a storage thread.
    func openAgain(
        _ opening: PartitionOpening,
        done: @escaping @Sendable (PartitionOpening, Result<OpenedPartition, StorageError>) -> Void
    ) {
        // It counts among those that the start had to do with already.
        creations.add(opening.key) { done(opening, opening.run(nil)) }
    }

    /// Takes back an opening. False if it has begun: then its `done` will be called.
    func withdraw(_ key: PartitionKey, _ name: TopicPartition) -> Bool {
        if creations.withdraw(key) { return true }
        guard let directory = directory(of: name), directory.work.withdraw(key) else { return false }
        directory.progress.opened(name)
        return true
    }

    /// Does work on a partition's files, in its turn with the openings of its directory.
    func perform(for key: PartitionKey, in path: String, _ work: @escaping @Sendable () -> Void) {
        let directory = perDirectory.first { $0.path == path }
        (directory?.work ?? creations).add(key, work)
    }

    /// Takes back all openings that have not begun. `done` gets their partitions, when those are done that
    /// have; on any thread.
    func stop(then done: @escaping @Sendable (Set<PartitionKey>) -> Void) {
        let withdrawn = Mutex<Set<PartitionKey>>([])
        let all = perDirectory.map(\.work) + [creations]
        let ended = Countdown(all.count + 1) { done(withdrawn.withLock { $0 }) }
        for work in all {
            let keys = work.stop { ended.countDown() }
            withdrawn.withLock { $0.formUnion(keys) }
        }
        ended.countDown()
    }

    private func directory(of name: TopicPartition) -> Directory? {
        guard let path = directories.directory(of: name)?.path else { return nil }
        return perDirectory.first { $0.path == path }
    }
}
