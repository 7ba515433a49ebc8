import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct HeartbeatTrackerTests {
    private static let start: Duration = .seconds(1000)

    /// Brokers 1, 2 and 3, unfenced.
    private static func image() throws -> ClusterImage { try ClusterFixture(brokers: 3).image }

    private static func tracker(
        _ image: ClusterImage, own: HeartbeatTracker.Process? = nil
    ) -> HeartbeatTracker {
        HeartbeatTracker(sessionTimeout: .seconds(9), image: image, own: own, now: start)
    }

    private static func epoch(_ broker: BrokerID, _ image: ClusterImage) -> BrokerEpoch {
        image.brokers[broker]?.epoch ?? .none
    }

    /// Ticks when it is due, until `end`; who was named, and when, after the start.
    private static func fenced(
        _ tracker: inout HeartbeatTracker, _ image: inout ClusterImage, until end: Duration,
        beats: (Duration) -> [BrokerID] = { _ in [] }
    ) throws -> [(BrokerID, Duration)] {
        var result: [(BrokerID, Duration)] = []
        var now = start
        while tracker.nextDeadline <= end {
            precondition(tracker.nextDeadline > now, "a deadline lies ahead")
            now = tracker.nextDeadline
            for broker in beats(now - start) {
                tracker.heard(broker, epoch: epoch(broker, image), metadataOffset: 1, now: now)
            }
            guard let broker = tracker.ticked(image: image, now: now) else { continue }
            result.append((broker, now - start))
            try image.apply(.fenceBroker(.init(id: broker, epoch: epoch(broker, image))))
        }
        return result
    }

    @Test func `after a change of controller everybody has a whole session`() throws {
        var image = try Self.image()
        var tracker = Self.tracker(image)
        for broker in [1, 2, 3] as [BrokerID] {
            let epoch = Self.epoch(broker, image)
            #expect(tracker.hasLease(broker, epoch: epoch, now: Self.start + .milliseconds(8999)))
            #expect(!tracker.hasLease(broker, epoch: epoch, now: Self.start + .seconds(9)))
        }
        let fenced = try Self.fenced(&tracker, &image, until: Self.start + .seconds(30))
        #expect(fenced.map(\.0) == [1, 2, 3])
        #expect(fenced[0].1 == .seconds(9))
        #expect(fenced[2].1 == .seconds(9) + .milliseconds(20))
    }

    @Test func `the one of which nothing was heard for longest is first`() throws {
        var image = try Self.image()
        var tracker = Self.tracker(image)
        for (broker, second) in [(2, 1), (1, 2), (3, 3)] {
            let id = BrokerID(Int32(broker))
            tracker.heard(
                id, epoch: Self.epoch(id, image), metadataOffset: nil, now: Self.start + .seconds(second))
        }
        let fenced = try Self.fenced(&tracker, &image, until: Self.start + .seconds(30))
        #expect(fenced.map(\.0) == [2, 1, 3])
        #expect(fenced.map(\.1) == [.seconds(10), .seconds(11), .seconds(12)])
    }

    @Test func `who reports is never named`() throws {
        var image = try Self.image()
        var tracker = Self.tracker(image)
        let fenced = try Self.fenced(&tracker, &image, until: Self.start + .seconds(120)) { _ in [1, 3] }
        #expect(fenced.map(\.0) == [2])
    }

    @Test func `brokers are not blamed for a controller that did not run`() throws {
        let image = try Self.image()
        var tracker = Self.tracker(image)
        #expect(tracker.ticked(image: image, now: Self.start + .seconds(1)) == nil)
        #expect(tracker.ticked(image: image, now: Self.start + .seconds(60)) == nil)
        let epoch = Self.epoch(1, image)
        #expect(tracker.hasLease(1, epoch: epoch, now: Self.start + .seconds(66)))
        #expect(!tracker.hasLease(1, epoch: epoch, now: Self.start + .seconds(68)))
        var later = image
        let fenced = try Self.fenced(&tracker, &later, until: Self.start + .seconds(90))
        #expect(fenced.map(\.0) == [1, 2, 3])
    }

    @Test func `a broker whose fencing fails comes round again, but does not keep the controller busy`()
        throws
    {
        let image = try Self.image()
        var tracker = Self.tracker(image)
        var named: [BrokerID?] = []
        while tracker.nextDeadline < Self.start + .seconds(10) {
            named.append(tracker.ticked(image: image, now: tracker.nextDeadline))
        }
        #expect(named.count < 200)
        #expect(named.last == 1)
    }

    @Test func `an earlier process's words are not those of the one that is registered`() throws {
        var cluster = try ClusterFixture()
        let old = Self.epoch(1, cluster.image)
        try cluster.register(1)
        var tracker = Self.tracker(cluster.image)
        let epoch = Self.epoch(1, cluster.image)
        tracker.heard(1, epoch: epoch, metadataOffset: nil, now: Self.start)
        tracker.heard(1, epoch: old, metadataOffset: nil, now: Self.start + .seconds(5))
        #expect(!tracker.hasLease(1, epoch: old, now: Self.start + .seconds(6)))
        #expect(tracker.hasLease(1, epoch: epoch, now: Self.start + .seconds(8)))
        #expect(!tracker.hasLease(1, epoch: epoch, now: Self.start + .seconds(10)))
    }

    @Test(arguments: [true, false])
    func `an earlier process of the controller's own broker has no lease`(isAlive: Bool) throws {
        let image = try Self.image()
        let registration = try #require(image.brokers[1])
        let incarnation = isAlive ? registration.incarnationID : Uuid(high: 1, low: 1)
        let tracker = Self.tracker(image, own: .init(broker: 1, incarnationID: incarnation))
        #expect(tracker.hasLease(1, epoch: registration.epoch, now: Self.start) == isAlive)
        #expect(tracker.hasLease(2, epoch: Self.epoch(2, image), now: Self.start))
    }

    @Test func `nobody waits for the end of the lease of a process that has ended`() throws {
        var image = try Self.image()
        var tracker = Self.tracker(image)
        let now = Self.start + .seconds(1)
        tracker.ended(2, epoch: 9_999, now: now)
        #expect(tracker.hasLease(2, epoch: Self.epoch(2, image), now: now))
        tracker.ended(2, epoch: Self.epoch(2, image), now: now)
        #expect(!tracker.hasLease(2, epoch: Self.epoch(2, image), now: now))
        #expect(tracker.nextDeadline == now)
        let fenced = try Self.fenced(&tracker, &image, until: Self.start + .seconds(8))
        #expect(fenced.map(\.0) == [2])
        #expect(fenced.first?.1 == .seconds(1))
    }

    @Test func `a fenced broker has no lease to wait for until it reports`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.fence(2)
        var tracker = Self.tracker(cluster.image)
        let epoch = Self.epoch(2, cluster.image)
        #expect(!tracker.hasLease(2, epoch: epoch, now: Self.start))
        tracker.heard(2, epoch: epoch, metadataOffset: 1, now: Self.start)
        #expect(tracker.hasLease(2, epoch: epoch, now: Self.start))
    }
}
