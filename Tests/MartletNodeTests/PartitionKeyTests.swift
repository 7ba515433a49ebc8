import MartletModel
import Testing

@testable import MartletNode

@Suite struct PartitionKeyTests {
    @Test func `the partitions of a topic are dealt out evenly among the shards`() {
        var random = SystemRandomNumberGenerator()
        for shardCount in 1...9 {
            let topic = TopicID(Uuid.random(using: &random))
            var counts = Array(repeating: 0, count: shardCount)
            for partition in 0..<Int32(10 * shardCount) {
                counts[
                    PartitionKey(topicID: topic, partition: PartitionIndex(partition)).shardIndex(
                        of: shardCount)] += 1
            }
            // The sum of id and index may wrap around once, which shifts the deal by one place.
            #expect(counts.allSatisfy { abs($0 - 10) <= 1 })
        }
    }
}
