import MartletModel

/// A request between members of the quorum, without the wrapping that the wire gives it.
package enum QuorumRequest: Sendable, Equatable {
    case vote(VoteQuestion)
    case beginEpoch(EpochClaim)
    case endEpoch(Resignation)
    case fetch(QuorumFetch)
    case fetchSnapshot(SnapshotFetch)
    /// Asks a node that is to become a voter for the `kraft.version`s that it supports (ApiVersions).
    case versions
    /// AddRaftVoter, RemoveRaftVoter, UpdateRaftVoter (keys 80 to 82), from a member about itself. The
    /// epoch is the sender's; nil where the message has none.
    case change(VoterChange, epoch: LeaderEpoch?)
}

/// Vote (key 52).
package struct VoteQuestion: Sendable, Equatable {
    package var epoch: LeaderEpoch
    package var candidate: ReplicaKey
    package var lastEpoch: LeaderEpoch
    /// The offset after the candidate's last record.
    package var endOffset: Offset
    /// Whether the candidate would win, before it disturbs anybody with a new epoch (KIP-996).
    package var isPreVote: Bool
    /// Who is asked; nil in the oldest version.
    package var voter: ReplicaKey?

    package init(
        epoch: LeaderEpoch, candidate: ReplicaKey, lastEpoch: LeaderEpoch, endOffset: Offset, isPreVote: Bool,
        voter: ReplicaKey? = nil
    ) {
        self.epoch = epoch
        self.candidate = candidate
        self.lastEpoch = lastEpoch
        self.endOffset = endOffset
        self.isPreVote = isPreVote
        self.voter = voter
    }
}

/// BeginQuorumEpoch (key 53): "I lead".
package struct EpochClaim: Sendable, Equatable {
    package var epoch: LeaderEpoch
    package var leader: BrokerID
    package var voter: ReplicaKey?

    package init(epoch: LeaderEpoch, leader: BrokerID, voter: ReplicaKey? = nil) {
        self.epoch = epoch
        self.leader = leader
        self.voter = voter
    }
}

/// EndQuorumEpoch (key 54): "I lead no longer".
package struct Resignation: Sendable, Equatable {
    package var epoch: LeaderEpoch
    package var leader: BrokerID
    /// The voters, the best follower first.
    package var preferredSuccessors: [BrokerID]

    package init(epoch: LeaderEpoch, leader: BrokerID, preferredSuccessors: [BrokerID]) {
        self.epoch = epoch
        self.leader = leader
        self.preferredSuccessors = preferredSuccessors
    }
}

/// Fetch (key 1) of the quorum's log. Its offset says that everything below is on the sender's disk.
package struct QuorumFetch: Sendable, Equatable {
    package var replica: ReplicaKey
    package var epoch: LeaderEpoch
    package var offset: Offset
    package var lastEpoch: LeaderEpoch
    /// What the sender knows of it, `.none` if nothing; nil for versions of the message that do not say,
    /// and are not woken when it moves.
    package var highWatermark: Offset?
    package var maxWait: Duration

    package init(
        replica: ReplicaKey, epoch: LeaderEpoch, offset: Offset, lastEpoch: LeaderEpoch,
        highWatermark: Offset? = nil, maxWait: Duration = .zero
    ) {
        self.replica = replica
        self.epoch = epoch
        self.offset = offset
        self.lastEpoch = lastEpoch
        self.highWatermark = highWatermark
        self.maxWait = maxWait
    }
}

/// FetchSnapshot (key 59).
package struct SnapshotFetch: Sendable, Equatable {
    package var replica: ReplicaKey
    package var epoch: LeaderEpoch
    package var snapshot: SnapshotID
    package var position: Int64

    package init(replica: ReplicaKey, epoch: LeaderEpoch, snapshot: SnapshotID, position: Int64) {
        self.replica = replica
        self.epoch = epoch
        self.snapshot = snapshot
        self.position = position
    }
}

/// The answer to a `QuorumRequest`: who leads, as far as the answerer knows, and what was asked for.
package struct QuorumReply: Sendable, Equatable {
    package enum Body: Sendable, Equatable {
        case none
        /// Vote: whether it was granted.
        case vote(Bool)
        case fetch(FetchReply)
        /// FetchSnapshot: bytes from this position on. The sender adds them, and the size of the whole.
        case snapshot(SnapshotID, position: Int64)
        /// FetchSnapshot, as it arrives.
        case chunk(byteCount: Int64, snapshotByteCount: Int64)
        case versions(ClosedRange<Int16>)
    }

    package var error: ErrorCode
    package var epoch: LeaderEpoch
    package var leader: BrokerID?
    package var body: Body

    package init(error: ErrorCode = .none, epoch: LeaderEpoch, leader: BrokerID?, body: Body = .none) {
        self.error = error
        self.epoch = epoch
        self.leader = leader
        self.body = body
    }
}

/// What a leader makes of a fetch.
package struct FetchReply: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case nothing
        /// The leader's side: the driver adds the records from here on, as many as the request allows.
        case records(from: Offset)
        /// The follower's side: what the records that came are.
        case batches([FetchedBatch])
        /// The two logs agree up to the end of this epoch at most.
        case diverging(epoch: LeaderEpoch, endOffset: Offset)
        case snapshot(SnapshotID)
    }

    /// Nil where the leader does not know it yet.
    package var highWatermark: Offset?
    package var content: Content

    package init(highWatermark: Offset?, content: Content) {
        self.highWatermark = highWatermark
        self.content = content
    }
}

/// A batch that a follower was sent, whose checksum is right.
package struct FetchedBatch: Sendable, Equatable {
    package var baseOffset: Offset
    package var nextOffset: Offset
    package var epoch: LeaderEpoch
    /// The voter set that it names, if it does.
    package var voters: VoterSet?

    package init(baseOffset: Offset, nextOffset: Offset, epoch: LeaderEpoch, voters: VoterSet? = nil) {
        self.baseOffset = baseOffset
        self.nextOffset = nextOffset
        self.epoch = epoch
        self.voters = voters
    }
}
