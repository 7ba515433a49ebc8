import Logging
import MartletModel
import MartletProtocol
import MartletReplication
import NIOCore

/// What a replica does that cannot be healed where it stands: others lead, and it drops its copy and fetches
/// all of it anew, once its leader does not count on it any more.
extension Shard {
    // MARK: - Handing over

    /// Others lead what is damaged here, if others are in sync. Readers find it there, and so does this
    /// replica.
    func handOver(_ replica: PartitionReplica, _ leader: PartitionLeader) {
        guard leader.replicas.isr.count > 1, let controlPlane else { return }
        let (key, epoch, number) = (replica.key, replica.leaderEpoch, nextID())
        replica.healing.waiting(number)
        controlPlane.run { plane in
            plane.handOver(key, epoch) { code in
                self.run { $0.handedOver(key, number, code) }
            }
        }
    }

    /// A follower is not to be made leader, unless nobody else can be.
    func declineLeadership(_ replica: PartitionReplica) {
        let (key, epoch) = (replica.key, replica.leaderEpoch)
        controlPlane?.run { $0.handOver(key, epoch) { _ in } }
    }

    private func handedOver(_ key: PartitionKey, _ number: UInt64, _ code: ErrorCode) {
        guard case .ready(let replica)? = partitions[key], replica.healing.isWaiting(number) else { return }
        guard code == .none else {
            return healingFailed(of: replica, "another leader is not to be had: \(code)")
        }
        logger.notice(
            "Another replica leads, as this one is damaged",
            metadata: [
                "topic": "\(replica.name.topic)", "partition": "\(replica.name.partition)",
            ])
        replica.healing.rests()
    }

    // MARK: - Copying anew

    /// The leader takes this replica out of the ISR, unless too few would stay.
    func askToLeave(_ replica: PartitionReplica) {
        guard let leader = replica.leader else { return }
        let (key, epoch, number) = (replica.key, replica.leaderEpoch, nextID())
        replica.healing.waiting(number)
        let request = LeaveInSyncReplicasRequest(
            brokerId: settings.nodeID, brokerEpoch: image.brokers[settings.nodeID]?.epoch ?? .none,
            topicId: key.topicID, partitionIndex: key.partition, leaderEpoch: epoch)
        call(request, of: leader) { shard, answer in
            shard.mayLeave(key, number, epoch, answer)
        }
    }

    private func mayLeave(
        _ key: PartitionKey, _ number: UInt64, _ epoch: LeaderEpoch, _ answer: LeaveInSyncReplicasResponse?
    ) {
        guard case .ready(let replica)? = partitions[key], replica.healing.isWaiting(number) else { return }
        // Only this leader, as long as it leads, does not take the replica back before its log is new.
        guard let answer, replica.role.isFollower, replica.leaderEpoch == epoch, replica.cut == nil else {
            return healingFailed(of: replica, "the leader does not answer, or leads no more")
        }
        switch answer.errorCode {
        case .none:
            follow(replica, .rebuildWanted(from: answer.logStartOffset))
            guard replica.cut != nil else { return healingFailed(of: replica, "the log is in use") }
            logger.notice(
                "A replica is out of the ISR, and is copied anew",
                metadata: [
                    "topic": "\(replica.name.topic)", "partition": "\(replica.name.partition)",
                    "leader": "\(replica.leader.map { "\($0)" } ?? "none")",
                    "offset": "\(answer.logStartOffset)",
                ])
            replica.isCopiedAnew = true
            replica.healing.ended()
        case .operationNotAttempted: replica.healing.rests()
        default: healingFailed(of: replica, "the leader answers \(answer.errorCode)")
        }
    }

    // MARK: - Other brokers

    /// Apart from the fetchers' connections, which must not wait behind this.
    package static let healingLane = 1_000

    /// Asks another broker something. `then` is called in a later turn, with nil where no answer came.
    func call<Body: Request>(
        _ request: Body, version: Int16 = Body.versions.upperBound, of broker: BrokerID,
        then: @escaping @Sendable (isolated Shard, Body.Response?) -> Void
    ) {
        guard let target = target(of: broker) else { return run { then($0, nil) } }
        do throws(EncodeError) {
            let frame = try request.frame(
                version: version, correlationID: Int32(truncatingIfNeeded: nextID()),
                clientID: "martlet-\(settings.nodeID)")
            environment.peers.send(
                frame, to: target.address, on: .replication(shard: index, lane: Self.healingLane),
                timeout: settings.configuration.replication.requestTimeout
            ) { result in
                let answer = (try? result.get()).flatMap { Self.decoded($0, Body.self, version) }
                self.run { then($0, answer) }
            }
        } catch {
            run { then($0, nil) }
        }
    }

    private static func decoded<Body: Request>(
        _ frame: ByteBuffer, _ type: Body.Type, _ version: Int16
    ) -> Body.Response? {
        var reader = ProtocolReader(frame)
        guard (try? ResponseHeader.decode(from: &reader, apiKey: Body.apiKey, version: version)) != nil
        else { return nil }
        return try? Body.Response(from: &reader, version: version)
    }
}
