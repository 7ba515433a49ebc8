import MartletModel
import MartletProtocol

extension Controller {
    /// Before a record that clears the eligible leaders of a topic, or of all topics (`""`).
    ///
    /// Where nobody is in sync they are all that is known of who may lead: without them the partition could
    /// never have a leader again but by an unclean election. Who led last, if eligible, else the first
    /// who is, becomes the last in the ISR. If nobody is eligible the last known leader does, and is
    /// marked as one that lacks records.
    func partitionChanges(
        whenClearingEligibleLeadersOf name: String, image: ClusterImage
    ) -> [VersionedRecord] {
        let version = image.recordVersions.partitionRecord
        let waiting = image.partitions { $0.isr.isEmpty && $0.lastHolder != nil }
        return waiting.filter { name.isEmpty || $0.topic.name == name }.flatMap { topic, partitions in
            partitions.compactMap { partition in
                partition.lastHolder.map { broker in
                    let isEligible = partition.eligibleLeaderReplicas.contains(broker)
                    let record = PartitionChangeRecord(
                        partitionId: partition.index, topicId: topic.id, isr: [broker],
                        leaderRecoveryState: isEligible
                            ? -1 : PartitionImage.LeaderRecoveryState.recovering.rawValue)
                    return VersionedRecord(.partitionChange(record), version: version)
                }
            }
        }
    }
}

extension PartitionImage {
    /// Of those outside the ISR the one that has most, as far as anybody knows.
    fileprivate var lastHolder: BrokerID? {
        lastKnownEligibleLeaderReplicas.first { eligibleLeaderReplicas.contains($0) }
            ?? eligibleLeaderReplicas.first ?? lastKnownEligibleLeaderReplicas.first
    }
}
