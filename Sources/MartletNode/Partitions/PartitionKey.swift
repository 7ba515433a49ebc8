import MartletModel

extension PartitionKey {
    /// The shard that owns the partition, for as long as the topic lives. The partitions of one topic are
    /// dealt out in turn, beginning anywhere.
    package func shardIndex(of shardCount: Int) -> Int {
        let start = topicID.uuid.low ^ topicID.uuid.high
        return Int((start &+ UInt64(truncatingIfNeeded: partition.rawValue)) % UInt64(shardCount))
    }
}
