import MartletModel
import MartletStorage
import Testing

@testable import MartletRaft

@Suite struct QuorumFollowingTests {
    /// Node 1, which follows node 3 in epoch 4 and has sent its first fetch, call 1.
    private func follower(
        log: QuorumLog = QuorumLog(), rules: QuorumRules = QuorumRules()
    ) -> QuorumReplica {
        let state = QuorumState(epoch: 4, leader: 3, voters: .fixed([1, 2, 3]))
        var replica = QuorumReplica.member(state: state, log: log, rules: rules)
        replica.steps([.ticked], at: .zero)
        return replica
    }

    private func reply(_ content: FetchReply.Content, mark: Offset? = nil) -> QuorumReply {
        QuorumReply(epoch: 4, leader: 3, body: .fetch(FetchReply(highWatermark: mark, content: content)))
    }

    private func batch(_ range: Range<Int64>, _ epoch: LeaderEpoch, voters: VoterSet? = nil) -> FetchedBatch {
        FetchedBatch(
            baseOffset: Offset(range.lowerBound), nextOffset: Offset(range.upperBound), epoch: epoch,
            voters: voters)
    }

    private func ownFetch(
        from offset: Offset, last: LeaderEpoch, mark: Offset = .none
    ) -> QuorumRequest {
        fetch(by: 1, epoch: 4, from: offset, last: last, mark: mark, wait: .milliseconds(500))
    }

    // MARK: - Fetching

    @Test func `a follower fetches from the end of its log`() {
        let state = QuorumState(epoch: 4, leader: 3, voters: .fixed([1, 2, 3]))
        var replica = QuorumReplica.member(state: state, log: .of([(2, 7)]))
        #expect(replica.steps([.ticked], at: .zero) == [.call(1, .node(3), ownFetch(from: 7, last: 2))])
    }

    @Test func `the next fetch, which acknowledges what came, waits until that is on disk`() {
        var replica = follower()
        let came = reply(.batches([batch(0..<3, 2), batch(3..<5, 4)]), mark: 4)
        let effects = replica.steps([.replied(1, came)], at: .zero)
        #expect(effects == [.appendFetched(1, upTo: 5), .advanceHighWatermark(4)])
        #expect(replica.steps([.synced(upTo: 3)], at: .zero) == [])
        let fetches = replica.steps([.synced(upTo: 5)], at: .zero)
        #expect(fetches == [.call(2, .node(3), ownFetch(from: 5, last: 4, mark: 4))])
    }

    /// It had led before, and had records that it had not synced; the new leader counted them.
    @Test func `whoever looks for a leader acknowledges nothing that is not on disk, either`() {
        var replica = QuorumReplica.leader()
        replica.steps([.appended(upTo: 4), .requested(7, question(epoch: 2, last: 1, end: 4))])
        let effects = replica.steps([.persisted(through: .max)])
        #expect(!effects.contains { if case .call = $0 { true } else { false } })
        let later = replica.steps([.synced(upTo: 4)])
        #expect(later == [.call(7, .node(2), fetch(by: 1, epoch: 2, from: 4, wait: .milliseconds(500)))])
    }

    @Test func `a broker, which never votes, does not wait for its disk`() {
        var replica = QuorumReplica(
            key: ReplicaKey(8), timers: .round, isController: false,
            state: QuorumState(epoch: 4, leader: 3, voters: .fixed([1, 2, 3])), log: QuorumLog(),
            history: VoterHistory(.configured(3), kraftVersion: 0), now: .zero, random: NoRandomness())
        replica.steps([.ticked], at: .zero)
        let effects = replica.steps([.replied(1, reply(.batches([batch(0..<3, 4)])))], at: .zero)
        #expect(effects.count == 2)
    }

    @Test(
        arguments: [
            (1..<3, 4), (0..<3, 5), (0..<0, 4),
        ] as [(Range<Int64>, LeaderEpoch)])
    func `batches that do not follow are asked for again, not at once`(
        range: Range<Int64>, epoch: LeaderEpoch
    ) {
        var replica = follower()
        // Meanwhile somebody else is asked who leads.
        let fetch = ownFetch(from: 0, last: 0)
        let came = reply(.batches([batch(range, epoch)]))
        #expect(replica.steps([.replied(1, came)], at: .zero) == [.call(2, .node(2), fetch)])
        #expect(replica.nextDeadline == .milliseconds(20))
        #expect(replica.steps([.ticked], at: .milliseconds(20)) == [.call(3, .node(3), fetch)])
    }

    @Test func `its high watermark is the leader's, as far as its own log goes`() {
        var replica = follower()
        let effects = replica.steps([.replied(1, reply(.batches([batch(0..<3, 4)]), mark: 9))], at: .zero)
        #expect(effects.contains(.advanceHighWatermark(3)))
    }

    /// The leader is asked under two addresses: as the leader, and as one of the bootstrap servers.
    @Test func `an answer that is late says nothing of a log that was cut since`() {
        var replica = QuorumReplica(
            key: ReplicaKey(1), timers: .round, bootstrapCount: 1,
            state: QuorumState(epoch: 4, leader: 3, voters: .fixed([1, 2, 3])), log: .of([(2, 7)]),
            history: VoterHistory(.configured(3), kraftVersion: 0), now: .zero, random: NoRandomness())
        let old = ownFetch(from: 7, last: 2)
        #expect(replica.steps([.ticked], at: .zero) == [.call(1, .node(3), old)])
        #expect(replica.steps([.callFailed(1)], at: .zero) == [.call(2, .bootstrap(0), old)])
        #expect(replica.steps([.ticked], at: .milliseconds(20)) == [.call(3, .node(3), old)])
        let parts = reply(.diverging(epoch: 2, endOffset: 6))
        let cut = replica.steps([.replied(3, parts)], at: .milliseconds(30))
        #expect(cut == [.truncate(to: 6), .call(4, .node(3), ownFetch(from: 6, last: 2))])
        let came = reply(.batches([batch(6..<7, 4)]), mark: 7)
        replica.steps([.replied(4, came), .synced(upTo: 7)], at: .milliseconds(40))
        #expect(replica.log.endOffset == 7 && replica.highWatermark == 7)
        #expect(replica.steps([.replied(2, parts)], at: .milliseconds(50)) == [])
        #expect(replica.log.endOffset == 7)
    }

    @Test(
        arguments: [
            // The leader's epoch 2 ends sooner.
            (2, 3, 3), (2, 4, 4), (2, 9, 4), (1, 2, 2),
            // An epoch that is not known here.
            (3, 5, 4), (0, 1, 1),
        ] as [(LeaderEpoch, Offset, Offset)])
    func `a log is cut to where it parts from the leader's`(
        epoch: LeaderEpoch, end: Offset, target: Offset
    ) {
        // Epochs 1, 2, 4 begin at 0, 2, 4.
        var replica = follower(log: .of([(1, 2), (2, 2), (4, 2)]))
        let diverging = reply(.diverging(epoch: epoch, endOffset: end))
        #expect(replica.steps([.replied(1, diverging)], at: .zero).first == .truncate(to: target))
        #expect(replica.log.endOffset == target)
    }

    @Test func `nobody may cut what is committed`() {
        var replica = follower(log: .of([(1, 2), (2, 2)]))
        replica.steps([.replied(1, reply(.nothing, mark: 3))], at: .zero)
        let effects = replica.steps([.replied(2, reply(.diverging(epoch: 1, endOffset: 2)))], at: .zero)
        guard case .halt? = effects.first else { Issue.record("\(effects)"); return }
        #expect(replica.log.endOffset == 4)
    }

    @Test func `nobody may cut what is in a snapshot`() {
        var replica = follower(log: .of([(1, 4)], snapshots: [SnapshotID(endOffset: 3, epoch: 1)]))
        let effects = replica.steps([.replied(1, reply(.diverging(epoch: 1, endOffset: 2)))], at: .zero)
        guard case .halt? = effects.first else { Issue.record("\(effects)"); return }
    }

    // MARK: - Losing the leader

    @Test func `a follower whose fetches go unanswered asks for pre-votes`() {
        var replica = follower()
        replica.steps([.ticked], at: .milliseconds(1_999))
        guard case .follower = replica.role else { Issue.record("\(replica.role)"); return }
        replica.steps([.ticked], at: .milliseconds(2_000))
        guard case .prospective = replica.role else { Issue.record("\(replica.role)"); return }
    }

    @Test func `each answered fetch renews the follower's patience`() {
        var replica = follower()
        for step in 1...20 {
            replica.steps([.replied(QuorumCallID(UInt64(step)), reply(.nothing))], at: .seconds(step))
        }
        guard case .follower = replica.role else { Issue.record("\(replica.role)"); return }
    }

    @Test func `a connection that is lost, and then refused, makes a follower ask for pre-votes soon`() {
        var replica = follower()
        replica.steps([.replied(1, reply(.nothing))], at: .zero)
        replica.steps([.callFailed(2)], at: .milliseconds(100))
        // Somebody else is asked meanwhile, call 3.
        replica.steps([.ticked], at: .milliseconds(120))
        guard case .follower = replica.role else { Issue.record("\(replica.role)"); return }
        replica.steps([.callFailed(4)], at: .milliseconds(121))
        guard case .prospective = replica.role else { Issue.record("\(replica.role)"); return }
    }

    @Test(arguments: [([1, 2], 0), ([2, 1], 500), ([2], 1_000)] as [([BrokerID], Int)])
    func `a resigning leader's successors stand one after the other`(
        successors: [BrokerID], patience: Int
    ) {
        var replica = follower()
        let resignation = Resignation(epoch: 4, leader: 3, preferredSuccessors: successors)
        replica.steps([.requested(7, .endEpoch(resignation))], at: .zero)
        if patience == 0 {
            guard case .prospective = replica.role else { Issue.record("\(replica.role)"); return }
        } else {
            guard case .follower(let state) = replica.role else { Issue.record("\(replica.role)"); return }
            #expect(state.fetchDeadline == .milliseconds(patience) && !state.hasFetched)
        }
    }

    // MARK: - Whom to follow

    @Test func `whoever claims a greater epoch is followed, once that is durable`() {
        var replica = follower()
        let claim = QuorumRequest.beginEpoch(EpochClaim(epoch: 6, leader: 2, voter: ReplicaKey(1)))
        let effects = replica.steps([.requested(7, claim)], at: .zero)
        #expect(
            effects == [
                .follow(6, leader: 2),
                .persist(1, QuorumState(epoch: 6, leader: 2, voters: .fixed([1, 2, 3]))),
            ])
        let fetch = fetch(by: 1, epoch: 6, from: 0, last: 0, wait: .milliseconds(500))
        #expect(
            replica.steps([.persisted(through: 1)], at: .zero) == [
                .reply(7, QuorumReply(epoch: 6, leader: 2)), .call(2, .node(2), fetch),
            ])
    }

    @Test(
        arguments: [
            (EpochClaim(epoch: 3, leader: 2), .fencedLeaderEpoch),
            (EpochClaim(epoch: 4, leader: 2), .invalidRequest),
            (EpochClaim(epoch: 5, leader: -1), .invalidRequest),
            (EpochClaim(epoch: 5, leader: 2, voter: ReplicaKey(3)), .invalidVoterKey),
        ] as [(EpochClaim, ErrorCode)])
    func `an old or impossible claim is refused`(claim: EpochClaim, error: ErrorCode) {
        var replica = follower()
        #expect(replica.answer(.beginEpoch(claim), at: .zero)?.error == error)
    }

    @Test func `two leaders of one epoch stop whoever hears of them`() {
        var replica = follower()
        let other = QuorumReply(error: .notLeaderOrFollower, epoch: 4, leader: 2)
        guard case .halt? = replica.steps([.replied(1, other)], at: .zero).first else {
            Issue.record("it went on")
            return
        }
    }

    @Test func `a reply that names a leader is believed, one of the past is not`() {
        var replica = QuorumReplica.member()
        replica.steps([.ticked], at: .zero)
        replica.steps([.replied(1, QuorumReply(error: .notLeaderOrFollower, epoch: 3, leader: 2))], at: .zero)
        guard case .follower(let state) = replica.role else { Issue.record("\(replica.role)"); return }
        #expect(state.leader == 2 && replica.epoch == 3)
        replica.steps([.persisted(through: 1)], at: .zero)
        replica.steps([.replied(2, QuorumReply(error: .fencedLeaderEpoch, epoch: 2, leader: 3))], at: .zero)
        #expect(replica.leader == 2)
    }

    @Test func `an observer finds its leader through the servers that it was told of`() {
        var replica = QuorumReplica(
            key: ReplicaKey(8), timers: .round, bootstrapCount: 2, isController: false, state: nil,
            log: QuorumLog(),
            history: VoterHistory(VoterSet(), kraftVersion: 1), now: .zero, random: NoRandomness())
        let first = fetch(by: 8, epoch: 0, from: 0, last: 0, wait: .milliseconds(500))
        #expect(replica.steps([.ticked], at: .zero) == [.call(1, .bootstrap(0), first)])
        #expect(replica.steps([.callFailed(1)], at: .zero) == [.call(2, .bootstrap(1), first)])
        replica.steps([.replied(2, QuorumReply(error: .fencedLeaderEpoch, epoch: 3, leader: 2))], at: .zero)
        let second = fetch(by: 8, epoch: 3, from: 0, last: 0, wait: .milliseconds(500))
        #expect(replica.steps([.persisted(through: 1)], at: .zero) == [.call(3, .node(2), second)])
    }

    // MARK: - Snapshots

    private let snapshot = SnapshotID(endOffset: 50, epoch: 3)

    @Test func `a snapshot is fetched piece by piece, and takes the log's place`() {
        var replica = follower(log: .of([(1, 2)]))
        func piece(_ position: Int64) -> QuorumRequest {
            .fetchSnapshot(
                SnapshotFetch(replica: ReplicaKey(1), epoch: 4, snapshot: snapshot, position: position))
        }
        func came(_ count: Int64) -> QuorumReply {
            QuorumReply(epoch: 4, leader: 3, body: .chunk(byteCount: count, snapshotByteCount: 15))
        }
        #expect(
            replica.steps([.replied(1, reply(.snapshot(snapshot)))], at: .zero)
                == [.call(2, .node(3), piece(0))])
        #expect(
            replica.steps([.replied(2, came(10))], at: .zero)
                == [.storeChunk(2, snapshot, position: 0), .call(3, .node(3), piece(10))])
        #expect(
            replica.steps([.replied(3, came(5))], at: .zero)
                == [.storeChunk(3, snapshot, position: 10), .installSnapshot(snapshot)])
        // However long that takes, the leader is not given up for it.
        #expect(replica.steps([.ticked], at: .seconds(60)) == [])
        let effects = replica.steps([.snapshotInstalled(snapshot, nil)], at: .seconds(60))
        #expect(
            effects == [
                .advanceHighWatermark(50), .call(4, .node(3), ownFetch(from: 50, last: 3, mark: 50)),
            ])
    }

    /// It had records of a leader that lost them, and took those for committed.
    @Test func `whoever is to take a snapshot takes nothing of its own log for committed`() {
        var replica = follower(log: .of([(1, 40)]))
        replica.steps([.replied(1, reply(.snapshot(snapshot), mark: 60))], at: .zero)
        #expect(replica.highWatermark == nil)
    }

    @Test func `a snapshot that has gone meanwhile is forgotten`() {
        var replica = follower()
        replica.steps([.replied(1, reply(.snapshot(snapshot)))], at: .zero)
        replica.steps(
            [.replied(2, QuorumReply(error: .snapshotNotFound, epoch: 4, leader: 3))], at: .zero)
        let effects = replica.steps([.ticked], at: .milliseconds(100))
        #expect(effects.contains { if case .call(_, .node(3), .fetch) = $0 { true } else { false } })
    }
}
