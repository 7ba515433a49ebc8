import DequeModule
import MartletCoordination
import MartletModel
import MartletStorage

/// A partition of `__consumer_offsets` that this broker leads, and the coordinator of its groups. Confined to
/// the shard that owns the partition.
///
/// Legal transitions of `state`: loading → active | failed; failed → loading.
final class CoordinatedPartition {
    enum State {
        /// Its log is being read.
        case loading
        /// `coordinator` is there.
        case active
        /// The log cannot be read, or not be understood.
        case failed
    }

    let key: PartitionKey
    /// In which the broker leads it.
    let epoch: LeaderEpoch
    /// Tells it from an earlier coordinator of the same partition.
    let id: UInt64
    var state = State.loading
    var coordinator: GroupCoordinator?
    /// Who waits for the coordinator.
    var calls: [CallID: CoordinatorReceiver] = [:]
    var lastCall: CallID = 0
    /// What the coordinator wants done, in order.
    var outputs: Deque<GroupCoordinator.Effect> = []
    var isPerforming = false
    var timer: (due: Duration, work: any ScheduledWork)?
    /// They went while the log was being read.
    var removedTopics: [GroupCoordinator.RemovedTopic] = []

    init(key: PartitionKey, epoch: LeaderEpoch, id: UInt64) {
        self.key = key
        self.epoch = epoch
        self.id = id
    }
}

/// Gets the coordinator's answer, on the shard that owns the partition.
typealias CoordinatorReceiver = @Sendable (isolated Shard, GroupReply) -> Void
