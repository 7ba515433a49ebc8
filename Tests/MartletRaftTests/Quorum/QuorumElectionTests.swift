import MartletModel
import MartletStorage
import Testing

@testable import MartletRaft

@Suite struct QuorumElectionTests {
    // MARK: - Standing

    @Test func `a voter that hears of no leader asks for pre-votes, and changes no epoch for that`() {
        var replica = QuorumReplica.member(log: .of([(1, 4)]))
        #expect(replica.epoch == 1)
        replica.steps([.ticked], at: .milliseconds(999))
        guard case .unattached = replica.role else { Issue.record("\(replica.role)"); return }
        let asked = replica.steps([.ticked], at: .milliseconds(1_000))
        func ask(_ id: Int32) -> QuorumRequest {
            .vote(
                VoteQuestion(
                    epoch: 1, candidate: ReplicaKey(1), lastEpoch: 1, endOffset: 4, isPreVote: true,
                    voter: ReplicaKey(BrokerID(id))))
        }
        #expect(asked == [.call(2, .node(2), ask(2)), .call(3, .node(3), ask(3))])
        #expect(replica.epoch == 1)
    }

    @Test func `a majority of pre-votes makes a candidate, whose vote for itself is durable before it asks`()
    {
        var replica = QuorumReplica.member()
        replica.steps([.ticked])
        let stands = replica.steps([.replied(2, replica.vote(true))])
        let state = QuorumState(epoch: 1, votedFor: 1, voters: .fixed([1, 2, 3]))
        #expect(stands == [.follow(1, leader: nil), .persist(1, state)])
        let asks = replica.steps([.persisted(through: 1)])
        #expect(asks.count == 2)
        for case .call(_, _, let request) in asks {
            guard case .vote(let question) = request else { Issue.record("\(request)"); continue }
            #expect(!question.isPreVote && question.epoch == 1)
        }
    }

    @Test func `a majority of votes makes a leader, who writes that down and tells everybody`() {
        var replica = QuorumReplica.member()
        replica.steps([.ticked, .replied(2, replica.vote(true)), .persisted(through: 1)])
        let leads = replica.steps([.replied(4, replica.vote(true))])
        #expect(
            leads == [
                .appendLeaderChange(epoch: 1, voters: [1, 2, 3], granted: [1, 3], naming: nil),
                .persist(2, QuorumState(epoch: 1, leader: 1, voters: .fixed([1, 2, 3]))),
            ])
        let claims = replica.steps([.persisted(through: 2)])
        #expect(
            claims == [
                .call(5, .node(2), .beginEpoch(EpochClaim(epoch: 1, leader: 1, voter: ReplicaKey(2)))),
                .call(6, .node(3), .beginEpoch(EpochClaim(epoch: 1, leader: 1, voter: ReplicaKey(3)))),
            ])
    }

    @Test func `a quorum of one elects itself at once`() {
        var replica = QuorumReplica.member(of: 1)
        let effects = replica.steps([.ticked], at: .zero)
        #expect(
            effects == [
                .follow(1, leader: nil),
                .appendLeaderChange(epoch: 1, voters: [1], granted: [1], naming: nil),
                .persist(1, QuorumState(epoch: 1, leader: 1, voters: .fixed([1]))),
            ])
        #expect(replica.steps([.synced(upTo: 1)], at: .zero) == [.advanceHighWatermark(1), .lead(1)])
    }

    @Test func `a majority of refused pre-votes ends the attempt`() {
        var replica = QuorumReplica.member()
        replica.steps([.ticked, .replied(1, replica.vote(false)), .replied(2, replica.vote(false))])
        guard case .unattached(let state) = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(state.electionDeadline == .milliseconds(2_000) && replica.epoch == 0)
    }

    @Test func `a follower without a majority for its pre-vote follows on`() {
        var replica = QuorumReplica.member(
            state: QuorumState(epoch: 3, leader: 2, voters: .fixed([1, 2, 3])))
        replica.steps([.ticked], at: .zero)
        replica.steps([.ticked], at: .milliseconds(2_000))
        guard case .prospective(let state) = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(state.leader == 2)
        replica.steps(
            [.replied(2, replica.vote(false)), .replied(3, replica.vote(false))], at: .milliseconds(2_100))
        guard case .follower(let state) = replica.role else { Issue.record("\(replica.role)"); return }
        // Not as long as a leader is given that has just been heard of.
        #expect(state.leader == 2 && state.fetchDeadline == .milliseconds(3_100))
    }

    @Test func `a voter that knows no pre-vote makes a candidate at once`() {
        var replica = QuorumReplica.member()
        replica.steps([.ticked])
        replica.steps([.replied(1, QuorumReply(error: .unsupportedVersion, epoch: -1, leader: nil))])
        guard case .candidate = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(replica.epoch == 1)
    }

    @Test func `a candidate whose time is up waits longer the next time`() {
        var replica = QuorumReplica.member()
        replica.steps([.ticked, .replied(2, replica.vote(true)), .persisted(through: 1)])
        replica.steps([.ticked], at: .milliseconds(2_000))
        guard case .prospective(let state) = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(state.votedFor == ReplicaKey(1) && state.electionDeadline == .milliseconds(4_000))
    }

    @Test func `an observer never stands`() {
        var replica = QuorumReplica.listed(.listed(2, 3))
        for second in 0..<100 { replica.steps([.ticked], at: .seconds(second)) }
        guard case .unattached(let state) = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(state.electionDeadline == nil && replica.epoch == 0)
    }

    // MARK: - Voting

    @Test(
        arguments: [
            (epoch: 5, last: 3, end: 10, true), (5, 3, 11, true), (5, 4, 1, true), (5, 3, 9, false),
            (5, 2, 100, false),
        ] as [(epoch: LeaderEpoch, last: LeaderEpoch, end: Offset, Bool)])
    func `a vote goes to whose log is no older`(
        epoch: LeaderEpoch, last: LeaderEpoch, end: Offset, isGranted: Bool
    ) {
        for isPreVote in [false, true] {
            var replica = QuorumReplica.member(log: .of([(1, 5), (3, 5)]))
            let answer = replica.answer(question(epoch: epoch, last: last, end: end, pre: isPreVote))
            #expect(answer == QuorumReply(epoch: 5, leader: nil, body: .vote(isGranted)))
        }
    }

    @Test func `a vote is durable before it is given, and a pre-vote is nowhere written`() {
        var replica = QuorumReplica.member(state: QuorumState(epoch: 1, voters: .fixed([1, 2, 3])))
        let asked = replica.steps([.requested(7, question(epoch: 1, pre: true))], at: .zero)
        let granted = QuorumReply(epoch: 1, leader: nil, body: .vote(true))
        #expect(asked.contains(.reply(7, granted)))
        #expect(!asked.contains { if case .persist = $0 { true } else { false } })
        let voted = replica.steps([.requested(8, question(epoch: 1))], at: .zero)
        #expect(voted == [.persist(1, QuorumState(epoch: 1, votedFor: 2, voters: .fixed([1, 2, 3])))])
        #expect(replica.steps([.persisted(through: 1)], at: .zero) == [.reply(8, granted)])
    }

    @Test func `an epoch has one vote, which may be given again to the same candidate`() {
        var replica = QuorumReplica.member()
        #expect(replica.answer(question(from: 2, epoch: 1), at: .zero)?.body == .vote(true))
        #expect(replica.answer(question(from: 3, epoch: 1), at: .zero)?.body == .vote(false))
        #expect(replica.answer(question(from: 2, epoch: 1), at: .zero)?.body == .vote(true))
        #expect(replica.answer(question(from: 3, epoch: 2), at: .zero)?.body == .vote(true))
    }

    @Test func `a vote for a node is none for its successor with another disk`() {
        var replica = QuorumReplica.listed(.listed(1, 2, 3))
        func ask(_ directory: UInt8) -> QuorumRequest {
            .vote(
                VoteQuestion(
                    epoch: 1, candidate: ReplicaKey(2, .numbered(directory)), lastEpoch: 0, endOffset: 0,
                    isPreVote: false))
        }
        #expect(replica.answer(ask(2), at: .zero)?.body == .vote(true))
        #expect(replica.answer(ask(9), at: .zero)?.body == .vote(false))
    }

    @Test func `who has voted gives the candidate its time`() {
        var replica = QuorumReplica.member()
        replica.steps([.requested(1, question(epoch: 1)), .persisted(through: 9)], at: .milliseconds(900))
        guard case .unattached(let state) = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(state.electionDeadline == .milliseconds(1_900))
    }

    @Test func `who knows a leader votes for nobody in its epoch`() {
        let state = QuorumState(epoch: 4, leader: 3, voters: .fixed([1, 2, 3]))
        var replica = QuorumReplica.member(state: state)
        #expect(replica.answer(question(epoch: 4), at: .zero)?.body == .vote(false))
        // Not before the leader has answered a fetch is it taken for alive. The fetch left at once.
        #expect(replica.answer(question(epoch: 4, pre: true), at: .zero)?.body == .vote(true))
        let reply = QuorumReply(
            epoch: 4, leader: 3, body: .fetch(FetchReply(highWatermark: 0, content: .nothing)))
        replica.steps([.replied(1, reply)], at: .zero)
        #expect(replica.answer(question(epoch: 4, pre: true), at: .zero)?.body == .vote(false))
    }

    @Test func `a leader votes for nobody, and yields to a greater epoch`() {
        var replica = QuorumReplica.leader()
        #expect(replica.answer(question(epoch: 1))?.body == .vote(false))
        #expect(replica.answer(question(epoch: 1, pre: true))?.body == .vote(false))
        #expect(replica.answer(question(epoch: 2, last: 1, end: 1))?.body == .vote(true))
        #expect(replica.epoch == 2)
    }

    @Test(
        arguments: [
            (question(epoch: 1), .fencedLeaderEpoch), (question(from: -1, epoch: 3), .invalidRequest),
            (question(epoch: 3, last: 3), .invalidRequest), (question(epoch: 3, end: -1), .invalidRequest),
            (question(epoch: 3, last: -1), .invalidRequest),
            (question(epoch: 3, last: 4, pre: true), .invalidRequest),
            (question(epoch: 3, voter: ReplicaKey(2)), .invalidVoterKey),
        ] as [(QuorumRequest, ErrorCode)])
    func `an impossible or old question is refused`(request: QuorumRequest, error: ErrorCode) {
        var replica = QuorumReplica.member(state: QuorumState(epoch: 2, voters: .fixed([1, 2, 3])))
        #expect(replica.answer(request, at: .zero)?.error == error)
    }

    @Test func `a question of a greater epoch is heeded even when it was meant for another`() {
        var replica = QuorumReplica.member()
        #expect(replica.answer(question(epoch: 3, voter: ReplicaKey(2)), at: .zero)?.epoch == 3)
        #expect(replica.epoch == 3)
    }

    /// With a disk that took seconds, one election after the other was still to be written long after.
    @Test func `while one election is written, only the last of those that follow is kept for the disk`() {
        var replica = QuorumReplica.member()
        replica.steps([.requested(1, question(epoch: 1)), .requested(2, question(epoch: 2))], at: .zero)
        #expect(
            replica.steps([.requested(3, question(from: 3, epoch: 3))], at: .zero) == [
                .follow(3, leader: nil)
            ])
        let state = QuorumState(epoch: 3, votedFor: 3, voters: .fixed([1, 2, 3]))
        #expect(replica.steps([.persisted(through: 1)], at: .zero) == [.persist(2, state)])
        // Three answers, and a fetch.
        #expect(replica.steps([.persisted(through: 2)], at: .zero).count == 4)
    }

    // MARK: - Starts

    @Test(
        arguments: [
            (QuorumState(epoch: 5, leader: 1, voters: .fixed([1, 2, 3])), "resigned"),
            (QuorumState(epoch: 5, votedFor: 1, voters: .fixed([1, 2, 3])), "candidate"),
            (QuorumState(epoch: 5, leader: 2, votedFor: 1, voters: .fixed([1, 2, 3])), "follower"),
            (QuorumState(epoch: 5, leader: 9, voters: .fixed([1, 2, 3])), "unattached"),
            (QuorumState(epoch: 5, votedFor: 3, voters: .fixed([1, 2, 3])), "unattached"),
        ] as [(QuorumState, String)])
    func `a start goes on where the last run has ended, but for a leader`(
        state: QuorumState, role: String
    ) {
        let replica = QuorumReplica.member(state: state, log: .of([(4, 3)]))
        #expect("\(replica.role)".hasPrefix(role) && replica.epoch == 5)
    }

    @Test(arguments: [nil, 1] as [BrokerID?])
    func `the last epoch that there is has no successor`(leader: BrokerID?) {
        let last = LeaderEpoch(Int32.max)
        let state = QuorumState(epoch: last, leader: leader, voters: .fixed([1]))
        var replica = QuorumReplica.member(of: 1, state: state)
        let halts = replica.steps([.ticked]) == [.halt("epoch \(last) is the last that there is")]
        #expect(halts && replica.epoch == last)
    }

    /// It had lost the election, followed the winner, and was then taken for the leader of its log's last
    /// epoch: the winner was told that its claim was impossible, and halted.
    @Test func `a candidate that lost follows the winner after a start, though its log ends in that epoch`() {
        let state = QuorumState(epoch: 5, leader: 2, votedFor: 1, voters: .fixed([1, 2, 3]))
        var replica = QuorumReplica.member(state: state, log: .of([(4, 3), (5, 2)]))
        guard case .follower = replica.role else { Issue.record("\(replica.role)"); return }
        let claim = QuorumRequest.beginEpoch(EpochClaim(epoch: 5, leader: 2, voter: ReplicaKey(1)))
        #expect(replica.answer(claim, at: .zero) == QuorumReply(epoch: 5, leader: 2))
    }

    /// The crash came after the first record of its epoch, and before `quorum-state` said that it leads.
    @Test func `a candidate whose log ends in its own epoch has led it, and does not stand in it again`() {
        let state = QuorumState(epoch: 5, votedFor: 1, voters: .fixed([1, 2, 3]))
        let replica = QuorumReplica.member(state: state, log: .of([(4, 3), (5, 1)]))
        guard case .resigned = replica.role else { Issue.record("\(replica.role)"); return }
    }

    @Test func `an epoch that the log knows and quorum-state does not is a new one`() {
        let state = QuorumState(epoch: 5, votedFor: 1, voters: .fixed([1, 2, 3]))
        let replica = QuorumReplica.member(state: state, log: .of([(6, 3)]))
        #expect(replica.epoch == 6 && replica.votedFor == nil)
    }
}
