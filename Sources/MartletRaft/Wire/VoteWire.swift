import MartletModel
import MartletProtocol

// Vote (key 52), versions 0 to 2. Version 1: who is asked, and directory ids (KIP-853). Version 2: pre-vote
// (KIP-996).

extension QuorumWire {
    func request(_ question: VoteQuestion) -> VoteRequest {
        VoteRequest(
            clusterId: clusterID, voterId: question.voter?.id ?? .none,
            topics: [
                .init(
                    topicName: Self.topic,
                    partitions: [
                        .init(
                            partitionIndex: Self.partition, replicaEpoch: question.epoch,
                            replicaId: question.candidate.id,
                            replicaDirectoryId: question.candidate.directory,
                            voterDirectoryId: question.voter?.directory ?? DirectoryID(.zero),
                            lastOffsetEpoch: question.lastEpoch, lastOffset: question.endOffset,
                            preVote: question.isPreVote)
                    ])
            ])
    }

    func question(_ request: VoteRequest) throws(QuorumWireError) -> VoteQuestion {
        guard isOurs(request.clusterId) else { throw QuorumWireError(.inconsistentClusterId) }
        guard request.topics.count == 1, let topic = request.topics.first, topic.topicName == Self.topic,
            topic.partitions.count == 1, let asked = topic.partitions.first,
            asked.partitionIndex == Self.partition
        else { throw QuorumWireError(.invalidRequest) }
        return VoteQuestion(
            epoch: asked.replicaEpoch,
            candidate: ReplicaKey(asked.replicaId, directory: asked.replicaDirectoryId),
            lastEpoch: asked.lastOffsetEpoch, endOffset: asked.lastOffset, isPreVote: asked.preVote,
            voter: request.voterId.ifKnown.map { ReplicaKey($0, directory: asked.voterDirectoryId) })
    }

    func response(
        to _: VoteRequest, _ reply: QuorumReply, leaderAt endpoint: VoterEndpoint?, version: Int16
    ) -> VoteResponse {
        var isGranted = false
        if case .vote(let granted) = reply.body { isGranted = granted }
        var response = VoteResponse(
            topics: [
                .init(
                    topicName: Self.topic,
                    partitions: [
                        .init(
                            partitionIndex: Self.partition, errorCode: reply.error,
                            leaderId: reply.leader ?? .none, leaderEpoch: reply.epoch, voteGranted: isGranted)
                    ])
            ])
        if version >= 1, let leader = reply.leader, let endpoint {
            response.nodeEndpoints = [.init(nodeId: leader, host: endpoint.host, port: endpoint.port)]
        }
        return response
    }

    func answer(_ response: VoteResponse) -> QuorumAnswer? {
        guard response.errorCode == .none, let found = response.topics.first?.partitions.first else {
            return nil
        }
        return QuorumAnswer(
            reply: QuorumReply(
                error: found.errorCode, epoch: found.leaderEpoch, leader: found.leaderId.ifKnown,
                body: .vote(found.voteGranted)),
            endpoints: endpoints(response.nodeEndpoints.map { ($0.nodeId, $0.host, Int32($0.port)) }))
    }

    /// Ports that cannot be are left out.
    func endpoints(_ nodes: [(id: BrokerID, host: String, port: Int32)]) -> [BrokerID: VoterEndpoint] {
        var found: [BrokerID: VoterEndpoint] = [:]
        for node in nodes where !node.host.isEmpty {
            guard let port = UInt16(exactly: node.port), node.id >= 0 else { continue }
            found[node.id] = VoterEndpoint(listener: listener, host: node.host, port: port)
        }
        return found
    }
}
