import Logging
import MartletMetadata
import MartletModel

/// What an operator is to hear of brokers, as the active controller tells it: with the lines of the brokers
/// themselves the story of a failover.
struct BrokerNews: Equatable {
    enum Event: Equatable {
        case registered, unfenced, stopping, fenced, removed
    }

    /// How many partitions have another leader now, or none.
    struct Leaders: Equatable {
        var changed = 0
        var lost = 0
    }

    private(set) var events: [(broker: BrokerID, event: Event)] = []
    private(set) var leaders = Leaders()

    static func == (left: BrokerNews, right: BrokerNews) -> Bool {
        left.leaders == right.leaders && left.events.elementsEqual(right.events, by: ==)
    }

    /// From one image to a later one, of which `change` says what is different.
    init(from old: ClusterImage, to new: ClusterImage, _ change: ImageChange) {
        for broker in change.changedBrokers.sorted() {
            if let event = Self.event(old.brokers[broker], new.brokers[broker]) {
                events.append((broker, event))
            }
        }
        guard !events.isEmpty else { return }
        for (id, partitions) in change.changedPartitions {
            for index in partitions {
                guard let before = old.partition(id, index), let after = new.partition(id, index),
                    before.leader != after.leader
                else { continue }
                if after.leader == nil { leaders.lost += 1 } else { leaders.changed += 1 }
            }
        }
    }

    private static func event(_ old: BrokerRegistration?, _ new: BrokerRegistration?) -> Event? {
        guard let new else { return old == nil ? nil : .removed }
        guard let old, old.epoch == new.epoch else { return .registered }
        if old.isFenced != new.isFenced { return new.isFenced ? .fenced : .unfenced }
        return new.isInControlledShutdown && !old.isInControlledShutdown ? .stopping : nil
    }

    func tell(_ logger: Logger) {
        for (broker, event) in events {
            var metadata: Logger.Metadata = ["broker": "\(broker)"]
            if leaders != Leaders() {
                metadata["new-leaders"] = "\(leaders.changed)"
                metadata["leaderless"] = "\(leaders.lost)"
            }
            switch event {
            case .registered: logger.info("A broker has registered", metadata: metadata)
            case .unfenced: logger.info("A broker is in service", metadata: metadata)
            case .stopping: logger.info("A broker hands over what it leads", metadata: metadata)
            case .fenced: logger.warning("A broker is fenced: others lead what it led", metadata: metadata)
            case .removed: logger.info("A broker is forgotten", metadata: metadata)
            }
        }
    }
}
