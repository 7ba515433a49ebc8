import MartletModel
import MartletStorage
import Synchronization

/// What a job in the background does.
package enum BackgroundKind: String, Sendable {
    case compaction, recompression, scrubbing, retention, healing

    /// Whether a job that met an error would meet it again: the same segments are read first.
    var isGivenUpAfterFailure: Bool {
        switch self {
        case .compaction, .recompression: true
        case .scrubbing, .retention, .healing: false
        }
    }
}

/// How a job ended.
package enum BackgroundJobEnd: Sendable, Equatable {
    case completed
    /// When it was to begin, there was nothing to do, or the partition was not in service.
    case nothingToDo
    /// It was not wanted any more: its partition was deleted, say, or the node stopped.
    case cancelled
    /// The disk refused, or holds what it must not.
    case failed
}

/// One kind of job: planned and finished by the shard that owns the log, run by another thread.
protocol BackgroundWork: Sendable {
    associatedtype Job: Sendable
    associatedtype Outcome: Sendable

    var kind: BackgroundKind { get }
    /// Whether it takes but a moment, and somebody waits for it.
    var isShort: Bool { get }

    /// What there is to do, with all that the job needs of the log; nil if nothing is. Does not wait for the
    /// disk.
    func plan(_ replica: PartitionReplica, now: Timestamp) throws(StorageError) -> Job?
    /// Does it. Nil if the pace said that it is not wanted any more; then, and after an error, it leaves no
    /// trace.
    func run(_ job: Job, pace: any IOPace) throws(StorageError) -> Outcome?
    /// Makes the outcome part of the log.
    func finish(_ job: Job, _ outcome: Outcome, of replica: PartitionReplica, on shard: isolated Shard)
    /// Gives back what the job held of the log.
    func abandon(_ job: Job, of replica: PartitionReplica, on shard: isolated Shard)
}

extension BackgroundWork {
    var isShort: Bool { false }
}

/// A job under way for a partition of this shard.
struct RunningJob {
    var replica: PartitionReplica
    var wish: JobWish
}

/// Whether a job is still wanted: the shard says so, the job's thread looks.
final class JobWish: Sendable {
    private let cancelled = Atomic(false)

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func cancel() {
        cancelled.store(true, ordering: .relaxed)
    }
}

/// The pace of one job: at the rate of its kind, if it has one, until it is not wanted any more.
struct JobPace: IOPace {
    var wish: JobWish
    var throttle: IOThrottle?

    func moved(byteCount: Int) -> Bool {
        throttle?.moved(byteCount, while: { !wish.isCancelled })
        return !wish.isCancelled
    }
}
