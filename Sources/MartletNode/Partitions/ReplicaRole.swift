import MartletModel
import MartletReplication

/// What a broker does with a partition of which it has a replica.
///
/// Legal transitions: any to any, as metadata says; a follower whose log is being cut stays one until that is
/// done.
enum ReplicaRole {
    /// Neither: nobody leads, or the partition is going out of service.
    case none
    case leader(PartitionLeader)
    /// It is named leader, and serves nobody before it knows that its log has all that there is.
    case inDoubt(LeaderInDoubt)
    /// Another broker leads, or will.
    case follower(PartitionFollower)

    var isLeader: Bool {
        switch self {
        case .leader: true
        case .none, .inDoubt, .follower: false
        }
    }

    var isFollower: Bool {
        switch self {
        case .follower: true
        case .none, .leader, .inDoubt: false
        }
    }

    var isInDoubt: Bool {
        switch self {
        case .inDoubt: true
        case .none, .leader, .follower: false
        }
    }

    /// A follower has what consumers read too, up to its own high watermark (KIP-392).
    func serves(_ asker: FetchAsker) -> Bool {
        switch self {
        case .leader: true
        case .follower: asker.mayAskFollowers
        case .none, .inDoubt: false
        }
    }

    /// The leader's state takes a step; there is none where this broker does not lead.
    mutating func step(
        _ input: PartitionLeader.Input, now: Duration, effects: inout [PartitionLeader.Effect]
    ) {
        guard case .leader(var leader) = self else { return }
        // While it is in here too its arrays would be copied.
        self = .none
        leader.step(input, now: now, effects: &effects)
        self = .leader(leader)
    }

    /// The follower's state takes a step; there is none where this broker follows nobody.
    mutating func step(_ input: PartitionFollower.Input, effects: inout [PartitionFollower.Effect]) {
        guard case .follower(var follower) = self else { return }
        self = .none
        follower.step(input, effects: &effects)
        self = .follower(follower)
    }

    /// Why a produce with these acks is not to be appended; nil if it is.
    func refusal(ofProduceWith acks: Int16) -> ErrorCode? {
        switch self {
        case .leader(let leader): leader.refusal(ofProduceWith: acks)
        case .none, .inDoubt, .follower: .notLeaderOrFollower
        }
    }

    /// Why a replica's fetch is not to be served; nil if it is.
    func refusal(of fetch: FollowerFetch) -> ErrorCode? {
        switch self {
        case .leader(let leader): leader.refusal(of: fetch)
        case .none, .inDoubt, .follower: .notLeaderOrFollower
        }
    }

    /// Everything of former leaders is committed again: clients may be told where the log ends.
    var isHighWatermarkKnown: Bool {
        switch self {
        case .leader(let leader): leader.isHighWatermarkKnown
        case .none, .inDoubt, .follower: false
        }
    }

    /// Below this all replicas that are alive have deleted their records; nil where that is not known.
    var lowWatermark: Offset? {
        switch self {
        case .leader(let leader): leader.lowWatermark
        case .none, .inDoubt, .follower: nil
        }
    }

    /// Whom a consumer in `rack` should read from at `offset`; nil for this broker.
    func preferredReader(inRack rack: String, at offset: Offset) -> BrokerID? {
        switch self {
        case .leader(let leader): leader.preferredReader(inRack: rack, at: offset)
        case .none, .inDoubt, .follower: nil
        }
    }

    /// This broker leads others that copy the partition.
    var hasFollowers: Bool {
        switch self {
        case .leader(let leader): !leader.followers.isEmpty
        case .none, .inDoubt, .follower: false
        }
    }

    func isTickDue(at now: Duration) -> Bool {
        switch self {
        case .leader(let leader): leader.isWaitedFor || leader.nextDeadline.map { $0 <= now } ?? false
        case .none, .inDoubt, .follower: false
        }
    }
}
