import MartletModel
import MartletProtocol
import NIOCore
import OrderedCollections

/// A group whose members assign the partitions among themselves, as it is at the moment: who is there, who
/// waits for whom, and until when. Pure.
///
/// Of all this the log has the last generation with an assignment, and that a group has become empty; a
/// coordinator that takes over begins with that, and the members who are still there show themselves.
///
/// Invariants: `leader` is a member, if there are any; `supported` counts the members for each protocol.
struct ClassicGroup: Sendable {
    /// Legal transitions: empty → preparing; preparing → completing | empty; completing → stable | preparing;
    /// stable → preparing.
    enum State: String, Sendable {
        case empty = "Empty"
        /// Members are to join, all of them, for the next generation.
        case preparing = "PreparingRebalance"
        /// The next generation waits for the assignment that its leader makes.
        case completing = "CompletingRebalance"
        case stable = "Stable"
    }

    enum Effect: Sendable, Equatable {
        case answer(CallID, GroupReply)
        /// Have the group written down, and say what came of it.
        case persist(GroupMetadataValue, Persistence)
    }

    /// What is to happen when the group is written down.
    enum Persistence: Sendable, Equatable {
        /// Nobody waits for it: there is a new group, or it has become empty.
        case note
        /// The members of this generation get what the leader has assigned to them.
        case assignments(generation: Int32, [String: ByteBuffer])
        /// A static member has come back under a new id.
        case staticMember(StaticReturn)
    }

    /// A static member that came back while nothing else changed, and gets its old place.
    struct StaticReturn: Sendable, Equatable {
        var generation: Int32
        var memberID: String
        var previousID: String
        var previousLeader: String
        var join: ClassicMember.ParkedJoin
        var previousProtocols: [ClassicMember.MemberProtocol]
        var previousRebalanceTimeout: Int32
        var previousSessionTimeout: Int32
    }

    /// Until when the others may still join.
    enum JoinTimer: Sendable, Equatable {
        /// For the first generation after there was nobody; `left` is by how much it may be extended.
        case initial(due: Duration, delay: Duration, left: Duration)
        case rebalance(due: Duration)

        var due: Duration {
            switch self {
            case .initial(let due, _, _), .rebalance(let due): due
            }
        }
    }

    let id: String
    let configuration: GroupConfiguration
    private(set) var state = State.empty
    var generation: Int32 = 0
    var protocolType: String?
    var protocolName: String?
    var leader: String?
    /// In the order in which they came.
    var members: OrderedDictionary<String, ClassicMember> = [:]
    /// Member ids by `group.instance.id`.
    var staticMembers: [String: String] = [:]
    /// Ids that were given out and not used yet, and until when they are kept.
    var pendingMembers: OrderedDictionary<String, Duration> = [:]
    var supported: [String: Int] = [:]
    /// What the members of a group of consumers want to read; nil if that cannot be told.
    var subscribedTopics: Set<String>?
    /// When `state` was reached; in the log since version 2 of the record.
    private(set) var stateTime: Timestamp?

    var joinTimer: JoinTimer?
    /// Since the initial timer was set.
    var hasNewMember = false
    /// Of the current generation, who have not asked for their assignment.
    var pendingSyncs: Set<String> = []
    var syncDeadline: Duration?

    /// No deadline of the group comes before this one.
    private(set) var nextDeadline: Duration?

    init(id: String, configuration: GroupConfiguration) {
        self.id = id
        self.configuration = configuration
    }

    /// As the log has it. Nobody knows when its members were heard of last, so they are given time.
    init(id: String, _ record: GroupMetadataValue, configuration: GroupConfiguration, now: Duration) {
        self.init(id: id, configuration: configuration)
        generation = record.generation
        protocolType = record.protocolType.isEmpty ? nil : record.protocolType
        protocolName = record.protocol
        stateTime = record.currentStateTimestamp == -1 ? nil : Timestamp(record.currentStateTimestamp)
        for described in record.members {
            var member = ClassicMember(described, protocolName: record.protocol ?? "")
            member.deadline = now + member.sessionTimeout
            note(member.deadline)
            insert(member)
        }
        subscribedTopics = computedTopics()
        if members.isEmpty { return }
        state = .stable
        if let known = record.leader, members[known] != nil { leader = known }
    }

    /// Nothing is lost if the group is made again from the log.
    var isIdle: Bool { state == .empty && pendingMembers.isEmpty }

    mutating func transition(to next: State, at moment: Moment) {
        let isLegal =
            switch (state, next) {
            case (.empty, .preparing), (.preparing, .completing), (.preparing, .empty),
                (.completing, .stable), (.completing, .preparing), (.stable, .preparing):
                true
            default: false
            }
        precondition(isLegal, "a group goes from \(state) to \(next)")
        state = next
        stateTime = moment.time
    }

    // MARK: - Members

    func isLeader(_ member: String) -> Bool { leader == member }

    mutating func insert(_ member: ClassicMember) {
        if leader == nil { leader = member.id }
        pendingMembers.removeValue(forKey: member.id)
        if let instance = member.instanceID { staticMembers[instance] = member.id }
        count(member, 1)
        members[member.id] = member
    }

    /// Takes a member out. Whoever waits for an answer is told `code`.
    mutating func remove(_ id: String, _ code: ErrorCode, _ effects: inout [Effect]) {
        guard let member = members.removeValue(forKey: id) else { return }
        if let instance = member.instanceID, staticMembers[instance] == id { staticMembers[instance] = nil }
        count(member, -1)
        pendingSyncs.remove(id)
        if leader == id { leader = members.values.first(where: \.isAwaitingJoin)?.id ?? members.keys.first }
        if let join = member.join {
            effects.append(
                .answer(join.call, .joined(.init(errorCode: code, protocolName: nil, memberId: id))))
        }
        if let sync = member.sync {
            effects.append(.answer(sync, .synced(.init(errorCode: code))))
        }
    }

    /// Changes what a member says of itself.
    mutating func update(_ id: String, _ change: (inout ClassicMember) -> Void) {
        guard var member = members[id] else { return }
        count(member, -1)
        change(&member)
        count(member, 1)
        members[id] = member
    }

    private mutating func count(_ member: ClassicMember, _ difference: Int) {
        // A name that is listed twice counts once.
        for name in Set(member.protocols.map(\.name)) {
            let sum = supported[name, default: 0] + difference
            supported[name] = sum == 0 ? nil : sum
        }
    }

    /// Nil if the member is one, and the static member it says it is.
    func refusal(of member: String, instance: String?) -> ErrorCode? {
        if let instance {
            guard let known = staticMembers[instance] else { return .unknownMemberId }
            if known != member { return .fencedInstanceId }
        }
        return members[member] == nil ? .unknownMemberId : nil
    }

    // MARK: - Protocols

    /// Whether somebody who knows these could be a member.
    func canTakePart(_ type: String, _ protocols: [String]) -> Bool {
        if state == .empty { return !type.isEmpty && !protocols.isEmpty }
        return protocolType == type && protocols.contains { supported[$0] == members.count }
    }

    /// The protocol that most members like best, among those that all of them know.
    var elected: String? {
        let candidates = Set(supported.filter { $0.value == members.count }.keys)
        var votes: OrderedDictionary<String, Int> = [:]
        for member in members.values {
            if let vote = member.protocols.first(where: { candidates.contains($0.name) }) {
                votes[vote.name, default: 0] += 1
            }
        }
        // Of equals the first that was voted for, so that the choice depends on nothing else.
        let most = votes.values.max()
        return votes.first { $0.value == most }?.key
    }

    // MARK: - Time

    mutating func note(_ deadline: Duration) {
        nextDeadline = min(nextDeadline ?? deadline, deadline)
    }

    /// The member was heard of.
    mutating func refresh(_ id: String, now: Duration) {
        guard let timeout = members[id]?.sessionTimeout else { return }
        members[id]?.deadline = now + timeout
        note(now + timeout)
    }

    /// The deadline has come: when is the next?
    mutating func recomputeDeadline() {
        let members = members.values.lazy.filter { !$0.isExcusedFromHeartbeats }.map(\.deadline)
        nextDeadline = [members.min(), pendingMembers.values.min(), joinTimer?.due, syncDeadline]
            .compactMap(\.self).min()
    }

    /// The longest that any member wants to have for a rebalance.
    var rebalanceTimeout: Duration {
        .milliseconds(Int64(members.values.map(\.rebalanceTimeoutMilliseconds).max() ?? 0))
    }

    // MARK: - What is written down

    func record(at moment: Moment, assignments: [String: ByteBuffer]? = nil) -> GroupMetadataValue {
        GroupMetadataValue(
            protocolType: protocolType ?? "", generation: generation, protocol: protocolName,
            leader: leader, currentStateTimestamp: (stateTime ?? moment.time).milliseconds,
            members: members.values.map { member in
                member.record(
                    protocolName: protocolName ?? "",
                    assignment: assignments.map { $0[member.id] ?? ByteBuffer() } ?? member.assignment)
            })
    }
}
