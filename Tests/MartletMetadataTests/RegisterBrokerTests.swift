import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct RegisterBrokerTests {
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
            var request = ClusterFixture.registration(of: 1, incarnation: .zero)
            request.logDirs = directories
            var other = cluster
            other.now += .seconds(20)
            try other.register(request)
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

    // MARK: Who may register

    @Test func `another process may have the id once the session of the last is over`() throws {
        var cluster = try ClusterFixture()
        let other = ClusterFixture.registration(
            of: 1, incarnation: Uuid(high: 6, low: 6), directory: DirectoryID(Uuid(high: 6, low: 1000)))
        cluster.now += .seconds(9) - .milliseconds(1)
        let error = #expect(throws: Refusal.self) { try cluster.register(other) }
        #expect(error?.code == .duplicateBrokerRegistration)
        cluster.now += .milliseconds(1)
        try cluster.register(other)
        #expect(cluster.image.brokers[1]?.incarnationID == other.incarnationId)
    }

    @Test func `a process that has the directories and the addresses of the last takes its place at once`()
        throws
    {
        var cluster = try ClusterFixture(brokers: 2)
        cluster.create(.named("t", assigned: [[1, 2]]))
        let before = try #require(cluster.image.brokers[1])
        let next = ClusterFixture.registration(of: 1, incarnation: Uuid(high: 6, low: 6))
        let decision = try cluster.register(next)
        #expect(decision.reply > before.epoch)
        #expect(cluster.image.brokers[1]?.isFenced == true)
        let partition = try #require(cluster.image.topic(named: "t")?.partition(0))
        #expect(partition.leader == 2 && partition.isr == [2])
        // The other way round: what was replaced does not come back by force.
        let last = ClusterFixture.registration(
            of: 1, incarnation: before.incarnationID, previousEpoch: before.epoch)
        let error = #expect(throws: Refusal.self) { try cluster.register(last) }
        #expect(error?.code == .duplicateBrokerRegistration)
        // After a clean stop a process knows the epoch of the last.
        try cluster.register(
            ClusterFixture.registration(
                of: 1, incarnation: Uuid(high: 8, low: 8), previousEpoch: decision.reply))
        #expect(cluster.image.brokers[1]?.incarnationID == Uuid(high: 8, low: 8))
    }

    @Test(
        arguments: [("elsewhere", nil), (nil, DirectoryID(Uuid(high: 6, low: 1000)))]
            as [(String?, DirectoryID?)])
    func `a process with other addresses or other directories is another`(
        host: String?, directory: DirectoryID?
    ) throws {
        var cluster = try ClusterFixture()
        let other = ClusterFixture.registration(
            of: 1, incarnation: Uuid(high: 6, low: 6), host: host, directory: directory)
        let error = #expect(throws: Refusal.self) { try cluster.register(other) }
        #expect(error?.code == .duplicateBrokerRegistration)
    }

    @Test func `a broker that is about to stop may be replaced at once`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t"))
        try cluster.heartbeat(1, wantShutDown: true)
        #expect(cluster.image.brokers[1]?.isInControlledShutdown == true)
        try cluster.register(ClusterFixture.registration(of: 1, incarnation: Uuid(high: 6, low: 6)))
        #expect(cluster.image.brokers[1]?.isInControlledShutdown == false)
        #expect(cluster.image.brokers[1]?.isFenced == true)
    }

    @Test func `the same process keeps its epoch, and its standing`() throws {
        var cluster = try ClusterFixture()
        let before = try #require(cluster.image.brokers[1])
        var request = ClusterFixture.registration(of: 1, incarnation: before.incarnationID)
        let same = try cluster.register(request)
        #expect(same.records.isEmpty)
        #expect(same.reply == before.epoch)
        request.rack = "elsewhere"
        let changed = try cluster.register(request)
        #expect(changed.records.count == 1)
        #expect(changed.reply == before.epoch)
        var expected = before
        expected.rack = "elsewhere"
        #expect(cluster.image.brokers[1] == expected)
    }

    @Test func `a broker of another cluster is refused`() throws {
        var cluster = try ClusterFixture()
        var request = ClusterFixture.registration(of: 2, incarnation: .zero)
        request.clusterId = "other"
        let message = "Expected cluster ID cluster, but got cluster ID other"
        #expect(throws: Refusal(.inconsistentClusterId, message)) { try cluster.register(request) }
    }

    @Test func `a directory belongs to one broker`() throws {
        var cluster = try ClusterFixture()
        var request = ClusterFixture.registration(of: 2, incarnation: .zero)
        request.logDirs = [ClusterFixture.directory(of: 1)]
        let message = "Broker 1 is already registered with directory \(ClusterFixture.directory(of: 1))"
        #expect(throws: Refusal(.invalidRegistration, message)) { try cluster.register(request) }
    }

    @Test(
        arguments: [
            ("metadata.version", 7, 29, false), ("metadata.version", 7, 31, true),
            ("metadata.version", 31, 40, false),
            ("group.version", 0, 0, false), ("group.version", 0, 1, true), ("group.version", 1, 3, true),
            ("other", 1, 2, false), ("other", 0, 2, true), ("other", 2, 1, false),
        ] as [(String, Int16, Int16, Bool)])
    func `a broker must be able to do what the cluster has agreed on`(
        name: String, least: Int16, most: Int16, isAccepted: Bool
    ) throws {
        var cluster = try ClusterFixture()
        cluster.apply([VersionedRecord(.featureLevel(.init(name: "group.version", featureLevel: 1)))])
        var request = ClusterFixture.registration(of: 2, incarnation: .zero)
        request.features = [
            ("metadata.version", 7, 30), ("group.version", 0, 1), (name, least, most),
        ].map { .init(name: $0, minSupportedVersion: $1, maxSupportedVersion: $2) }
        if isAccepted {
            try cluster.register(request)
            #expect(cluster.image.brokers[2]?.features[name] == least...most)
        } else {
            let error = #expect(throws: Refusal.self) { try cluster.register(request) }
            #expect(error?.code == (least > most ? .invalidRegistration : .unsupportedVersion))
        }
    }

    @Test func `a broker that does not mention what the cluster has agreed on cannot do it`() throws {
        var cluster = try ClusterFixture()
        var request = ClusterFixture.registration(of: 2, incarnation: .zero)
        request.features = []
        #expect(throws: Refusal.self) { try cluster.register(request) }
        cluster.apply([VersionedRecord(.featureLevel(.init(name: "metadata.version", featureLevel: 7)))])
        try cluster.register(request)
        #expect(cluster.image.brokers[2]?.features == ["metadata.version": 7...7])
        #expect(cluster.image.brokers[2]?.directories == [])
    }

    @Test func `a security protocol that does not exist is refused`() throws {
        var cluster = try ClusterFixture()
        var request = ClusterFixture.registration(of: 2, incarnation: .zero)
        request.listeners[0].securityProtocol = 77
        let error = #expect(throws: Refusal.self) { try cluster.register(request) }
        #expect(error?.code == .invalidRegistration)
    }

    @Test(arguments: [true, false])
    func `a broker that stopped cleanly may still be elected`(isClean: Bool) throws {
        var cluster = try ClusterFixture(brokers: 2)
        cluster.apply([
            VersionedRecord(
                .featureLevel(.init(name: "eligible.leader.replicas.version", featureLevel: 1)))
        ])
        cluster.create(
            .named("t", assigned: [[1, 2]], configs: ["min.insync.replicas": "2"]))
        let epoch = try #require(cluster.image.brokers[2]?.epoch)
        cluster.apply(cluster.controller.fenceBroker(2, image: cluster.image).records)
        #expect(cluster.image.topic(named: "t")?.partitions[0].eligibleLeaderReplicas == [2])
        cluster.now += .seconds(9)
        try cluster.register(
            ClusterFixture.registration(
                of: 2, incarnation: Uuid(high: 6, low: 6), previousEpoch: isClean ? epoch : .none))
        #expect(cluster.image.topic(named: "t")?.partitions[0].eligibleLeaderReplicas == (isClean ? [2] : []))
    }

    /// All lose their power at once. The leader comes back last, with an empty disk.
    @Test(arguments: [true, false])
    func `who lost nothing is elected, and nobody where all may have lost something`(isKept: Bool) throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.apply([
            VersionedRecord(
                .featureLevel(.init(name: "eligible.leader.replicas.version", featureLevel: 1)))
        ])
        cluster.create(.named("t", assigned: [[3, 1, 2]], configs: ["min.insync.replicas": "2"]))
        var partition: PartitionImage? { cluster.image.topic(named: "t")?.partitions[0] }
        func comeBack(_ broker: BrokerID, _ previous: BrokerEpoch, directory: DirectoryID? = nil) throws {
            try cluster.register(
                ClusterFixture.registration(
                    of: broker, incarnation: Uuid(high: 6, low: UInt64(broker.rawValue)),
                    previousEpoch: previous, directory: directory))
            let epoch = try #require(cluster.image.brokers[broker]?.epoch)
            cluster.apply(
                try cluster.controller.unfenceBroker(broker, epoch: epoch, image: cluster.image).records)
        }
        for broker in [1, 2] as [BrokerID] {
            let epoch = try #require(cluster.image.brokers[broker]?.epoch)
            try comeBack(broker, isKept ? epoch : .none)
        }
        #expect(partition?.isr == [3] && partition?.leader == 3)
        cluster.apply(cluster.controller.fenceBroker(3, image: cluster.image).records)
        #expect(partition?.leader == (isKept ? 2 : nil))
        cluster.now += .seconds(9)
        try comeBack(3, .none, directory: DirectoryID(Uuid(high: 8, low: 8)))
        #expect(partition?.leader == (isKept ? 2 : nil))
        #expect(partition?.isr == (isKept ? [2] : []))
        #expect(partition?.leaderRecoveryState == .recovered)
    }

    // MARK: Controllers

    @Test func `a controller registers, and what it says again is not written again`() throws {
        var cluster = try ClusterFixture()
        let request = ControllerRegistrationRequest(
            id: 3, incarnationID: Uuid(high: 1, low: 1),
            endpoints: [Listener(name: "CONTROLLER", host: "h", port: 9)])
        cluster.apply(try cluster.controller.registerController(request, image: cluster.image).records)
        let registration = try #require(cluster.image.controllers[3])
        #expect(registration.incarnationID == request.incarnationId)
        #expect(registration.endpoints == [Listener(name: "CONTROLLER", host: "h", port: 9)])
        #expect(registration.features == Controller.supportedFeatures)
        #expect(try cluster.controller.registerController(request, image: cluster.image).records.isEmpty)
    }

    @Test func `controllers register where the metadata can say so, if they can do what is agreed`() throws {
        var cluster = try ClusterFixture()
        var request = ControllerRegistrationRequest(id: 3, incarnationID: .zero, endpoints: [])
        request.features = [.init(name: "metadata.version", minSupportedVersion: 7, maxSupportedVersion: 29)]
        for level in [30, 14] as [Int16] {
            let record = FeatureLevelRecord(name: "metadata.version", featureLevel: level)
            cluster.apply([VersionedRecord(.featureLevel(record))])
            let error = #expect(throws: Refusal.self) {
                try cluster.controller.registerController(request, image: cluster.image)
            }
            #expect(error?.code == .unsupportedVersion)
        }
    }
}
