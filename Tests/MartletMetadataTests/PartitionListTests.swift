import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct PartitionListTests {
    private static let id = TopicID(Uuid(high: 3, low: 3))

    private static func image(_ indexes: [Int32]) throws -> ClusterImage {
        var image = ClusterImage()
        try image.apply(.topic(TopicRecord(name: "t", topicId: id)))
        for index in indexes {
            try image.apply(
                .partition(
                    PartitionRecord(
                        partitionId: PartitionIndex(index), topicId: id, replicas: [BrokerID(index)],
                        isr: [BrokerID(index)], leader: BrokerID(index))))
        }
        return image
    }

    @Test(arguments: [0, 1, 31, 32, 33, 64, 100] as [Int32], 1...5 as ClosedRange<UInt64>)
    func `partitions are in order, in whichever they came`(count: Int32, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let shuffled = try Self.image((0..<count).shuffled(using: &random))
        let partitions = try #require(shuffled.topic(Self.id)).partitions
        #expect(partitions.map(\.index.rawValue) == Array(0..<count))
        #expect(partitions.allSatisfy { $0.leader == BrokerID($0.index.rawValue) })
        #expect(try shuffled == Self.image(Array(0..<count)))
    }

    @Test func `a change to one copy is not seen in another`() throws {
        let before = try Self.image(Array(0..<70))
        var after = before
        for index in [0, 31, 32, 69] as [PartitionIndex] {
            let record = PartitionChangeRecord(partitionId: index, topicId: Self.id, leader: .none)
            try after.apply(.partitionChange(record))
        }
        let leaderless = try #require(after.topic(Self.id)).partitions.filter { $0.leader == nil }
        #expect(leaderless.map(\.index) == [0, 31, 32, 69])
        #expect(try #require(before.topic(Self.id)).partitions.allSatisfy { $0.leader != nil })
    }

    @Test(arguments: 1...30)
    func `how many partitions a broker leads is counted along`(seed: UInt64) throws {
        var source = RandomRecords(seed: seed)
        _ = try source.next(300)
        let leaders = source.image.topics.flatMap { $0.partitions.compactMap(\.leader) }
        for broker in (1...6).map({ BrokerID(Int32($0)) }) {
            let count = leaders.count { $0 == broker }
            #expect(source.image.leadershipCount(of: broker) == count)
            #expect(source.image.leadsPartitions(broker) == (count > 0))
        }
    }
}
