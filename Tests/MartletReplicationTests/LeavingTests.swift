import MartletModel
import MartletStorage
import Testing

@testable import MartletReplication

/// A follower that is going to drop its log, and its leader.
@Suite struct LeavingTests {
    private func committed(
        _ fixture: inout LeaderFixture, isr: [BrokerID], partitionEpoch: PartitionEpoch = 8
    ) -> [PartitionLeader.Effect] {
        fixture.steps(
            .isrAnswered(7, .committed(isr: isr, leaderEpoch: 5, partitionEpoch: partitionEpoch)))
    }

    /// All three have ten records.
    private func full(minInSyncReplicas: Int = 2) -> LeaderFixture {
        var fixture = LeaderFixture(minInSyncReplicas: minInSyncReplicas)
        _ = fixture.steps(
            .appended(upTo: 10), LeaderFixture.fetch(by: 2, from: 10), LeaderFixture.fetch(by: 3, from: 10))
        return fixture
    }

    @Test func `it may drop its log when it is out of the ISR, and not before`() {
        var fixture = full()
        #expect(fixture.leader.refusal(ofLeaveBy: 3) == .notEnoughReplicas)
        #expect(fixture.steps(.leaveAsked(by: 3, 30)) == [LeaderFixture.proposal(1, 2)])
        #expect(fixture.leader.refusal(ofLeaveBy: 3) == .operationNotAttempted)
        _ = committed(&fixture, isr: [1, 2])
        #expect(fixture.leader.refusal(ofLeaveBy: 3) == nil)
        #expect(
            fixture.steps(.appended(upTo: 12), LeaderFixture.fetch(by: 2, from: 12))
                == [.advanceHighWatermark(12)])
    }

    @Test func `what it asked before it dropped its log does not bring it back`() {
        var fixture = full()
        _ = fixture.steps(.leaveAsked(by: 3, 30))
        _ = committed(&fixture, isr: [1, 2])
        #expect(fixture.steps(LeaderFixture.fetch(by: 3, from: 10)) == [])
        // From the beginning: it has, and it holds up nobody before it has caught up.
        #expect(fixture.steps(LeaderFixture.fetch(by: 3, from: 0)) == [])
        #expect(
            fixture.steps(.appended(upTo: 12), LeaderFixture.fetch(by: 2, from: 12))
                == [.advanceHighWatermark(12)])
        #expect(fixture.steps(LeaderFixture.fetch(by: 3, from: 6)) == [])
        #expect(
            fixture.steps(LeaderFixture.fetch(by: 3, from: 12))
                == [LeaderFixture.proposal(1, 2, 3, partitionEpoch: 8)])
    }

    @Test func `one that died on the way is another process, and is taken back`() {
        var fixture = full()
        _ = fixture.steps(.leaveAsked(by: 3, 30))
        _ = committed(&fixture, isr: [1, 2])
        let standings: [BrokerID: BrokerStanding] = [
            1: BrokerStanding(epoch: 10), 2: BrokerStanding(epoch: 20), 3: BrokerStanding(epoch: 31),
        ]
        _ = fixture.steps(.brokersChanged(standings))
        let effects = fixture.steps(LeaderFixture.fetch(by: 3, from: 10, epoch: 31))
        guard case .proposeISR(let proposal)? = effects.first else {
            Issue.record("\(effects)")
            return
        }
        #expect(proposal.members.map(\.broker) == [1, 2, 3])
    }

    @Test(arguments: [(3, [1, 2, 3]), (2, [1, 3]), (1, [3])] as [(Int, [BrokerID])])
    func `it stays where too few would be left`(minimum: Int, isr: [BrokerID]) {
        var fixture = LeaderFixture(isr: isr, minInSyncReplicas: minimum)
        #expect(fixture.steps(.leaveAsked(by: 3, 30)) == [])
        #expect(fixture.leader.refusal(ofLeaveBy: 3) == .notEnoughReplicas)
    }

    @Test func `a process that is not registered any more is not listened to, nor one without a replica`() {
        var fixture = full()
        #expect(fixture.steps(.leaveAsked(by: 3, 29), .leaveAsked(by: 9, 90)) == [])
        #expect(fixture.leader.refusal(ofLeaveBy: 3) == .notEnoughReplicas)
        #expect(fixture.leader.refusal(ofLeaveBy: 9) == .unknownLeaderEpoch)
    }

    @Test func `until the controller has answered it counts for the high watermark`() {
        var fixture = full()
        _ = fixture.steps(.leaveAsked(by: 3, 30))
        #expect(fixture.steps(.appended(upTo: 14), LeaderFixture.fetch(by: 2, from: 14)) == [])
        #expect(fixture.steps(LeaderFixture.fetch(by: 3, from: 14)) == [.advanceHighWatermark(14)])
    }

    // MARK: - The follower

    @Test func `a follower that is rebuilt begins anew where its leader's log starts`() {
        var fixture = FollowerFixture(end: 10, highWatermark: 8, epochs: [(5, 0)])
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        #expect(fixture.steps(.rebuildWanted(from: 3)) == [.withdraw, .restart(at: 3)])
        #expect(fixture.follower.isCutting)
        #expect(
            fixture.steps(.restarted(at: 3)) == [.setHighWatermark(3), FollowerFixture.fetch(3, start: 3)])
    }

    @Test func `a log that is being cut, or is out of service, is not rebuilt at the same time`() {
        var cutting = FollowerFixture(end: 10, highWatermark: 8)
        #expect(cutting.steps(.leaderChanged(5, isKnown: true)) == [.truncate(to: 8)])
        #expect(cutting.steps(.rebuildWanted(from: 0)) == [])
        var failed = FollowerFixture(end: 10, highWatermark: 10, epochs: [(5, 0)])
        _ = failed.steps(.leaderChanged(5, isKnown: true), .storageFailed)
        #expect(failed.steps(.rebuildWanted(from: 0)) == [])
    }
}
