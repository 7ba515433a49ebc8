import MartletModel
import MartletProtocol

/// Elections that nobody asked for, but time. Each is one pass over all partitions of the cluster.
extension Controller {
    /// How many leaders one of these changes at most, so that others get their turn in between.
    static let maxElectionsPerRun = 1000

    /// Lets the preferred replicas lead where they are in sync and fit to (`auto.leader.rebalance.enable`,
    /// every `leader.imbalance.check.interval.seconds`). The reply is whether there may be more to do, at
    /// once.
    ///
    /// As in Kafka's quorum controllers `leader.imbalance.per.broker.percentage` has no say in it.
    package func balanceLeaders(
        image: ClusterImage, unfit: UnfitReplicas = UnfitReplicas()
    ) -> Decision<Bool> {
        let rules = PartitionRules(configuration, image: image)
        let candidates = image.partitions { partition in
            guard !partition.hasPreferredLeader, let preferred = partition.replicas.first else {
                return false
            }
            return partition.isr.contains(preferred)
        }
        let fit = candidates.map { topic, partitions in
            let fit = partitions.filter { partition in
                !(partition.replicas.first.map { unfit.contains($0, topic.id, partition.index) } ?? true)
            }
            return (topic: topic, partitions: fit)
        }
        return elect(.preferred, fit, rules: rules)
    }

    /// Lets replicas lead that may lack records, where nobody leads and the topic allows it (every
    /// `unclean.leader.election.interval.ms`, and when `unclean.leader.election.enable` changes). The reply
    /// is whether there may be more to do, at once.
    package func electUncleanLeaders(image: ClusterImage) -> Decision<Bool> {
        let rules = PartitionRules(configuration, image: image)
        let candidates = image.partitions { $0.leader == nil }
            .filter { rules.allowsUncleanElection(ofTopic: $0.topic.name) }
        return elect(.unclean, candidates, rules: rules)
    }

    private func elect(
        _ election: PartitionChangeBuilder.Election,
        _ candidates: [(topic: TopicImage, partitions: [PartitionImage])], rules: PartitionRules
    ) -> Decision<Bool> {
        var changes = PartitionChanges(rules)
        for (topic, partitions) in candidates {
            for partition in partitions {
                var builder = PartitionChangeBuilder(partition, of: topic, rules: rules)
                builder.election = election
                changes.add(builder)
                if changes.records.count == Self.maxElectionsPerRun {
                    return Decision(records: changes.records, reply: true)
                }
            }
        }
        return Decision(records: changes.records, reply: false)
    }
}
