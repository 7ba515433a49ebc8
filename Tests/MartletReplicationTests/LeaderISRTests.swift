import MartletModel
import Testing

@testable import MartletReplication

private typealias Fixture = LeaderFixture

/// KIP-497: the ISR changes by the controller's word, one change at a time.
@Suite struct LeaderISRTests {
    private static let committed = ISRAnswer.committed(isr: [1, 2], leaderEpoch: 5, partitionEpoch: 8)

    @Test func `a follower that lags leaves the ISR, and the high watermark waits for the controller`() {
        var fixture = Fixture()
        _ = fixture.steps(.appended(upTo: 10), Fixture.fetch(by: 2, from: 10))
        fixture.pass(.seconds(31))
        // Broker 2 had everything 31 s ago, and has it still.
        #expect(fixture.steps(.ticked) == [Fixture.proposal(1, 2)])
        #expect(fixture.leader.maximalISR == [1, 2, 3])
        #expect(fixture.steps(.ticked) == [])
        #expect(fixture.steps(.isrAnswered(7, Self.committed)) == [.advanceHighWatermark(10)])
        #expect(fixture.leader.replicas.isr == [1, 2])
    }

    @Test func `a follower that keeps up with a busy leader does not leave`() {
        var fixture = Fixture(replicas: [1, 2], isr: [1, 2])
        var end: Offset = 0
        for _ in 0..<100 {
            end = end + 10
            // It always fetches from where the leader was at its last fetch.
            let effects = fixture.steps(.appended(upTo: end), Fixture.fetch(by: 2, from: end - 10), .ticked)
            #expect(!effects.contains { if case .proposeISR = $0 { true } else { false } })
            fixture.pass(.seconds(1))
        }
    }

    @Test func `a follower that falls behind for good leaves though it fetches`() {
        var fixture = Fixture(replicas: [1, 2], isr: [1, 2])
        var proposals = 0
        for round in 1...100 {
            let end = Offset(Int64(round) * 10)
            let effects = fixture.steps(
                .appended(upTo: end), Fixture.fetch(by: 2, from: Offset(Int64(round))), .ticked)
            proposals += effects.count { $0 == Fixture.proposal(1) }
            fixture.pass(.seconds(1))
        }
        #expect(proposals == 1)
    }

    @Test func `a follower that has all that is committed joins, and the high watermark counts it at once`() {
        var fixture = Fixture(isr: [1, 2])
        _ = fixture.steps(.appended(upTo: 10), Fixture.fetch(by: 2, from: 6))
        #expect(fixture.leader.highWatermark == 6)
        #expect(fixture.steps(Fixture.fetch(by: 3, from: 5)) == [])
        #expect(fixture.steps(Fixture.fetch(by: 3, from: 7)) == [Fixture.proposal(1, 2, 3)])
        // It may be in the ISR by now.
        #expect(fixture.steps(Fixture.fetch(by: 2, from: 10)) == [.advanceHighWatermark(7)])
        // The last ISR that is known counts for min.insync.replicas.
        #expect(fixture.leader.replicas.isr == [1, 2])
    }

    @Test func `nobody joins who has not fetched up to the beginning of the epoch`() {
        var fixture = Fixture(
            isr: [1], log: ReplicaLog(endOffset: 10), highWatermark: 4, minInSyncReplicas: 2)
        #expect(fixture.steps(Fixture.fetch(by: 2, from: 9)) == [])
        #expect(fixture.steps(Fixture.fetch(by: 2, from: 10)) == [Fixture.proposal(1, 2)])
    }

    @Test func `a follower that was taken out is waited for only when it asks`() {
        var fixture = Fixture()
        _ = fixture.steps(Fixture.fetch(by: 2, from: 0), Fixture.fetch(by: 3, from: 0))
        #expect(fixture.steps(.appended(upTo: 10), Fixture.fetch(by: 2, from: 10)) == [])
        // Its disk has failed, and it is not fenced.
        let without = ReplicaSet(leaderEpoch: 5, partitionEpoch: 8, replicas: [1, 2, 3], isr: [1, 2])
        #expect(fixture.steps(.replicasChanged(without)) == [.advanceHighWatermark(10)])
        // It is back, and a little behind: were it not waited for it would never be in sync.
        #expect(fixture.steps(Fixture.fetch(by: 3, from: 9)) == [])
        #expect(fixture.steps(.appended(upTo: 12), Fixture.fetch(by: 2, from: 12)) == [])
        #expect(
            fixture.steps(Fixture.fetch(by: 3, from: 11))
                == [Fixture.proposal(1, 2, 3, partitionEpoch: 8), .advanceHighWatermark(11)])
    }

    @Test(arguments: [true, false])
    func `a follower that left must ask again before it joins`(isTold: Bool) {
        var fixture = Fixture(replicas: [1, 2], isr: [1, 2], minInSyncReplicas: 2)
        _ = fixture.steps(Fixture.fetch(by: 2, from: 0), .appended(upTo: 10))
        fixture.pass(.seconds(31))
        #expect(fixture.steps(.ticked) == [Fixture.proposal(1)])
        // It has all that is committed, as with too few in sync nothing more is; but it is not there.
        let alone = ReplicaSet(leaderEpoch: 5, partitionEpoch: 8, replicas: [1, 2], isr: [1])
        let answer = ISRAnswer.committed(isr: [1], leaderEpoch: 5, partitionEpoch: 8)
        #expect(fixture.steps(isTold ? .isrAnswered(7, answer) : .replicasChanged(alone)) == [])
        let brokers = fixture.leader.brokers
        #expect(fixture.steps(.brokersChanged(brokers), .ticked) == [])
        #expect(fixture.steps(Fixture.fetch(by: 2, from: 0)) == [Fixture.proposal(1, 2, partitionEpoch: 8)])
    }

    @Test func `brokers that are fenced, leaving or of another registration do not join`() {
        let standings: [BrokerStanding?] = [
            nil, BrokerStanding(epoch: 20, isActive: false), BrokerStanding(epoch: 19),
        ]
        for standing in standings {
            var fixture = Fixture(replicas: [1, 2], isr: [1])
            var brokers: [BrokerID: BrokerStanding] = [1: BrokerStanding(epoch: 10)]
            brokers[2] = standing
            _ = fixture.steps(.brokersChanged(brokers))
            #expect(fixture.steps(Fixture.fetch(by: 2, from: 0)) == [], "\(String(describing: standing))")
            // As soon as metadata tells that it is back, it does.
            #expect(
                fixture.steps(
                    .brokersChanged([1: BrokerStanding(epoch: 10), 2: BrokerStanding(epoch: 20)]))
                    == [Fixture.proposal(1, 2)])
        }
    }

    @Test func `what the controller answers decides what becomes of a change`() {
        enum Outcome { case reverted, pending, repeated }
        let table: [(ErrorCode, Outcome)] = [
            (.operationNotAttempted, .reverted), (.ineligibleReplica, .reverted),
            (.unknownTopicId, .pending), (.unknownTopicOrPartition, .pending),
            (.fencedLeaderEpoch, .pending), (.invalidUpdateVersion, .pending), (.invalidRequest, .pending),
            (.newLeaderElected, .pending), (.notController, .repeated), (.unknownServerError, .repeated),
        ]
        for (error, outcome) in table {
            var fixture = Fixture(replicas: [1, 2], isr: [1])
            #expect(fixture.steps(Fixture.fetch(by: 2, from: 0)) == [Fixture.proposal(1, 2)])
            let effects = fixture.steps(.isrAnswered(7, .refused(error)))
            #expect(effects == (outcome == .repeated ? [Fixture.proposal(1, 2)] : []), "\(error)")
            #expect(fixture.leader.maximalISR == (outcome == .reverted ? [1] : [1, 2]), "\(error)")
        }
    }

    @Test func `a replica that the controller refuses is proposed again when metadata changes, or later`() {
        var fixture = Fixture(isr: [1])
        let fetch = Fixture.fetch(by: 2, from: 0)
        #expect(fixture.steps(fetch) == [Fixture.proposal(1, 2)])
        #expect(fixture.steps(.isrAnswered(7, .refused(.ineligibleReplica)), fetch, fetch) == [])
        let known = fixture.leader.brokers
        #expect(fixture.steps(.brokersChanged(known), .ticked, fetch) == [])
        var other = known
        other[3] = nil
        #expect(fixture.steps(.brokersChanged(other)) == [Fixture.proposal(1, 2)])
        #expect(fixture.steps(.isrAnswered(7, .refused(.ineligibleReplica)), fetch) == [])
        // Its new directory, for example.
        let newer = ReplicaSet(leaderEpoch: 5, partitionEpoch: 8, replicas: [1, 2, 3], isr: [1])
        #expect(fixture.steps(.replicasChanged(newer)) == [Fixture.proposal(1, 2, partitionEpoch: 8)])
        #expect(fixture.steps(.isrAnswered(8, .refused(.ineligibleReplica)), fetch) == [])
        // What metadata says may have come before the refusal.
        fixture.pass(.seconds(1))
        #expect(fixture.steps(fetch) == [Fixture.proposal(1, 2, partitionEpoch: 8)])
    }

    @Test func `one change is open at a time, and the next follows its answer`() {
        var fixture = Fixture(isr: [1])
        #expect(fixture.steps(Fixture.fetch(by: 2, from: 0)) == [Fixture.proposal(1, 2)])
        #expect(fixture.steps(Fixture.fetch(by: 3, from: 0)) == [])
        #expect(
            fixture.steps(.isrAnswered(7, Self.committed))
                == [Fixture.proposal(1, 2, 3, partitionEpoch: 8)])
    }

    @Test func `metadata overrides an open change, and its answer comes too late`() {
        var fixture = Fixture(isr: [1])
        _ = fixture.steps(Fixture.fetch(by: 2, from: 0), Fixture.fetch(by: 3, from: 0))
        let newer = ReplicaSet(leaderEpoch: 5, partitionEpoch: 9, replicas: [1, 2, 3], isr: [1, 3])
        #expect(fixture.steps(.replicasChanged(newer)) == [Fixture.proposal(1, 2, 3, partitionEpoch: 9)])
        #expect(fixture.steps(.isrAnswered(7, Self.committed)) == [])
        #expect(fixture.leader.replicas == newer)
    }

    @Test func `metadata of the past changes nothing`() {
        var fixture = Fixture()
        let before = fixture.leader.replicas
        let older = ReplicaSet(leaderEpoch: 5, partitionEpoch: 6, replicas: [1, 2], isr: [1])
        #expect(fixture.steps(.replicasChanged(older)) == [])
        #expect(fixture.leader.replicas == before)
    }

    @Test func `metadata that says what the controller answered leaves the next change open`() {
        var fixture = Fixture(isr: [1])
        _ = fixture.steps(
            Fixture.fetch(by: 2, from: 0), Fixture.fetch(by: 3, from: 0), .isrAnswered(7, Self.committed))
        let same = ReplicaSet(leaderEpoch: 5, partitionEpoch: 8, replicas: [1, 2, 3], isr: [1, 2])
        #expect(fixture.steps(.replicasChanged(same)) == [])
        #expect(fixture.leader.maximalISR == [1, 2, 3])
    }

    @Test func `a leader that is elected again begins the next epoch`() {
        var fixture = Fixture(replicas: [1, 2], isr: [1, 2])
        _ = fixture.steps(.appended(upTo: 4), Fixture.fetch(by: 2, from: 3))
        let next = ReplicaSet(leaderEpoch: 6, partitionEpoch: 8, replicas: [1, 2], isr: [1])
        #expect(fixture.steps(.replicasChanged(next)) == [.beginEpoch(6), .advanceHighWatermark(4)])
        #expect(fixture.leader.epochStart == 4)
    }

    @Test func `a replica that is added counts only when it has fetched`() {
        var fixture = Fixture(replicas: [1, 2], isr: [1, 2])
        let more = ReplicaSet(leaderEpoch: 5, partitionEpoch: 8, replicas: [1, 2, 3], isr: [1, 2])
        _ = fixture.steps(
            .replicasChanged(more),
            .brokersChanged([
                1: BrokerStanding(epoch: 10), 2: BrokerStanding(epoch: 20), 3: BrokerStanding(epoch: 30),
            ]))
        #expect(
            fixture.steps(.appended(upTo: 2), Fixture.fetch(by: 2, from: 2)) == [.advanceHighWatermark(2)])
        #expect(fixture.steps(Fixture.fetch(by: 3, from: 1)) == [])
        #expect(
            fixture.steps(Fixture.fetch(by: 3, from: 2))
                == [Fixture.proposal(1, 2, 3, partitionEpoch: 8)])
    }
}
