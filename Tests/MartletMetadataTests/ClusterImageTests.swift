import MartletMetadata
import MartletModel
import MartletProtocol
import NIOCore
import Testing

@Suite struct ClusterImageTests {
    private static let id = TopicID(Uuid(high: 3, low: 3))

    /// One topic "t" with one partition of brokers 1, 2 and 3, led by 1.
    private static func image() throws -> ClusterImage {
        var image = ClusterImage()
        try image.apply(.topic(TopicRecord(name: "t", topicId: id)))
        try image.apply(
            .partition(
                PartitionRecord(
                    partitionId: 0, topicId: id, replicas: [1, 2, 3], isr: [1, 2], leader: 1, leaderEpoch: 4,
                    partitionEpoch: 9, directories: [1, 2, 3].map(ClusterFixture.directory))))
        return image
    }

    struct Change: CustomTestStringConvertible {
        var testDescription: String
        var record: PartitionChangeRecord
        var expected: @Sendable (inout PartitionImage) -> Void

        init(
            _ name: String, _ record: PartitionChangeRecord,
            _ expected: @escaping @Sendable (inout PartitionImage) -> Void
        ) {
            (testDescription, self.record, self.expected) = (name, record, expected)
        }
    }

    private static func change(
        isr: [BrokerID]? = nil, leader: BrokerID = -2, replicas: [BrokerID]? = nil,
        recovery: Int8 = -1, directories: [DirectoryID]? = nil, eligible: [BrokerID]? = nil
    ) -> PartitionChangeRecord {
        PartitionChangeRecord(
            partitionId: 0, topicId: id, isr: isr, leader: leader, replicas: replicas,
            leaderRecoveryState: recovery, directories: directories, eligibleLeaderReplicas: eligible)
    }

    @Test(arguments: [
        Change("nothing but the partition epoch", change()) { _ in },
        Change("the ISR", change(isr: [2])) { $0.isr = [2] },
        Change("another leader", change(leader: 2)) { ($0.leader, $0.leaderEpoch) = (2, 5) },
        Change("the same leader", change(leader: 1)) { $0.leaderEpoch = 5 },
        Change("no leader", change(leader: -1)) { ($0.leader, $0.leaderEpoch) = (nil, 5) },
        Change("recovering", change(recovery: 1)) { $0.leaderRecoveryState = .recovering },
        Change("eligible leaders", change(eligible: [3])) { $0.eligibleLeaderReplicas = [3] },
        Change("other replicas, whose directories go with them", change(replicas: [3, 4])) {
            $0.replicas = [3, 4]
            $0.directories = [ClusterFixture.directory(of: 3), .migrating]
        },
        Change("directories", change(directories: [.lost, .unassigned, .lost])) {
            $0.directories = [.lost, .unassigned, .lost]
        },
    ])
    func `a partition change alters what it names, and its epochs`(_ row: Change) throws {
        var image = try Self.image()
        var expected = try #require(image.partition(Self.id, 0))
        row.expected(&expected)
        expected.partitionEpoch = 10
        try image.apply(.partitionChange(row.record))
        #expect(image.partition(Self.id, 0) == expected)
    }

    @Test(arguments: [
        (
            MetadataRecordValue.topic(TopicRecord(name: "t", topicId: .zero)),
            MetadataError.topicExists(name: "t")
        ),
        (.removeTopic(RemoveTopicRecord(topicId: .zero)), .unknownTopic(.zero, record: "RemoveTopicRecord")),
        (
            .partition(PartitionRecord(partitionId: 0, topicId: .zero)),
            .unknownTopic(.zero, record: "PartitionRecord")
        ),
        (.partition(PartitionRecord(partitionId: 0, topicId: id)), .partitionExists(id, 0)),
        (
            .partition(PartitionRecord(partitionId: -1, topicId: id)),
            .meaningless(record: "PartitionRecord", field: "partitionId", value: -1)
        ),
        (
            .partition(
                PartitionRecord(partitionId: 1, topicId: id, replicas: [1], directories: [.lost, .lost])),
            .meaningless(record: "PartitionRecord", field: "directories", value: 2)
        ),
        (
            .partitionChange(PartitionChangeRecord(partitionId: 1, topicId: id)), .unknownPartition(id, 1)
        ),
        (
            .partitionChange(
                PartitionChangeRecord(partitionId: 0, topicId: id, isr: [3], directories: [.lost])),
            .meaningless(record: "PartitionChangeRecord", field: "directories", value: 1)
        ),
        (
            .unfenceBroker(UnfenceBrokerRecord(id: 1, epoch: 0)),
            .unknownBroker(1, record: "UnfenceBrokerRecord")
        ),
        (
            .config(ConfigRecord(resourceType: 3, resourceName: "t", name: "a", value: "b")),
            .meaningless(record: "ConfigRecord", field: "resourceType", value: 3)
        ),
        (.endTransaction(EndTransactionRecord()), .noOpenTransaction(record: "EndTransactionRecord")),
        (.abortTransaction(AbortTransactionRecord()), .noOpenTransaction(record: "AbortTransactionRecord")),
    ])
    func `a record that does not belong is refused and changes nothing`(
        record: MetadataRecordValue, error: MetadataError
    ) throws {
        var image = try Self.image()
        let before = image
        #expect(throws: error) { try image.apply(record) }
        #expect(image == before)
    }

    @Test func `a record about an earlier registration is refused`() throws {
        var cluster = try ClusterFixture()
        let epoch = try #require(cluster.image.brokers[1]?.epoch)
        let old = BrokerEpoch(epoch.rawValue - 1)
        #expect(throws: MetadataError.otherBrokerEpoch(1, expected: epoch, found: old)) {
            try cluster.image.apply(.fenceBroker(FenceBrokerRecord(id: 1, epoch: old)))
        }
    }

    @Test func `brokers are fenced, unfenced, stopped and forgotten`() throws {
        var cluster = try ClusterFixture()
        let epoch = try #require(cluster.image.brokers[1]?.epoch)
        func isActive() -> Bool? { cluster.image.brokers[1]?.isActive }
        try cluster.image.apply(.fenceBroker(FenceBrokerRecord(id: 1, epoch: epoch)))
        #expect(isActive() == false)
        try cluster.image.apply(.unfenceBroker(UnfenceBrokerRecord(id: 1, epoch: epoch)))
        #expect(isActive() == true)
        let stopping = BrokerRegistrationChangeRecord(
            brokerId: 1, brokerEpoch: epoch, inControlledShutdown: 1, logDirs: [.lost])
        try cluster.image.apply(.brokerRegistrationChange(stopping))
        #expect(isActive() == false)
        #expect(cluster.image.brokers[1]?.directories == [.lost])
        try cluster.image.apply(.unregisterBroker(UnregisterBrokerRecord(brokerId: 1, brokerEpoch: epoch)))
        #expect(cluster.image.brokers.isEmpty)
    }

    @Test func `a transaction shows when it has ended, and never when it is aborted`() throws {
        var image = try Self.image()
        let added = MetadataRecordValue.topic(TopicRecord(name: "u", topicId: TopicID(Uuid(high: 4, low: 4))))
        try image.apply(.beginTransaction(BeginTransactionRecord(name: "x")))
        try image.apply(added)
        #expect(image.topic(named: "u") == nil)
        #expect(throws: MetadataError.transactionAlreadyOpen) {
            try image.apply(.beginTransaction(BeginTransactionRecord()))
        }
        image.advance(through: 12, epoch: 2)
        var aborted = image
        try image.apply(.endTransaction(EndTransactionRecord()))
        #expect(image.topic(named: "u") != nil)
        #expect(image.offset == 12)
        try aborted.apply(.abortTransaction(AbortTransactionRecord()))
        #expect(aborted.topic(named: "u") == nil)
        #expect(!aborted.isInTransaction)
    }

    @Test func `a snapshot's partitions may come in any order`() throws {
        var image = ClusterImage()
        try image.apply(.topic(TopicRecord(name: "t", topicId: Self.id)))
        for index in [3, 0, 4, 1, 2] as [PartitionIndex] {
            try image.apply(.partition(PartitionRecord(partitionId: index, topicId: Self.id, replicas: [1])))
        }
        #expect(image.topic(Self.id)?.partitions.map(\.index) == [0, 1, 2, 3, 4])
        #expect(image.partition(Self.id, 3)?.index == 3)
        #expect(image.partition(Self.id, 5) == nil)
    }

    @Test func `clearing eligible leaders touches one topic, or all`() throws {
        for (name, isCleared) in [("t", true), ("other", false), ("", true)] {
            var image = try Self.image()
            try image.apply(.partitionChange(Self.change(eligible: [3])))
            try image.apply(.clearElr(ClearElrRecord(topicName: name)))
            #expect(image.partition(Self.id, 0)?.eligibleLeaderReplicas.isEmpty == isCleared)
        }
    }

    @Test func `a feature of level 0 and a configuration without value are gone`() throws {
        var image = try Self.image()
        for value in ["1", nil] {
            try image.apply(
                .config(ConfigRecord(resourceType: 2, resourceName: "t", name: "retention.ms", value: value)))
        }
        for level in [3, 0] as [Int16] {
            try image.apply(.featureLevel(FeatureLevelRecord(name: "f", featureLevel: level)))
        }
        #expect(image.configs.isEmpty)
        #expect(image.features.isEmpty)
    }

    @Test func `a copy does not see later changes`() throws {
        let before = try Self.image()
        var after = before
        try after.apply(.partitionChange(Self.change(leader: 2)))
        #expect(before.partition(Self.id, 0)?.leader == 1)
        #expect(after.partition(Self.id, 0)?.leader == 2)
    }

    @Test(arguments: 1...50)
    func `replaying what was decided gives the image of those who decided`(seed: UInt64) throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.random = SeededGenerator(seed: seed)
        var log: [ByteBuffer] = []
        var decided = ClusterImage()
        for _ in 0..<60 {
            for record in Self.randomDecision(&cluster) {
                log.append(try record.value.encoded(version: record.version))
                try decided.apply(record.value)
            }
        }
        var replayed = ClusterImage()
        for bytes in log {
            try replayed.apply(try MetadataRecordValue.decode(bytes))
        }
        #expect(replayed == decided)
    }

    /// Records of a random request; they are applied to the cluster's own image too.
    private static func randomDecision(_ cluster: inout ClusterFixture) -> [VersionedRecord] {
        let name = "t\(Int.random(in: 0..<8, using: &cluster.random))"
        let kind = Int.random(in: 0..<6, using: &cluster.random)
        let count = Int32.random(in: 1...5, using: &cluster.random)
        let records: [VersionedRecord] =
            switch kind {
            case 0, 1:
                cluster.controller.createTopics(
                    CreateTopicsRequest(topics: [
                        .named(name, partitions: count, replicas: 2, configs: ["segment.ms": "\(count)"])
                    ]), image: cluster.image, random: &cluster.random
                ).records
            case 2:
                cluster.controller.deleteTopics(
                    DeleteTopicsRequest(topicNames: [name]), image: cluster.image
                ).records
            case 3:
                cluster.controller.createPartitions(
                    CreatePartitionsRequest(topics: [.init(name: name, count: count + 3, assignments: nil)]),
                    image: cluster.image, random: &cluster.random
                ).records
            case 4:
                cluster.controller.alterConfigs(
                    AlterConfigsRequest(resources: [
                        .init(
                            resourceType: 2, resourceName: name,
                            configs: [.init(name: "retention.ms", value: "\(count)")])
                    ]), image: cluster.image
                ).records
            default:
                cluster.image.topic(named: name)?.partitions.map {
                    VersionedRecord(
                        .partitionChange(
                            PartitionChangeRecord(
                                partitionId: $0.index, topicId: cluster.image.topicIDs[name] ?? .zero,
                                isr: [$0.replicas[0]], leader: $0.replicas[0])), version: 2)
                } ?? []
            }
        cluster.apply(records)
        return records
    }
}
