import MartletModel
import MartletProtocol
import NIOCore

extension ErrorCode {
    /// The coordinator is not there, or not ready: one comes again.
    var isOfLoading: Bool {
        self == .coordinatorLoadInProgress || self == .coordinatorNotAvailable || self == .notCoordinator
    }
}

/// How long a member waits before it comes again.
private let comeback: Duration = .milliseconds(100)

/// A member to which the broker assigns (KIP-848). It reads what it is told to and says so at once; otherwise
/// it waits as long as the broker wants it to.
struct BenchConsumerMember: BenchMember {
    let asker: BenchAsker
    private let id: String
    private(set) var due: ContinuousClock.Instant? = .now
    private var epoch: Int32 = 0
    private var assigned: [ConsumerGroupHeartbeatRequest.TopicPartitions] = []
    /// The broker has heard what it reads.
    private var hasSaidSo = false

    init(number: Int, partitionCount: Int, asker: BenchAsker) {
        self.asker = asker
        id = "member-\(number)"
    }

    var settledEpoch: Int32? { hasSaidSo ? epoch : nil }
    var owned: [PartitionIndex] { assigned.flatMap(\.partitions) }

    mutating func speak() throws {
        var request = ConsumerGroupHeartbeatRequest(
            groupId: GroupBroker.group, memberId: id, memberEpoch: epoch,
            topicPartitions: hasSaidSo ? nil : assigned)
        if epoch == 0 {
            request.rebalanceTimeoutMs = 60_000
            request.subscribedTopicNames = ["t"]
        }
        try asker.send(request, version: 1)
        due = nil
    }

    mutating func listen() throws {
        let answer = try asker.receive(ConsumerGroupHeartbeatRequest.self, version: 1)
        let now = ContinuousClock.now
        switch answer.errorCode {
        case .none:
            epoch = answer.memberEpoch
            hasSaidSo = answer.assignment == nil
            if let assignment = answer.assignment {
                assigned = assignment.topicPartitions.map {
                    .init(topicId: $0.topicId, partitions: $0.partitions)
                }
            }
            due = hasSaidSo ? now + .milliseconds(Int64(answer.heartbeatIntervalMs)) : now
        case .unknownMemberId, .fencedMemberEpoch:
            (epoch, assigned, hasSaidSo, due) = (0, [], false, now)
        case let code where code.isOfLoading: due = now + comeback
        default: throw BenchError("a heartbeat was answered with \(answer.errorCode)")
        }
    }

    static func isSettled(_ asker: BenchAsker, members: Int, epoch: Int32) throws -> Bool {
        try asker.send(ConsumerGroupDescribeRequest(groupIds: [GroupBroker.group]), version: 1)
        let answer = try asker.receive(ConsumerGroupDescribeRequest.self, version: 1)
        guard let group = answer.groups.first else { return false }
        return group.groupState == "Stable" && group.groupEpoch == epoch && group.assignmentEpoch == epoch
            && group.members.count == members && group.members.allSatisfy { $0.memberEpoch == epoch }
    }
}

/// A member of a group in which the first who joined assigns, in turns. While a request of its waits for the
/// others it cannot be late; otherwise it sends heartbeats.
struct BenchClassicMember: BenchMember {
    private enum Phase {
        case joining
        /// `shares` are what the leader assigns; empty for all others.
        case syncing(shares: [SyncGroupRequest.SyncGroupRequestAssignment])
        case beating
    }

    let asker: BenchAsker
    private let partitionCount: Int
    private(set) var due: ContinuousClock.Instant? = .now
    private var phase = Phase.joining
    private var id = ""
    private var generation: Int32 = -1
    private(set) var owned: [PartitionIndex] = []

    init(number: Int, partitionCount: Int, asker: BenchAsker) {
        self.asker = asker
        self.partitionCount = partitionCount
    }

    var settledEpoch: Int32? {
        if case .beating = phase { generation } else { nil }
    }

    // MARK: - What it says

    mutating func speak() throws {
        due = nil
        switch phase {
        case .joining:
            let metadata = try ConsumerProtocolSubscription(topics: ["t"]).encodedWithVersion(0)
            try asker.send(
                JoinGroupRequest(
                    groupId: GroupBroker.group, sessionTimeoutMs: GroupBroker.sessionMilliseconds,
                    rebalanceTimeoutMs: 60_000, memberId: id, protocolType: "consumer",
                    protocols: [.init(name: "range", metadata: metadata)]),
                version: 5)
        case .syncing(let shares):
            try asker.send(
                SyncGroupRequest(
                    groupId: GroupBroker.group, generationId: generation, memberId: id, assignments: shares),
                version: 3)
        case .beating:
            try asker.send(
                HeartbeatRequest(groupId: GroupBroker.group, generationId: generation, memberId: id),
                version: 3)
        }
    }

    // MARK: - What it hears

    mutating func listen() throws {
        switch phase {
        case .joining: try hear(asker.receive(JoinGroupRequest.self, version: 5))
        case .syncing: try hear(asker.receive(SyncGroupRequest.self, version: 3))
        case .beating: try hear(asker.receive(HeartbeatRequest.self, version: 3))
        }
    }

    private mutating func hear(_ answer: JoinGroupResponse) throws {
        guard answer.errorCode == .none else {
            if answer.errorCode == .memberIdRequired { id = answer.memberId }
            return try goBack(after: answer.errorCode)
        }
        (id, generation) = (answer.memberId, answer.generationId)
        let isLeader = answer.leader == answer.memberId
        phase = .syncing(shares: isLeader ? try shares(of: answer.members) : [])
        due = .now
    }

    private mutating func hear(_ answer: SyncGroupResponse) throws {
        guard answer.errorCode == .none else { return try goBack(after: answer.errorCode) }
        var reader = ProtocolReader(answer.assignment)
        _ = try reader.readInt16()
        let assignment = try ConsumerProtocolAssignment(from: &reader, version: 0)
        owned = assignment.assignedPartitions.flatMap(\.partitions)
        phase = .beating
        due = .now + GroupBroker.heartbeat
    }

    private mutating func hear(_ answer: HeartbeatResponse) throws {
        guard answer.errorCode == .none else { return try goBack(after: answer.errorCode) }
        due = .now + GroupBroker.heartbeat
    }

    /// There is to be another generation, or the member is none any more: it joins, as itself or anew.
    private mutating func goBack(after code: ErrorCode) throws {
        switch code {
        case .memberIdRequired, .rebalanceInProgress: due = .now
        case .unknownMemberId, .illegalGeneration: (id, due) = ("", .now)
        case _ where code.isOfLoading: due = .now + comeback
        default: throw BenchError("a member was answered with \(code)")
        }
        (phase, owned) = (.joining, [])
    }

    private func shares(
        of members: [JoinGroupResponse.JoinGroupResponseMember]
    ) throws -> [SyncGroupRequest.SyncGroupRequestAssignment] {
        try members.enumerated().map { place, member in
            let partitions = stride(from: place, to: partitionCount, by: members.count)
            let assignment = ConsumerProtocolAssignment(
                assignedPartitions: [
                    .init(topic: "t", partitions: partitions.map { PartitionIndex(Int32($0)) })
                ])
            return .init(memberId: member.memberId, assignment: try assignment.encodedWithVersion(0))
        }
    }

    static func isSettled(_ asker: BenchAsker, members: Int, epoch: Int32) throws -> Bool {
        try asker.send(DescribeGroupsRequest(groups: [GroupBroker.group]), version: 5)
        let answer = try asker.receive(DescribeGroupsRequest.self, version: 5)
        guard let group = answer.groups.first else { return false }
        return group.groupState == "Stable" && group.members.count == members
    }
}
