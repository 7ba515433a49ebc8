import MartletModel
import Testing

@testable import MartletRaft

@Suite struct QuorumObserverTests {
    /// Node 1, which is no voter as far as it knows, and has just fetched from its leader, node 2.
    private func observer() -> QuorumReplica {
        var replica = QuorumReplica.listed(.listed(2, 3))
        let nothing = QuorumReply.Body.fetch(FetchReply(highWatermark: nil, content: .nothing))
        for _ in 0..<2 {
            for case .call(let id, _, .fetch) in replica.steps([.ticked, .persisted(through: .max)]) {
                replica.steps([.replied(id, QuorumReply(epoch: 1, leader: 2, body: nothing))])
            }
        }
        return replica
    }

    @Test func `an observer that hears of its leader keeps others from standing`() {
        var replica = observer()
        guard case .follower(let state) = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(state.hasFetched && state.fetchDeadline == .milliseconds(3_000))
        let asked = question(from: 3, epoch: 1, pre: true)
        #expect(replica.answer(asked, at: .milliseconds(2_999))?.body == .vote(false))
    }

    @Test func `an observer whose leader is silent does not: it may be a voter without knowing it`() {
        var replica = observer()
        let asked = question(from: 3, epoch: 1, pre: true)
        #expect(replica.answer(asked, at: .milliseconds(3_000))?.body == .vote(true))
        #expect(replica.answer(question(from: 3, epoch: 2), at: .milliseconds(3_000))?.body == .vote(true))
    }
}
