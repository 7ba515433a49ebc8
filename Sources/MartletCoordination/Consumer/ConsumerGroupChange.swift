import MartletModel
import MartletProtocol

/// What is decided about one group to whose members the broker assigns: the records, and the group as it is
/// with them. Pure; nothing is changed until the records are in the log.
struct ConsumerGroupChange {
    let id: String
    private(set) var group: ConsumerGroupImage
    private(set) var records: [GroupRecord] = []

    init(_ id: String, _ group: ConsumerGroupImage) {
        self.id = id
        self.group = group
    }

    private mutating func add(_ record: GroupRecord) {
        records.append(record)
        group.apply(record)
    }

    // MARK: - Members

    mutating func set(_ member: String, _ metadata: ConsumerGroupMemberMetadataValue) {
        if group.members[member] == metadata { return }
        add(.consumerGroupMember(.init(groupId: id, memberId: member), metadata))
    }

    mutating func set(_ member: String, _ current: ConsumerGroupImage.CurrentAssignment) {
        if group.current[member] == current { return }
        let record = current.record
        if let known = group.current[member], known == .init(record) { return }
        add(.consumerGroupCurrent(.init(groupId: id, memberId: member), record))
    }

    mutating func remove(_ member: String) {
        if group.current[member] != nil {
            add(.consumerGroupCurrent(.init(groupId: id, memberId: member), nil))
        }
        if group.targets[member] != nil {
            add(.consumerGroupTarget(.init(groupId: id, memberId: member), nil))
        }
        add(.consumerGroupMember(.init(groupId: id, memberId: member), nil))
    }

    /// A static member is there again under another id: it has what the old one had.
    mutating func replace(_ old: String, by new: String) {
        guard let metadata = group.members[old] else { return }
        let target = group.targets[old]
        var current = group.current[old] ?? .init()
        current.epoch = 0
        current.previousEpoch = 0
        remove(old)
        set(new, metadata)
        if let target { set(new, target: target) }
        set(new, current)
    }

    // MARK: - Epochs

    /// The members should have something else. `hash` is of the topics that they read.
    mutating func bumpEpoch(hash: Int64) {
        let value = ConsumerGroupMetadataValue(epoch: group.epoch &+ 1, metadataHash: hash)
        add(.consumerGroupMetadata(.init(groupId: id), value))
    }

    /// The group begins with the generation of a classic one, whose assignment stands.
    mutating func begin(epoch: Int32, at time: Timestamp) {
        add(.consumerGroupMetadata(.init(groupId: id), .init(epoch: epoch)))
        add(
            .consumerGroupTargetMetadata(
                .init(groupId: id), .init(assignmentEpoch: epoch, assignmentTimestamp: time.milliseconds)))
    }

    /// What the members should have in this epoch.
    mutating func assign(_ catalog: any TopicCatalog, default fallback: Assignor, at time: Timestamp) {
        var counts: [TopicID: Int32] = [:]
        var ids: [String: TopicID] = [:]
        for name in group.subscribedTopics {
            guard let topic = catalog.topic(named: name) else { continue }
            counts[topic.id] = topic.partitionCount
            ids[name] = topic.id
        }
        let members = group.members.sorted { $0.key < $1.key }.map { member, metadata in
            Assignor.Member(
                id: member, instanceID: metadata.instanceId, rackID: metadata.rackId,
                topics: Set(group.topics(of: metadata).compactMap { ids[$0] }),
                previous: group.targets[member] ?? PartitionSet())
        }
        // Nobody looks where partitions are if no member says where it is.
        let racks =
            members.allSatisfy { $0.rackID == nil }
            ? [:] : Dictionary(uniqueKeysWithValues: counts.keys.map { ($0, catalog.racks(of: $0)) })
        let assigned = group.preferredAssignor(default: fallback)
            .assign(members, topics: counts, racks: racks)
        for member in members {
            let target = assigned[member.id] ?? PartitionSet()
            if group.targets[member.id] != target { set(member.id, target: target) }
        }
        add(
            .consumerGroupTargetMetadata(
                .init(groupId: id),
                .init(assignmentEpoch: group.epoch, assignmentTimestamp: time.milliseconds)))
    }

    mutating func set(_ member: String, target: PartitionSet) {
        let value = ConsumerGroupTargetAssignmentMemberValue(
            topicPartitions: target.sorted.map { .init(topicId: $0, partitions: $1) })
        add(.consumerGroupTarget(.init(groupId: id, memberId: member), value))
    }

    // MARK: - Patterns

    /// Looks up what the members' patterns mean now, and forgets those that nobody has any more.
    mutating func resolvePatterns(_ catalog: any TopicCatalog, at time: Timestamp) {
        let wanted = group.subscribedPatterns
        for pattern in group.patterns.keys.filter({ !wanted.contains($0) }).sorted() {
            add(.consumerGroupPattern(.init(groupId: id, regularExpression: pattern), nil))
        }
        for pattern in wanted {
            guard let expression = LinearRegex(pattern) else { continue }
            let topics = catalog.names.filter { expression.matches($0) }
            if let known = group.patterns[pattern], known.topics == topics { continue }
            add(
                .consumerGroupPattern(
                    .init(groupId: id, regularExpression: pattern),
                    .init(topics: topics, version: catalog.version, timestamp: time.milliseconds)))
        }
    }

    // MARK: - The end

    /// The group is a classic one from now on.
    mutating func become(classic record: GroupMetadataValue) {
        removeGroup()
        records.append(.groupMetadata(.init(group: id), record))
    }

    /// Everything that the log says of the group is taken back.
    mutating func removeGroup() {
        for member in group.members.keys.sorted() { remove(member) }
        for pattern in group.patterns.keys.sorted() {
            add(.consumerGroupPattern(.init(groupId: id, regularExpression: pattern), nil))
        }
        add(.consumerGroupTargetMetadata(.init(groupId: id), nil))
        add(.consumerGroupMetadata(.init(groupId: id), nil))
    }
}

extension ConsumerGroupImage {
    /// The one that most members ask for.
    func preferredAssignor(default fallback: Assignor) -> Assignor {
        var votes: [Assignor: Int] = [:]
        for member in members.values {
            if let wanted = member.serverAssignor.flatMap(Assignor.init) { votes[wanted, default: 0] += 1 }
        }
        return votes.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key ?? fallback
    }
}
