import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import MartletRecords
import MartletStorage
import NIOCore

/// Checks whole log directories of a stopped broker, file against file, and changes nothing.
package struct LogVerifier {
    package struct Partition: Sendable {
        package var path: String
        package var summary: PartitionSummary
        package var damageCount: Int
    }

    let fileSystem: any FileSystem
    package internal(set) var findings = Findings()
    package internal(set) var partitions: [Partition] = []

    var directories: [DirectoryFacts] = []
    /// What the metadata log says; nil if none was found, or it cannot be read to its end.
    var image: ClusterImage?

    package init(fileSystem: any FileSystem) {
        self.fileSystem = fileSystem
    }

    /// Log directories, which are checked against each other too, or directories of single partitions.
    package mutating func verify(_ paths: [String]) throws(StorageError) {
        var single: [String] = []
        for path in paths {
            if try isPartition(path) { single.append(path) } else { directories.append(try facts(of: path)) }
        }
        for directory in directories where directory.hasMetadata {
            try verifyMetadata(of: directory)
        }
        for directory in directories {
            try verifyDirectory(directory)
        }
        verifyIdentities()
        for path in single {
            // The directory around it knows more, and is not judged.
            let parent = parentDirectory(of: path) ?? "."
            var around = self
            let facts = try around.facts(of: parent)
            try verifyPartition(path, in: facts)
        }
    }

    private func isPartition(_ path: String) throws(StorageError) -> Bool {
        guard let name = path.split(separator: "/").last, PartitionDirectoryName(parsing: String(name)) != nil
        else { return false }
        let names = try fileSystem.list(path).map(\.name)
        return !names.contains(MetaProperties.fileName)
            && names.contains { $0 == PartitionMetadata.fileName || SegmentFile.parse($0) != nil }
    }

    // MARK: - Partitions

    mutating func verifyPartition(_ path: String, in directory: DirectoryFacts) throws(StorageError) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let parsed = PartitionDirectoryName(parsing: name) else {
            findings.add(
                .damage, .partitionMetadata, path,
                "the name is no partition's: a broker does not start with it")
            return
        }
        switch parsed.state {
        case .deleted:
            findings.add(
                .note, .leftOver, path, "the partition was deleted; the next start removes its files")
            return
        case .stray, .future:
            findings.add(.note, .leftOver, path, "the directory is set aside, and not checked")
            return
        case .current: break
        }
        var verifier = PartitionVerifier(
            directory: path, fileSystem: fileSystem,
            context: context(of: parsed.topicPartition, in: directory))
        try verifier.run()
        for other in verifier.otherNames {
            verifier.findings.add(.note, .unknownFile, "\(path)/\(other)", "a broker does not know it")
        }
        take(verifier, path)
        verifyCheckpoints(of: parsed.topicPartition, path, verifier.summary, in: directory)
    }

    mutating func take(_ verifier: PartitionVerifier, _ path: String) {
        findings.add(verifier.findings)
        partitions.append(
            Partition(
                path: path, summary: verifier.summary,
                damageCount: verifier.findings.all.count { $0.severity == .damage }))
    }

    private func context(of name: TopicPartition, in directory: DirectoryFacts) -> PartitionContext {
        var context = PartitionContext()
        context.isClean = directory.isClean
        context.recoveryPoint = directory.offset(.recoveryPoint, name)
        context.logStartOffset = directory.offset(.logStart, name)
        guard let image else { return context }
        guard let topic = image.topic(named: name.topic), let partition = topic.partition(name.partition)
        else {
            return context
        }
        context.topicID = topic.id
        if let nodeID = directory.properties?.nodeID, partition.leader == nodeID {
            context.leaderEpoch = partition.leaderEpoch
        }
        let policy = image.configs(of: .topic(name.topic))["cleanup.policy"] ?? ""
        context.mayHaveGaps =
            policy.contains("compact") || name.topic.hasPrefix("__")
            || directory.offset(.cleaner, name) != nil || partition.replicas.count > 1
        return context
    }

    // MARK: - Checkpoints

    private mutating func verifyCheckpoints(
        of name: TopicPartition, _ path: String, _ summary: PartitionSummary, in directory: DirectoryFacts
    ) {
        let end = summary.logEndOffset
        let isClean = directory.isClean
        let isAlone = image?.topic(named: name.topic)?.partition(name.partition)?.replicas.count == 1
        for checkpoint in OffsetCheckpoint.allCases {
            guard let offset = directory.offset(checkpoint, name) else {
                let isNeeded = checkpoint == .recoveryPoint || (checkpoint == .highWatermark && isAlone)
                if isClean, isNeeded, directory.checkpoints[checkpoint] != nil {
                    findings.add(
                        .damage, checkpoint.subject, directory.path(checkpoint), "it has no entry for \(name)"
                    )
                }
                continue
            }
            let mustBeEnd =
                isClean && (checkpoint == .recoveryPoint || (checkpoint == .highWatermark && isAlone))
            let fault: String? =
                if offset > end || offset < 0 {
                    "\(name) is at \(offset), but its log ends at \(end)"
                } else if mustBeEnd, offset != end {
                    "\(name) is at \(offset), but its log was closed at \(end)"
                } else if checkpoint == .logStart, offset <= summary.firstOffset {
                    "\(name) is at \(offset), where its first segment begins anyway"
                } else {
                    nil
                }
            guard let fault else { continue }
            // Records that were on disk have gone, whoever is to blame.
            let severity: Finding.Severity = checkpoint == .highWatermark && !isClean ? .note : .damage
            findings.add(severity, checkpoint.subject, directory.path(checkpoint), fault)
        }
    }
}
