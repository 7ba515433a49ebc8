import MartletModel
import MartletProtocol

/// What the log says of a group to whose members the broker assigns the partitions (KIP-848).
///
/// Invariant: a partition belongs to one member at a time, whether it may read it or is about to give it up.
package struct ConsumerGroupImage: Sendable, Equatable {
    /// `epoch` counts what changes what the members should have; the hash is of the topics that they read.
    package private(set) var metadata: ConsumerGroupMetadataValue?
    /// What each member says of itself.
    package private(set) var members: [String: ConsumerGroupMemberMetadataValue] = [:]
    /// For which epoch `targets` were computed, and when.
    package private(set) var targetMetadata: ConsumerGroupTargetAssignmentMetadataValue?
    /// What each member should have.
    package private(set) var targets: [String: PartitionSet] = [:]
    /// What each member has, and how far it is on its way.
    package private(set) var current: [String: CurrentAssignment] = [:]
    /// The topics that a pattern means, as they were when somebody looked last.
    package private(set) var patterns: [String: ConsumerGroupRegularExpressionValue] = [:]
    /// Who has each partition. Follows from `current`.
    private var owners: [PartitionKey: String] = [:]
    /// Static members by their instance ids. Follows from `members`.
    package private(set) var staticMembers: [String: String] = [:]
    /// How many members name each topic, and each pattern. Follow from `members`.
    private var namedTopics: [String: Int] = [:]
    private var namedPatterns: [String: Int] = [:]

    package init() {}

    package var epoch: Int32 { metadata?.epoch ?? 0 }
    package var targetEpoch: Int32 { targetMetadata?.assignmentEpoch ?? 0 }

    var isNothing: Bool {
        metadata == nil && members.isEmpty && targetMetadata == nil && targets.isEmpty && current.isEmpty
            && patterns.isEmpty
    }

    package func owner(of key: PartitionKey) -> String? { owners[key] }

    /// How a member is on its way from what it has to what it should have.
    package struct CurrentAssignment: Sendable, Equatable {
        package enum State: Int8, Sendable {
            case stable = 0
            /// It has to give up partitions before it may have others.
            case unrevokedPartitions = 1
            /// Others have to give up partitions that it should have.
            case unreleasedPartitions = 2
            /// Written by a later version.
            case unknown = 127
        }

        package var epoch: Int32 = 0
        package var previousEpoch: Int32 = -1
        package var state = State.stable
        package var assigned = PartitionSet()
        package var pendingRevocation = PartitionSet()
        /// Since which epoch the member has had each partition, without a break (KIP-1251).
        package var assignmentEpochs: [PartitionKey: Int32] = [:]

        /// A static member that has gone for a while, and wants to find its partitions when it comes back.
        package static let awayEpoch: Int32 = -2
    }

    // MARK: - Records

    /// Takes in a record about the group; others than those of its kind say nothing of it.
    mutating func apply(_ record: GroupRecord) {
        switch record {
        case .consumerGroupMetadata(_, let value): metadata = value
        case .consumerGroupMember(let key, let value): set(key.memberId, metadata: value)
        case .consumerGroupTargetMetadata(_, let value): targetMetadata = value
        case .consumerGroupTarget(let key, let value): set(key.memberId, target: value)
        case .consumerGroupCurrent(let key, let value): set(key.memberId, current: value)
        case .consumerGroupPattern(let key, let value): patterns[key.regularExpression] = value
        case .offsetCommit, .groupMetadata: break
        }
    }

    private mutating func set(_ member: String, metadata value: ConsumerGroupMemberMetadataValue?) {
        if let old = members[member] {
            if let instance = old.instanceId, staticMembers[instance] == member {
                staticMembers[instance] = nil
            }
            count(old, -1)
        }
        members[member] = value
        if let value { count(value, 1) }
        if let instance = value?.instanceId { staticMembers[instance] = member }
    }

    private mutating func count(_ member: ConsumerGroupMemberMetadataValue, _ difference: Int) {
        func add(_ name: String, to counts: inout [String: Int]) {
            let sum = counts[name, default: 0] + difference
            counts[name] = sum == 0 ? nil : sum
        }
        for name in member.subscribedTopicNames { add(name, to: &namedTopics) }
        if let pattern = member.pattern { add(pattern, to: &namedPatterns) }
    }

    /// All that members read: what they name, and what their patterns mean.
    var subscribedTopics: Set<String> {
        namedPatterns.keys.reduce(into: Set(namedTopics.keys)) { $0.formUnion(patterns[$1]?.topics ?? []) }
    }

    var subscribedPatterns: [String] { namedPatterns.keys.sorted() }

    private mutating func set(_ member: String, target value: ConsumerGroupTargetAssignmentMemberValue?) {
        targets[member] = value.map { value in
            PartitionSet(value.topicPartitions.map { ($0.topicId, $0.partitions) })
        }
    }

    private mutating func set(_ member: String, current value: ConsumerGroupCurrentMemberAssignmentValue?) {
        if let old = current[member] {
            for key in old.assigned.all + old.pendingRevocation.all where owners[key] == member {
                owners[key] = nil
            }
        }
        current[member] = value.map(CurrentAssignment.init)
        if let new = current[member] {
            for key in new.assigned.all + new.pendingRevocation.all { owners[key] = member }
        }
    }
}

extension ConsumerGroupImage.CurrentAssignment {
    init(_ value: ConsumerGroupCurrentMemberAssignmentValue) {
        epoch = value.memberEpoch
        previousEpoch = value.previousMemberEpoch
        state = State(rawValue: value.state) ?? .unknown
        assigned = PartitionSet(value.assignedPartitions.map { ($0.topicId, $0.partitions) })
        pendingRevocation = PartitionSet(
            value.partitionsPendingRevocation.map { ($0.topicId, $0.partitions) })
        for topic in value.assignedPartitions + value.partitionsPendingRevocation {
            let epochs = topic.assignmentEpochs ?? []
            for (place, partition) in topic.partitions.enumerated() {
                // Who wrote none did not know of earlier ones.
                assignmentEpochs[PartitionKey(topicID: topic.topicId, partition: partition)] =
                    place < epochs.count ? epochs[place] : value.memberEpoch
            }
        }
    }

    /// What has no epoch yet has come in the member's.
    private func described(
        _ partitions: PartitionSet
    ) -> [ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions] {
        partitions.sorted.map { topic, partitions in
            .init(
                topicId: topic, partitions: partitions,
                assignmentEpochs: partitions.map {
                    assignmentEpochs[PartitionKey(topicID: topic, partition: $0)] ?? epoch
                })
        }
    }

    var record: ConsumerGroupCurrentMemberAssignmentValue {
        ConsumerGroupCurrentMemberAssignmentValue(
            memberEpoch: epoch, previousMemberEpoch: previousEpoch, state: state.rawValue,
            assignedPartitions: described(assigned),
            partitionsPendingRevocation: described(pendingRevocation))
    }
}

extension ConsumerGroupImage {
    /// What ListGroups and ConsumerGroupDescribe call it.
    package enum State: String, Sendable {
        case empty = "Empty"
        /// What the members should have is to be computed anew.
        case assigning = "Assigning"
        /// Members are on their way to what they should have.
        case reconciling = "Reconciling"
        case stable = "Stable"
    }

    package var state: State {
        if members.isEmpty { return .empty }
        if epoch > targetEpoch { return .assigning }
        let isDone = members.keys.allSatisfy { member in
            let current = current[member] ?? CurrentAssignment()
            return current.state == .stable && current.epoch == targetEpoch
        }
        return isDone ? .stable : .reconciling
    }

    /// The topics that a member reads: those it names, and those that its pattern means.
    func topics(of member: ConsumerGroupMemberMetadataValue) -> Set<String> {
        var topics = Set(member.subscribedTopicNames)
        if let pattern = member.pattern { topics.formUnion(patterns[pattern]?.topics ?? []) }
        return topics
    }
}

extension ConsumerGroupMemberMetadataValue {
    /// An empty pattern means none (librdkafka sends it).
    var pattern: String? { subscribedTopicRegex.flatMap { $0.isEmpty ? nil : $0 } }
}
