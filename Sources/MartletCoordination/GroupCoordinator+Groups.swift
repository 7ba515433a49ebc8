import MartletModel
import MartletProtocol

/// What can be asked about whole groups.
extension GroupCoordinator {
    /// ListGroups: the groups in these states and of these types; empty filters let everything through.
    package func list(states: [String], types: [String]) -> [ListGroupsResponse.ListedGroup] {
        let wantedStates = Set(states.map { $0.lowercased() })
        let wantedTypes = Set(types.map { $0.lowercased() })
        return Set(image.groups.keys).union(classicGroups.keys).sorted().compactMap { id in
            guard let listed = listed(id),
                wantedStates.isEmpty || wantedStates.contains(listed.groupState.lowercased()),
                wantedTypes.isEmpty || wantedTypes.contains(listed.groupType)
            else { return nil }
            return listed
        }
    }

    private func listed(_ id: String) -> ListGroupsResponse.ListedGroup? {
        if let consumers = image.groups[id]?.consumer {
            return .init(
                groupId: id, protocolType: ClassicGroup.consumerProtocolType,
                groupState: consumers.state.rawValue, groupType: "consumer")
        }
        guard let group = classicGroup(id, now: .zero) else { return nil }
        return .init(
            groupId: id, protocolType: group.protocolType ?? "", groupState: group.state.rawValue,
            groupType: "classic")
    }

    func describe(_ id: String, version: Int16) -> DescribeGroupsResponse.DescribedGroup {
        guard image.groups[id]?.consumer == nil, let group = classicGroup(id, now: .zero) else {
            // Before version 6 a group that is not there is a dead one (KIP-1043).
            guard version >= 6 else { return .init(groupId: id, groupState: "Dead") }
            return .init(
                errorCode: .groupIdNotFound, errorMessage: "Group \(id) not found.", groupId: id,
                groupState: "Dead")
        }
        let isStable = group.state == .stable
        return .init(
            groupId: id, groupState: group.state.rawValue, protocolType: group.protocolType ?? "",
            protocolData: isStable ? group.protocolName ?? "" : "",
            members: group.members.values.map { member in
                .init(
                    memberId: member.id, groupInstanceId: member.instanceID, clientId: member.clientID,
                    clientHost: member.clientHost,
                    memberMetadata: isStable ? member.metadata(for: group.protocolName ?? "") : .init(),
                    memberAssignment: member.assignment)
            })
    }

    /// DeleteGroups: the group and all that is known of its offsets.
    mutating func delete(_ id: String, _ call: CallID, at moment: Moment) {
        func refuse(_ code: ErrorCode) {
            answer(call, .deleted(.init(groupId: id, errorCode: code)))
        }
        guard classicGroups[id].map({ $0.state == .empty }) ?? true else { return refuse(.nonEmptyGroup) }
        guard let known = image.groups[id] else { return refuse(.groupIdNotFound) }
        guard known.consumer.map(\.members.isEmpty) ?? true else { return refuse(.nonEmptyGroup) }
        var records = known.committed.flatMap { topic, partitions in
            partitions.map { tombstone(id, topic, $0.index) }
        }
        records += goodbye(id, known)
        write(records, then: .answer(call, .deleted(.init(groupId: id))))
    }
}
