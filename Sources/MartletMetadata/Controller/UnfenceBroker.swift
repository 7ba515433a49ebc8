import MartletModel
import MartletProtocol

extension Controller {
    /// The broker has its logs loaded and its listeners bound: it may serve. Partitions that it holds in sync
    /// and that nobody leads get it as their leader.
    package func unfenceBroker(
        _ id: BrokerID, epoch: BrokerEpoch, image: ClusterImage
    ) throws(Refusal) -> Decision<Void> {
        guard let broker = image.brokers[id] else {
            throw Refusal(.brokerIdNotRegistered, "No broker with id \(id) found.")
        }
        guard broker.epoch == epoch else {
            throw Refusal(.staleBrokerEpoch, "Expected broker epoch \(broker.epoch), but got \(epoch).")
        }
        guard broker.isFenced else { return Decision(reply: ()) }
        let versions = image.recordVersions
        let change = BrokerRegistrationChangeRecord(brokerId: id, brokerEpoch: epoch, fenced: -1)
        var records = [
            VersionedRecord(
                .brokerRegistrationChange(change), version: versions.brokerRegistrationChangeRecord)
        ]
        for topic in image.topics {
            for partition in topic.partitions where partition.leader == nil && partition.isr.contains(id) {
                let change = PartitionChangeRecord(
                    partitionId: partition.index, topicId: topic.id, leader: id)
                records.append(
                    VersionedRecord(.partitionChange(change), version: versions.partitionRecord))
            }
        }
        return Decision(records: records, reply: ())
    }
}
