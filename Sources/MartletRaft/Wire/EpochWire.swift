import MartletModel
import MartletProtocol

// BeginQuorumEpoch (key 53) and EndQuorumEpoch (key 54), versions 0 and 1. Version 1: who is asked, directory
// ids and the leader's endpoints (KIP-853).

extension QuorumWire {
    func request(_ claim: EpochClaim) -> BeginQuorumEpochRequest {
        BeginQuorumEpochRequest(
            clusterId: clusterID, voterId: claim.voter?.id ?? .none,
            topics: [
                .init(
                    topicName: Self.topic,
                    partitions: [
                        .init(
                            partitionIndex: Self.partition,
                            voterDirectoryId: claim.voter?.directory ?? DirectoryID(.zero),
                            leaderId: claim.leader, leaderEpoch: claim.epoch)
                    ])
            ],
            leaderEndpoints: endpoints.map { .init(name: $0.listener, host: $0.host, port: $0.port) })
    }

    /// With where the leader says that it can be reached.
    func claim(
        _ request: BeginQuorumEpochRequest
    ) throws(QuorumWireError) -> (EpochClaim, [VoterEndpoint]) {
        guard isOurs(request.clusterId) else { throw QuorumWireError(.inconsistentClusterId) }
        guard request.topics.count == 1, let topic = request.topics.first, topic.topicName == Self.topic,
            topic.partitions.count == 1, let said = topic.partitions.first,
            said.partitionIndex == Self.partition
        else { throw QuorumWireError(.invalidRequest) }
        let claim = EpochClaim(
            epoch: said.leaderEpoch, leader: said.leaderId,
            voter: request.voterId.ifKnown.map { ReplicaKey($0, directory: said.voterDirectoryId) })
        return (
            claim,
            request.leaderEndpoints.map { VoterEndpoint(listener: $0.name, host: $0.host, port: $0.port) }
        )
    }

    func response(
        to _: BeginQuorumEpochRequest, _ reply: QuorumReply, leaderAt endpoint: VoterEndpoint?,
        version: Int16
    ) -> BeginQuorumEpochResponse {
        var response = BeginQuorumEpochResponse(
            topics: [
                .init(
                    topicName: Self.topic,
                    partitions: [
                        .init(
                            partitionIndex: Self.partition, errorCode: reply.error,
                            leaderId: reply.leader ?? .none, leaderEpoch: reply.epoch)
                    ])
            ])
        if version >= 1, let leader = reply.leader, let endpoint {
            response.nodeEndpoints = [.init(nodeId: leader, host: endpoint.host, port: endpoint.port)]
        }
        return response
    }

    func answer(_ response: BeginQuorumEpochResponse) -> QuorumAnswer? {
        guard response.errorCode == .none, let found = response.topics.first?.partitions.first else {
            return nil
        }
        return QuorumAnswer(
            reply: QuorumReply(
                error: found.errorCode, epoch: found.leaderEpoch, leader: found.leaderId.ifKnown),
            endpoints: endpoints(response.nodeEndpoints.map { ($0.nodeId, $0.host, Int32($0.port)) }))
    }

    // MARK: - EndQuorumEpoch

    /// `voters`: for the directories of the successors.
    func request(_ farewell: Resignation, voters: VoterSet) -> EndQuorumEpochRequest {
        EndQuorumEpochRequest(
            clusterId: clusterID,
            topics: [
                .init(
                    topicName: Self.topic,
                    partitions: [
                        .init(
                            partitionIndex: Self.partition, leaderId: farewell.leader,
                            leaderEpoch: farewell.epoch,
                            preferredSuccessors: farewell.preferredSuccessors,
                            preferredCandidates: farewell.preferredSuccessors.map { id in
                                .init(
                                    candidateId: id,
                                    candidateDirectoryId: voters[id]?.key.directory ?? DirectoryID(.zero))
                            })
                    ])
            ],
            leaderEndpoints: endpoints.map { .init(name: $0.listener, host: $0.host, port: $0.port) })
    }

    func resignation(
        _ request: EndQuorumEpochRequest
    ) throws(QuorumWireError) -> (Resignation, [VoterEndpoint]) {
        guard isOurs(request.clusterId) else { throw QuorumWireError(.inconsistentClusterId) }
        guard request.topics.count == 1, let topic = request.topics.first, topic.topicName == Self.topic,
            topic.partitions.count == 1, let said = topic.partitions.first,
            said.partitionIndex == Self.partition
        else { throw QuorumWireError(.invalidRequest) }
        let candidates = said.preferredCandidates.map(\.candidateId)
        let resignation = Resignation(
            epoch: said.leaderEpoch, leader: said.leaderId,
            preferredSuccessors: candidates.isEmpty ? said.preferredSuccessors : candidates)
        return (
            resignation,
            request.leaderEndpoints.map { VoterEndpoint(listener: $0.name, host: $0.host, port: $0.port) }
        )
    }

    func response(
        to _: EndQuorumEpochRequest, _ reply: QuorumReply, leaderAt endpoint: VoterEndpoint?, version: Int16
    ) -> EndQuorumEpochResponse {
        var response = EndQuorumEpochResponse(
            topics: [
                .init(
                    topicName: Self.topic,
                    partitions: [
                        .init(
                            partitionIndex: Self.partition, errorCode: reply.error,
                            leaderId: reply.leader ?? .none, leaderEpoch: reply.epoch)
                    ])
            ])
        if version >= 1, let leader = reply.leader, let endpoint {
            response.nodeEndpoints = [.init(nodeId: leader, host: endpoint.host, port: endpoint.port)]
        }
        return response
    }

    func answer(_ response: EndQuorumEpochResponse) -> QuorumAnswer? {
        guard response.errorCode == .none, let found = response.topics.first?.partitions.first else {
            return nil
        }
        return QuorumAnswer(
            reply: QuorumReply(
                error: found.errorCode, epoch: found.leaderEpoch, leader: found.leaderId.ifKnown),
            endpoints: endpoints(response.nodeEndpoints.map { ($0.nodeId, $0.host, Int32($0.port)) }))
    }
}
