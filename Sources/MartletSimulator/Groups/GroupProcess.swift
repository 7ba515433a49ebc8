import MartletCoordination
import MartletModel
import MartletProtocol

/// A process that reads what its group gives it, as a well-behaved client does: it commits what it has read,
/// in any case before it gives a partition up, and drops everything when it is told that it is out.
struct GroupProcess {
    enum Kind: Sendable {
        /// The broker assigns (KIP-848).
        case consumer
        /// Members assign; all partitions are given up for a rebalance.
        case eager
        /// Members assign; only what another is to have is given up (KIP-429).
        case cooperative
    }

    /// How far a partition was read.
    struct Position: Equatable {
        var next: Offset
        var committed: Offset
    }

    enum Purpose: Equatable {
        case find, heartbeat, leave, join, sync
        case commit([PartitionKey: Offset])
        /// With what was acknowledged when it was asked.
        case fetch(Set<PartitionKey>, known: [PartitionKey: Offset])
    }

    /// Which of the run's places it takes.
    let slot: Int
    let kind: Kind
    let instance: String?
    var isAlive = true
    /// It stands still until then.
    var pausedUntil: Duration = .zero
    /// The coordinator that it knows.
    var seat: Int?
    /// The one request that is under way.
    var call: (number: Int, purpose: Purpose)?
    var lastNumber = 0
    var memberID = ""
    /// Or generation; 0 or less: it is no member.
    var epoch: Int32
    /// What it should have.
    var target: Set<PartitionKey> = []
    /// What it has.
    var owned: [PartitionKey: Position] = [:]
    /// What it reads: what it has, unless it is sabotaged.
    var reading: Set<PartitionKey> = []
    var lastReported: Set<PartitionKey> = []
    var nextHeartbeat: Duration = .zero
    var nextCommit: Duration = .zero
    var retryAt: Duration = .zero
    var isLeaving = false
    /// It may have missed an answer, and says everything to be told everything.
    var isUnsure = false
    // Of the protocol in which members assign:
    var needsSync = false
    var mustJoin = true
    /// It has committed, or could not, before it lets go of partitions: what it reads until then others read
    /// once more.
    var hasGivenUpCommit = false
    /// How much the topics had grown when it assigned: a leader looks whether there are more partitions.
    var seenTopics: Int64 = 0
    /// Whom it assigns to, with what they have said; empty unless it leads.
    var others: [(id: String, owned: Set<PartitionKey>)] = []
    let keepsReading: Bool
    let forgetsOffsets: Bool

    init(slot: Int, kind: Kind, instance: String?, memberID: String, sabotage: GroupSabotage?) {
        self.slot = slot
        self.kind = kind
        self.instance = instance
        self.memberID = memberID
        epoch = kind == .consumer ? 0 : -1
        keepsReading = sabotage == .keepsReading
        forgetsOffsets = sabotage == .forgetsOffsets
    }

    static let heartbeatInterval: Duration = .seconds(2)
    static let commitInterval: Duration = .seconds(1)

    // MARK: - What to do next

    /// The next request, if there is one to be made now.
    mutating func next(
        now: Duration, topics: SimulatedTopics, acknowledged: [PartitionKey: Offset]
    ) -> (GroupRequest, Int16, Purpose)? {
        if isLeaving { return isMember ? nextOfLeaving() : nil }
        let request = kind == .consumer ? nextOfConsumer(now) : nextOfClassic(now, topics)
        if let request { return request }
        let coming = target.subtracting(owned.keys)
        // While it may have missed an answer, others may have what it has said it does not have.
        if !coming.isEmpty, !isUnsure {
            return (fetching(coming), 9, .fetch(coming, known: acknowledged))
        }
        if now >= nextHeartbeat || isUnsure { return beating }
        if now >= nextCommit, let commit = committing { return commit }
        return nil
    }

    var isMember: Bool { epoch > 0 }

    private func nextOfLeaving() -> (GroupRequest, Int16, Purpose)? {
        if let commit = committing, !hasGivenUpCommit { return commit }
        let request: GroupRequest =
            kind == .consumer
            ? .consumerHeartbeat(
                .init(
                    groupId: GroupRun.group, memberId: memberID, memberEpoch: instance == nil ? -1 : -2,
                    instanceId: instance))
            : .leave(
                LeaveGroupRequest(
                    groupId: GroupRun.group,
                    members: [.init(memberId: memberID, groupInstanceId: instance)]))
        return (request, kind == .consumer ? 1 : 5, .leave)
    }

    /// What is read and not committed.
    var dirty: [PartitionKey: Offset] {
        owned.filter { $0.value.next != $0.value.committed }.mapValues(\.next)
    }

    var committing: (GroupRequest, Int16, Purpose)? {
        let dirty = dirty
        if dirty.isEmpty { return nil }
        let topics = SimulatedTopics.byTopic(dirty.keys).map { name, partitions in
            OffsetCommitRequest.OffsetCommitRequestTopic(
                name: name, topicId: SimulatedTopics.id(of: name),
                partitions: partitions.map { index in
                    let key = PartitionKey(topicID: SimulatedTopics.id(of: name), partition: index)
                    return .init(
                        partitionIndex: index, committedOffset: dirty[key] ?? 0, committedMetadata: "")
                })
        }
        let request = OffsetCommitRequest(
            groupId: GroupRun.group, generationIdOrMemberEpoch: epoch, memberId: memberID,
            groupInstanceId: instance, topics: topics)
        return (.commit(request), 9, .commit(dirty))
    }

    private func fetching(_ partitions: Set<PartitionKey>) -> GroupRequest {
        let isConsumer = kind == .consumer
        return .fetch(
            .init(
                groupId: GroupRun.group, memberId: isConsumer ? memberID : nil,
                memberEpoch: isConsumer ? epoch : -1,
                topics: SimulatedTopics.byTopic(partitions).map { .init(name: $0, partitionIndexes: $1) }),
            requireStable: true)
    }

    // MARK: - What comes of it

    /// Some of the partitions that it has are not to be read any more.
    mutating func giveUp(_ partitions: Set<PartitionKey>) {
        for partition in partitions { owned[partition] = nil }
        if !keepsReading { reading.subtract(partitions) }
    }

    /// It is told that it is out: others may have what it had.
    mutating func loseEverything() {
        owned = [:]
        reading = []
        target = []
        lastReported = []
        epoch = kind == .consumer ? 0 : -1
        needsSync = false
        mustJoin = true
        hasGivenUpCommit = false
    }

    /// It is another member from now on.
    mutating func forgetID(new id: String) {
        loseEverything()
        memberID = kind == .consumer ? id : ""
    }

    mutating func hasCommitted(_ offsets: [PartitionKey: Offset], _ code: ErrorCode, now: Duration) {
        switch code {
        case .none:
            for (partition, offset) in offsets { owned[partition]?.committed = offset }
            nextCommit = now + Self.commitInterval
            // Once is enough: it reads on, and would have something to commit for ever.
            if isToLetGo { hasGivenUpCommit = true }
        case .rebalanceInProgress:
            hasGivenUpCommit = true
            nextCommit = now + Self.commitInterval
            mustJoin = true
        case .staleMemberEpoch:
            nextHeartbeat = now
            if isToLetGo { hasGivenUpCommit = true }
        default: hasFailed(code, now: now)
        }
    }

    /// It has partitions that others wait for.
    private var isToLetGo: Bool {
        kind != .consumer && mustJoin || !Set(owned.keys).isSubset(of: target)
    }

    mutating func hasFetched(_ found: [PartitionKey: Offset], now: Duration) {
        // It may have been told of something else since.
        for (partition, offset) in found where target.contains(partition) && owned[partition] == nil {
            let start = forgetsOffsets ? 0 : offset
            owned[partition] = Position(next: start, committed: start)
            reading.insert(partition)
        }
        if kind == .consumer { nextHeartbeat = now }
    }

    /// What an error code means to any client.
    mutating func hasFailed(_ code: ErrorCode, now: Duration) {
        switch code {
        case .unknownMemberId: forgetID(new: memberID)
        case .illegalGeneration, .fencedMemberEpoch: loseEverything()
        case .fencedInstanceId:
            // Another process has its place.
            loseEverything()
            isAlive = false
        case .staleMemberEpoch: nextHeartbeat = now
        case .notCoordinator: seat = nil
        case .rebalanceInProgress: mustJoin = true
        case .groupIdNotFound:
            // The group has become one of the other kind without it.
            loseEverything()
            retryAt = now + .seconds(1)
        case .unreleasedInstanceId, .inconsistentGroupProtocol, .groupMaxSizeReached:
            retryAt = now + .seconds(1)
        default: retryAt = now + .milliseconds(200)
        }
    }

    /// In a few words, for whoever looks for what went wrong.
    var summary: String {
        let state = isLeaving ? " leaving" : mustJoin && kind != .consumer ? " to join" : ""
        return "\(kind) \(memberID.suffix(6)) \(epoch)\(state) reads \(reading.count) of \(target.count)"
    }

    /// It reads a little.
    mutating func read(_ random: inout SeededGenerator) {
        for partition in owned.keys.sorted() {
            let count = Int64.random(in: 0...2, using: &random)
            if let position = owned[partition] { owned[partition]?.next = position.next + count }
        }
    }
}
