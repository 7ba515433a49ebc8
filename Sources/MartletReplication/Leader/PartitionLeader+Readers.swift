import MartletModel

/// What others want to know of the replicas.
extension PartitionLeader {
    /// Whom a consumer in `rack` should read from at `offset`: a replica in its rack that has it, the leader
    /// if that is one, else the one that has most. Nil: the leader serves it (KIP-392, with
    /// `replica.selector.class` set to Kafka's rack-aware one).
    package func preferredReader(inRack rack: String, at offset: Offset) -> BrokerID? {
        guard !hasEnded, !rack.isEmpty, brokers[broker]?.rack != rack else { return nil }
        var best: FollowerProgress?
        for follower in followers where isReadable(follower, at: offset) {
            guard brokers[follower.broker]?.rack == rack else { continue }
            if let found = best?.logEndOffset, let end = follower.logEndOffset, found >= end { continue }
            best = follower
        }
        return best?.broker
    }

    private func isReadable(_ follower: FollowerProgress, at offset: Offset) -> Bool {
        guard replicas.isr.contains(follower.broker), brokers[follower.broker]?.isActive == true,
            let end = follower.logEndOffset, let start = follower.logStartOffset
        else { return false }
        return start <= offset && offset <= end
    }

    /// Below this all replicas that are alive have deleted their records: what DeleteRecords answers. Nil
    /// while one of them has not told its log start yet.
    package var lowWatermark: Offset? {
        var low = log.startOffset
        for follower in followers where brokers[follower.broker]?.isActive == true {
            guard let start = follower.logStartOffset else { return nil }
            low = min(low, start)
        }
        return low
    }
}
