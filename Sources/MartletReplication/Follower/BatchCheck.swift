import MartletModel

/// Judges what a leader sent before any of it is written. Batches are taken unchanged, so that their places
/// must be right: one after the other from the log's end on, epochs never going back.
struct BatchCheck: Sendable, Equatable {
    /// How many of the batches can be appended.
    var count = 0
    /// The empty log has to begin here first: the leader's log starts inside this batch.
    var restart: Offset?
    /// The next batch has no place in this log.
    var isWrong = false

    init(_ batches: [FetchedBatch], after log: ReplicaLog, in leaderEpoch: LeaderEpoch) {
        var end = log.endOffset
        var epoch = log.epochs.latestEpoch ?? LeaderEpoch.none
        for batch in batches {
            // The leader of a later epoch wrote it: it answered a question to its predecessor
            // (KAFKA-18723). In the epoch in which it leads it will send this again.
            if batch.epoch > leaderEpoch { return }
            let isInOrder = batch.nextOffset > batch.baseOffset && batch.nextOffset > end
            guard isInOrder, batch.epoch == .none || batch.epoch >= epoch else {
                isWrong = true
                return
            }
            if batch.baseOffset < end {
                guard count == 0, log.isEmpty, batch.baseOffset >= 0 else {
                    isWrong = true
                    return
                }
                restart = batch.baseOffset
            }
            count += 1
            end = batch.nextOffset
            if batch.epoch != .none { epoch = batch.epoch }
        }
    }
}
