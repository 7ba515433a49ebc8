import MartletModel
import MartletProtocol

/// How far groups have come.
extension GroupCoordinator {
    // MARK: - OffsetCommit

    mutating func commit(
        _ request: OffsetCommitRequest, _ caller: Caller, _ call: CallID, at moment: Moment
    ) {
        if let refusal = refusal(of: request, caller, at: moment) {
            return answer(call, GroupRequest.commit(request).refused(refusal))
        }
        classicGroups[request.groupId]?.refresh(request.memberId, now: moment.uptime)
        var reply = request.accepted
        var records: [GroupRecord] = []
        let consumers = image.groups[request.groupId]?.consumer
        for (topicIndex, topic) in request.topics.enumerated() {
            let topicID = topic.topicId == .zero ? catalog.topic(named: topic.name)?.id : topic.topicId
            for (index, partition) in topic.partitions.enumerated() {
                let key = PartitionKey(topicID: topicID ?? .zero, partition: partition.partitionIndex)
                let epoch = request.generationIdOrMemberEpoch
                if let consumers, !consumers.mayCommit(request.memberId, epoch, for: key) {
                    reply.topics[topicIndex].partitions[index].errorCode = .staleMemberEpoch
                    continue
                }
                // Kafka's limit counts UTF-16 units, whatever its name says.
                if (partition.committedMetadata ?? "").utf16.count > configuration.maxMetadataBytes {
                    reply.topics[topicIndex].partitions[index].errorCode = .offsetMetadataTooLarge
                    continue
                }
                let value = OffsetCommitValue(
                    partition, of: topic, retention: request.retentionTimeMs, at: moment.time)
                records.append(
                    .offsetCommit(
                        .init(
                            group: request.groupId, topic: topic.name, partition: partition.partitionIndex),
                        value))
            }
        }
        if records.isEmpty {
            answer(call, .committed(reply))
        } else {
            write(records, then: .answer(call, .committed(reply)))
        }
    }

    /// Why whoever asks may not commit for the group; nil if he may.
    private func refusal(
        of request: OffsetCommitRequest, _ caller: Caller, at moment: Moment
    ) -> ErrorCode? {
        let generation = request.generationIdOrMemberEpoch
        if let consumers = image.groups[request.groupId]?.consumer {
            return consumers.refusal(ofCommitBy: request.memberId, generation, caller.version)
        }
        guard let group = classicGroup(request.groupId, now: moment.uptime) else {
            // Who manages his partitions himself needs no group: one comes into being with the offsets.
            if generation < 0 { return nil }
            return caller.version >= 9 ? .groupIdNotFound : .illegalGeneration
        }
        if generation < 0, group.state == .empty { return nil }
        if generation < 0, request.memberId.isEmpty, request.groupInstanceId == nil {
            return .unknownMemberId
        }
        if let refusal = group.refusal(of: request.memberId, instance: request.groupInstanceId) {
            return refusal
        }
        if generation != group.generation { return .illegalGeneration }
        // It knows the new generation, but not what it was given in it.
        return group.state == .completing ? .rebalanceInProgress : nil
    }

    // MARK: - OffsetFetch

    mutating func fetch(
        _ request: OffsetFetchRequest.OffsetFetchRequestGroup, requireStable: Bool, _ call: CallID,
        at moment: Moment
    ) {
        let group = image.groups[request.groupId]
        if let consumers = group?.consumer,
            let refusal = consumers.refusal(ofFetchBy: request.memberId, request.memberEpoch)
        {
            return answer(call, .fetched(.init(groupId: request.groupId, errorCode: refusal)))
        }
        var reply = OffsetFetchResponse.OffsetFetchResponseGroup(groupId: request.groupId)
        if let topics = request.topics {
            reply.topics = topics.map { topic in
                .init(
                    name: topic.name, topicId: topic.topicId,
                    partitions: topic.partitionIndexes.map { index in
                        found(
                            group?.offset(topic.name, index), at: index, of: topic,
                            isOpen: requireStable
                                && image.hasOpenCommit(request.groupId, topic.name, index))
                    })
            }
        } else {
            reply.topics = (group?.committed ?? []).map { topic, partitions in
                .init(
                    name: topic,
                    topicId: partitions.first { $0.offset.topicID != .zero }?.offset.topicID ?? .zero,
                    partitions: partitions.map { index, offset in
                        found(
                            offset, at: index, of: nil,
                            isOpen: requireStable && image.hasOpenCommit(request.groupId, topic, index))
                    })
            }
        }
        answer(call, .fetched(reply), whenCommitted: request.groupId, at: moment)
    }

    private func found(
        _ offset: CommittedOffset?, at index: PartitionIndex,
        of topic: OffsetFetchRequest.OffsetFetchRequestTopics?, isOpen: Bool
    ) -> OffsetFetchResponse.OffsetFetchResponsePartitions {
        if isOpen {
            return .init(
                partitionIndex: index, committedOffset: .none, metadata: "",
                errorCode: .unstableOffsetCommit)
        }
        // What was said of an earlier topic of that name says nothing of this one.
        let isOfAnother =
            topic.map { asked in
                asked.topicId != .zero
                    && offset.map { $0.topicID != .zero && $0.topicID != asked.topicId } ?? false
            } ?? false
        guard let offset, !isOfAnother else {
            return .init(partitionIndex: index, committedOffset: .none, metadata: "")
        }
        return .init(
            partitionIndex: index, committedOffset: offset.offset,
            committedLeaderEpoch: offset.leaderEpoch, metadata: offset.metadata)
    }

    // MARK: - OffsetDelete

    mutating func deleteOffsets(_ request: OffsetDeleteRequest, _ call: CallID, at moment: Moment) {
        guard let use = use(of: request.groupId, now: moment.uptime) else {
            return answer(call, .offsetsDeleted(.init(errorCode: .groupIdNotFound)))
        }
        guard use.isKnown else {
            return answer(call, .offsetsDeleted(.init(errorCode: .nonEmptyGroup)))
        }
        var reply = OffsetDeleteResponse()
        var records: [GroupRecord] = []
        for topic in request.topics {
            let isRead = use.reads(topic.name)
            reply.topics.append(
                .init(
                    name: topic.name,
                    partitions: topic.partitions.map {
                        .init(
                            partitionIndex: $0.partitionIndex,
                            errorCode: isRead ? .groupSubscribedToTopic : .none)
                    }))
            if isRead { continue }
            for partition in topic.partitions
            where image.groups[request.groupId]?.offset(topic.name, partition.partitionIndex) != nil {
                records.append(tombstone(request.groupId, topic.name, partition.partitionIndex))
            }
        }
        if records.isEmpty {
            answer(call, .offsetsDeleted(reply), whenCommitted: request.groupId, at: moment)
        } else {
            write(records, then: .answer(call, .offsetsDeleted(reply)))
        }
    }

    func tombstone(_ group: String, _ topic: String, _ partition: PartitionIndex) -> GroupRecord {
        .offsetCommit(.init(group: group, topic: topic, partition: partition), nil)
    }

    // MARK: - What goes by itself

    /// Topics are gone, and with them what was known of their partitions.
    mutating func remove(_ topics: [RemovedTopic]) {
        var records: [GroupRecord] = []
        for (id, group) in image.groups.sorted(by: { $0.key < $1.key }) {
            for topic in topics {
                let offsets = group.offsets[topic.name] ?? [:]
                for (index, offset) in offsets.sorted(by: { $0.key < $1.key })
                where offset.topicID == .zero || topic.id == .zero || offset.topicID == topic.id {
                    records.append(tombstone(id, topic.name, index))
                }
            }
        }
        writeEach(records)
    }

    /// Topics that went while nobody coordinated, as `remove(_:)` for those of which this coordinator heard.
    ///
    /// They have to be missing for the whole time between two looks: a topic may be so new that offsets in it
    /// have come from a broker that had heard of it earlier than this one.
    mutating func forgetMissedTopics() {
        let missing = missingTopics
        let gone = missing.intersection(missedTopics)
        missedTopics = missing
        if gone.isEmpty { return }
        var records: [GroupRecord] = []
        for (id, group) in image.groups.sorted(by: { $0.key < $1.key }) {
            for (topic, partitions) in group.committed {
                for (index, offset) in partitions
                where gone.contains(RemovedTopic(name: topic, id: offset.topicID)) {
                    records.append(tombstone(id, topic, index))
                }
            }
        }
        writeEach(records)
    }

    /// The topics that offsets are in and that are not there, by their ids as the offsets have them. Where an
    /// offset has none, a topic of that name is taken for the same.
    var missingTopics: Set<RemovedTopic> {
        if catalog.version == 0 { return [] }
        var missing: Set<RemovedTopic> = []
        for group in image.groups.values {
            for (topic, partitions) in group.offsets {
                let known = catalog.topic(named: topic)?.id
                for offset in partitions.values
                where known == nil || offset.topicID != .zero && offset.topicID != known {
                    missing.insert(RemovedTopic(name: topic, id: offset.topicID))
                }
            }
        }
        return missing
    }

    /// Forgets what nobody has needed for `offsets.retention.minutes`, and groups of which nothing is left.
    mutating func expireOffsets(at moment: Moment) {
        var records: [GroupRecord] = []
        for (id, known) in image.groups.sorted(by: { $0.key < $1.key }) {
            guard let use = use(of: id, now: moment.uptime), let base = use.expiry else { continue }
            var isAnythingLeft = false
            for (topic, partitions) in known.committed {
                let isRead = use.reads(topic)
                for (index, offset) in partitions {
                    let isExpired =
                        offset.expiresAt.map { $0 <= moment.time }
                        ?? (moment.time - base.moment(of: offset)
                            >= configuration.offsetRetentionMilliseconds)
                    if isExpired, !isRead, !image.hasOpenCommit(id, topic, index) {
                        records.append(tombstone(id, topic, index))
                    } else {
                        isAnythingLeft = true
                    }
                }
            }
            if !isAnythingLeft, use.isIdle { records += goodbye(id, known) }
        }
        writeEach(records)
    }

    /// What is left to take back of a group that nobody uses.
    func goodbye(_ id: String, _ group: GroupImage) -> [GroupRecord] {
        var records: [GroupRecord] = group.classic == nil ? [] : [.groupMetadata(.init(group: id), nil)]
        if let consumers = group.consumer {
            var change = ConsumerGroupChange(id, consumers)
            change.removeGroup()
            records += change.records
        }
        return records
    }
}

extension OffsetCommitValue {
    fileprivate init(
        _ partition: OffsetCommitRequest.OffsetCommitRequestPartition,
        of topic: OffsetCommitRequest.OffsetCommitRequestTopic, retention: Int64, at time: Timestamp
    ) {
        self.init(
            offset: partition.committedOffset, leaderEpoch: partition.committedLeaderEpoch,
            metadata: partition.committedMetadata ?? "", commitTimestamp: time.milliseconds,
            topicId: topic.topicId)
        if retention != -1 {
            expireTimestamp = (time + retention).milliseconds
            // The version of the record that has a time of expiry has neither of these.
            leaderEpoch = .none
            topicId = .zero
        }
    }
}
