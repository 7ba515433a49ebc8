import MartletModel
import MartletProtocol

/// Groups to whose members the broker assigns (KIP-848).
extension GroupCoordinator {
    /// When a member was heard of last, and until when it may take to give up partitions. Lost with the
    /// coordinator: its successor gives everybody time.
    struct ConsumerSession: Sendable {
        var deadline: Duration
        var revocationDeadline: Duration?

        var due: Duration { min(deadline, revocationDeadline ?? deadline) }

        func isOver(at now: Duration) -> Bool { due <= now }
    }

    mutating func consumerHeartbeat(
        _ request: ConsumerGroupHeartbeatRequest, _ caller: Caller, _ call: CallID, at moment: Moment
    ) {
        do throws(ConsumerRefusal) {
            let heartbeat = ConsumerHeartbeat(
                request: request, caller: caller, catalog: catalog, configuration: configuration,
                newMemberID: newConsumerID(), isCatalogNew: seenCatalogs[request.groupId] != catalog.version)
            try heartbeat.check()
            var (change, records) = try changeable(request.groupId, isJoining: request.memberEpoch == 0)
            if request.memberEpoch < 0 {
                try heartbeat.leave(&change)
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

    private mutating func finish(
        _ records: [GroupRecord], _ response: ConsumerGroupHeartbeatResponse, _ group: String,
        _ call: CallID, at moment: Moment
    ) {
        if records.isEmpty {
            answer(call, .consumerHeartbeat(response), whenCommitted: group, at: moment)
        } else {
            write(records, then: .answer(call, .consumerHeartbeat(response)))
        }
    }

    /// The group as it is, and what makes it one of this kind if it is none yet.
    private func changeable(
        _ id: String, isJoining: Bool
    ) throws(ConsumerRefusal) -> (ConsumerGroupChange, [GroupRecord]) {
        let known = image.groups[id]
        if let group = known?.consumer { return (ConsumerGroupChange(id, group), []) }
        let isClassicInUse = classicGroups[id].map { $0.state != .empty } ?? false
        guard isJoining, !isClassicInUse else {
            throw ConsumerRefusal(.groupIdNotFound, "Group \(id) is not a consumer group.")
        }
        // A classic group without members becomes one of this kind.
        let records: [GroupRecord] = known?.classic == nil ? [] : [.groupMetadata(.init(group: id), nil)]
        return (ConsumerGroupChange(id, ConsumerGroupImage()), records)
    }

    private mutating func refresh(
        _ group: String, _ outcome: ConsumerHeartbeat.Outcome, _ state: ConsumerGroupImage, now: Duration
    ) {
        let member = outcome.memberID
        var session = consumerSessions[group]?[member] ?? ConsumerSession(deadline: .zero)
        session.deadline = now + configuration.consumerSessionTimeout
        setAlarm(group, due: session.deadline)
        if !outcome.isRevoking {
            session.revocationDeadline = nil
        } else if outcome.beginsRevocation {
            let timeout = state.members[member]?.rebalanceTimeoutMs ?? 0
            let due = now + .milliseconds(Int64(max(0, timeout)))
            session.revocationDeadline = due
            setAlarm(group, due: due)
        }
        consumerSessions[group, default: [:]][member] = session
    }

    /// Gives all members of a group time, whose coordinator this is from now on.
    mutating func beginConsumerSessions(_ id: String, _ group: ConsumerGroupImage, now: Duration) {
        for member in group.members.keys {
            var session = ConsumerSession(deadline: now + configuration.consumerSessionTimeout)
            if group.current[member]?.state == .unrevokedPartitions {
                let timeout = group.members[member]?.rebalanceTimeoutMs ?? 0
                session.revocationDeadline = now + .milliseconds(Int64(max(0, timeout)))
            }
            consumerSessions[id, default: [:]][member] = session
            setAlarm(id, due: session.due)
        }
    }

    /// Members that were not heard of, or that do not give up what they should, are out.
    mutating func expireConsumers(_ id: String, now: Duration) {
        guard let sessions = consumerSessions[id] else { return }
        guard let group = image.groups[id]?.consumer else { return consumerSessions[id] = nil }
        let known = sessions.filter { group.members[$0.key] != nil }
        let late = known.filter { $0.value.isOver(at: now) }.map(\.key).sorted()
        consumerSessions[id] = known.isEmpty ? nil : known
        for member in late {
            // Again, if the log does not take it.
            consumerSessions[id]?[member] = ConsumerSession(deadline: now + .seconds(5))
        }
        if let due = consumerSessions[id]?.values.map(\.due).min() { setAlarm(id, due: due) }
        if late.isEmpty { return }
        var change = ConsumerGroupChange(id, group)
        change.remove(late, catalog)
        write(change.records, then: .nobody)
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
                    memberType: 1)
            })
    }
}
