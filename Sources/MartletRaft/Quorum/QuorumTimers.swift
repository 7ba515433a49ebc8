/// How long a member of the quorum waits for what. The names are those of Kafka's `controller.quorum.…`
/// settings.
///
/// The defaults are shorter than Kafka's. None of them can do harm to what is committed; what they may cost
/// is leaders that are given up without need. Where everything goes wrong at once the simulator counts a
/// third more leaders than with Kafka's timers, and all quorums have one again in half of the time that is
/// asked for. They can be shorter as a leader here is not silent for a collection of garbage or a slow disk,
/// because a follower that gives up a leader asks first whether others would (KIP-996), and because elections
/// that come to nothing wait ever longer.
package struct QuorumTimers: Sendable, Equatable {
    /// At least this long, and at most twice, a voter waits for a leader or for votes. An election that
    /// comes to nothing doubles it for the next, up to `electionTimeoutMax`.
    ///
    /// Kafka's is 1 s. A round of votes takes two messages and two small writes: a few milliseconds, or some
    /// hundred on a disk in distress. Two that stood at the same time are the only ones who wait so long.
    package var electionTimeout: Duration = .milliseconds(300)
    /// How long a follower goes without a successful fetch before it looks for another leader.
    ///
    /// Kafka's is 2 s. It is waited for only where a leader vanishes with its machine: a process that dies
    /// breaks its connections, and a leader that is stopped says so.
    package var fetchTimeout: Duration = .milliseconds(1_000)
    /// The longest that a voter not named among a resigning leader's successors waits.
    package var electionBackoffMax: Duration = .milliseconds(1_000)
    /// Followers that lose their connections to the leader all at once stand one after the other, within
    /// this time: long against a round of votes, so that the first has won before the next stands.
    package var electionSpread: Duration = .milliseconds(150)
    /// Kafka's is 2 s. No longer than `fetchTimeout`, so that observers, too, look for another leader then.
    package var requestTimeout: Duration = .milliseconds(1_000)
    /// Before a peer that failed is asked again; doubled for each further failure, up to 16 times.
    package var retryBackoff: Duration = .milliseconds(20)
    /// How long a leader may keep a fetch for which it has nothing new; at most half of `fetchTimeout`.
    /// Kafka's is 500 ms.
    package var fetchMaxWait: Duration = .milliseconds(300)

    package init() {}

    /// Without fetches from a majority for so long a leader resigns.
    var checkQuorum: Duration { fetchTimeout * 3 / 2 }
    /// A voter that has not fetched for so long is told who leads.
    var claimInterval: Duration { fetchTimeout / 2 }
    /// Disks so slow that a vote takes longer than the time-out must not keep a quorum from ever electing.
    var electionTimeoutMax: Duration { electionTimeout * 16 }
}
