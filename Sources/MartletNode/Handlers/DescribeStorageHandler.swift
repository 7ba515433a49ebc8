import MartletModel
import MartletProtocol
import MartletStorage

/// DescribeStorage, Martlet's own, version 0.
extension Shard {
    private typealias Directory = DescribeStorageResponse.Directory
    private typealias Partition = DescribeStorageResponse.Partition

    private struct Part: Sendable {
        var directory: String
        var partition: Partition
    }

    func handle(_ request: DescribeStorageRequest, _ context: RequestContext) {
        let wanted = request.topics.map { Set($0) }
        gather(peers, from: { $0 }) { owner, _ in
            owner.partitions.compactMap { key, state in owner.part(key, state, of: wanted) }
        } finish: { home, parts in
            home.describeStorage(parts.flatMap(\.self), context)
        }
    }

    private func describeStorage(_ parts: [Part], _ context: RequestContext) {
        let paths = settings.configuration.logDirectories
        // Asking a volume for its size may wait for the disk.
        environment.storageThreads.run { [directories, openings] in
            let byDirectory = Dictionary(grouping: parts, by: \.directory)
            let progress = Dictionary(uniqueKeysWithValues: openings.progress.map { ($0.directory, $0) })
            var response = DescribeStorageResponse()
            for path in paths {
                var described = Directory(path: path, isOnline: !directories.isOffline(path))
                if let directory = directories.directory(at: path) {
                    described.directoryId = directory.directoryID
                    if let space = try? directory.fileSystem.space(path) {
                        described.totalBytes = space.totalBytes
                        described.usableBytes = space.usableBytes
                    }
                }
                described.partitions = (byDirectory[path] ?? []).map(\.partition)
                    .sorted { ($0.topic, $0.partitionIndex) < ($1.topic, $1.partitionIndex) }
                if let progress = progress[path] { described.add(progress) }
                response.directories.append(described)
            }
            let answer = response
            self.run { $0.respond(answer, to: context) }
        }
    }

    /// Nil for what nobody asked about, or what has no place yet.
    private func part(_ key: PartitionKey, _ state: PartitionState, of wanted: Set<String>?) -> Part? {
        guard let topic = image.topic(key.topicID), wanted?.contains(topic.name) ?? true else { return nil }
        var partition = Partition(topic: topic.name, topicId: key.topicID, partitionIndex: key.partition)
        partition.state =
            switch state {
            case .opening, .cutting: 0
            case .ready: 1
            case .offline: 2
            case .closing, .closed: 3
            }
        if case .ready(let replica) = state {
            describe(replica, in: &partition)
            return Part(directory: replica.logDirectory, partition: partition)
        }
        let name = TopicPartition(topic: topic.name, partition: key.partition)
        return directories.directory(of: name).map { Part(directory: $0.path, partition: partition) }
    }

    private func describe(_ replica: PartitionReplica, in partition: inout Partition) {
        let log = replica.log
        partition.logStartOffset = log.logStartOffset
        partition.highWatermark = replica.highWatermark
        partition.logEndOffset = log.logEndOffset
        partition.durableEndOffset = log.durableEndOffset
        partition.byteCount = log.byteCount
        partition.segmentCount = Int32(clamping: log.segmentCount)
        partition.corruptRanges = log.corruptRanges.map {
            .init(
                firstOffset: $0.offsets.lowerBound, endOffset: $0.offsets.upperBound, path: $0.path,
                position: $0.position, byteCount: $0.byteCount, reason: $0.reason)
        }
        partition.failedJobs = replica.failedJobs.map(\.rawValue).sorted()
        if log.configuration.isCompacted {
            let cleanliness = log.cleanliness(
                now: environment.clock.now(), lastStableOffset: replica.lastStableOffset)
            partition.compaction = .init(
                firstDirtyOffset: cleanliness.firstDirtyOffset, dirtyRatio: cleanliness.dirtyRatio)
        }
        if let codec = log.configuration.segmentCompression {
            let figures = log.recompressionFigures
            partition.recompression = .init(
                compression: codec.name, segmentCount: Int32(clamping: figures.segmentCount),
                byteCount: figures.byteCount, uncompressedByteCount: figures.uncompressedByteCount,
                rewrittenSegmentCount: Int32(clamping: figures.rewrittenSegmentCount),
                rewrittenByteCountBefore: figures.rewrittenByteCountBefore,
                rewrittenByteCount: figures.rewrittenByteCount)
        }
    }
}

extension DescribeStorageResponse.Directory {
    /// How far the opening of the directory's logs has come.
    fileprivate mutating func add(_ progress: DirectoryProgress) {
        logCount = Int32(clamping: progress.logCount)
        remainingLogs = Int32(clamping: progress.remainingLogs)
        recoveryBytesDone = progress.bytesRead
        recoveryBytesTotal = progress.bytesTotal
        let logs = Dictionary(uniqueKeysWithValues: progress.recovering.map { ($0.name, $0) })
        if logs.isEmpty { return }
        for index in partitions.indices where partitions[index].state == 0 {
            let name = TopicPartition(
                topic: partitions[index].topic, partition: partitions[index].partitionIndex)
            guard let log = logs[name] else { continue }
            partitions[index].state = 4
            partitions[index].recovery = .init(
                bytesDone: log.bytesDone, bytesTotal: log.bytesTotal,
                remainingSegments: Int32(clamping: log.remainingSegments))
        }
    }
}
