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

    @Test(arguments: 1...20, [(5, 3), (6, 3), (4, 2), (7, 7), (3, 1)] as [(Int32, Int16)])
    func `replicas are on different brokers, and leaders and replicas spread evenly`(
        seed: UInt64, size: (brokers: Int32, replicas: Int16)
    ) throws {
        let count = size.brokers * 6 + Int32(seed % 5)
        let partitions = try place(
            partitions: count, replicas: size.replicas, brokers: size.brokers, seed: seed)
        #expect(partitions.allSatisfy { Set($0.replicas).count == Int(size.replicas) })
        #expect(spread(partitions.map { $0.replicas[0] }, over: size.brokers) <= 1)
        #expect(spread(partitions.flatMap(\.replicas), over: size.brokers) <= 1)
    }

    /// By how much the broker that is named most often exceeds the one that is named least often.
    private func spread(_ named: [BrokerID], over brokers: Int32) -> Int {
        let counts = (1...brokers).map { id in named.count { $0.rawValue == id } }
        return (counts.max() ?? 0) - (counts.min() ?? 0)
    }

    @Test(arguments: 1...20)
    func `racks of the same size lead and hold the same`(seed: UInt64) throws {
        let racks = ["a", "a", "b", "b", "b", "a"]
        let partitions = try place(partitions: 60, replicas: 2, brokers: 6, racks: racks, seed: seed)
        #expect(spread(partitions.map { $0.replicas[0] }, over: 6) == 0)
        #expect(spread(partitions.flatMap(\.replicas), over: 6) == 0)
        #expect(partitions.allSatisfy { Set($0.replicas.map { racks[Int($0.rawValue) - 1] }).count == 2 })
    }

    @Test(arguments: 1...20)
    func `the followers of one leader are not always the same`(seed: UInt64) throws {
        let partitions = try place(partitions: 120, replicas: 3, brokers: 6, seed: seed)
        let led = partitions.filter { $0.replicas[0] == 1 }
        #expect(Set(led.flatMap { $0.replicas.dropFirst() }).count == 5)
    }

    @Test(arguments: 1...20)
    func `a rack gets a second replica only when every rack has one`(seed: UInt64) throws {
        let racks = ["a", "a", "a", "b", "b", nil, nil]
        let partitions = try place(partitions: 20, replicas: 5, brokers: 7, racks: racks, seed: seed)
        for partition in partitions {
            let counts = Dictionary(
                grouping: partition.replicas, by: { racks[Int($0.rawValue) - 1] }
            ).mapValues(\.count)
            #expect(counts.count == 3)
            #expect(counts.values.allSatisfy { $0 <= 2 })
            #expect(Set(partition.replicas).count == 5)
        }
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
