import Logging
import MartletMetadata
import MartletModel
import MartletStorage

/// What the operator is told of the directories at a start.
extension LogDirectories {
    private static let maxNames = 10

    func report(_ leftovers: Leftovers, image: ClusterImage, nodeID: BrokerID, to logger: Logger) {
        for path in leftovers.strays {
            logger.warning(
                "Set aside a directory that belongs to no partition of this broker",
                metadata: ["directory": "\(path)"])
        }
        for problem in leftovers.problems {
            logger.warning("A checkpoint could not be brought up to date", metadata: ["error": "\(problem)"])
        }
        let missing = missingPartitions(image, nodeID)
        if missing.isEmpty { return }
        var metadata: Logger.Metadata = [
            "count": "\(missing.count)",
            "partitions": "\(missing.prefix(Self.maxNames).map(\.description).joined(separator: " "))",
        ]
        if !unavailable.isEmpty {
            metadata["directories"] = "\(unavailable.map(\.path).joined(separator: " "))"
            logger.error(
                "Partitions are in a log directory that cannot be used: they are out of service",
                metadata: metadata)
        } else if missing.contains(where: wasThere) || directories.allSatisfy(\.wasClean) {
            logger.error(
                "Partitions have lost their directories: all their records are gone, and they begin anew",
                metadata: metadata)
        } else {
            logger.warning("Partitions have no directory yet: they begin anew", metadata: metadata)
        }
    }

    /// Those that metadata places here and that no directory has, in the order of their names.
    private func missingPartitions(_ image: ClusterImage, _ nodeID: BrokerID) -> [TopicPartition] {
        image.topics.flatMap { topic in
            topic.partitions.filter { $0.replicas.contains(nodeID) }
                .map { TopicPartition(topic: topic.name, partition: $0.index) }
                .filter { directory(of: $0) == nil }
        }
    }

    /// Whether a checkpoint speaks of the partition.
    private func wasThere(_ name: TopicPartition) -> Bool {
        directories.contains { $0.recoveryPoints[name] != nil }
    }
}
