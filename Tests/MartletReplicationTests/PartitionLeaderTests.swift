import MartletModel
import MartletStorage
import Testing

@testable import MartletReplication

private typealias Fixture = LeaderFixture

@Suite struct PartitionLeaderTests {
    @Test func `a new leader begins its epoch before anything else`() {
        #expect(Fixture().beginning == [.beginEpoch(5)])
        let alone = Fixture(replicas: [1], isr: [1], log: ReplicaLog(endOffset: 8), highWatermark: 3)
        #expect(alone.beginning == [.beginEpoch(5), .advanceHighWatermark(8)])
    }

    @Test func `an acks=all produce completes when the slowest in-sync replica catches up`() {
        var fixture = Fixture()
        let late = fixture.now + .seconds(30)
        #expect(
            fixture.steps(
                .appended(upTo: 10), .commitAwaited(7, upTo: 10, deadline: late),
                Fixture.fetch(by: 2, from: 10), Fixture.fetch(by: 3, from: 4)) == [.advanceHighWatermark(4)])
        #expect(
            fixture.steps(Fixture.fetch(by: 3, from: 10))
                == [.advanceHighWatermark(10), .completeWait(7, .committed)])
    }

    @Test func `waits complete in the order of their appends, and at once what is committed already`() {
        var fixture = Fixture(replicas: [1, 2], isr: [1, 2])
        let late = fixture.now + .seconds(30)
        let effects = fixture.steps(
            .appended(upTo: 3), .commitAwaited(1, upTo: 3, deadline: late), .appended(upTo: 6),
            .commitAwaited(2, upTo: 6, deadline: late), Fixture.fetch(by: 2, from: 6))
        #expect(
            effects == [
                .advanceHighWatermark(6), .completeWait(1, .committed), .completeWait(2, .committed),
            ])
        #expect(
            fixture.steps(.commitAwaited(3, upTo: 5, deadline: late)) == [.completeWait(3, .committed)])
    }

    @Test func `nothing is committed before it is on the leader's own disk`() {
        var fixture = Fixture(durability: .disk, replicas: [1, 2], isr: [1, 2])
        #expect(fixture.steps(.appended(upTo: 10), Fixture.fetch(by: 2, from: 10)) == [])
        #expect(fixture.steps(.synced(upTo: 6)) == [.advanceHighWatermark(6)])
        #expect(fixture.steps(.synced(upTo: 10)) == [.advanceHighWatermark(10)])
    }

    @Test func `with page-cache durability nobody waits for the disk`() {
        var fixture = Fixture(replicas: [1], isr: [1])
        #expect(fixture.steps(.appended(upTo: 10)) == [.advanceHighWatermark(10)])
    }

    @Test func `the high watermark stays while fewer than min.insync.replicas are in sync`() {
        var fixture = Fixture(isr: [1], minInSyncReplicas: 2)
        #expect(fixture.leader.refusal(ofProduceWith: -1) == .notEnoughReplicas)
        #expect(fixture.leader.refusal(ofProduceWith: 1) == nil)
        // Followers have fetched, so that they may join; until the controller says so nothing is committed.
        #expect(
            fixture.steps(.appended(upTo: 4), Fixture.fetch(by: 2, from: 4)) == [Fixture.proposal(1, 2)])
        #expect(
            fixture.steps(.isrAnswered(7, .committed(isr: [1, 2], leaderEpoch: 5, partitionEpoch: 8)))
                == [.advanceHighWatermark(4)])
        #expect(fixture.leader.refusal(ofProduceWith: -1) == nil)
    }

    @Test func `min.insync.replicas beyond the number of replicas asks for all of them`() {
        var fixture = Fixture(replicas: [1], isr: [1], minInSyncReplicas: 3)
        #expect(fixture.steps(.appended(upTo: 1)) == [.advanceHighWatermark(1)])
    }

    @Test func `a lowered min.insync.replicas lets the high watermark go on`() {
        var fixture = Fixture(replicas: [1, 2], isr: [1], minInSyncReplicas: 2)
        #expect(fixture.steps(.appended(upTo: 4)) == [])
        #expect(fixture.steps(.minInSyncReplicasChanged(to: 1)) == [.advanceHighWatermark(4)])
    }

    @Test func `a produce that waited too long is told so, once`() {
        var fixture = Fixture()
        let soon = fixture.now + .seconds(1)
        #expect(fixture.steps(.appended(upTo: 1), .commitAwaited(1, upTo: 1, deadline: soon)) == [])
        #expect(fixture.steps(.ticked) == [])
        fixture.pass(.seconds(1))
        #expect(fixture.steps(.ticked) == [.completeWait(1, .refused(.requestTimedOut))])
        #expect(fixture.steps(.ticked) == [])
    }

    @Test func `who waits at a leader that lost its leadership is told the new one`() {
        var fixture = Fixture()
        let late = fixture.now + .seconds(30)
        #expect(fixture.steps(.appended(upTo: 1), .commitAwaited(1, upTo: 1, deadline: late)) == [])
        #expect(
            fixture.steps(.leadershipLost(to: 3, 6)) == [.completeWait(1, .leadershipLost(to: 3, 6))])
        #expect(fixture.leader.refusal(ofProduceWith: 1) == .notLeaderOrFollower)
        #expect(fixture.steps(Fixture.fetch(by: 2, from: 1), Fixture.fetch(by: 3, from: 1)) == [])
    }

    @Test func `who waits at a partition that goes out of service is told why`() {
        var fixture = Fixture()
        let late = fixture.now + .seconds(30)
        _ = fixture.steps(.appended(upTo: 1), .commitAwaited(1, upTo: 1, deadline: late))
        #expect(
            fixture.steps(.serviceEnded(.kafkaStorageError))
                == [.completeWait(1, .refused(.kafkaStorageError))])
    }

    @Test func `a new leader keeps its high watermark until all in-sync replicas have fetched`() {
        var fixture = Fixture(log: ReplicaLog(endOffset: 20), highWatermark: 12)
        #expect(fixture.beginning == [.beginEpoch(5)])
        #expect(!fixture.leader.isHighWatermarkKnown)
        #expect(fixture.steps(Fixture.fetch(by: 2, from: 20)) == [])
        #expect(fixture.steps(Fixture.fetch(by: 3, from: 12)) == [])
        #expect(fixture.leader.highWatermark == 12)
        #expect(fixture.steps(Fixture.fetch(by: 3, from: 20)) == [.advanceHighWatermark(20)])
        #expect(fixture.leader.isHighWatermarkKnown)
    }

    @Test func `fetches that must not count are refused`() {
        var fixture = Fixture(replicas: [1, 2], isr: [1, 2])
        let leader = fixture.leader
        #expect(leader.refusal(of: FollowerFetch(by: 2, epoch: 20, from: 0)) == nil)
        #expect(leader.refusal(of: FollowerFetch(by: 2, from: 0)) == nil)
        #expect(leader.refusal(of: FollowerFetch(by: 2, epoch: 21, from: 0)) == nil)
        #expect(leader.refusal(of: FollowerFetch(by: 2, epoch: 19, from: 0)) == .notLeaderOrFollower)
        #expect(leader.refusal(of: FollowerFetch(by: 3, epoch: 30, from: 0)) == .unknownLeaderEpoch)
        // A former self of the follower may have had more than it has now.
        #expect(fixture.steps(.appended(upTo: 5), Fixture.fetch(by: 2, from: 5, epoch: 19)) == [])
        #expect(fixture.steps(Fixture.fetch(by: 2, from: 9)) == [])
    }

    @Test func `a consumer reads from the best replica in its rack`() {
        var fixture = Fixture()
        #expect(
            fixture.steps(
                .brokersChanged([
                    1: BrokerStanding(epoch: 10, rack: "a"), 2: BrokerStanding(epoch: 20, rack: "b"),
                    3: BrokerStanding(epoch: 30, rack: "b"),
                ]), .appended(upTo: 10), Fixture.fetch(by: 2, from: 5),
                Fixture.fetch(by: 3, from: 8, logStart: 2)) == [.advanceHighWatermark(5)])
        let table: [(rack: String, offset: Offset, reader: BrokerID?)] = [
            ("b", 4, 3), ("b", 8, 3), ("b", 1, 2), ("b", 9, nil), ("a", 4, nil), ("c", 4, nil), ("", 4, nil),
        ]
        for row in table {
            #expect(
                fixture.leader.preferredReader(inRack: row.rack, at: row.offset) == row.reader, "\(row)")
        }
    }

    @Test func `the low watermark is the least log start of all replicas that are alive`() {
        var fixture = Fixture(log: ReplicaLog(startOffset: 6, endOffset: 9), highWatermark: 9)
        #expect(fixture.leader.lowWatermark == nil)
        _ = fixture.steps(
            Fixture.fetch(by: 2, from: 9, logStart: 6), Fixture.fetch(by: 3, from: 9, logStart: 2))
        #expect(fixture.leader.lowWatermark == 2)
        _ = fixture.steps(
            .brokersChanged([1: BrokerStanding(epoch: 10), 2: BrokerStanding(epoch: 20)]))
        #expect(fixture.leader.lowWatermark == 6)
    }
}
