import MartletModel
import MartletProtocol

/// Makes the one record that brings a partition from what it is to what is wanted.
///
/// Whoever asks sets what it wants of ISR, replicas, directories, recovery state. The rest follows from it:
/// a reassignment that has all its replicas in sync is completed, eligible leaders are kept (KIP-966), and a
/// leader is elected if the present one cannot go on.
///
/// Every record adds 1 to the partition's epoch. The leader epoch grows when the record names a leader: when
/// the leader changes, when a replica is dropped (which must not fetch or be fetched from any more), and
/// before metadata version 12 also when the ISR shrinks.
package struct PartitionChangeBuilder: Sendable {
    package enum Election: Sendable, Equatable {
        /// The present leader if it can go on, else the first replica that has everything.
        case online
        /// The first replica before the present leader.
        case preferred
        /// As `online`; when nobody has everything, the first replica that can serve.
        case unclean
        /// The next replica after the present leader that has everything; the leader itself when none has.
        case others
        /// This replica, which has everything, as whoever led says.
        case successor(BrokerID)
    }

    let partition: PartitionImage
    let topic: TopicID
    let rules: PartitionRules
    private let configuredMinInSyncReplicas: Int

    package var election: Election
    package var isr: [BrokerID]
    package var replicas: [BrokerID]
    package var removingReplicas: [BrokerID]
    package var addingReplicas: [BrokerID]
    package var leaderRecoveryState: PartitionImage.LeaderRecoveryState
    /// It stopped without syncing its log, or never comes back: what it promised to hold may be gone.
    package var untrusted: BrokerID?
    /// `untrusted` has its log still: where it was the last that had everything, nobody is nearer to that.
    package var keepsLog = false

    var eligibleLeaders: [BrokerID]
    var lastKnownLeaders: [BrokerID]
    private var directories: [BrokerID: DirectoryID]

    /// Nothing is changed but what is no longer as it must be. The election is unclean if the topic allows
    /// it.
    package init(_ partition: PartitionImage, of topic: TopicImage, rules: PartitionRules) {
        self.partition = partition
        self.topic = topic.id
        self.rules = rules
        configuredMinInSyncReplicas = rules.minInSyncReplicas(ofTopic: topic.name)
        election = rules.allowsUncleanElection(ofTopic: topic.name) ? .unclean : .online
        isr = partition.isr
        replicas = partition.replicas
        removingReplicas = partition.removingReplicas
        addingReplicas = partition.addingReplicas
        leaderRecoveryState = partition.leaderRecoveryState
        eligibleLeaders = partition.eligibleLeaderReplicas
        lastKnownLeaders = partition.lastKnownEligibleLeaderReplicas
        directories = Dictionary(
            zip(partition.replicas, partition.directories), uniquingKeysWith: { first, _ in first })
    }

    /// The leader may lack what the successor has, and is not in sync any more. A successor that was not in
    /// sync either is alone in the ISR then: what the others have is not known to the one who says so.
    package mutating func handOver(to successor: BrokerID, from leader: BrokerID) {
        isr = isr.contains(successor) ? isr.filter { $0 != leader } : [successor]
        untrusted = leader
        election = .successor(successor)
    }

    /// The directory in which the broker keeps, or is going to keep, its replica.
    package func directory(of broker: BrokerID) -> DirectoryID {
        directories[broker] ?? rules.directory(forNewReplicaOn: broker)
    }

    package mutating func setDirectory(_ directory: DirectoryID, of broker: BrokerID) {
        directories[broker] = directory
    }

    /// The change, or nil if there is none.
    package func build() -> PartitionChangeRecord? {
        var target = self
        target.completeReassignment()
        target.keepEligibleLeaders()
        let elected = target.elect()
        target.settle(elected)
        let record = target.difference(elected)
        return record == PartitionChangeRecord(partitionId: partition.index, topicId: topic) ? nil : record
    }

    // MARK: Steps

    /// A reassignment is done when every replica that it adds is in sync and something of what stays is.
    private mutating func completeReassignment() {
        guard !removingReplicas.isEmpty || !addingReplicas.isEmpty else { return }
        let staying = isr.filter { !removingReplicas.contains($0) }
        guard !staying.isEmpty, addingReplicas.allSatisfy(staying.contains) else { return }
        isr = staying
        replicas.removeAll(where: removingReplicas.contains)
        (removingReplicas, addingReplicas) = ([], [])
    }

    /// KIP-966: what was in sync when the ISR fell below its minimum still has every committed record,
    /// because the high watermark does not move meanwhile.
    private mutating func keepEligibleLeaders() {
        guard rules.hasEligibleLeaders else {
            // The feature may have been switched off while nobody led; without a leader nothing is committed.
            if !isr.isEmpty { eligibleLeaders = [] }
            return
        }
        for broker in partition.isr where !eligibleLeaders.contains(broker) { eligibleLeaders.append(broker) }
        let hadEverything = eligibleLeaders
        eligibleLeaders.removeAll { $0 == untrusted || isr.contains($0) || !replicas.contains($0) }
        dropEligibleLeadersAboveMinimum()
        if keepsLog, let untrusted, isr.isEmpty, eligibleLeaders.isEmpty, hadEverything.contains(untrusted) {
            // Who led last may have gone before it, and may have a new disk by now.
            lastKnownLeaders = [untrusted]
        }
    }

    private mutating func dropEligibleLeadersAboveMinimum() {
        if isr.count >= min(configuredMinInSyncReplicas, replicas.count) { eligibleLeaders = [] }
    }

    private mutating func settle(_ elected: ElectedLeader) {
        if elected.isUnclean, let leader = elected.leader {
            isr = [leader]
            eligibleLeaders = []
            leaderRecoveryState = .recovering
        } else if let leader = elected.leader, !isr.contains(leader) {
            isr = [leader]
            eligibleLeaders.removeAll { $0 == leader }
            dropEligibleLeadersAboveMinimum()
        } else if isr.isEmpty, !rules.hasEligibleLeaders {
            // Whoever was the last in sync is the one to wait for. If it is no replica any more, one is as
            // good as the other.
            isr = partition.isr.filter(replicas.contains)
            if isr.isEmpty { (isr, leaderRecoveryState) = (Array(replicas.prefix(1)), .recovering) }
        }
        if elected.leader != nil || !rules.hasEligibleLeaders {
            lastKnownLeaders = []
        } else if lastKnownLeaders.isEmpty, isr.isEmpty || elected.leader != partition.leader,
            let leader = partition.leader ?? partition.isr.first, replicas.contains(leader)
        {
            lastKnownLeaders = [leader]
        }
    }

    // MARK: The record

    private func difference(_ elected: ElectedLeader) -> PartitionChangeRecord {
        var record = PartitionChangeRecord(partitionId: partition.index, topicId: topic)
        if isr != partition.isr { record.isr = isr }
        if elected.leader != partition.leader || elected.isUnclean || beginsLeaderEpoch {
            record.leader = elected.leader ?? .none
        }
        if replicas != partition.replicas { record.replicas = replicas }
        if removingReplicas != partition.removingReplicas { record.removingReplicas = removingReplicas }
        if addingReplicas != partition.addingReplicas { record.addingReplicas = addingReplicas }
        if leaderRecoveryState != partition.leaderRecoveryState {
            record.leaderRecoveryState = leaderRecoveryState.rawValue
        }
        if rules.version >= .directories {
            let wanted = replicas.map(directory)
            if wanted != partition.directories { record.directories = wanted }
        }
        if rules.version >= .eligibleLeaders {
            if eligibleLeaders != partition.eligibleLeaderReplicas {
                record.eligibleLeaderReplicas = eligibleLeaders
            }
            if lastKnownLeaders != partition.lastKnownEligibleLeaderReplicas {
                record.lastKnownElr = lastKnownLeaders
            }
        }
        return record
    }

    /// Whether a leader epoch begins although the leader stays.
    private var beginsLeaderEpoch: Bool {
        if !partition.replicas.allSatisfy(replicas.contains) { return true }
        return rules.version < .noLeaderEpochForShrinking && !partition.isr.allSatisfy(isr.contains)
    }
}
