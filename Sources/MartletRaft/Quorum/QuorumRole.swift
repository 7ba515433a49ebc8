import MartletModel

/// What a replica is to its quorum at the moment.
///
/// Legal transitions: any → unattached | follower, with a greater epoch; unattached → prospective |
/// follower; prospective → candidate | follower | unattached; candidate → leader | prospective | follower;
/// follower → prospective; leader → resigned; resigned → unattached, with a greater epoch.
/// Observers are never anything but unattached or followers, but for those whose removal is not known to be
/// committed.
package enum QuorumRole: Sendable, Equatable {
    case unattached(Unattached)
    case prospective(Prospective)
    case candidate(Candidate)
    case leader(QuorumLeader)
    case follower(Follower)
    case resigned(Resigned)

    /// Knows of no leader that it could reach.
    package struct Unattached: Sendable, Equatable {
        /// Known by name alone.
        package var leader: BrokerID?
        package var votedFor: ReplicaKey?
        /// Nil for an observer that does not stand for election.
        package var electionDeadline: Duration?
    }

    /// Asks whether it would win (KIP-996); nobody is disturbed by that.
    package struct Prospective: Sendable, Equatable {
        /// Whom it followed until now.
        package var leader: BrokerID?
        package var votedFor: ReplicaKey?
        package var granted: Set<BrokerID> = []
        package var refused: Set<BrokerID> = []
        package var electionDeadline: Duration

        func hasAnswered(_ voter: BrokerID) -> Bool { granted.contains(voter) || refused.contains(voter) }
    }

    /// Stands for election in an epoch of its own, in which it has voted for itself.
    package struct Candidate: Sendable, Equatable {
        package var granted: Set<BrokerID> = []
        package var refused: Set<BrokerID> = []
        package var electionDeadline: Duration

        func hasAnswered(_ voter: BrokerID) -> Bool { granted.contains(voter) || refused.contains(voter) }
    }

    package struct Follower: Sendable, Equatable {
        package var leader: BrokerID
        package var votedFor: ReplicaKey?
        /// When it gives the leader up.
        package var fetchDeadline: Duration
        /// The leader has answered a fetch, and no sign came since that it is gone: nobody else gets a
        /// pre-vote.
        package var hasFetched = false
        package var download: Download?
        /// When it next looks whether the members' list says of it what is so.
        package var reportDue: Duration
        /// This leader has heard what the node is, where no members' list says it (`kraft.version` 0).
        package var hasReported = false

        init(leader: BrokerID, votedFor: ReplicaKey?, _ now: Duration, _ timers: QuorumTimers) {
            self.leader = leader
            self.votedFor = votedFor
            fetchDeadline = now + timers.fetchTimeout
            reportDue = now + timers.fetchTimeout
        }

        /// A snapshot that is on its way.
        package struct Download: Sendable, Equatable {
            package var snapshot: SnapshotID
            package var position: Int64 = 0
        }
    }

    /// Led its epoch, and does so no more; waits until the others know.
    package struct Resigned: Sendable, Equatable {
        package var successors: [BrokerID]
        /// Those that have not heard yet.
        package var unaware: Set<BrokerID>
        package var electionDeadline: Duration
    }
}

/// A leader's view of its quorum.
package struct QuorumLeader: Sendable, Equatable {
    package struct Progress: Sendable, Equatable {
        /// As the members' list has it for a voter, as it calls itself for an observer.
        package var key: ReplicaKey
        /// What the node has said of itself; asked for where the members' list does not have it.
        package var reported: Voter?
        /// It has everything below on disk; nil before its first fetch.
        package var endOffset: Offset?
        package var lastFetch: Duration?
        /// When it last had all that the leader had.
        package var lastCaughtUp: Duration?
    }

    /// A fetch that waits for something new.
    package struct ParkedFetch: Sendable, Equatable {
        package var request: QuorumRequestID
        package var fetch: QuorumFetch
        package var deadline: Duration
    }

    /// Where the epoch begins in the log.
    package var startOffset: Offset
    /// Who voted for it, itself included if it is a voter.
    package var granted: Set<BrokerID>
    /// Voters, and observers that have fetched not long ago.
    package var progress: [ReplicaKey: Progress] = [:]
    /// In the order in which they came; one for each replica.
    package var parked: [ParkedFetch] = []
    /// Since when the majority that `fetchedSince` counts is awaited.
    package var quorumCheckedAt: Duration
    package var fetchedSince: Set<BrokerID> = []
    /// When a voter is next told who leads, if it does not fetch before.
    package var claimDue: [BrokerID: Duration] = [:]
    package var change: PendingChange?
    /// A record of its epoch is committed: from now on it may decide.
    package var isEstablished = false
}
