/// Which of Raft's rules a replica keeps: all of them, but for tests which show that a quorum of replicas
/// that break one is caught by the simulator.
package struct QuorumRules: Sendable, Equatable {
    /// One vote for each epoch (Raft §5.2).
    package var votesOnce = true
    /// Only a candidate whose log is no older gets a vote (Raft §5.4.1).
    package var comparesLogs = true
    /// Entries of former epochs are committed by an entry of this one, never by counting (Raft §5.4.2).
    package var commitsOwnEpochOnly = true
    /// More than half, not just half, elect and commit.
    package var needsMajority = true
    /// A follower's log is compared with the leader's before it is extended (Raft §5.3).
    package var matchesLogs = true
    /// A follower cuts no more than what its leader does not have.
    package var cutsOnlyDivergence = true
    /// The high watermark never goes back.
    package var keepsHighWatermark = true
    /// One change of the members at a time (Raft dissertation §4.1).
    package var changesOneVoterAtATime = true

    package init() {}
}
