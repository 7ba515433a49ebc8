import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct BrokerLifecycleTests {
    @Test func `a new cluster begins with its features, in one metadata transaction`() throws {
        let controller = Controller(configuration: try BrokerConfiguration())
        let features = FeatureLevelRecord(name: "metadata.version", featureLevel: 30)
        let expected: [VersionedRecord] = [
            VersionedRecord(.beginTransaction(BeginTransactionRecord(name: "Bootstrap records"))),
            VersionedRecord(.featureLevel(features)),
            VersionedRecord(.endTransaction(EndTransactionRecord())),
        ]
        #expect(controller.activate(ClusterImage(), bootstrap: Controller.initialFeatures) == expected)
        #expect(controller.activate(ClusterImage(), bootstrap: []) == expected)
    }

    @Test func `a cluster that has begun is left as it is, but for an open transaction`() throws {
        var cluster = try ClusterFixture()
        #expect(cluster.controller.activate(cluster.image, bootstrap: []).isEmpty)
        cluster.apply([VersionedRecord(.beginTransaction(BeginTransactionRecord()))])
        cluster.apply(cluster.controller.activate(cluster.image, bootstrap: []))
        #expect(!cluster.image.isInTransaction)
        #expect(cluster.image.metadataVersion == .latest)
    }

    @Test func `a bootstrap that was cut short begins again`() throws {
        var cluster = try ClusterFixture()
        cluster.image = ClusterImage()
        cluster.apply([VersionedRecord(.beginTransaction(BeginTransactionRecord()))])
        cluster.apply(cluster.controller.activate(cluster.image, bootstrap: []))
        #expect(cluster.image.metadataVersion == .latest)
    }

    @Test func `a broker registers fenced, with the offset of its record as epoch`() throws {
        var cluster = try ClusterFixture()
        let next = cluster.image.offset + 1
        try cluster.register(1, rack: "r")
        let broker = try #require(cluster.image.brokers[1])
        #expect(broker.isFenced)
        #expect(broker.epoch == BrokerEpoch(next.rawValue))
        #expect(broker.rack == "r")
        #expect(broker.directories == [ClusterFixture.directory(of: 1)])
        #expect(broker.endpoint("PLAINTEXT") == Listener(name: "PLAINTEXT", host: "b1", port: 9092))
        #expect(broker.features["metadata.version"] == 7...30)
    }

    @Test func `a restart begins a new leader epoch for what the broker led`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t", partitions: 2))
        try cluster.register(1)
        let during = try #require(cluster.image.topic(named: "t")?.partition(1))
        #expect(during.leader == nil)
        #expect(during.isr == [1])
        let epoch = try #require(cluster.image.brokers[1]?.epoch)
        cluster.apply(try cluster.controller.unfenceBroker(1, epoch: epoch, image: cluster.image).records)
        let after = try #require(cluster.image.topic(named: "t")?.partition(1))
        #expect(after.leader == 1)
        #expect(after.leaderEpoch == 2)
        #expect(after.partitionEpoch == 2)
        #expect(cluster.image.brokers[1]?.isActive == true)
    }

    @Test func `unfencing twice changes nothing`() throws {
        let cluster = try ClusterFixture()
        let epoch = try #require(cluster.image.brokers[1]?.epoch)
        #expect(try cluster.controller.unfenceBroker(1, epoch: epoch, image: cluster.image).records.isEmpty)
    }

    @Test(arguments: [
        ([], "No directories specified in request"),
        (
            [DirectoryID(Uuid(high: 5, low: 5)), DirectoryID(Uuid(high: 5, low: 5))],
            "Duplicate directory ID in request"
        ),
        ([DirectoryID.lost], "Reserved directory ID in request"),
    ])
    func `a registration needs directories of its own`(directories: [DirectoryID], message: String) throws {
        let cluster = try ClusterFixture()
        #expect(throws: Refusal(.invalidRegistration, message)) {
            try cluster.controller.registerBroker(
                BrokerRegistrationRequest(
                    id: 1, incarnationID: .zero, endpoints: [], rack: nil, directories: directories),
                image: cluster.image, nextOffset: 9)
        }
    }

    @Test func `producer ids come in blocks of a thousand that never overlap`() throws {
        var cluster = try ClusterFixture()
        let epoch = try #require(cluster.image.brokers[1]?.epoch)
        for expected in [ProducerID(0), 1000, 2000] {
            let decision = try cluster.controller.allocateProducerIDs(
                to: 1, epoch: epoch, image: cluster.image)
            #expect(decision.reply == ProducerIDBlock(first: expected, count: 1000))
            cluster.apply(decision.records)
        }
        #expect(cluster.image.nextProducerID == 3000)
        let next = ProducerIdsRecord(
            brokerId: 1, brokerEpoch: epoch, nextProducerId: ProducerID(Int64.max - 999))
        cluster.apply([VersionedRecord(.producerIds(next))])
        #expect(throws: Refusal.self) {
            try cluster.controller.allocateProducerIDs(to: 1, epoch: epoch, image: cluster.image)
        }
    }

    @Test func `an unknown broker or an old registration is refused`() throws {
        let cluster = try ClusterFixture()
        let epoch = try #require(cluster.image.brokers[1]?.epoch)
        let stale = BrokerEpoch(epoch.rawValue - 1)
        #expect(throws: Refusal(.brokerIdNotRegistered, "No broker with id 9 found.")) {
            try cluster.controller.allocateProducerIDs(to: 9, epoch: epoch, image: cluster.image)
        }
        let message = "Expected broker epoch \(epoch), but got \(stale)."
        #expect(throws: Refusal(.staleBrokerEpoch, message)) {
            try cluster.controller.allocateProducerIDs(to: 1, epoch: stale, image: cluster.image)
        }
        #expect(throws: Refusal(.staleBrokerEpoch, message)) {
            try cluster.controller.unfenceBroker(1, epoch: stale, image: cluster.image)
        }
    }
}
