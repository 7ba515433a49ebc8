import MartletModel

/// A partition's replicas, as metadata says.
package struct ReplicaSet: Sendable, Equatable {
    package var leaderEpoch: LeaderEpoch
    package var partitionEpoch: PartitionEpoch
    /// The first is the preferred leader.
    package var replicas: [BrokerID]
    package var isr: [BrokerID]

    package init(
        leaderEpoch: LeaderEpoch, partitionEpoch: PartitionEpoch, replicas: [BrokerID], isr: [BrokerID]
    ) {
        self.leaderEpoch = leaderEpoch
        self.partitionEpoch = partitionEpoch
        self.replicas = replicas
        self.isr = isr
    }
}

/// A broker, as metadata says.
package struct BrokerStanding: Sendable, Equatable {
    package var epoch: BrokerEpoch
    /// Neither fenced nor in controlled shutdown: it may be in an ISR.
    package var isActive: Bool
    package var rack: String?

    package init(epoch: BrokerEpoch, isActive: Bool = true, rack: String? = nil) {
        self.epoch = epoch
        self.isActive = isActive
        self.rack = rack
    }
}

/// The leader's wish for another ISR: one partition of an AlterPartition request (version 3).
package struct ISRProposal: Sendable, Equatable {
    package struct Member: Sendable, Equatable {
        package var broker: BrokerID
        /// Which registration of it is meant (KIP-903); −1: any.
        package var epoch: BrokerEpoch

        package init(_ broker: BrokerID, epoch: BrokerEpoch) {
            self.broker = broker
            self.epoch = epoch
        }
    }

    package var leaderEpoch: LeaderEpoch
    package var partitionEpoch: PartitionEpoch
    /// In the order of the replicas.
    package var members: [Member]

    package init(leaderEpoch: LeaderEpoch, partitionEpoch: PartitionEpoch, members: [Member]) {
        self.leaderEpoch = leaderEpoch
        self.partitionEpoch = partitionEpoch
        self.members = members
    }
}

/// What the controller says to a proposal.
package enum ISRAnswer: Sendable, Equatable {
    case committed(isr: [BrokerID], leaderEpoch: LeaderEpoch, partitionEpoch: PartitionEpoch)
    case refused(ErrorCode)
}

/// A change of the ISR that the controller has not answered yet.
///
/// While it is open both outcomes are possible, and the leader acts so that both are safe (KIP-497): an
/// *effective* ISR, the last that is known to be committed, for `min.insync.replicas`; a *maximal* ISR, of
/// all who may be in it, for the high watermark.
package enum ISRChange: Sendable, Equatable {
    case expanding(with: [BrokerID])
    case shrinking(without: [BrokerID])
}
