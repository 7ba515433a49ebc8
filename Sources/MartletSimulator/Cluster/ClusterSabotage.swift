import MartletReplication

/// A way in which a cluster does not keep its word, to see that the checkers find it out.
package enum ClusterSabotage: Sendable, Equatable {
    /// Replicas break a rule.
    case breaks(ReplicationRules.Rule)
    /// Leaders answer before the others have it.
    case answersEarly
    /// Replicas acknowledge what is not on their disks, and say that it is.
    case forgetsToSync
    /// Brokers do not recognise what comes again.
    case forgetsProducers
    /// Followers say that they have more than they do.
    case overstatesProgress
    /// Followers do not say in which epoch their logs end: so nobody sees that they diverge.
    case hidesEpochs
    /// Records get in that nobody has sent.
    case inventsRecords
    /// What is damaged on a disk is taken for what is in memory, which nobody checks.
    case hidesDamage
    /// After a few records nothing gets in any more.
    case refusesWrites
    /// Brokers lack a batch that a producer has had acknowledged.
    case losesSequences
    /// Bits flip on the way to a broker.
    case garblesBatches
    /// Answers end before their ends.
    case cutsAnswers
    /// What is damaged is seen, and never healed.
    case healsNothing
}
