import MartletModel
import MartletStorage

@testable import MartletReplication

/// A follower, and its inputs one after the other.
struct FollowerFixture {
    typealias Input = PartitionFollower.Input
    typealias Effect = PartitionFollower.Effect

    var follower: PartitionFollower

    init(
        durability: ReplicationRules.Durability = .pageCache, start: Offset = 0, end: Offset = 0,
        durableEnd: Offset? = nil, highWatermark: Offset = 0,
        epochs: [(epoch: LeaderEpoch, start: Offset)] = [], asksEpochs: Bool = false,
        isInDoubt: Bool = false
    ) {
        var cache = LeaderEpochCache()
        for entry in epochs { _ = cache.assign(entry.epoch, at: entry.start) }
        var rules = ReplicationRules(durability: durability)
        rules.asksEpochs = asksEpochs
        follower = PartitionFollower(
            rules: rules,
            log: ReplicaLog(
                startOffset: start, endOffset: end, durableEndOffset: durableEnd, epochs: cache),
            highWatermark: highWatermark, isInDoubt: isInDoubt)
    }

    mutating func steps(_ inputs: Input...) -> [Effect] {
        var effects: [Effect] = []
        for input in inputs { follower.step(input, effects: &effects) }
        return effects
    }

    /// The leader answers what was asked last.
    mutating func answer(_ answer: FollowerAnswer) -> [Effect] {
        guard let question = follower.openQuestion else { return [] }
        return steps(.answered(question, answer))
    }

    static func fetch(
        _ offset: Offset, last: LeaderEpoch = .none, start: Offset = 0, in epoch: LeaderEpoch = 5,
        isRetry: Bool = false
    ) -> Effect {
        ask(.fetch(offset: offset, lastEpoch: last, logStart: start), in: epoch, isRetry: isRetry)
    }

    static func ask(
        _ kind: FollowerQuestion.Kind, in epoch: LeaderEpoch = 5, isRetry: Bool = false
    ) -> Effect {
        .ask(FollowerQuestion(leaderEpoch: epoch, kind), isRetry: isRetry)
    }

    static func records(
        _ batches: [FetchedBatch], highWatermark: Offset = 0, logStart: Offset = 0, isDamaged: Bool = false
    ) -> FollowerAnswer {
        .fetched(
            FetchedPartition(
                bytes: 9, highWatermark: highWatermark, logStartOffset: logStart, batches: batches,
                isDamaged: isDamaged))
    }

    static func diverging(_ epoch: LeaderEpoch, _ end: Offset) -> FollowerAnswer {
        .fetched(
            FetchedPartition(
                highWatermark: 0, divergingEpoch: EpochEnd(epoch: epoch, endOffset: end)))
    }

    static func batch(_ base: Offset, _ next: Offset, _ epoch: LeaderEpoch = 5) -> FetchedBatch {
        FetchedBatch(baseOffset: base, nextOffset: next, epoch: epoch)
    }
}
