import MartletMetadata
import MartletModel
import MartletProtocol

extension ControlPlane {
    /// A leader on one of the shards wants another broker to lead the partition, `successor` if it is not −1:
    /// then this one leaves the ISR, as its log may lack what that one has. `done` gets what the active
    /// controller says, or REQUEST_TIMED_OUT where it says nothing.
    func handOver(
        _ key: PartitionKey, _ leaderEpoch: LeaderEpoch, to successor: BrokerID = .none,
        done: @escaping @Sendable (ErrorCode) -> Void
    ) {
        guard !hasLeft, let epoch = broker?.lifecycle.epoch else { return done(.brokerNotAvailable) }
        let request = HandOverLeadershipRequest(
            brokerId: settings.nodeID, brokerEpoch: epoch,
            topics: [
                .init(
                    topicId: key.topicID,
                    partitions: [
                        .init(
                            partitionIndex: key.partition, leaderEpoch: leaderEpoch, successor: successor)
                    ])
            ])
        let version = HandOverLeadershipRequest.versions.upperBound
        ask(.decide(.handOverLeadership(request)), version: version, .own) { answer in
            let response = answer as? HandOverLeadershipResponse
            let code = response.flatMap { $0.errorCode == .none ? $0.topics.first : nil }?.partitions.first?
                .errorCode
            done(code ?? response?.errorCode ?? .requestTimedOut)
        }
    }
}
