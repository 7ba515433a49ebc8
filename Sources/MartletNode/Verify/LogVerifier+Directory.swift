import MartletMetadata
import MartletModel
import MartletRaft
import MartletStorage
import NIOCore

/// What a log directory says of itself and of its partitions.
struct DirectoryFacts {
    var path: String
    /// The broker that had it last stopped in order.
    var isClean = false
    var properties: MetaProperties?
    /// Those that are there and can be read.
    var checkpoints: [OffsetCheckpoint: [TopicPartition: Offset]] = [:]
    var entries: [DirectoryEntry] = []

    var metadataPath: String { "\(path)/\(TopicPartition.clusterMetadata)" }
    var hasMetadata: Bool {
        entries.contains { $0.isDirectory && $0.name == "\(TopicPartition.clusterMetadata)" }
    }

    func offset(_ checkpoint: OffsetCheckpoint, _ name: TopicPartition) -> Offset? {
        checkpoints[checkpoint]?[name]
    }

    func path(_ checkpoint: OffsetCheckpoint) -> String {
        "\(path)/\(checkpoint.fileName)"
    }
}

extension LogVerifier {
    mutating func facts(of path: String) throws(StorageError) -> DirectoryFacts {
        var facts = DirectoryFacts(path: path)
        facts.entries = try fileSystem.list(path)
        let names = Set(facts.entries.map(\.name))
        facts.isClean = names.contains(CleanShutdown.fileName)
        if try fileSystem.isLocked("\(path)/\(LogDirectory.lockFileName)") {
            findings.add(.note, .inUse, path, "a broker works in this directory")
            facts.isClean = false
        }
        let propertiesPath = "\(path)/\(MetaProperties.fileName)"
        if names.contains(MetaProperties.fileName) {
            attempt(.metaProperties, propertiesPath) { fileSystem throws(StorageError) in
                facts.properties = try MetaProperties(
                    decoding: try fileSystem.read(propertiesPath), path: propertiesPath)
            }
        }
        for checkpoint in OffsetCheckpoint.allCases where names.contains(checkpoint.fileName) {
            let path = facts.path(checkpoint)
            attempt(checkpoint.subject, path) { fileSystem throws(StorageError) in
                facts.checkpoints[checkpoint] = try OffsetCheckpoint.decode(
                    try fileSystem.read(path), path: path)
            }
        }
        return facts
    }

    mutating func attempt(
        _ subject: Finding.Subject, _ path: String,
        _ body: (any FileSystem) throws(StorageError) -> Void
    ) {
        do throws(StorageError) {
            try body(fileSystem)
        } catch {
            if case .corrupt(_, let position, let reason) = error {
                findings.add(.damage, subject, path, at: position, reason)
            } else {
                findings.add(.damage, subject, path, "\(error)")
            }
        }
    }

    /// All of a directory but the metadata log.
    mutating func verifyDirectory(_ directory: DirectoryFacts) throws(StorageError) {
        let names = Set(directory.entries.map(\.name))
        if !names.contains(MetaProperties.fileName) {
            findings.add(
                .damage, .metaProperties, "\(directory.path)/\(MetaProperties.fileName)",
                "the file is missing")
        }
        if directory.isClean {
            try DirectoryChecksums.verify(directory.path, fileSystem: fileSystem, findings: &findings)
            try verifyCleanShutdown(directory)
        }
        if names.contains(Checkpoint.bootstrapFileName) {
            let path = "\(directory.path)/\(Checkpoint.bootstrapFileName)"
            try verifySnapshot(path, epoch: 0, .bootstrap)
        }
        let bootMark = "\(directory.path)/\(BootMark.fileName)"
        if names.contains(BootMark.fileName), BootMark.decode(try fileSystem.read(bootMark)) == nil {
            findings.add(.damage, .bootMark, bootMark, "it does not fit its own checksum")
        }
        let epochMark = "\(directory.path)/\(BrokerEpochMark.fileName)"
        if names.contains(BrokerEpochMark.fileName),
            BrokerEpochMark(decoding: try fileSystem.read(epochMark)) == nil
        {
            findings.add(.damage, .epochMark, epochMark, "it does not fit its own checksum")
        }
        for entry in directory.entries where !entry.isDirectory { verifyName(entry.name, in: directory) }
        var here: Set<TopicPartition> = []
        for entry in directory.entries where entry.isDirectory {
            if entry.name == "\(TopicPartition.clusterMetadata)" || entry.name == "remote-log-index-cache" {
                continue
            }
            if let name = PartitionDirectoryName(parsing: entry.name), name.state == .current {
                here.insert(name.topicPartition)
            }
            try verifyPartition("\(directory.path)/\(entry.name)", in: directory)
        }
        for (checkpoint, offsets) in directory.checkpoints {
            for name in offsets.keys.sorted() where !here.contains(name) && name != .clusterMetadata {
                findings.add(
                    directory.isClean ? .damage : .note, checkpoint.subject, directory.path(checkpoint),
                    "it names \(name), which is not in this directory")
            }
        }
        verifyPlacement(of: here, directory)
    }

    private mutating func verifyCleanShutdown(_ directory: DirectoryFacts) throws(StorageError) {
        let path = "\(directory.path)/\(CleanShutdown.fileName)"
        if CleanShutdown.decode(try fileSystem.read(path)) == nil {
            findings.add(.damage, .cleanShutdown, path, "it does not tell the broker's epoch")
        }
    }

    private mutating func verifyName(_ name: String, in directory: DirectoryFacts) {
        let known: Set<String> = [
            LogDirectory.lockFileName, MetaProperties.fileName, CleanShutdown.fileName,
            DirectoryChecksums.fileName, BootMark.fileName, BrokerEpochMark.fileName,
            Checkpoint.bootstrapFileName,
        ]
        if known.contains(name) || OffsetCheckpoint(rawValue: name) != nil { return }
        let path = "\(directory.path)/\(name)"
        if name.hasSuffix(".tmp") {
            findings.add(.note, .leftOver, path, "a file that was to take another's place")
        } else {
            findings.add(.note, .unknownFile, path, "a broker does not know it")
        }
    }

    /// Partitions that metadata gives to this directory must be in it.
    private mutating func verifyPlacement(of here: Set<TopicPartition>, _ directory: DirectoryFacts) {
        guard let image, let properties = directory.properties, let id = properties.directoryID else {
            return
        }
        for topic in image.topics {
            for partition in topic.partitions {
                guard let place = partition.replicas.firstIndex(of: properties.nodeID),
                    partition.directories.indices.contains(place), partition.directories[place] == id
                else { continue }
                let name = TopicPartition(topic: topic.name, partition: partition.index)
                if !here.contains(name) {
                    findings.add(
                        .damage, .records, "\(directory.path)/\(name)",
                        "the cluster's metadata place the partition here, but there is no such directory")
                }
            }
        }
    }

    // MARK: - Identities

    /// Who the directories belong to: each other, and the broker that metadata know.
    mutating func verifyIdentities() {
        var seen: [DirectoryID: String] = [:]
        let first = directories.first { $0.properties != nil }
        for directory in directories {
            guard let properties = directory.properties else { continue }
            let path = "\(directory.path)/\(MetaProperties.fileName)"
            func fail(_ reason: String) { findings.add(.damage, .metaProperties, path, reason) }
            if let other = first?.properties, let otherPath = first?.path {
                if other.clusterID != properties.clusterID {
                    fail("cluster.id is \(properties.clusterID), but \(other.clusterID) in \(otherPath)")
                }
                if other.nodeID != properties.nodeID {
                    fail("node.id is \(properties.nodeID), but \(other.nodeID) in \(otherPath)")
                }
            }
            guard let id = properties.directoryID else {
                findings.add(
                    .note, .metaProperties, path, "there is no directory.id; the next start draws one")
                continue
            }
            if let other = seen.updateValue(directory.path, forKey: id) {
                fail("directory.id \(id) is that of \(other) too")
            }
            guard let image, !image.brokers.isEmpty else { continue }
            guard let broker = image.brokers[properties.nodeID] else {
                fail("the cluster's metadata know no broker \(properties.nodeID)")
                continue
            }
            if !broker.directories.isEmpty, !broker.directories.contains(id) {
                fail("the cluster's metadata know no directory \(id) of broker \(properties.nodeID)")
            }
        }
    }
}
