import MartletMetadata
import MartletModel
import Testing

@Suite struct ReplicaPlacementTests {
    private func place(
        partitions: Int32, replicas: Int16, brokers: Int32, racks: [String?] = [], fenced: [BrokerID] = [],
        seed: UInt64
    ) throws -> [PartitionImage] {
        var cluster = try ClusterFixture(brokers: brokers, racks: racks)
        fenced.forEach { cluster.fence($0) }
        cluster.random = SeededGenerator(seed: seed)
        cluster.create(.named("t", partitions: partitions, replicas: replicas))
        return Array(try #require(cluster.image.topic(named: "t")).partitions)
    }

    @Test(arguments: 1...20)
    func `replicas are on different brokers and leaders are spread evenly`(seed: UInt64) throws {
        let partitions = try place(partitions: 30, replicas: 3, brokers: 5, seed: seed)
        #expect(partitions.allSatisfy { Set($0.replicas).count == 3 })
        let led = Dictionary(grouping: partitions, by: { $0.replicas[0] }).mapValues(\.count)
        #expect(led.values.allSatisfy { $0 == 6 })
    }

    @Test(arguments: 1...20)
    func `replicas are in different racks as long as there are racks`(seed: UInt64) throws {
        let racks = ["a", "a", "b", "b", "c", "c"]
        let partitions = try place(partitions: 12, replicas: 3, brokers: 6, racks: racks, seed: seed)
        for partition in partitions {
            #expect(Set(partition.replicas.map { racks[Int($0.rawValue) - 1] }).count == 3)
        }
    }

    @Test(arguments: 1...20)
    func `a fenced broker never leads and is the last choice`(seed: UInt64) throws {
        let partitions = try place(partitions: 12, replicas: 2, brokers: 4, fenced: [2], seed: seed)
        #expect(partitions.allSatisfy { !$0.replicas.contains(2) })
        let all = try place(partitions: 12, replicas: 4, brokers: 4, fenced: [2], seed: seed)
        #expect(all.allSatisfy { $0.replicas.last == 2 && $0.isr.count == 3 })
    }

    @Test func `the same seed places the same way`() throws {
        let first = try place(partitions: 20, replicas: 2, brokers: 5, seed: 9)
        #expect(try place(partitions: 20, replicas: 2, brokers: 5, seed: 9) == first)
        #expect(try place(partitions: 20, replicas: 2, brokers: 5, seed: 10) != first)
    }
}
