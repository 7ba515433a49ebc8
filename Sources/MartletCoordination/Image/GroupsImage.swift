import MartletModel
import MartletProtocol

/// What one partition of `__consumer_offsets` says: all its groups and their offsets.
///
/// `apply` and `endTransaction` alone change it, in the same way for a coordinator that has just written a
/// record and for one that reads it years later. Whatever is not in here is lost with the coordinator.
package struct GroupsImage: Sendable, Equatable {
    package private(set) var groups: [String: GroupImage] = [:]
    /// What transactions want to say that have not ended, in the order of the log.
    private var openTransactions: [ProducerID: [OpenCommit]] = [:]

    private struct OpenCommit: Sendable, Equatable {
        var key: OffsetCommitKey
        var value: OffsetCommitValue?
        var recordOffset: Offset
    }

    package init() {}

    /// Takes in one record, which stands at `offset`. Records come in the order of the log; those that
    /// compaction has removed may be missing.
    ///
    /// - Parameter producer: of a transactional batch: the record counts when its transaction commits.
    package mutating func apply(
        _ record: GroupRecord, at offset: Offset, inTransactionOf producer: ProducerID = .none
    ) {
        switch record {
        case .offsetCommit(let key, let value) where producer != .none:
            openTransactions[producer, default: []]
                .append(OpenCommit(key: key, value: value, recordOffset: offset))
        case .offsetCommit(let key, let value): applyCommit(key, value, at: offset)
        case .groupMetadata(let key, let value): change(key.group) { $0.classic = value }
        case .consumerGroupMetadata, .consumerGroupMember, .consumerGroupTargetMetadata,
            .consumerGroupTarget, .consumerGroupCurrent, .consumerGroupPattern:
            change(record.group) { group in
                group.consumer = group.consumer ?? ConsumerGroupImage()
                group.consumer?.apply(record)
                if group.consumer?.isNothing == true { group.consumer = nil }
            }
        }
    }

    /// A transaction has ended. What it said counts, unless it was aborted, or something later was said.
    package mutating func endTransaction(of producer: ProducerID, isCommitted: Bool) {
        guard let commits = openTransactions.removeValue(forKey: producer), isCommitted else { return }
        for commit in commits {
            let known = groups[commit.key.group]?.offset(commit.key.topic, commit.key.partition)
            if let known, known.recordOffset > commit.recordOffset { continue }
            applyCommit(commit.key, commit.value, at: commit.recordOffset)
        }
    }

    /// Whether a transaction that has not ended says something of this partition.
    package func hasOpenCommit(_ group: String, _ topic: String, _ partition: PartitionIndex) -> Bool {
        if openTransactions.isEmpty { return false }
        return openTransactions.values.contains { commits in
            commits.contains {
                $0.key.group == group && $0.key.topic == topic && $0.key.partition == partition
            }
        }
    }

    private mutating func applyCommit(_ key: OffsetCommitKey, _ value: OffsetCommitValue?, at offset: Offset)
    {
        change(key.group) { group in
            group.setOffset(
                value.map { CommittedOffset($0, recordOffset: offset) }, key.topic, key.partition)
        }
    }

    /// A group of which nothing is left is gone.
    private mutating func change(_ id: String, _ change: (inout GroupImage) -> Void) {
        change(&groups[id, default: GroupImage()])
        if groups[id]?.isNothing == true { groups[id] = nil }
    }
}

/// What the log says of one group.
package struct GroupImage: Sendable, Equatable {
    /// Of a group whose members assign partitions among themselves: its last generation that had an
    /// assignment, or that it has no members any more. Nil if there was never a member: offsets alone.
    package internal(set) var classic: GroupMetadataValue?
    /// By topic.
    package private(set) var offsets: [String: [PartitionIndex: CommittedOffset]] = [:]

    /// Of a group to whose members the broker assigns.
    package fileprivate(set) var consumer: ConsumerGroupImage?

    var isNothing: Bool { classic == nil && consumer == nil && offsets.isEmpty }

    package func offset(_ topic: String, _ partition: PartitionIndex) -> CommittedOffset? {
        offsets[topic]?[partition]
    }

    fileprivate mutating func setOffset(
        _ offset: CommittedOffset?, _ topic: String, _ partition: PartitionIndex
    ) {
        offsets[topic, default: [:]][partition] = offset
        if offsets[topic]?.isEmpty == true { offsets[topic] = nil }
    }

    /// All partitions with an offset, in the order of their names.
    package var committed: [(topic: String, partitions: [(index: PartitionIndex, offset: CommittedOffset)])] {
        offsets.sorted { $0.key < $1.key }.map { topic, partitions in
            (topic, partitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        }
    }
}
