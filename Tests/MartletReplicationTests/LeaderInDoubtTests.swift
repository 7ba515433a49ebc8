import MartletModel
import MartletStorage
import Testing

@testable import MartletReplication

/// Broker 1 is named leader of a partition with replicas on 1, 2 and 3, and its log, which ends at offset 100
/// with records of epoch 3, may have lost something.
private struct Fixture {
    var state: LeaderInDoubt
    private(set) var now: Duration = .seconds(100)
    private(set) var brokers: [BrokerID: BrokerStanding] = [:]
    private let terms: LeaderInDoubt.Terms
    let replicas: [BrokerID]

    init(
        replicas: [BrokerID] = [1, 2, 3], isr: [BrokerID], minInSyncReplicas: Int = 2,
        allowsLoss: Bool = false, fenced: [BrokerID] = []
    ) {
        for id in replicas {
            brokers[id] = BrokerStanding(
                epoch: LeaderFixture.epoch(of: id), isActive: !fenced.contains(id))
        }
        var epochs = LeaderEpochCache()
        _ = epochs.assign(3, at: 0)
        self.replicas = replicas
        terms = .init(minInSyncReplicas: minInSyncReplicas, allowsLoss: allowsLoss)
        state = LeaderInDoubt(
            broker: 1, replicas: Self.set(replicas, isr, 7), log: ReplicaLog(endOffset: 100, epochs: epochs),
            brokers: brokers, terms: terms, now: now)
    }

    private static func set(
        _ replicas: [BrokerID], _ isr: [BrokerID], _ partitionEpoch: PartitionEpoch
    ) -> ReplicaSet {
        ReplicaSet(leaderEpoch: 5, partitionEpoch: partitionEpoch, replicas: replicas, isr: isr)
    }

    mutating func step(_ input: LeaderInDoubt.Input) -> [LeaderInDoubt.Effect] {
        var effects: [LeaderInDoubt.Effect] = []
        state.step(input, now: now, effects: &effects)
        return effects
    }

    mutating func tick(after time: Duration = .zero) -> [LeaderInDoubt.Effect] {
        now += time
        return step(.ticked(terms))
    }

    mutating func hear(
        _ broker: BrokerID, _ lastEpoch: LeaderEpoch, _ end: Offset, registration: BrokerEpoch? = nil
    ) -> [LeaderInDoubt.Effect] {
        step(
            .fetched(
                FollowerFetch(
                    by: broker, epoch: registration ?? LeaderFixture.epoch(of: broker), from: end,
                    lastEpoch: lastEpoch)))
    }

    mutating func fence(_ broker: BrokerID, isr: [BrokerID]) -> [LeaderInDoubt.Effect] {
        brokers[broker]?.isActive = false
        return step(.brokersChanged(brokers)) + step(.replicasChanged(Self.set(replicas, isr, 8)))
    }

    mutating func restart(_ broker: BrokerID, epoch: BrokerEpoch) -> [LeaderInDoubt.Effect] {
        brokers[broker] = BrokerStanding(epoch: epoch)
        return step(.brokersChanged(brokers))
    }
}

@Suite struct LeaderInDoubtTests {
    private static func handsOver(
        to broker: BrokerID, isAgain: Bool = false
    ) -> [LeaderInDoubt.Effect] {
        [.handOver(to: broker, isAgain: isAgain)]
    }

    @Test(arguments: [(3, 101), (4, 1)] as [(LeaderEpoch, Offset)])
    func `a member of the ISR that has more is to lead, whatever the others have`(
        lastEpoch: LeaderEpoch, end: Offset
    ) {
        var fixture = Fixture(isr: [1, 2, 3])
        #expect(fixture.tick() == [])
        #expect(fixture.hear(2, lastEpoch, end) == Self.handsOver(to: 2))
        #expect(!fixture.state.isOver)
    }

    @Test func `when every member of the ISR has spoken and none has more, the doubt is over`() {
        var fixture = Fixture(isr: [1, 2, 3])
        #expect(fixture.hear(2, 3, 100) == [])
        // Of an epoch in which nothing was committed that this log has not.
        #expect(fixture.hear(3, 2, 400) == [.lead])
        #expect(fixture.state.isOver)
        #expect(fixture.hear(2, 9, 900) == [])
    }

    @Test func `a member that the controller takes out is not waited for, if another is in sync`() {
        var fixture = Fixture(isr: [1, 2, 3])
        #expect(fixture.hear(2, 3, 90) == [])
        #expect(fixture.fence(3, isr: [1, 2]) == [.lead])
    }

    @Test func `one that is in service and does not reach the leader is to lead itself`() {
        var fixture = Fixture(isr: [1, 2])
        #expect(fixture.tick(after: LeaderInDoubt.patience - .milliseconds(1)) == [])
        #expect(fixture.tick(after: .milliseconds(1)) == Self.handsOver(to: 2))
    }

    @Test func `the controller is asked again each second, as long as metadata does not change`() {
        var fixture = Fixture(isr: [1, 2])
        #expect(fixture.hear(2, 3, 120) == Self.handsOver(to: 2))
        #expect(fixture.hear(2, 3, 120) == [])
        #expect(fixture.tick(after: .milliseconds(999)) == [])
        #expect(fixture.tick(after: .milliseconds(1)) == Self.handsOver(to: 2, isAgain: true))
    }

    @Test
    func `alone in the ISR it waits until so many have spoken that one must have what was acknowledged`() {
        var fixture = Fixture(isr: [1], fenced: [3])
        // What only 1 and 3 had is not known to 2.
        #expect(fixture.hear(2, 3, 120) == [])
        #expect(fixture.tick(after: .seconds(1_000)) == [])
        #expect(fixture.restart(3, epoch: 31) == [])
        #expect(fixture.hear(3, 4, 110, registration: 31) == Self.handsOver(to: 3))
    }

    @Test func `of those who have more the one that has most is to lead`() {
        var fixture = Fixture(replicas: [1, 2, 3, 4], isr: [1])
        #expect(fixture.hear(2, 3, 500) == [] && fixture.hear(3, 4, 130) == [])
        #expect(fixture.hear(4, 4, 120) == Self.handsOver(to: 3))
    }

    @Test func `alone with what nobody else has it leads`() {
        var fixture = Fixture(isr: [1])
        #expect(fixture.hear(2, 3, 100) == [] && fixture.hear(3, 3, 40) == [.lead])
        var only = Fixture(replicas: [1], isr: [1])
        #expect(only.tick() == [.lead])
    }

    @Test func `with min.insync.replicas 1 nobody who is gone need have anything`() {
        var fixture = Fixture(isr: [1], minInSyncReplicas: 1, fenced: [2, 3])
        #expect(fixture.tick() == [.lead])
        var waiting = Fixture(isr: [1], minInSyncReplicas: 1, fenced: [3])
        #expect(waiting.tick() == [])
        #expect(waiting.hear(2, 3, 101) == Self.handsOver(to: 2))
    }

    @Test func `it waits for one that has more and has gone since, unless losing is allowed`() {
        for allowsLoss in [false, true] {
            var fixture = Fixture(isr: [1], allowsLoss: allowsLoss)
            #expect(fixture.hear(2, 3, 120) == [])
            #expect(fixture.fence(2, isr: [1]) == [])
            #expect(fixture.hear(3, 3, 90) == (allowsLoss ? [.lead] : []))
        }
    }

    @Test func `where losing is allowed nobody who is gone is waited for`() {
        var fixture = Fixture(isr: [1], allowsLoss: true, fenced: [2, 3])
        #expect(fixture.tick() == [.lead])
    }

    @Test func `what a former process said does not count, nor what somebody without a replica says`() {
        var fixture = Fixture(isr: [1, 2])
        #expect(fixture.hear(2, 3, 120, registration: 19) == [] && fixture.hear(9, 8, 800) == [])
        #expect(fixture.hear(3, 3, 100) == [])
        #expect(fixture.restart(3, epoch: 31) == [])
        #expect(fixture.state.silent == [2, 3])
        #expect(fixture.hear(2, 3, 100) == [])
        #expect(fixture.hear(3, 3, 10, registration: 31) == [.lead])
    }
}

/// What others do about a replica that has lost something.
@Suite struct LostEndTests {
    @Test func `a leader takes out a member that asks from below the high watermark`() {
        var fixture = LeaderFixture(minInSyncReplicas: 2)
        _ = fixture.steps(
            .appended(upTo: 10), LeaderFixture.fetch(by: 2, from: 10), LeaderFixture.fetch(by: 3, from: 10))
        #expect(fixture.leader.highWatermark == 10)
        #expect(fixture.steps(LeaderFixture.fetch(by: 3, from: 9)) == [LeaderFixture.proposal(1, 2)])
        #expect(fixture.leader.highWatermark == 10)
        #expect(fixture.steps(LeaderFixture.fetch(by: 3, from: 10)) == [])
    }

    @Test func `not if fewer than min.insync.replicas would stay`() {
        var fixture = LeaderFixture(minInSyncReplicas: 3)
        _ = fixture.steps(
            .appended(upTo: 10), LeaderFixture.fetch(by: 2, from: 10), LeaderFixture.fetch(by: 3, from: 10))
        #expect(fixture.steps(LeaderFixture.fetch(by: 3, from: 9)) == [])
    }

    private func follower(durability: ReplicationRules.Durability = .pageCache) -> FollowerFixture {
        var fixture = FollowerFixture(
            durability: durability, end: 10, highWatermark: 10, epochs: [(3, 0)], isInDoubt: true)
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        return fixture
    }

    @Test
    func `a follower is in doubt until it has a record of the leader's epoch, and all that is committed`() {
        var fixture = follower()
        // The leader may not know yet what is committed.
        #expect(!fixture.answer(FollowerFixture.records([], highWatermark: 10)).contains(.endDoubt))
        _ = fixture.answer(
            FollowerFixture.records([FollowerFixture.batch(10, 14, 4)], highWatermark: 14))
        #expect(!fixture.steps(.appended).contains(.endDoubt))
        _ = fixture.answer(FollowerFixture.records([FollowerFixture.batch(14, 16)], highWatermark: 18))
        #expect(!fixture.steps(.appended).contains(.endDoubt))
        _ = fixture.answer(FollowerFixture.records([FollowerFixture.batch(16, 20)], highWatermark: 18))
        #expect(fixture.steps(.appended).contains(.endDoubt))
        #expect(!fixture.answer(FollowerFixture.records([], highWatermark: 20)).contains(.endDoubt))
    }

    @Test func `with disk durability it has what is on its disk`() {
        var fixture = follower(durability: .disk)
        _ = fixture.answer(FollowerFixture.records([FollowerFixture.batch(10, 14)], highWatermark: 12))
        #expect(!fixture.steps(.appended).contains(.endDoubt))
        _ = fixture.steps(.synced(upTo: 14))
        #expect(fixture.answer(FollowerFixture.records([], highWatermark: 12)).contains(.endDoubt))
    }
}
