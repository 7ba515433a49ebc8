import MartletModel
import MartletProtocol

/// What happens to partitions when a broker comes, goes, or loses a directory. None of these holds the record
/// of the broker itself; each says on which side of that record its own belong, so that whoever sees the log
/// up to any record sees no broker lead that may not.
///
/// Each is one pass over all partitions of the cluster.
extension Controller {
    /// Before the record that fences the broker: it leaves every ISR and every leadership. Where it was the
    /// last in sync the partition waits for it: in the ISR, or among the eligible leaders (KIP-966).
    package func partitionChanges(whenFenced broker: BrokerID, image: ClusterImage) -> [VersionedRecord] {
        changes(whenLeaving: broker, image: image) { $0.isr.contains(broker) || $0.leader == broker }
    }

    /// After the record that says so: it leaves every ISR and every leadership, as when it is fenced. Again
    /// with each heartbeat while it still leads something.
    package func partitionChanges(
        whenShuttingDown broker: BrokerID, image: ClusterImage
    ) -> [VersionedRecord] {
        partitionChanges(whenFenced: broker, image: image)
    }

    /// After the record that unfences the broker: partitions that nobody leads get it as their leader, if
    /// they may.
    package func partitionChanges(whenUnfenced broker: BrokerID, image: ClusterImage) -> [VersionedRecord] {
        var rules = PartitionRules(configuration, image: image)
        rules.arriving = broker
        var changes = PartitionChanges(rules)
        for (topic, partitions) in image.partitions(where: { $0.leader == nil }) {
            for partition in partitions {
                changes.add(PartitionChangeBuilder(partition, of: topic, rules: rules))
            }
        }
        return changes.records
    }

    /// Before the record that removes the broker's registration: it is in no ISR any more, nor an eligible
    /// leader. A replica without eligible leaders stays the last of its ISR: it is all that is known.
    package func partitionChanges(
        whenUnregistered broker: BrokerID, image: ClusterImage
    ) -> [VersionedRecord] {
        changes(whenLeaving: broker, isTrusted: false, image: image) {
            $0.isr.contains(broker) || $0.leader == broker || $0.eligibleLeaderReplicas.contains(broker)
        }
    }

    /// Before the record of the registration of a new process under the same id. Also when the earlier one
    /// was never fenced: what it led gets a new leader epoch, by which readers see that its log may be
    /// shorter than what they read. If it did not stop cleanly it loses what it held for an eligible leader
    /// (KIP-966). Where that was the last one, and its log is in one of `directories` still, it counts as who
    /// led last: Kafka elects whoever that was before, whatever has become of its disk.
    package func partitionChanges(
        whenRestarted broker: BrokerID, isClean: Bool, directories: [DirectoryID], image: ClusterImage
    ) -> [VersionedRecord] {
        let isTrusted = isClean || !PartitionRules(configuration, image: image).hasEligibleLeaders
        return changes(
            whenLeaving: broker, isTrusted: isTrusted, keepingLogsIn: directories, image: image
        ) {
            $0.isr.contains(broker) || $0.leader == broker
                || (!isTrusted && $0.eligibleLeaderReplicas.contains(broker))
        }
    }

    /// Before the record of the directories that the broker has left: its replicas in those that it lost are
    /// in no ISR any more (KIP-858). `directories` are those that were online until now and are not any more.
    package func partitionChanges(
        whenOffline directories: [DirectoryID], of broker: BrokerID, image: ClusterImage
    ) -> [VersionedRecord] {
        guard !directories.isEmpty else { return [] }
        return changes(whenLeaving: broker, image: image) { partition in
            guard let position = partition.replicas.firstIndex(of: broker) else { return false }
            return directories.contains(partition.directories[position])
                && (partition.isr.contains(broker) || partition.leader == broker)
        }
    }

    private func changes(
        whenLeaving broker: BrokerID, isTrusted: Bool = true, keepingLogsIn directories: [DirectoryID] = [],
        image: ClusterImage, where condition: (PartitionImage) -> Bool
    ) -> [VersionedRecord] {
        var rules = PartitionRules(configuration, image: image)
        rules.leaving = broker
        var changes = PartitionChanges(rules)
        for (topic, partitions) in image.partitions(where: condition) {
            for partition in partitions {
                var builder = PartitionChangeBuilder(partition, of: topic, rules: rules)
                builder.isr.removeAll { $0 == broker }
                if !isTrusted {
                    builder.untrusted = broker
                    builder.keepsLog = directories.contains(builder.directory(of: broker))
                }
                changes.add(builder)
            }
        }
        return changes.records
    }
}
