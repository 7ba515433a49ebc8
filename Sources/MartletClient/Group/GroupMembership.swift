import MartletModel
import MartletProtocol

/// What a member of a consumer group is, has and should have (KIP-848). Pure.
///
/// Invariant: a partition is not `owned` before the coordinator has said so, and the coordinator is not told
/// that a partition is let go before it is.
package struct GroupMembership: Sendable, Equatable {
    package let group: String
    package let memberID: String
    package let instanceID: String?
    package let topics: [String]
    package let rebalanceTimeoutMilliseconds: Int32
    /// 0: it is no member yet, or not any more.
    package private(set) var epoch: Int32 = 0
    package private(set) var heartbeatInterval: Duration = .seconds(5)
    /// What it should have.
    package private(set) var target: Set<PartitionKey> = []
    /// What it reads, or has not let go of.
    package private(set) var owned: Set<PartitionKey> = []
    private var lastReported: Set<PartitionKey> = []
    /// It may have missed an answer, and with it an assignment.
    private var isUnsure = false

    package init(
        group: String, memberID: String, instanceID: String?, topics: [String],
        rebalanceTimeoutMilliseconds: Int32
    ) {
        self.group = group
        self.memberID = memberID
        self.instanceID = instanceID
        self.topics = topics
        self.rebalanceTimeoutMilliseconds = rebalanceTimeoutMilliseconds
    }

    package var isMember: Bool { epoch > 0 }
    /// What it has to let go of.
    package var leaving: Set<PartitionKey> { owned.subtracting(target) }
    /// What it may read as soon as nothing is left to let go of. Nothing while it may have missed an answer:
    /// it has said that it does not have these, and others may have them by now.
    package var coming: Set<PartitionKey> {
        leaving.isEmpty && !isUnsure ? target.subtracting(owned) : []
    }
    /// The coordinator waits to hear what has become of its last word.
    package var owesReport: Bool { isMember && owned != lastReported }

    // MARK: Heartbeats

    /// The next heartbeat; with it the coordinator has been told what is `owned` now.
    package mutating func heartbeat() -> ConsumerGroupHeartbeatRequest {
        guard isMember else {
            return ConsumerGroupHeartbeatRequest(
                groupId: group, memberId: memberID, memberEpoch: 0, instanceId: instanceID,
                rebalanceTimeoutMs: rebalanceTimeoutMilliseconds, subscribedTopicNames: topics,
                topicPartitions: [])
        }
        lastReported = owned
        let byTopic = Dictionary(grouping: owned.sorted(), by: \.topicID).sorted { $0.key < $1.key }
        // Who says everything is told everything.
        return ConsumerGroupHeartbeatRequest(
            groupId: group, memberId: memberID, memberEpoch: epoch, instanceId: instanceID,
            rebalanceTimeoutMs: isUnsure ? rebalanceTimeoutMilliseconds : -1,
            subscribedTopicNames: isUnsure ? topics : nil,
            topicPartitions: byTopic.map { .init(topicId: $0, partitions: $1.map(\.partition)) })
    }

    /// A heartbeat may have been answered, and nobody has heard it: the assignment in it does not come again
    /// by itself.
    package mutating func missedAnswer() { isUnsure = true }

    /// The last one: the member goes, for good or, if it is a static one, for a while (KIP-345).
    package var farewell: ConsumerGroupHeartbeatRequest {
        ConsumerGroupHeartbeatRequest(
            groupId: group, memberId: memberID, memberEpoch: instanceID == nil ? -1 : -2,
            instanceId: instanceID)
    }

    /// The coordinator has answered without an error.
    package mutating func heard(_ answer: ConsumerGroupHeartbeatResponse) {
        epoch = answer.memberEpoch
        isUnsure = false
        heartbeatInterval = .milliseconds(Int64(max(1, answer.heartbeatIntervalMs)))
        guard let assignment = answer.assignment else { return }
        target = Set(
            assignment.topicPartitions.flatMap { topic in
                topic.partitions.map { PartitionKey(topicID: topic.topicId, partition: $0) }
            })
    }

    /// The coordinator knows nothing of the member, or not of its epoch: it has nothing, and joins anew.
    package mutating func fenced() {
        epoch = 0
        target = []
        owned = []
        lastReported = []
    }

    // MARK: Partitions

    /// Nothing more is read of these, and how far they were read is committed.
    package mutating func letGo(of partitions: Set<PartitionKey>) {
        owned.subtract(partitions)
    }

    /// These are read from now on.
    package mutating func took(_ partitions: Set<PartitionKey>) {
        owned.formUnion(partitions.intersection(target))
    }
}
