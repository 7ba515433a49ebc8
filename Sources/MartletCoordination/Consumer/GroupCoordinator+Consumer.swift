import MartletModel
import MartletProtocol

/// Groups to whose members the broker assigns (KIP-848).
extension GroupCoordinator {
    mutating func consumerHeartbeat(
        _ request: ConsumerGroupHeartbeatRequest, _ caller: Caller, _ call: CallID, at moment: Moment
    ) {
        do throws(ConsumerRefusal) {
            let heartbeat = ConsumerHeartbeat(
                request: request, caller: caller, progress: progress(of: request.groupId),
                newMemberID: newConsumerID())
            try heartbeat.check()
            var (change, records) = try changeable(
                request.groupId, isJoining: request.memberEpoch == 0, at: moment)
            if request.memberEpoch < 0 {
                if try heartbeat.leave(&change) { part([request.memberId], from: &change, at: moment) }
                let response = ConsumerGroupHeartbeatResponse(
                    memberId: request.memberId, memberEpoch: request.memberEpoch)
                return finish(records + change.records, response, request.groupId, call, at: moment)
            }
            let outcome = try heartbeat.decide(&change, at: moment)
            records += change.records
            seenCatalogs[request.groupId] = catalog.version
            refresh(request.groupId, outcome, change.group, now: moment.uptime)
            finish(records, outcome.response, request.groupId, call, at: moment)
        } catch {
            let response = ConsumerGroupHeartbeatResponse(errorCode: error.code, errorMessage: error.message)
            answer(call, .consumerHeartbeat(response))
        }
    }

    func progress(of group: String) -> ConsumerProgress {
        ConsumerProgress(
            catalog: catalog, configuration: configuration,
            isCatalogNew: seenCatalogs[group] != catalog.version)
    }

    private mutating func finish(
        _ records: [GroupRecord], _ response: ConsumerGroupHeartbeatResponse, _ group: String,
        _ call: CallID, at moment: Moment
    ) {
        finish(records, .consumerHeartbeat(response), group, call, at: moment)
    }

    /// Answers when the records are committed, and all that was written about the group before.
    mutating func finish(
        _ records: [GroupRecord], _ reply: GroupReply, _ group: String, _ call: CallID, at moment: Moment
    ) {
        if records.isEmpty {
            answer(call, reply, whenCommitted: group, at: moment)
        } else {
            write(records, then: .answer(call, reply))
        }
    }

    /// The group as it is, and what makes it one of this kind if it is none yet.
    private func changeable(
        _ id: String, isJoining: Bool, at moment: Moment
    ) throws(ConsumerRefusal) -> (ConsumerGroupChange, [GroupRecord]) {
        let known = image.groups[id]
        if let group = known?.consumer { return (ConsumerGroupChange(id, group), []) }
        guard isJoining else {
            throw ConsumerRefusal(.groupIdNotFound, "Group \(id) is not a consumer group.")
        }
        let records: [GroupRecord] = known?.classic == nil ? [] : [.groupMetadata(.init(group: id), nil)]
        // A classic group becomes one of this kind, with its members if it has any.
        guard let classic = classicGroups[id], classic.state != .empty else {
            return (ConsumerGroupChange(id, ConsumerGroupImage()), records)
        }
        return (try classic.upgraded(catalog, at: moment.time), records)
    }

    // MARK: - Descriptions

    func describeConsumers(_ id: String) -> ConsumerGroupDescribeResponse.DescribedGroup {
        typealias Described = ConsumerGroupDescribeResponse
        guard let group = image.groups[id]?.consumer else {
            return .init(
                errorCode: .groupIdNotFound, errorMessage: "Group \(id) not found.", groupId: id)
        }
        func described(_ partitions: PartitionSet?) -> Described.Assignment {
            Described.Assignment(
                topicPartitions: (partitions?.sorted ?? []).compactMap { topic, partitions in
                    catalog.topic(topic).map {
                        .init(topicId: topic, topicName: $0.name, partitions: partitions)
                    }
                })
        }
        return .init(
            groupId: id, groupState: group.state.rawValue, groupEpoch: group.epoch,
            assignmentEpoch: group.targetEpoch,
            assignorName: group.preferredAssignor(default: configuration.assignor).rawValue,
            members: group.members.sorted { $0.key < $1.key }.map { member, metadata in
                .init(
                    memberId: member, instanceId: metadata.instanceId, rackId: metadata.rackId,
                    memberEpoch: group.current[member]?.epoch ?? 0, clientId: metadata.clientId,
                    clientHost: metadata.clientHost, subscribedTopicNames: metadata.subscribedTopicNames,
                    subscribedTopicRegex: metadata.pattern,
                    assignment: described(group.current[member]?.assigned),
                    targetAssignment: described(group.targets[member]),
                    memberType: metadata.classic == nil ? 1 : 0)
            })
    }
}
