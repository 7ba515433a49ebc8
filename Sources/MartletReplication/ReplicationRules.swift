import MartletModel

/// What the broker's configuration says about replication. The names of Kafka's settings stand beside each.
package struct ReplicationRules: Sendable, Equatable {
    /// `martlet.durability`: when a replica has a record.
    package enum Durability: Sendable, Equatable {
        /// It is on the replica's disk.
        case disk
        /// It is in the replica's page cache, as with Apache Kafka.
        case pageCache
    }

    package var durability = Durability.disk
    /// `replica.lag.time.max.ms`: for so long a follower may not have caught up and still be in sync.
    package var lagTimeMax: Duration = .seconds(30)
    /// The followers ask OffsetForLeaderEpoch before they fetch: their leader does not name diverging epochs
    /// in its answers (Fetch before version 12).
    package var asksEpochs = false
    /// One of these that is broken: the simulator's tests see to it that it is found out.
    package var broken: Rule?

    /// What a replica must do.
    package enum Rule: Sendable, Equatable {
        /// A leader commits what all have who are in sync.
        case waitsForInSync
        /// A follower takes for committed what it has itself.
        case checksHighWatermark
        /// A replica leads where metadata names its broker.
        case leadsWhereNamed
        /// A replica whose log may have lost its end hears the others before it leads.
        case hearsOthersInDoubt
    }

    package init() {}

    package init(durability: Durability) {
        self.durability = durability
    }

    /// How often a leader looks for followers that lag.
    var lagCheckInterval: Duration { lagTimeMax / 2 }
}
