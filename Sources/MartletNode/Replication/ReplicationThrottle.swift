import MartletMetadata
import MartletModel
import MartletReplication
import MartletStorage
import Synchronization

/// The rates at which a broker copies throttled replicas to others and from others, of all its shards
/// together (KIP-73), and at which it heals what is damaged. Touched for such replicas only, and only while
/// they are not in sync, or heal.
final class ReplicationThrottle: Sendable {
    enum Side: Sendable {
        /// `leader.replication.throttled.rate`: what others copy from here.
        case leader
        /// `follower.replication.throttled.rate`: what is copied from others.
        case follower
        /// `martlet.healing.bytes.per.second`: what is copied from others in the place of what is damaged,
        /// and written anew with it.
        case healing
    }

    private struct Quotas: Sendable {
        var leader = ReplicationQuota()
        var follower = ReplicationQuota()
        var healing = ReplicationQuota()

        subscript(side: Side) -> ReplicationQuota {
            get {
                switch side {
                case .leader: leader
                case .follower: follower
                case .healing: healing
                }
            }
            set {
                switch side {
                case .leader: leader = newValue
                case .follower: follower = newValue
                case .healing: healing = newValue
                }
            }
        }
    }

    private let quotas = Mutex(Quotas())

    func step(_ input: ReplicationQuota.Input, _ side: Side, now: Duration) {
        quotas.withLock { $0[side].step(input, now: now) }
    }

    /// How long nothing more is to be copied, and how much at a time then.
    func room(_ side: Side, now: Duration) -> (pause: Duration, portionBytes: Int) {
        quotas.withLock { ($0[side].pause(now: now), $0[side].portionBytes) }
    }
}

/// On which sides this broker's replica of a partition is throttled.
struct ThrottledSides: Equatable {
    var leader = false
    var follower = false
}

extension Shard {
    /// Metadata may say otherwise of who is throttled, and how much.
    func rethrottle(_ change: ImageChange) {
        var changed: [PartitionReplica] = []
        if change.hasBrokerConfigChange || change.isFirst {
            let now = environment.clock.uptime()
            let rates = sources.throttledRates
            throttle.step(.rateChanged(rates.leader), .leader, now: now)
            throttle.step(.rateChanged(rates.follower), .follower, now: now)
            throttle.step(.rateChanged(sources.healingRate), .healing, now: now)
            changed = readyReplicas { $0.throttled.follower || $0.isCopiedAnew }
        }
        for topic in change.changedTopics.sorted().compactMap({ image.topic($0) }) {
            let lists = ThrottledLists(image.configs(of: .topic(topic.name)))
            for partition in ownPartitions(of: topic) {
                guard case .ready(let replica)? = partitions[partition.key] else { continue }
                let sides = lists.sides(of: replica.key.partition, on: settings.nodeID)
                if replica.throttled.follower, !sides.follower { changed.append(replica) }
                replica.throttled = sides
            }
        }
        // What they wait for may have become less.
        for replica in changed where replica.isPausedByThrottle {
            guard case .follower(let follower) = replica.role, let question = follower.openQuestion else {
                continue
            }
            withdraw(replica)
            ask(question, isRetry: false, for: replica)
        }
    }

    /// A replica that has just come into service.
    func throttle(_ replica: PartitionReplica) {
        let lists = ThrottledLists(image.configs(of: .topic(replica.name.topic)))
        replica.throttled = lists.sides(of: replica.key.partition, on: settings.nodeID)
    }

    // MARK: - The leader's side

    /// Whether what this broker copies from here counts, and how much it gets. Who is in sync is never held
    /// back: producers would be.
    func throttled(_ replica: PartitionReplica, by broker: BrokerID) -> (pause: Duration, portionBytes: Int)?
    {
        guard replica.throttled.leader, case .leader(let leader) = replica.role,
            !leader.replicas.isr.contains(broker)
        else { return nil }
        return throttle.room(.leader, now: environment.clock.uptime())
    }

    /// An answer leaves.
    func countThrottled(_ outcomes: [FetchOutcome]) {
        let byteCount = outcomes.reduce(0) { $0 + ($1.isThrottled ? $1.byteCount : 0) }
        if byteCount > 0 {
            throttle.step(.copied(byteCount: byteCount), .leader, now: environment.clock.uptime())
        }
    }

    // MARK: - The follower's side

    /// How long the follower is to wait before it fetches on.
    func throttlePause(_ question: FollowerQuestion, of replica: PartitionReplica) -> Duration {
        guard question.isFetch else { return .zero }
        let now = environment.clock.uptime()
        return throttledSides(of: replica).map { throttle.room($0, now: now).pause }.max() ?? .zero
    }

    /// A leader's records have come.
    func countThrottled(_ batches: ReplicatedBatches, for replica: PartitionReplica) {
        for side in throttledSides(of: replica) {
            let byteCount = batches.byteCount(ofFirst: batches.batches.count)
            throttle.step(.copied(byteCount: byteCount), side, now: environment.clock.uptime())
        }
    }

    private func throttledSides(of replica: PartitionReplica) -> [ReplicationThrottle.Side] {
        (isThrottledFollower(replica) ? [.follower] : []) + (replica.isCopiedAnew ? [.healing] : [])
    }

    private func isThrottledFollower(_ replica: PartitionReplica) -> Bool {
        guard replica.throttled.follower,
            let partition = image.partition(replica.key.topicID, replica.key.partition)
        else { return false }
        return !partition.isr.contains(settings.nodeID)
    }
}

/// The replicas of one topic that are throttled.
private struct ThrottledLists {
    private let leaders: ThrottledReplicas
    private let followers: ThrottledReplicas

    init(_ configs: [String: String]) {
        func replicas(_ side: String) -> ThrottledReplicas {
            let text = configs["\(side).replication.throttled.replicas"] ?? ""
            return text.isEmpty ? .none : ThrottledReplicas(ConfigDefinition.elements(of: text))
        }
        leaders = replicas("leader")
        followers = replicas("follower")
    }

    func sides(of partition: PartitionIndex, on broker: BrokerID) -> ThrottledSides {
        ThrottledSides(
            leader: leaders.contains(partition, on: broker),
            follower: followers.contains(partition, on: broker))
    }
}
