import MartletModel
import MartletProtocol
import NIOCore

/// What a member of the classic protocol says of itself, as far as it takes part in a consumer group.
extension ConsumerGroupMemberMetadataValue {
    /// Nil for a member of the consumer protocol. (A record without a word about it may be of either writer.)
    var classic: ClassicMemberMetadata? {
        classicMemberMetadata.flatMap { $0.supportedProtocols.isEmpty ? nil : $0 }
    }

    var rebalanceTimeout: Duration { .milliseconds(Int64(max(0, rebalanceTimeoutMs))) }
}

extension ConsumerGroupMemberMetadataValue.ClassicMemberMetadata {
    var sessionTimeout: Duration { .milliseconds(Int64(sessionTimeoutMs)) }

    /// The one that it likes best. Nobody assigns by it here.
    var protocolName: String { supportedProtocols.first?.name ?? "" }

    /// What it has, in the words that it reads.
    func assignment(_ partitions: PartitionSet, _ catalog: any TopicCatalog) -> ByteBuffer {
        var preview = ProtocolReader(supportedProtocols.first?.metadata ?? ByteBuffer())
        let version = (try? preview.readInt16()) ?? 0
        let assignment = ConsumerProtocolAssignment(
            assignedPartitions: partitions.sorted.compactMap { topic, partitions in
                catalog.topic(topic).map { .init(topic: $0.name, partitions: partitions) }
            })
        let known = ConsumerProtocolAssignment.versions
        return (try? assignment.encodedWithVersion(min(max(version, known.lowerBound), known.upperBound)))
            ?? ByteBuffer()
    }
}

extension ConsumerProtocolSubscription {
    /// Of any version: later ones begin as the last that is known here. Nil if it is none.
    init?(_ metadata: ByteBuffer) {
        var reader = ProtocolReader(metadata)
        guard let version = try? reader.readInt16(), version >= 0,
            let subscription = try? Self(from: &reader, version: min(version, Self.versions.upperBound))
        else { return nil }
        self = subscription
    }
}

extension ConsumerProtocolAssignment {
    /// As `ConsumerProtocolSubscription.init(_:)`.
    init?(_ assignment: ByteBuffer) {
        var reader = ProtocolReader(assignment)
        guard let version = try? reader.readInt16(), version >= 0,
            let known = try? Self(from: &reader, version: min(version, Self.versions.upperBound))
        else { return nil }
        self = known
    }
}

extension PartitionSet {
    /// Partitions that the classic protocol names, as far as there are such topics.
    init(named topics: some Sequence<(String, [PartitionIndex])>, _ catalog: any TopicCatalog) {
        self.init(
            topics.compactMap { name, partitions in
                catalog.topic(named: name).map { ($0.id, partitions) }
            })
    }
}

extension ConsumerGroupImage {
    /// Whether somebody who knows these ways to assign could be a member: those who are there have to share
    /// one in case they are alone again.
    func canTakePart(_ type: String, _ protocols: [String]) -> Bool {
        guard type == ClassicGroup.consumerProtocolType else { return false }
        let others = members.values.compactMap { $0.classic?.supportedProtocols.map(\.name) }
        return protocols.contains { name in others.allSatisfy { $0.contains(name) } }
    }

    /// Why whoever asks is not the member of the classic protocol that it says it is; nil if it is.
    func refusal(ofClassic member: String, instance: String?) -> ErrorCode? {
        if let instance {
            guard let holder = staticMembers[instance] else { return .unknownMemberId }
            if holder != member { return .fencedInstanceId }
        }
        return members[member]?.classic == nil ? .unknownMemberId : nil
    }

    /// Whether a member of the classic protocol has to join again: there is something else for it to have, or
    /// it has something to give up.
    func isToJoinAgain(_ member: String) -> Bool {
        let current = current[member] ?? .init()
        switch current.state {
        case .stable, .unknown: return current.epoch < targetEpoch
        case .unrevokedPartitions: return true
        case .unreleasedPartitions:
            let missing = (targets[member] ?? PartitionSet()).subtracting(current.assigned)
            return current.epoch < targetEpoch
                || missing.all.contains { owner(of: $0).map { $0 == member } ?? true }
        }
    }
}
