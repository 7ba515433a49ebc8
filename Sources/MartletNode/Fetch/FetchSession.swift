import MartletModel
import OrderedCollections

/// A partition as a fetch request names it: by topic id from version 13, by name before.
struct FetchTarget: Hashable, Sendable {
    var topicID: TopicID
    var topic: String
    var partition: PartitionIndex
}

/// What a client wants of one partition.
struct FetchWish: Sendable, Equatable {
    var fetchOffset: Offset
    var maxBytes: Int
    var currentLeaderEpoch: LeaderEpoch = .none
    var lastFetchedEpoch: LeaderEpoch = .none
    /// Where the log of the replica that asks starts; −1 for a consumer.
    var logStartOffset: Offset = .none
}

/// An incremental fetch session (KIP-227): the client names only what changed since its last request, and is
/// answered only for partitions that have something to say. Pure.
struct FetchSession: Sendable {
    struct Entry: Sendable {
        var wish: FetchWish
        /// What the client was last told; nil if it was told nothing or an error.
        var highWatermark: Offset?
        var logStartOffset: Offset?
    }

    /// The epoch that the next request must carry.
    var nextEpoch: Int32 = 1
    let usesTopicIDs: Bool
    /// A broker's, that copies the partitions.
    let isReplica: Bool
    var lastUsed: Duration
    private(set) var entries: OrderedDictionary<FetchTarget, Entry> = [:]

    init(usesTopicIDs: Bool, isReplica: Bool, now: Duration) {
        self.usesTopicIDs = usesTopicIDs
        self.isReplica = isReplica
        self.lastUsed = now
    }

    var wishes: [(FetchTarget, FetchWish)] {
        entries.map { ($0.key, $0.value.wish) }
    }

    /// Takes in what a request says: partitions that are new or changed, and those that are not wanted any
    /// more.
    mutating func update(_ wishes: [(FetchTarget, FetchWish)], forgetting forgotten: [FetchTarget]) {
        for target in forgotten {
            entries[target] = nil
        }
        for (target, wish) in wishes {
            var entry = entries[target] ?? Entry(wish: wish)
            // A replica that goes on elsewhere has not taken what it was told where it was: after a
            // divergence, say.
            if isReplica, entry.wish != wish { entry = Entry(wish: wish) }
            entry.wish = wish
            entries[target] = entry
        }
    }

    /// After the last epoch comes 1 again: 0 would begin a new session.
    mutating func advanceEpoch() {
        nextEpoch = nextEpoch == .max ? 1 : nextEpoch + 1
    }

    /// Whether an answer for this partition tells the client anything, and remembers it as told.
    mutating func tells(_ target: FetchTarget, _ outcome: FetchOutcome) -> Bool {
        guard var entry = entries[target] else { return false }
        let isNews =
            outcome.byteCount > 0 || outcome.errorCode != .none || outcome.divergingEpoch != nil
            || outcome.preferredReader != nil
            || entry.highWatermark != outcome.highWatermark || entry.logStartOffset != outcome.logStartOffset
        entry.highWatermark = outcome.errorCode == .none ? outcome.highWatermark : nil
        entry.logStartOffset = outcome.errorCode == .none ? outcome.logStartOffset : nil
        entries[target] = entry
        return isNews
    }

    /// Moves partitions that were just served behind the others, so that none starves when answers are full.
    mutating func moveToEnd(_ served: [FetchTarget]) {
        guard !served.isEmpty, served.count < entries.count else { return }
        let behind = Set(served)
        var reordered: OrderedDictionary<FetchTarget, Entry> = [:]
        reordered.reserveCapacity(entries.count)
        for (target, entry) in entries where !behind.contains(target) { reordered[target] = entry }
        for (target, entry) in entries where behind.contains(target) { reordered[target] = entry }
        entries = reordered
    }
}
