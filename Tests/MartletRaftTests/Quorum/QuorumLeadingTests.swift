import MartletModel
import MartletStorage
import Testing

@testable import MartletRaft

@Suite struct QuorumLeadingTests {
    private func reply(_ mark: Offset?, _ content: FetchReply.Content) -> QuorumReply {
        QuorumReply(epoch: 1, leader: 1, body: .fetch(FetchReply(highWatermark: mark, content: content)))
    }

    // MARK: - The high watermark

    @Test func `committed is what a majority has on disk, and leading begins with it`() {
        var replica = QuorumReplica.leader()
        #expect(replica.answer(fetch(by: 2, from: 0, last: 0)) == reply(nil, .records(from: 0)))
        let effects = replica.steps([.requested(7, fetch(by: 2, from: 1))])
        #expect(effects == [.advanceHighWatermark(1), .lead(1), .reply(7, reply(1, .nothing))])
    }

    @Test func `what the leader has not synced does not count`() {
        var replica = QuorumReplica.leader()
        replica.steps([.requested(7, fetch(by: 2, from: 1)), .appended(upTo: 5)])
        #expect(replica.steps([.requested(8, fetch(by: 2, from: 5))]) == [.reply(8, reply(1, .nothing))])
        #expect(replica.steps([.synced(upTo: 3)]) == [.advanceHighWatermark(3)])
        #expect(replica.steps([.synced(upTo: 5)]) == [.advanceHighWatermark(5)])
    }

    @Test func `two others commit what the leader has not synced`() {
        var replica = QuorumReplica.leader()
        replica.steps([.requested(7, fetch(by: 2, from: 1)), .appended(upTo: 5)])
        replica.steps([.requested(8, fetch(by: 2, from: 5)), .requested(9, fetch(by: 3, from: 4))])
        #expect(replica.highWatermark == 4)
    }

    @Test func `records of a former epoch are not committed by counting`() {
        // Epoch 2 begins at 5.
        var replica = QuorumReplica.leader(log: .of([(1, 5)]))
        #expect(replica.epoch == 2 && replica.log.endOffset == 6)
        #expect(replica.steps([.requested(7, fetch(by: 2, epoch: 2, from: 5))]).count == 1)
        #expect(replica.highWatermark == nil)
        let effects = replica.steps([.requested(8, fetch(by: 2, epoch: 2, from: 6, last: 2))])
        #expect(effects.prefix(2) == [.advanceHighWatermark(6), .lead(2)])
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (7, 4)])
    func `a majority is more than half`(count: Int, majority: Int) {
        #expect(VoterSet.configured(count).majority == majority)
    }

    @Test func `in a quorum of four, two are no majority`() {
        var replica = QuorumReplica.leader(of: 4)
        replica.steps([.requested(7, fetch(by: 2, from: 1))])
        #expect(replica.highWatermark == nil)
        replica.steps([.requested(8, fetch(by: 3, from: 1))])
        #expect(replica.highWatermark == 1)
    }

    @Test func `it never goes back, whatever a follower says later`() {
        var replica = QuorumReplica.leader()
        replica.steps([.appended(upTo: 4), .synced(upTo: 4), .requested(7, fetch(by: 2, from: 4))])
        replica.steps([.requested(8, fetch(by: 2, from: 2)), .requested(9, fetch(by: 3, from: 1))])
        #expect(replica.highWatermark == 4)
    }

    @Test func `an observer does not count`() {
        var replica = QuorumReplica.leader()
        replica.steps([.requested(7, fetch(by: 8, from: 1)), .requested(8, fetch(by: 9, from: 1))])
        #expect(replica.highWatermark == nil)
    }

    // MARK: - Fetches

    @Test func `a fetch at the end waits until there is something`() {
        var replica = QuorumReplica.leader()
        let wait = Duration.milliseconds(500)
        replica.steps([.requested(7, fetch(by: 2, from: 1))])
        #expect(replica.steps([.requested(8, fetch(by: 2, from: 1, mark: 1, wait: wait))]) == [])
        #expect(replica.steps([.appended(upTo: 2)]) == [.reply(8, reply(1, .records(from: 1)))])
        #expect(replica.steps([.requested(9, fetch(by: 2, from: 2, mark: 1, wait: wait))]) == [])
        // The high watermark is news, too.
        #expect(
            replica.steps([.synced(upTo: 2)]) == [.advanceHighWatermark(2), .reply(9, reply(2, .nothing))])
        #expect(replica.steps([.requested(10, fetch(by: 2, from: 2, mark: 2, wait: wait))]) == [])
        #expect(replica.nextDeadline == .milliseconds(1_500))
        #expect(replica.steps([.ticked], at: .milliseconds(1_500)) == [.reply(10, reply(2, .nothing))])
    }

    @Test func `an older version of the message is not woken by the high watermark`() {
        var replica = QuorumReplica.leader()
        let old = fetch(by: 2, from: 1, mark: nil, wait: .milliseconds(500))
        #expect(replica.steps([.requested(7, old)]) == [.advanceHighWatermark(1), .lead(1)])
    }

    @Test func `a replica's new fetch ends its former one`() {
        var replica = QuorumReplica.leader()
        let wait = Duration.milliseconds(500)
        replica.steps([.requested(7, fetch(by: 2, from: 1, mark: 1, wait: wait))])
        let effects = replica.steps([.requested(8, fetch(by: 2, from: 1, mark: 1, wait: wait))])
        #expect(effects == [.reply(7, reply(1, .nothing))])
    }

    @Test(
        arguments: [
            (4, 2, .records(from: 4)), (0, 0, .records(from: 0)), (6, 3, .records(from: 6)), (7, 4, .nothing),
            // Longer than the leader's log in that epoch.
            (5, 2, .diverging(epoch: 2, endOffset: 4)), (3, 1, .diverging(epoch: 1, endOffset: 2)),
            (9, 4, .diverging(epoch: 4, endOffset: 7)),
        ] as [(Offset, LeaderEpoch, FetchReply.Content)])
    func `a fetch is answered with what follows, or with where the logs part`(
        offset: Offset, last: LeaderEpoch, content: FetchReply.Content
    ) {
        // Epochs 1, 2, 3 begin at 0, 2, 4; the leader's own, 4, at 6.
        var replica = QuorumReplica.leader(log: .of([(1, 2), (2, 2), (3, 2)]))
        let answer = replica.answer(fetch(by: 2, epoch: 4, from: offset, last: last))
        guard case .fetch(let fetched)? = answer?.body else {
            Issue.record("\(String(describing: answer))"); return
        }
        #expect(fetched.content == content)
    }

    @Test func `an epoch that the leader does not have ends where its next lower one does`() {
        var replica = QuorumReplica.leader(log: .of([(1, 2), (4, 2)]))
        let answer = replica.answer(fetch(by: 2, epoch: 5, from: 3, last: 3))
        guard case .fetch(let fetched)? = answer?.body else { Issue.record("no answer"); return }
        #expect(fetched.content == .diverging(epoch: 1, endOffset: 2))
    }

    @Test func `a log that begins later than the follower's ends gives the newest snapshot`() {
        let snapshots = [SnapshotID(endOffset: 4, epoch: 2), SnapshotID(endOffset: 6, epoch: 2)]
        var log = QuorumLog.of([(1, 2), (2, 6)], snapshots: snapshots)
        log.advanceStart(to: 4)
        var replica = QuorumReplica.leader(log: log)
        for (offset, last) in [(0, 0), (2, 1), (4, 1), (5, 1)] as [(Offset, LeaderEpoch)] {
            let answer = replica.answer(fetch(by: 2, epoch: 3, from: offset, last: last))
            guard case .fetch(let fetched)? = answer?.body else { Issue.record("no answer"); return }
            #expect(fetched.content == .snapshot(snapshots[1]))
        }
        let answer = replica.answer(fetch(by: 2, epoch: 3, from: 4, last: 2))
        guard case .fetch(let fetched)? = answer?.body else { Issue.record("no answer"); return }
        #expect(fetched.content == .records(from: 4))
    }

    @Test(
        arguments: [
            (fetch(by: 2, epoch: 0, from: 0, last: 0), .fencedLeaderEpoch),
            (fetch(by: 2, epoch: 2, from: 0), .unknownLeaderEpoch),
            (fetch(by: 2, from: -1), .invalidRequest), (fetch(by: 2, from: 1, last: 2), .invalidRequest),
            (fetch(by: 2, from: 1, last: -1), .invalidRequest),
            (fetch(by: 2, from: 1, wait: .milliseconds(-1)), .invalidRequest),
        ] as [(QuorumRequest, ErrorCode)])
    func `an impossible fetch, or one of another epoch, is refused`(request: QuorumRequest, error: ErrorCode)
    {
        var replica = QuorumReplica.leader()
        #expect(replica.answer(request)?.error == error)
    }

    @Test func `who does not lead refuses a fetch and says who leads`() {
        var replica = QuorumReplica.member(
            state: QuorumState(epoch: 4, leader: 3, voters: .fixed([1, 2, 3])))
        let answer = replica.answer(fetch(by: 2, epoch: 4, from: 0), at: .zero)
        #expect(answer == QuorumReply(error: .notLeaderOrFollower, epoch: 4, leader: 3))
    }

    // MARK: - Losing the quorum

    @Test func `a leader that no majority follows resigns, says so, and stands for a new epoch later`() {
        var replica = QuorumReplica.leader()
        let wait = Duration.milliseconds(5_000)
        replica.steps([.requested(7, fetch(by: 2, from: 1, mark: 1, wait: wait))], at: .milliseconds(2_000))
        #expect(!replica.steps([.ticked], at: .milliseconds(4_999)).contains(.follow(1, leader: nil)))
        let effects = replica.steps([.ticked], at: .milliseconds(5_000))
        let farewell = QuorumRequest.endEpoch(
            Resignation(epoch: 1, leader: 1, preferredSuccessors: [2, 3]))
        #expect(effects.contains(.reply(7, QuorumReply(error: .notLeaderOrFollower, epoch: 1, leader: nil))))
        #expect(effects.contains(.follow(1, leader: nil)))
        #expect(effects.contains { if case .call(_, .node(2), farewell) = $0 { true } else { false } })
        replica.steps([.ticked], at: .milliseconds(6_000))
        guard case .unattached = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(replica.epoch == 2)
    }

    @Test func `whoever is followed stays`() {
        var replica = QuorumReplica.leader(of: 5)
        for second in 2..<60 {
            replica.steps(
                [.requested(7, fetch(by: 2, from: 1)), .requested(8, fetch(by: 3, from: 1))],
                at: .seconds(second))
        }
        guard case .leader = replica.role else { Issue.record("\(replica.role)"); return }
    }

    @Test func `voters that do not fetch are told who leads, again and again`() {
        var replica = QuorumReplica.leader()
        replica.steps([.replied(5, QuorumReply(epoch: 1, leader: 1))])
        #expect(replica.steps([.ticked], at: .milliseconds(1_999)) == [])
        let effects = replica.steps([.ticked], at: .milliseconds(2_000))
        let claim = QuorumRequest.beginEpoch(EpochClaim(epoch: 1, leader: 1, voter: ReplicaKey(2)))
        #expect(effects == [.call(7, .node(2), claim)])
    }

    @Test func `whoever resigns names the best follower first`() {
        var replica = QuorumReplica.leader()
        replica.steps([.appended(upTo: 4), .synced(upTo: 4), .requested(7, fetch(by: 3, from: 4))])
        replica.steps([.resignationRequested])
        guard case .resigned(let state) = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(state.successors == [3, 2])
    }

    @Test func `a driver that appends for a replica that does not lead is stopped`() {
        var replica = QuorumReplica.member()
        let effects = replica.steps([.appended(upTo: 1)], at: .zero)
        guard case .halt? = effects.first else { Issue.record("\(effects)"); return }
    }
}
