import MartletMetadata
import MartletModel
import MartletReplication
import MartletStorage

/// From metadata to the roles of replicas.
extension Shard {
    /// Metadata says this of a partition that is in service here.
    func follow(_ replica: PartitionReplica, _ partition: PartitionImage) {
        tellDirectory(replica.logDirectory, of: replica.key, partition)
        let hadEpoch = replica.leaderEpoch
        replica.leader = partition.leader
        replica.leaderEpoch = max(hadEpoch, partition.leaderEpoch)
        let isNamed = partition.leader == settings.nodeID || settings.brokenRule == .leadsWhereNamed
        switch replica.role {
        case .leader where isNamed:
            lead(replica, .replicasChanged(ReplicaSet(partition)))
        case .leader:
            endLeading(replica)
            startFollowing(replica)
        case .inDoubt where isNamed:
            doubt(replica, .replicasChanged(ReplicaSet(partition)))
        case .inDoubt:
            replica.role = .none
            startFollowing(replica)
        case .none, .follower:
            if isNamed {
                stopFollowing(replica)
                if replica.log.isEndInDoubt, settings.brokenRule != .hearsOthersInDoubt {
                    beginDoubting(replica, ReplicaSet(partition))
                } else {
                    beginLeading(replica, ReplicaSet(partition))
                }
            } else {
                startFollowing(replica)
            }
        }
        coordinate(replica)
        // Whoever reads in the epoch before is to hear of this one.
        if replica.leaderEpoch > hadEpoch { wakeFetches(of: replica) }
    }

    /// Says where the replica is, if metadata says something else.
    func tellDirectory(_ path: String, of key: PartitionKey, _ partition: PartitionImage) {
        guard let version = image.metadataVersion, version >= .directories,
            let place = partition.replicas.firstIndex(of: settings.nodeID),
            partition.directories.indices.contains(place),
            let id = directories.directory(at: path)?.directoryID, id != .unassigned
        else { return }
        // Whose disk was replaced while it counts for a leader must not become one: its log is gone, and
        // where it is stays unknown until others are in sync, or an unclean election is asked for.
        if isLost(partition.directories[place]), countsForLeader(in: partition) { return }
        if partition.directories[place] == id {
            if toldDirectories.remove(key) != nil { controlPlane?.run { $0.settled(key) } }
        } else {
            toldDirectories.insert(key)
            controlPlane?.run { $0.placed(key, in: id) }
        }
    }

    /// Metadata names a directory that is none of this broker's.
    private func isLost(_ named: DirectoryID) -> Bool {
        named != .unassigned && named != .migrating
            && !directories.directories.contains { $0.directoryID == named }
    }

    /// Others may have what was in this replica's log: all of it while metadata says that this one has, and
    /// most of it while it says only that this one led last (KIP-966).
    private func countsForLeader(in partition: PartitionImage) -> Bool {
        partition.mayLead(settings.nodeID)
            || partition.lastKnownEligibleLeaderReplicas.contains(settings.nodeID)
                && partition.replicas.contains { $0 != settings.nodeID && image.brokers[$0] != nil }
    }

    func beginLeading(_ replica: PartitionReplica, _ replicas: ReplicaSet) {
        var effects: [PartitionLeader.Effect] = []
        let leader = PartitionLeader(
            broker: settings.nodeID, rules: settings.replicationRules, replicas: replicas,
            log: ReplicaLog(replica.log), highWatermark: replica.highWatermark,
            minInSyncReplicas: replica.log.configuration.minInSyncReplicas, brokers: standings,
            now: environment.clock.uptime(), effects: &effects)
        replica.role = .leader(leader)
        replica.highWatermark = leader.highWatermark
        perform(effects, of: replica)
    }

    /// Whoever waits at a leader that has gone asks the next.
    private func endLeading(_ replica: PartitionReplica) {
        refuseWaitingAppends(to: replica, .notLeaderOrFollower)
        withdrawProposal(of: replica)
        lead(replica, .leadershipLost(to: replica.leader, replica.leaderEpoch))
        replica.role = .none
        refuseDeletions(of: replica, .notLeaderOrFollower)
        wakeFetches(of: replica)
    }

    /// Leaders learn which brokers are registered, and which of them may be in sync.
    func followBrokers() {
        standings = image.brokers.mapValues {
            BrokerStanding(epoch: $0.epoch, isActive: $0.isActive, rack: $0.rack)
        }
        for replica in readyReplicas(where: { $0.role.hasFollowers }) {
            lead(replica, .brokersChanged(standings))
        }
        for replica in readyReplicas(where: { $0.role.isInDoubt }) {
            doubt(replica, .brokersChanged(standings))
        }
        // Whoever was waited for may be forgotten.
        for replica in readyReplicas(where: { $0.leader == nil }) {
            guard let partition = image.partition(replica.key.topicID, replica.key.partition) else {
                continue
            }
            tellDirectory(replica.logDirectory, of: replica.key, partition)
        }
        renewFetchers()
    }
}

extension PartitionImage {
    /// In sync, or known to have everything that is committed (KIP-966).
    fileprivate func mayLead(_ broker: BrokerID) -> Bool {
        isr.contains(broker) || eligibleLeaderReplicas.contains(broker)
    }
}

extension ReplicaSet {
    init(_ partition: PartitionImage) {
        self.init(
            leaderEpoch: partition.leaderEpoch, partitionEpoch: partition.partitionEpoch,
            replicas: partition.replicas, isr: partition.isr)
    }
}

extension ReplicaLog {
    init(_ log: PartitionLog) {
        self.init(
            startOffset: log.logStartOffset, endOffset: log.logEndOffset,
            durableEndOffset: log.durableEndOffset, epochs: log.leaderEpochs)
    }
}
