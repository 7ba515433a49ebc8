/// How long a member of the quorum waits for what. The names are those of Kafka's `controller.quorum.…`
/// settings.
package struct QuorumTimers: Sendable, Equatable {
    /// At least this long, and at most twice, a voter waits for a leader or for votes. An election that
    /// comes to nothing doubles it for the next, up to `electionTimeoutMax`.
    package var electionTimeout: Duration = .milliseconds(1_000)
    /// How long a follower goes without a successful fetch before it looks for another leader.
    package var fetchTimeout: Duration = .milliseconds(2_000)
    /// The longest that a voter not named among a resigning leader's successors waits.
    package var electionBackoffMax: Duration = .milliseconds(1_000)
    /// Followers that lose their connections to the leader all at once stand one after the other, within
    /// this time.
    package var electionSpread: Duration = .milliseconds(150)
    package var requestTimeout: Duration = .milliseconds(2_000)
    /// Before a peer that failed is asked again; doubled for each further failure, up to 16 times.
    package var retryBackoff: Duration = .milliseconds(20)
    /// How long a leader may keep a fetch for which it has nothing new.
    package var fetchMaxWait: Duration = .milliseconds(500)

    package init() {}

    /// Without fetches from a majority for so long a leader resigns.
    var checkQuorum: Duration { fetchTimeout * 3 / 2 }
    /// A voter that has not fetched for so long is told who leads.
    var claimInterval: Duration { fetchTimeout / 2 }
    /// Disks so slow that a vote takes longer than the time-out must not keep a quorum from ever electing.
    var electionTimeoutMax: Duration { electionTimeout * 16 }
}
