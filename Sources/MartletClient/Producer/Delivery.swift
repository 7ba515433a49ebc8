import MartletModel
import Synchronization

/// The acknowledgement to come of one record.
public struct Delivery: Sendable {
    let completion: BatchCompletion
    let index: Int

    /// Waits until the record is acknowledged, as far as the producer's `acknowledgement` asks, or has failed
    /// for good.
    public func acknowledgement() async throws(ClientError) -> RecordMetadata {
        let result = try await completion.value().get()
        return RecordMetadata(
            partition: completion.partition,
            offset: result.baseOffset.map { $0 + Int64(index) },
            logAppendTime: result.logAppendTime)
    }
}

/// What becomes of a batch: set once, read by as many as sent its records.
package final class BatchCompletion: Sendable {
    package struct Success: Sendable, Equatable {
        package var baseOffset: Offset?
        package var logAppendTime: Timestamp?

        package init(baseOffset: Offset? = nil, logAppendTime: Timestamp? = nil) {
            self.baseOffset = baseOffset
            self.logAppendTime = logAppendTime
        }
    }

    package typealias Outcome = Result<Success, ClientError>

    private struct State: Sendable {
        var outcome: Outcome?
        var waiting: [CheckedContinuation<Outcome, Never>] = []
    }

    package let partition: TopicPartition
    private let state = Mutex(State())

    package init(partition: TopicPartition) {
        self.partition = partition
    }

    /// Nil until the batch is done.
    package var outcome: Outcome? {
        state.withLock { $0.outcome }
    }

    package func complete(_ outcome: Outcome) {
        let waiting: [CheckedContinuation<Outcome, Never>] = state.withLock { state in
            precondition(state.outcome == nil, "a batch is completed once")
            state.outcome = outcome
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }

    package func value() async -> Outcome {
        await withCheckedContinuation { continuation in
            let outcome: Outcome? = state.withLock { state in
                if state.outcome == nil { state.waiting.append(continuation) }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }
}
