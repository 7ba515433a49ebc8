import MartletModel
import MartletStorage
import Testing

@testable import MartletRaft

@Suite struct QuorumMembershipTests {
    private let newcomer = Voter.listed(4)

    /// The voter 1 of three, who leads epoch 1 and has committed its first batch.
    private func leader(of voters: VoterSet = .listed(1, 2, 3)) -> QuorumReplica {
        var replica = QuorumReplica.listed(voters)
        replica.win(with: [2])
        replica.steps([.synced(upTo: 3)])
        follow(&replica, 2, to: 3)
        return replica
    }

    private func follow(_ replica: inout QuorumReplica, _ id: Int32, to end: Offset) {
        let fetch = QuorumFetch(replica: Voter.listed(id).key, epoch: 1, offset: end, lastEpoch: 1)
        replica.steps([.requested(1_000, .fetch(fetch))])
    }

    private func errors(_ effects: [Effect], of id: QuorumRequestID = 7) -> [ErrorCode] {
        effects.compactMap { if case .reply(id, let reply) = $0 { reply.error } else { nil } }
    }

    private func change(_ replica: inout QuorumReplica, _ change: VoterChange) -> [Effect] {
        replica.steps([.changeRequested(7, change)])
    }

    /// Answers the leader's question for the newcomer's versions.
    private func tellVersions(_ replica: inout QuorumReplica, _ effects: [Effect]) -> [Effect] {
        for case .call(let id, .endpoint, .versions) in effects {
            let reply = QuorumReply(epoch: 0, leader: nil, body: .versions(0...1))
            return replica.steps([.replied(id, reply)])
        }
        return []
    }

    // MARK: - The first leader

    @Test func `the first leader names the members that the quorum was formatted with`() {
        let replica = QuorumReplica.sole()
        #expect(replica.log.endOffset == 3 && replica.highWatermark == 3)
        #expect(replica.history.lastOffset == 0)
    }

    // MARK: - Adding

    @Test func `a newcomer that keeps up is added, and its majority commits that`() {
        var replica = leader()
        follow(&replica, 4, to: 3)
        let appends = tellVersions(&replica, change(&replica, .add(newcomer, answersEarly: false)))
        #expect(appends.first == .appendVoters(.listed(1, 2, 3, 4), epoch: 1, upgrading: false))
        // It is in force at once: of four, three must have it.
        replica.steps([.synced(upTo: 4)])
        follow(&replica, 2, to: 4)
        #expect(replica.highWatermark == 3)
        let fetch = QuorumFetch(replica: newcomer.key, epoch: 1, offset: 4, lastEpoch: 1)
        let effects = replica.steps([.requested(8, .fetch(fetch))])
        #expect(replica.highWatermark == 4 && errors(effects) == [.none])
    }

    @Test func `whoever asks for it is answered before that is committed`() {
        var replica = leader()
        follow(&replica, 4, to: 3)
        let effects = tellVersions(&replica, change(&replica, .add(newcomer, answersEarly: true)))
        #expect(errors(effects) == [.none] && replica.highWatermark == 3)
    }

    @Test func `a newcomer that does not keep up is not added`() {
        var replica = leader()
        let unknown = tellVersions(&replica, change(&replica, .add(newcomer, answersEarly: false)))
        #expect(errors(unknown) == [.requestTimedOut])
        follow(&replica, 4, to: 2)
        let behind = tellVersions(&replica, change(&replica, .add(newcomer, answersEarly: false)))
        #expect(errors(behind) == [.requestTimedOut])
    }

    @Test func `a newcomer that cannot be reached, or knows too little, is not added`() {
        var replica = leader()
        follow(&replica, 4, to: 3)
        for case .call(let id, .endpoint, _) in change(&replica, .add(newcomer, answersEarly: false)) {
            #expect(errors(replica.steps([.callFailed(id)])) == [.requestTimedOut])
        }
        let calls = replica.steps(
            [.changeRequested(7, .add(newcomer, answersEarly: false))], at: .milliseconds(1_100))
        for case .call(let id, .endpoint, _) in calls {
            let old = QuorumReply(epoch: 0, leader: nil, body: .versions(0...0))
            #expect(errors(replica.steps([.replied(id, old)])) == [.invalidRequest])
        }
        #expect(replica.voters == .listed(1, 2, 3))
    }

    @Test func `a quorum that grows from one does not take its leader's long silence for a loss`() {
        var replica = QuorumReplica.sole()
        let hour = Duration.seconds(3_600)
        let fetch = QuorumFetch(replica: newcomer.key, epoch: 1, offset: 3, lastEpoch: 1)
        replica.steps([.requested(8, .fetch(fetch))], at: hour)
        let asks = replica.steps([.changeRequested(7, .add(newcomer, answersEarly: false))], at: hour)
        for case .call(let id, .endpoint, _) in asks {
            let versions = QuorumReply(epoch: 0, leader: nil, body: .versions(0...1))
            replica.steps([.replied(id, versions)], at: hour)
        }
        guard case .leader = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(replica.voters == .listed(1, 4))
    }

    // MARK: - One at a time

    @Test func `a second change waits for the first`() {
        var replica = leader()
        _ = change(&replica, .remove(Voter.listed(3).key))
        let second = replica.steps([.changeRequested(8, .remove(Voter.listed(2).key))])
        #expect(errors(second, of: 8) == [.requestTimedOut])
        replica.steps([.synced(upTo: 4)])
        follow(&replica, 2, to: 4)
        #expect(errors(replica.steps([.changeRequested(8, .remove(Voter.listed(2).key))]), of: 8) == [])
        #expect(replica.voters == .listed(1))
    }

    @Test func `nothing changes before a record of the epoch is committed`() {
        var replica = QuorumReplica.listed(.listed(1, 2, 3))
        replica.win(with: [2])
        #expect(errors(change(&replica, .remove(Voter.listed(3).key))) == [.requestTimedOut])
    }

    @Test(
        arguments: [
            (.add(Voter.listed(3), answersEarly: false), .duplicateVoter),
            (.add(Voter(key: ReplicaKey(4, .numbered(4))), answersEarly: false), .invalidRequest),
            (.remove(ReplicaKey(3, .numbered(9))), .voterNotFound),
            (.remove(Voter.listed(9).key), .voterNotFound),
            (.update(Voter.listed(9)), .voterNotFound),
        ] as [(VoterChange, ErrorCode)])
    func `an impossible change is refused`(impossible: VoterChange, error: ErrorCode) {
        var replica = leader()
        #expect(errors(change(&replica, impossible)) == [error])
    }

    @Test func `the last voter cannot be removed`() {
        var replica = QuorumReplica.sole()
        #expect(errors(change(&replica, .remove(Voter.listed(1).key))) == [.invalidRequest])
    }

    @Test func `a quorum of configured members cannot be changed`() {
        var replica = QuorumReplica.leader()
        replica.steps([.requested(8, fetch(by: 2, from: 1))])
        #expect(errors(change(&replica, .remove(ReplicaKey(3)))) == [.unsupportedVersion])
    }

    @Test func `who does not lead changes nothing`() {
        var replica = QuorumReplica.listed(.listed(1, 2, 3))
        #expect(errors(change(&replica, .remove(Voter.listed(3).key))) == [.notLeaderOrFollower])
    }

    // MARK: - Removing

    @Test func `a leader that is removed leads until that is committed, does not count itself, and resigns`()
    {
        var replica = leader()
        #expect(
            change(&replica, .remove(Voter.listed(1).key)) == [
                .appendVoters(.listed(2, 3), epoch: 1, upgrading: false)
            ])
        replica.steps([.synced(upTo: 4)])
        follow(&replica, 2, to: 4)
        guard case .leader = replica.role else { Issue.record("\(replica.role)"); return }
        let fetch = QuorumFetch(replica: Voter.listed(3).key, epoch: 1, offset: 4, lastEpoch: 1)
        let effects = replica.steps([.requested(8, .fetch(fetch))])
        #expect(replica.highWatermark == 4 && errors(effects) == [.none])
        guard case .resigned = replica.role else { Issue.record("\(replica.role)"); return }
    }

    /// Node 1, started again with what it wrote as the leader of epoch 1: last, at offset 3, that its quorum
    /// does without it.
    private func removed(others: VoterSet, committed: Bool = false) -> QuorumReplica {
        var history = VoterHistory(others.adding(.listed(1)), kraftVersion: 1)
        history.append(.init(offset: 3, voters: others))
        let snapshots = committed ? [SnapshotID(endOffset: 4, epoch: 1)] : []
        return QuorumReplica(
            key: Voter.listed(1).key, timers: .round,
            state: QuorumState(epoch: 1, leader: 1, voters: .inLog),
            log: .of([(1, 4)], snapshots: snapshots), history: history, now: .zero, random: NoRandomness())
    }

    /// What it asks for votes, and of whom, as long as nobody answers anything else.
    private func votes(_ effects: [Effect]) -> [BrokerID] {
        effects.compactMap { if case .call(_, .node(let voter), .vote) = $0 { voter } else { nil } }
    }

    @Test func `a leader that went down before anybody had the record of its removal stands again`() {
        var replica = removed(others: .listed(2, 3))
        replica.steps([.ticked], at: .milliseconds(1_000))
        let asks = replica.steps([.persisted(through: .max)], at: .milliseconds(2_000))
        #expect(votes(asks) == [2, 3])
        // Its own vote does not count: it takes those of both.
        for voter in [2, 3] as [BrokerID] {
            guard case .prospective = replica.role else { Issue.record("\(replica.role)"); return }
            for case .call(let id, .node(voter), .vote) in asks {
                replica.steps([.replied(id, replica.vote(true))], at: .milliseconds(2_000))
            }
        }
        guard case .candidate = replica.role else { Issue.record("\(replica.role)"); return }
        let stands = replica.steps([.persisted(through: .max)], at: .milliseconds(2_000))
        for case .call(let id, _, .vote) in stands {
            guard case .candidate = replica.role else { Issue.record("\(replica.role)"); return }
            replica.steps([.replied(id, replica.vote(true))], at: .milliseconds(2_000))
        }
        guard case .leader = replica.role else { Issue.record("\(replica.role)"); return }

        // It leads until the removal is committed, by the others alone.
        replica.steps([.persisted(through: .max), .synced(upTo: 5)], at: .milliseconds(2_000))
        #expect(replica.highWatermark == nil)
        for id in [2, 3] as [Int32] {
            guard case .leader = replica.role else { Issue.record("\(replica.role)"); return }
            let fetch = QuorumFetch(
                replica: Voter.listed(id).key, epoch: replica.epoch, offset: 5, lastEpoch: replica.epoch)
            replica.steps([.requested(9, .fetch(fetch))], at: .milliseconds(2_000))
        }
        guard case .resigned = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(replica.highWatermark == 5)
        replica.steps([.ticked, .persisted(through: .max)], at: .seconds(10))
        #expect(votes(replica.steps([.ticked], at: .seconds(20))) == [])
    }

    @Test func `who knows that its removal is committed never stands again`() {
        var replica = removed(others: .listed(2, 3), committed: true)
        for second in 1..<20 {
            let effects = replica.steps([.ticked, .persisted(through: .max)], at: .seconds(second))
            #expect(votes(effects) == [])
        }
    }

    @Test func `a quorum needs whom it has removed until that is committed`() {
        var history = VoterHistory(.listed(1, 2, 3), kraftVersion: 1)
        #expect(!history.mayNeed(Voter.listed(4).key, committedUpTo: .none))
        history.append(.init(offset: 5, voters: .listed(1, 2)))
        let (two, three) = (Voter.listed(2).key, Voter.listed(3).key)
        #expect(history.mayNeed(three, committedUpTo: 5) && !history.mayNeed(three, committedUpTo: 6))
        // Another with its id, which has another disk, was never a member.
        #expect(!history.mayNeed(Voter.listed(3, directory: 9).key, committedUpTo: .none))
        // The next leader has moved, which changes no majority.
        history.append(.init(offset: 7, voters: VoterSet([.listed(1, port: 9_999), .listed(2)])))
        #expect(history.mayNeed(three, committedUpTo: 5) && !history.mayNeed(three, committedUpTo: 6))
        // Only when the first was committed was there a second change.
        history.append(.init(offset: 9, voters: .listed(1)))
        #expect(!history.mayNeed(three, committedUpTo: .none) && history.mayNeed(two, committedUpTo: 9))
    }

    @Test func `a member whose disk was wiped is an observer, and does not count`() {
        var replica = leader()
        replica.steps([.appended(upTo: 4), .synced(upTo: 4)])
        let wiped = QuorumFetch(
            replica: ReplicaKey(2, .numbered(9)), epoch: 1, offset: 4, lastEpoch: 1)
        replica.steps([.requested(8, .fetch(wiped))])
        #expect(replica.highWatermark == 3)
        let other = QuorumReplica.listed(.listed(1, 2, 3), as: ReplicaKey(2, .numbered(9)))
        #expect(!other.isVoter)
    }

    // MARK: - Updating

    @Test func `a voter whose endpoint has changed tells its leader, who writes it down`() {
        let moved = Voter.listed(1, port: 9_999)
        var follower = QuorumReplica(
            key: moved.key, voter: moved, timers: .round,
            state: QuorumState(epoch: 1, leader: 2, voters: .inLog),
            log: QuorumLog(), history: VoterHistory(.listed(1, 2, 3), kraftVersion: 1), now: .zero,
            random: NoRandomness())
        follower.steps([.ticked], at: .zero)
        let reply = QuorumReply(
            epoch: 1, leader: 2, body: .fetch(FetchReply(highWatermark: nil, content: .nothing)))
        let tells = follower.steps([.replied(1, reply)], at: .milliseconds(2_000))
        #expect(tells == [.call(2, .node(2), .change(.update(moved), epoch: 1))])

        var replica = leader()
        let update = Voter.listed(2, port: 9_999)
        let effects = replica.steps([.requested(7, .change(.update(update), epoch: 1))])
        let voters = VoterSet([.listed(1), update, .listed(3)])
        #expect(effects == [.appendVoters(voters, epoch: 1, upgrading: false)])
        let old = replica.steps([.requested(8, .change(.update(update), epoch: 0))])
        #expect(errors(old, of: 8) == [.fencedLeaderEpoch])
    }

    @Test func `configured members come into the log when all have said what they are`() {
        var replica = QuorumReplica(
            key: ReplicaKey(1, .numbered(1)), voter: .listed(1), timers: .round, state: nil, log: QuorumLog(),
            history: VoterHistory(.configured(3), kraftVersion: 0), now: .zero, random: NoRandomness())
        replica.win(with: [2])
        replica.steps([.synced(upTo: 1), .requested(8, fetch(by: 2, from: 1))])
        #expect(errors(change(&replica, .upgrade)) == [.invalidUpdateVersion])
        for id in [2, 3] as [Int32] {
            let told = replica.steps([.requested(7, .change(.update(.listed(id)), epoch: 1))])
            #expect(errors(told) == [.none])
        }
        #expect(
            change(&replica, .upgrade) == [.appendVoters(.listed(1, 2, 3), epoch: 1, upgrading: true)])
        #expect(replica.history.kraftVersion == 1 && replica.log.endOffset == 3)
        replica.steps([.synced(upTo: 3)])
        let fetch = QuorumFetch(replica: Voter.listed(2).key, epoch: 1, offset: 3, lastEpoch: 1)
        #expect(errors(replica.steps([.requested(9, .fetch(fetch))])) == [.none])
    }

    @Test func `a set of members that is cut from the log is in force no more`() {
        var history = VoterHistory(.listed(1), kraftVersion: 1)
        history.append(.init(offset: 5, voters: .listed(1, 2)))
        history.append(.init(offset: 9, voters: .listed(1, 2, 3)))
        #expect(history.current == .listed(1, 2, 3) && history.state(at: 9).voters == .listed(1, 2))
        history.truncate(to: 9)
        #expect(history.current == .listed(1, 2))
        history.truncate(to: 5)
        #expect(history.current == .listed(1) && history.lastOffset == nil)
    }
}
