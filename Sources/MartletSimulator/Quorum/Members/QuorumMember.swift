import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft

/// A replica of the quorum's log, on a disk of its own: of a controller, or of a broker that follows. The
/// world starts it, tells it what happens, carries out what it wants done, and kills it.
protocol QuorumMember: AnyObject {
    associatedtype Request
    associatedtype Reply
    associatedtype Job

    init(_ setup: MemberSetup)
    /// The process comes up on what its disk has.
    func start(now: Duration, random: SeededGenerator) -> [MemberOutput<Self>]
    func step(_ input: MemberInput<Self>, now: Duration) -> [MemberOutput<Self>]
    /// A leader's decision, as one batch. Nil where this replica leads no more.
    func append(
        _ records: [VersionedRecord], epoch: LeaderEpoch, now: Duration
    ) -> (end: Offset, outputs: [MemberOutput<Self>])?
    /// The process is gone. With `power`, so is what the disk had not written yet, or some of it.
    func crash(power: Bool, _ random: inout SeededGenerator)
    /// The power will fail after so many operations on the disk, in the midst of whatever is done then; nil:
    /// it will not. False: this disk knows no such thing.
    func failPower(after operations: Int?) -> Bool
    /// It has failed: what the process did since did not happen.
    var hasLostPower: Bool { get }
    /// From now on the disk has no room for such a share of what needs some. Before a process starts it has.
    func refuseRoom(_ share: Double)
    /// The disk is replaced by an empty one.
    func wipe(directory: DirectoryID)

    /// Nil while it is down.
    var view: MemberView? { get }
    /// When it is to be told of the time.
    var nextDeadline: Duration? { get }
    /// What has happened to the log since this was last asked.
    func takeChanges() -> [MemberChange]

    /// What a message rests on.
    func promise(of request: Request) -> MemberPromise?
    func promise(of reply: Reply, to request: Request) -> MemberPromise?
    static func describe(_ request: Request) -> String
    static func describe(_ reply: Reply) -> String
}

/// What a member is, and how it is configured.
struct MemberSetup {
    var key: ReplicaKey
    var endpoints: [VoterEndpoint]
    /// What the list of members should say of it; nil where members are configured.
    var voter: Voter?
    var isController: Bool
    /// The members at the beginning; empty for who is to learn them from the log.
    var voters: VoterSet
    var kraftVersion: Int16
    /// Who is asked for a leader.
    var bootstrap: [BrokerID]
    var timers: QuorumTimers
    var rules: QuorumRules
    var sabotage: DriverSabotage?
    /// How many batches a fetch brings at most.
    var fetchCount: Int
}

enum MemberInput<Member: QuorumMember> {
    case ticked
    case requested(QuorumRequestID, Member.Request)
    case replied(QuorumCallID, Member.Reply)
    case callFailed(QuorumCallID)
    case finished(Member.Job)
    case change(QuorumRequestID, VoterChange)
    /// A snapshot of everything that was committed is to be written, which has made this image.
    case writeSnapshot(ClusterImage)
    case resign
}

enum MemberOutput<Member: QuorumMember> {
    case call(QuorumCallID, to: BrokerID, Member.Request)
    case reply(QuorumRequestID, Member.Reply)
    /// The answer to a `change`.
    case changed(QuorumRequestID, ErrorCode)
    /// Those that take long have a thread of their own.
    case run(Member.Job, isLong: Bool)
    /// To be applied to the image, in order.
    case committed([CommittedBatch])
    /// Takes the image's place.
    case loaded(ClusterImage)
    /// This node leads, and all that was decided before was handed out as committed.
    case lead(LeaderEpoch)
    case follow(LeaderEpoch, leader: BrokerID?)
    case halt(String)
}

/// Records that were appended together; none where they concern the quorum alone.
struct CommittedBatch {
    var upTo: Offset
    var epoch: LeaderEpoch
    var records: [VersionedRecord]
}

/// What a member takes for so at the moment.
struct MemberView: Equatable {
    enum Role: String { case unattached, prospective, candidate, leader, follower, resigned }

    var role: Role
    var epoch: LeaderEpoch
    var leader: BrokerID?
    /// It leads, and a record of its epoch is committed.
    var isEstablished: Bool
    var highWatermark: Offset?
    var startOffset: Offset
    var endOffset: Offset
    /// What the disk really has; not what the member was told.
    var durableEndOffset: Offset
    var voters: VoterSet
    /// What `quorum-state` really says.
    var durableState: QuorumState?
    var key: ReplicaKey
    var kraftVersion: Int16

    init(
        _ replica: QuorumReplica, startOffset: Offset, endOffset: Offset, durableEndOffset: Offset,
        durableState: QuorumState?
    ) {
        isEstablished = false
        switch replica.role {
        case .unattached: role = .unattached
        case .prospective: role = .prospective
        case .candidate: role = .candidate
        case .leader(let state): (role, isEstablished) = (.leader, state.isEstablished)
        case .follower: role = .follower
        case .resigned: role = .resigned
        }
        epoch = replica.epoch
        leader = replica.leader
        highWatermark = replica.highWatermark
        voters = replica.voters
        key = replica.key
        self.startOffset = startOffset
        self.endOffset = endOffset
        self.durableEndOffset = durableEndOffset
        self.durableState = durableState
        kraftVersion = replica.history.kraftVersion
    }
}

/// One thing that has happened to a member's log.
enum MemberChange {
    case appended(LogEntry)
    case truncated(to: Offset)
    /// The log is empty, and begins here; what comes before is in a snapshot.
    case restarted(at: Offset)
    /// Everything below was handed out as committed.
    case committed(upTo: Offset)
}

/// A batch, as far as the checkers know it.
struct LogEntry: Equatable {
    var baseOffset: Offset
    var nextOffset: Offset
    var epoch: LeaderEpoch
    /// A digest of its records.
    var content: UInt64
}

/// What the sender of a message says is on its disk.
enum MemberPromise: Equatable {
    /// It has voted for this one.
    case vote(epoch: LeaderEpoch, candidate: BrokerID)
    /// It has everything below.
    case log(upTo: Offset)
}

/// A digest of what came before and what comes now.
func digest(_ former: UInt64, _ words: UInt64...) -> UInt64 {
    var state = former
    for word in words {
        state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
        state ^= state >> 29
        state = state &* 0xBF58_476D_1CE4_E5B9
        state ^= state >> 32
    }
    return state
}
