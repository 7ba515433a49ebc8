import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct BrokerHeartbeatTests {
    /// What a heartbeat may find and ask, and what becomes of the broker.
    struct Row: CustomTestStringConvertible {
        enum Found { case fenced, unfenced, stopping }

        var found: Found
        var wantFence = false
        var wantStop = false
        var isCaughtUp = true
        var leads = false
        var fenced: Bool
        var stop = false

        var testDescription: String {
            "\(found)\(wantFence ? ", wants fence" : "")\(wantStop ? ", wants to stop" : "")"
                + "\(isCaughtUp ? "" : ", behind")\(leads ? ", leads" : "")"
        }
    }

    @Test(arguments: [
        Row(found: .fenced, wantFence: true, fenced: true),
        Row(found: .fenced, isCaughtUp: false, fenced: true),
        Row(found: .fenced, fenced: false),
        Row(found: .fenced, wantStop: true, fenced: true, stop: true),
        Row(found: .fenced, wantFence: true, wantStop: true, fenced: true, stop: true),
        Row(found: .unfenced, fenced: false),
        Row(found: .unfenced, isCaughtUp: false, fenced: false),
        Row(found: .unfenced, wantFence: true, leads: true, fenced: true),
        Row(found: .unfenced, wantFence: true, wantStop: true, leads: true, fenced: true, stop: true),
        Row(found: .unfenced, wantStop: true, fenced: true, stop: true),
        Row(found: .unfenced, wantStop: true, leads: true, fenced: false),
        Row(found: .stopping, wantStop: true, fenced: true, stop: true),
    ])
    func `a heartbeat moves the broker on`(row: Row) throws {
        var cluster = try ClusterFixture(brokers: 2)
        if row.leads { cluster.create(.named("t", assigned: [[1, 2]])) }
        if row.found == .fenced { cluster.fence(1) }
        if row.found == .stopping {
            cluster.create(.named("t", assigned: [[1, 2]]))
            try cluster.heartbeat(1, wantShutDown: true)
            try cluster.heartbeat(2)
        }
        let epoch = try #require(cluster.image.brokers[1]?.epoch)
        let behind = Offset(epoch.rawValue - 1)
        let reply = try cluster.heartbeat(
            1, at: row.isCaughtUp ? nil : behind, wantFence: row.wantFence, wantShutDown: row.wantStop
        ).reply
        #expect(reply.isFenced == row.fenced)
        #expect(reply.shouldShutDown == row.stop)
        #expect(reply.isCaughtUp == row.isCaughtUp)
        let broker = try #require(cluster.image.brokers[1])
        #expect(broker.isFenced == row.fenced)
        #expect(
            broker.isInControlledShutdown
                == (row.wantStop && row.leads && !row.stop || row.found == .stopping))
        if !broker.isActive { #expect(!cluster.image.leadsPartitions(1)) }
        let again = try cluster.heartbeat(
            1, at: row.isCaughtUp ? nil : behind, wantFence: row.wantFence, wantShutDown: row.wantStop)
        if row.fenced || !row.wantStop { #expect(again.records.isEmpty) }
    }

    @Test func `what a fenced broker led is led by others before it is fenced`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.create(.named("t", assigned: [[1, 2, 3], [1, 3, 2], [2, 1, 3]]))
        var image = cluster.image
        for record in cluster.controller.fenceBroker(1, image: cluster.image).records {
            try image.apply(record.value)
            #expect(image.brokers[1]?.isFenced == false || !image.leadsPartitions(1))
        }
        #expect(image.topic(named: "t")?.partitions.map(\.leader) == [2, 3, 2])
        #expect(image.topic(named: "t")?.partitions.allSatisfy { !$0.isr.contains(1) } == true)
        #expect(image.brokers[1]?.isFenced == true)
        #expect(cluster.controller.fenceBroker(1, image: image).records.isEmpty)
        #expect(cluster.controller.fenceBroker(9, image: image).records.isEmpty)
    }

    @Test func `a broker that comes back leads what nobody leads`() throws {
        var cluster = try ClusterFixture(brokers: 2)
        cluster.create(.named("t", assigned: [[1], [2]]))
        cluster.apply(cluster.controller.fenceBroker(1, image: cluster.image).records)
        #expect(cluster.image.topic(named: "t")?.partitions.map(\.leader) == [nil, 2])
        try cluster.heartbeat(1)
        #expect(cluster.image.topic(named: "t")?.partitions.map(\.leader) == [1, 2])
    }

    @Test func `a broker may go when all others know who leads now`() throws {
        var cluster = try ClusterFixture(brokers: 4)
        cluster.create(.named("t", assigned: [[1, 2]]))
        cluster.fence(4)
        let before = cluster.image.offset
        for broker in [2, 3] as [BrokerID] { try cluster.heartbeat(broker, at: before) }
        #expect(try !cluster.heartbeat(1, wantShutDown: true).reply.shouldShutDown)
        let told = cluster.image.offset
        #expect(cluster.image.topic(named: "t")?.partitions[0].leader == 2)
        #expect(cluster.image.brokers[1]?.isInControlledShutdown == true)
        try cluster.heartbeat(2, at: told)
        #expect(try !cluster.heartbeat(1, wantShutDown: true).reply.shouldShutDown)
        try cluster.heartbeat(3, at: told)
        let last = try cluster.heartbeat(1, wantShutDown: true)
        #expect(last.reply.shouldShutDown)
        #expect(cluster.image.brokers[1]?.isFenced == true)
    }

    @Test func `a new controller finds out anew what the others know`() throws {
        var cluster = try ClusterFixture(brokers: 2)
        cluster.create(.named("t", assigned: [[1, 2]]))
        try cluster.heartbeat(1, wantShutDown: true)
        cluster.tracker = HeartbeatTracker(
            sessionTimeout: .seconds(9), image: cluster.image, own: nil, now: cluster.now)
        #expect(try !cluster.heartbeat(1, wantShutDown: true).reply.shouldShutDown)
        #expect(try !cluster.heartbeat(1, wantShutDown: true).reply.shouldShutDown)
        try cluster.heartbeat(2)
        #expect(try cluster.heartbeat(1, wantShutDown: true).reply.shouldShutDown)
    }

    @Test func `the only broker waits for nobody`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t"))
        #expect(try !cluster.heartbeat(1, wantShutDown: true).reply.shouldShutDown)
        #expect(cluster.image.topic(named: "t")?.partitions[0].leader == nil)
        #expect(try cluster.heartbeat(1, wantShutDown: true).reply.shouldShutDown)
    }

    @Test func `replicas in a lost directory leave their ISR, and the directory its broker`() throws {
        var cluster = try ClusterFixture(brokers: 2)
        cluster.create(.named("t", assigned: [[1, 2], [2, 1]]))
        let other = DirectoryID(Uuid(high: 8, low: 8))
        let registration = try #require(cluster.image.brokers[1])
        let lost = ClusterFixture.directory(of: 1)
        cluster.apply([
            VersionedRecord(
                .brokerRegistrationChange(
                    .init(brokerId: 1, brokerEpoch: registration.epoch, logDirs: [lost, other])), version: 2)
        ])
        try cluster.heartbeat(1, offline: [lost, DirectoryID(Uuid(high: 8, low: 9))])
        #expect(cluster.image.topic(named: "t")?.partitions.map(\.leader) == [2, 2])
        #expect(cluster.image.topic(named: "t")?.partitions.map(\.isr) == [[2], [2]])
        #expect(cluster.image.brokers[1]?.directories == [other])
        #expect(try cluster.heartbeat(1, offline: [lost]).records.isEmpty)
    }

    @Test func `a directory may be lost in the heartbeat that unfences`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t"))
        cluster.apply(cluster.controller.fenceBroker(1, image: cluster.image).records)
        let reply = try cluster.heartbeat(1, offline: [ClusterFixture.directory(of: 1)]).reply
        #expect(!reply.isFenced)
        #expect(cluster.image.topic(named: "t")?.partitions[0].leader == nil)
    }

    @Test func `cordoned directories are noted once the broker has caught up`() throws {
        var cluster = try ClusterFixture()
        let cordoned = [ClusterFixture.directory(of: 1)]
        try cluster.heartbeat(1, at: 0, cordoned: cordoned)
        #expect(cluster.image.brokers[1]?.cordonedDirectories == nil)
        try cluster.heartbeat(1, cordoned: cordoned)
        #expect(cluster.image.brokers[1]?.cordonedDirectories == cordoned)
        #expect(try cluster.heartbeat(1, cordoned: cordoned).records.isEmpty)
        try cluster.heartbeat(1)
        #expect(cluster.image.brokers[1]?.cordonedDirectories == cordoned)
        try cluster.heartbeat(1, cordoned: [])
        #expect(cluster.image.brokers[1]?.cordonedDirectories == [])
    }

    @Test func `an earlier registration, or none, has no heartbeats`() throws {
        var cluster = try ClusterFixture()
        let epoch = try #require(cluster.image.brokers[1]?.epoch)
        let stale = BrokerEpoch(epoch.rawValue - 1)
        let rows: [(BrokerID, BrokerEpoch, Refusal)] = [
            (1, stale, Refusal(.staleBrokerEpoch, "Expected broker epoch \(epoch), but got \(stale).")),
            (9, epoch, Refusal(.brokerIdNotRegistered, "No broker with id 9 found.")),
        ]
        for (id, epoch, refusal) in rows {
            #expect(throws: refusal) {
                let request = BrokerHeartbeatRequest(brokerId: id, brokerEpoch: epoch)
                _ = try cluster.controller.brokerHeartbeat(
                    request, image: cluster.image, tracker: &cluster.tracker, nextOffset: 9, now: .zero)
            }
        }
    }

    @Test func `a broker that is unregistered is in no ISR and may register again`() throws {
        var cluster = try ClusterFixture(brokers: 2)
        cluster.create(.named("t", assigned: [[1, 2]]))
        let decision = try cluster.controller.unregisterBroker(1, image: cluster.image)
        cluster.apply(decision.records)
        #expect(cluster.image.brokers[1] == nil)
        #expect(cluster.image.topic(named: "t")?.partitions[0].leader == 2)
        #expect(cluster.image.topic(named: "t")?.partitions[0].isr == [2])
        #expect(throws: Refusal(.brokerIdNotRegistered, "Broker ID 1 is not currently registered")) {
            try cluster.controller.unregisterBroker(1, image: cluster.image)
        }
        try cluster.start(1)
        #expect(cluster.image.brokers[1]?.isActive == true)
    }
}
