import MartletMetadata
import MartletModel

/// Who leads a partition: said to a client that came to the wrong broker, so that it need not ask
/// (KIP-951).
struct CurrentLeader: Sendable, Equatable {
    /// −1: nobody.
    var id: BrokerID
    var epoch: LeaderEpoch

    init(_ id: BrokerID?, _ epoch: LeaderEpoch) {
        self.id = id ?? .none
        self.epoch = epoch
    }
}

extension Shard {
    /// As metadata says.
    func currentLeader(of key: PartitionKey) -> CurrentLeader? {
        image.partition(key.topicID, key.partition).map { CurrentLeader($0.leader, $0.leaderEpoch) }
    }

    /// Where clients of this listener find these leaders.
    func endpoints(of leaders: some Sequence<BrokerID>, _ context: RequestContext) -> [BrokerEndpoint] {
        let wanted = Set(leaders)
        return image.endpoints(of: context.connection.listenerName).filter { wanted.contains($0.id) }
    }

    /// Why nothing was appended. Who leads instead is said with it.
    func refused(_ errorCode: ErrorCode, _ key: PartitionKey) -> ProduceResult {
        var result = ProduceResult(errorCode: errorCode)
        if errorCode == .notLeaderOrFollower { result.currentLeader = currentLeader(of: key) }
        return result
    }
}
