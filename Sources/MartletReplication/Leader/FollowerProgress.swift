import MartletModel

/// A replica's fetch, as far as its leader's state is concerned.
package struct FollowerFetch: Sendable, Equatable {
    package var broker: BrokerID
    /// The registration with which it fetches; −1: it does not say.
    package var brokerEpoch: BrokerEpoch
    /// It has everything below; with `martlet.durability=disk`, on its disk.
    package var offset: Offset
    package var logStartOffset: Offset
    /// That of its last record; −1: it has none, or does not say.
    package var lastEpoch: LeaderEpoch

    package init(
        by broker: BrokerID, epoch: BrokerEpoch = .none, from offset: Offset, logStartOffset: Offset = 0,
        lastEpoch: LeaderEpoch = .none
    ) {
        self.broker = broker
        self.brokerEpoch = epoch
        self.offset = offset
        self.logStartOffset = logStartOffset
        self.lastEpoch = lastEpoch
    }
}

/// What the leader knows of one follower, from its fetches.
package struct FollowerProgress: Sendable, Equatable {
    package let broker: BrokerID
    /// It has everything below; nil until its first fetch.
    package private(set) var logEndOffset: Offset?
    package private(set) var logStartOffset: Offset?
    /// The registration with which it fetched last; −1 where it has not, or did not say.
    package private(set) var brokerEpoch = BrokerEpoch.none
    /// When it last had everything that the leader had; nil: never.
    package private(set) var lastCaughtUp: Duration?
    /// It is going to drop its log; until it has, what it fetches tells nothing of what it will have.
    package private(set) var leave: Leave?
    /// It has fetched since it left the ISR last: that it had enough before does not say that it is there.
    private(set) var hasFetched = false
    private var lastFetch: Duration?
    /// Where the leader's log ended then.
    private var leaderEndAtLastFetch: Offset?

    package struct Leave: Sendable, Equatable {
        /// Of the registration that said so. A later one knows nothing of it.
        var brokerEpoch: BrokerEpoch
        /// Once it fetches from here, or from before, its log is new.
        package var logStart: Offset
    }

    init(_ broker: BrokerID, isInSync: Bool, now: Duration) {
        self.broker = broker
        lastCaughtUp = isInSync ? now : nil
    }

    /// A follower that keeps up with a busy leader never sees its end: it has caught up to where that was at
    /// the fetch before.
    mutating func fetched(_ fetch: FollowerFetch, leaderEnd: Offset, now: Duration) {
        if let leave {
            guard fetch.offset <= leave.logStart || fetch.brokerEpoch > leave.brokerEpoch else {
                // As long as it is in the ISR it counts.
                logEndOffset = fetch.offset
                return
            }
            self.leave = nil
        }
        if fetch.offset >= leaderEnd {
            lastCaughtUp = now
        } else if let before = leaderEndAtLastFetch, fetch.offset >= before, let lastFetch {
            lastCaughtUp = max(lastCaughtUp ?? lastFetch, lastFetch)
        }
        logEndOffset = fetch.offset
        logStartOffset = fetch.logStartOffset
        brokerEpoch = fetch.brokerEpoch
        hasFetched = true
        lastFetch = now
        leaderEndAtLastFetch = leaderEnd
    }

    mutating func leaves(_ leave: Leave) {
        self.leave = leave
        lastCaughtUp = nil
        hasFetched = false
        lastFetch = nil
        leaderEndAtLastFetch = nil
    }

    mutating func leftISR() {
        hasFetched = false
    }

    /// The leader begins another epoch: what the follower has it has still, but its time begins anew.
    mutating func beganEpoch(isInSync: Bool, now: Duration) {
        lastCaughtUp = isInSync ? now : nil
    }

    func isCaughtUp(with leaderEnd: Offset, within lag: Duration, now: Duration) -> Bool {
        if logEndOffset == leaderEnd { return true }
        return lastCaughtUp.map { now - $0 <= lag } ?? false
    }
}
