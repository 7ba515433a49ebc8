import MartletModel
import MartletProtocol
import NIOCore

/// From one protocol to the other and back, with the members there (KIP-848). What is decided here becomes
/// true with the records, in one batch.
extension ClassicGroup {
    /// The group as one to whose members the broker assigns: all are where their last assignment left them.
    func upgraded(_ catalog: any TopicCatalog, at time: Timestamp) throws(ConsumerRefusal)
        -> ConsumerGroupChange
    {
        func refuse(_ why: String) -> ConsumerRefusal {
            ConsumerRefusal(
                .groupIdNotFound, "Cannot upgrade classic group \(id) to consumer group because \(why).")
        }
        if !configuration.migration.allowsUpgrade { throw refuse("online upgrade is disabled") }
        if !isOfConsumers { throw refuse("it does not use the consumer embedded protocol") }
        if members.count > configuration.maxConsumerMembers { throw refuse("it has too many members") }
        var change = ConsumerGroupChange(id, ConsumerGroupImage())
        change.begin(epoch: generation, at: time)
        var shares = assignedShares(catalog)
        for member in members.values {
            // Before the first generation each has said something else.
            let name = protocolName.flatMap { member.supports($0) ? $0 : nil } ?? member.protocols.first?.name
            let metadata = name.map { member.metadata(for: $0) }
            guard let subscription = metadata.flatMap(ConsumerProtocolSubscription.init) else {
                throw refuse("a member's embedded protocol cannot be read")
            }
            // Who does not know what it was given may still read what it had, and has said so.
            let taken = shares.values.reduce(PartitionSet()) { $0.union($1) }
            let owned = PartitionSet(
                named: subscription.ownedPartitions.map { ($0.topic, $0.partitions) }, catalog)
            let share = (shares[member.id] ?? PartitionSet()).union(owned.subtracting(taken))
            shares[member.id] = share
            change.set(member.id, member.describedForConsumers(subscription))
            change.set(member.id, target: share)
            change.set(
                member.id,
                .init(epoch: generation, previousEpoch: generation, state: .stable, assigned: share))
        }
        return change
    }

    /// What each was given last. A leader may give one partition to two; here it has one owner.
    private func assignedShares(_ catalog: any TopicCatalog) -> [String: PartitionSet] {
        var shares: [String: PartitionSet] = [:]
        var taken = PartitionSet()
        for member in members.values {
            let given = ConsumerProtocolAssignment(member.assignment)?.assignedPartitions ?? []
            let share = PartitionSet(named: given.map { ($0.topic, $0.partitions) }, catalog).subtracting(
                taken)
            shares[member.id] = share
            taken = taken.union(share)
        }
        return shares
    }
}

extension ClassicMember {
    fileprivate func describedForConsumers(
        _ subscription: ConsumerProtocolSubscription
    ) -> ConsumerGroupMemberMetadataValue {
        ConsumerGroupMemberMetadataValue(
            instanceId: instanceID, rackId: subscription.rackId, clientId: clientID, clientHost: clientHost,
            subscribedTopicNames: Set(subscription.topics).sorted(), subscribedTopicRegex: nil,
            rebalanceTimeoutMs: rebalanceTimeoutMilliseconds, serverAssignor: nil,
            classicMemberMetadata: .init(
                sessionTimeoutMs: sessionTimeoutMilliseconds,
                supportedProtocols: protocols.map { .init(name: $0.name, metadata: $0.metadata) }))
    }

    /// A member of a consumer group, as it is in a classic one.
    fileprivate init(
        _ id: String, _ metadata: ConsumerGroupMemberMetadataValue,
        _ classic: ConsumerGroupMemberMetadataValue.ClassicMemberMetadata, assignment: ByteBuffer
    ) {
        self.init(
            id: id, instanceID: metadata.instanceId, clientID: metadata.clientId,
            clientHost: metadata.clientHost, rebalanceTimeoutMilliseconds: metadata.rebalanceTimeoutMs,
            sessionTimeoutMilliseconds: classic.sessionTimeoutMs,
            protocols: classic.supportedProtocols.map { .init(name: $0.name, metadata: $0.metadata) },
            assignment: assignment)
    }
}

extension GroupCoordinator {
    /// Takes members out of a group. The others should have what they had; if all of them are of the classic
    /// protocol, they are a classic group from now on.
    func part(_ members: [String], from change: inout ConsumerGroupChange, at moment: Moment) {
        for member in members { change.remove(member) }
        if let record = downgraded(change.group, change.id, at: moment) {
            change.become(classic: record)
        } else {
            change.bumpEpoch(hash: catalog.hash(of: change.group.subscribedTopics))
        }
    }

    /// The group as a classic one, in a generation that everybody has to leave behind; nil if it is to remain
    /// what it is.
    private func downgraded(
        _ group: ConsumerGroupImage, _ id: String, at moment: Moment
    ) -> GroupMetadataValue? {
        guard configuration.migration.allowsDowngrade, !group.members.isEmpty,
            group.members.count <= configuration.maxMembers
        else { return nil }
        var classic = ClassicGroup(id: id, configuration: configuration)
        classic.protocolType = ClassicGroup.consumerProtocolType
        classic.generation = group.epoch
        for (member, metadata) in group.members.sorted(by: { $0.key < $1.key }) {
            guard let own = metadata.classic else { return nil }
            let share = group.current[member]?.assigned ?? PartitionSet()
            classic.insert(
                ClassicMember(member, metadata, own, assignment: own.assignment(share, catalog)))
        }
        guard let elected = classic.elected else { return nil }
        classic.protocolName = elected
        return classic.record(at: moment)
    }

    /// The log may say that a group is of the other kind now.
    mutating func settleKind(of id: String, at moment: Moment) {
        if let group = image.groups[id]?.consumer {
            guard let classic = classicGroups.removeValue(forKey: id) else { return }
            for effect in classic.ended(.rebalanceInProgress) {
                if case .answer(let call, let reply) = effect { answer(call, reply) }
            }
            beginConsumerSessions(id, group, now: moment.uptime)
        } else if consumerSessions.removeValue(forKey: id) != nil {
            seenCatalogs[id] = nil
            beginClassic(id, at: moment)
        }
    }
}
