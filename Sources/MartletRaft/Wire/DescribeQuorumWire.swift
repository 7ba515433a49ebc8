import MartletModel
import MartletProtocol

// DescribeQuorum (key 55), versions 0 to 2. Version 1: when a replica last fetched, and last had everything.
// Version 2: directory ids, endpoints and error messages (KIP-853).

/// What the leader knows of one replica.
package struct ReplicaProgress: Sendable, Equatable {
    package var key: ReplicaKey
    /// −1 where it has not fetched yet.
    package var endOffset: Offset
    package var lastFetch: Timestamp
    package var lastCaughtUp: Timestamp

    package init(
        key: ReplicaKey, endOffset: Offset = .none, lastFetch: Timestamp = .none,
        lastCaughtUp: Timestamp = .none
    ) {
        self.key = key
        self.endOffset = endOffset
        self.lastFetch = lastFetch
        self.lastCaughtUp = lastCaughtUp
    }
}

/// The quorum as its leader sees it.
package struct QuorumDescription: Sendable, Equatable {
    package var leader: BrokerID
    package var epoch: LeaderEpoch
    /// −1 until it is known.
    package var highWatermark: Offset
    package var voters: [ReplicaProgress]
    package var observers: [ReplicaProgress]
    /// The members with their endpoints.
    package var nodes: VoterSet
}

extension QuorumWire {
    /// A nil description: this node does not lead.
    func response(
        to request: DescribeQuorumRequest, _ description: QuorumDescription?, leader: BrokerID?,
        epoch: LeaderEpoch, version: Int16
    ) -> DescribeQuorumResponse {
        var response = DescribeQuorumResponse(errorMessage: nil)
        response.topics = request.topics.map { topic in
            .init(
                topicName: topic.topicName,
                partitions: topic.partitions.map { asked in
                    guard topic.topicName == Self.topic, asked.partitionIndex == Self.partition else {
                        return Self.failed(asked.partitionIndex, .unknownTopicOrPartition)
                    }
                    guard let description else {
                        var failed = Self.failed(asked.partitionIndex, .notLeaderOrFollower)
                        (failed.leaderId, failed.leaderEpoch) = (leader ?? .none, epoch)
                        return failed
                    }
                    return .init(
                        partitionIndex: asked.partitionIndex, errorMessage: nil,
                        leaderId: description.leader, leaderEpoch: description.epoch,
                        highWatermark: description.highWatermark,
                        currentVoters: description.voters.map { Self.state($0, version) },
                        observers: description.observers.map { Self.state($0, version) })
                })
        }
        if version >= 2, let description {
            response.nodes = description.nodes.voters.map { voter in
                .init(
                    nodeId: voter.key.id,
                    listeners: voter.endpoints.map {
                        .init(name: $0.listener, host: $0.host, port: $0.port)
                    })
            }
        }
        return response
    }

    private static func failed(
        _ partition: PartitionIndex, _ error: ErrorCode
    ) -> DescribeQuorumResponse.PartitionData {
        .init(
            partitionIndex: partition, errorCode: error, errorMessage: "\(error)", leaderId: .none,
            leaderEpoch: .none, highWatermark: .none)
    }

    /// Before version 2 there is no place for a directory.
    private static func state(
        _ progress: ReplicaProgress, _ version: Int16
    ) -> DescribeQuorumResponse.ReplicaState {
        .init(
            replicaId: progress.key.id,
            replicaDirectoryId: version >= 2 ? progress.key.directory : DirectoryID(.zero),
            logEndOffset: progress.endOffset, lastFetchTimestamp: progress.lastFetch.rawValue,
            lastCaughtUpTimestamp: progress.lastCaughtUp.rawValue)
    }

    /// What a response says of the metadata log; the error where it says nothing.
    package static func description(
        _ response: DescribeQuorumResponse
    ) -> Result<QuorumDescription, QuorumWireError> {
        guard response.errorCode == .none else { return .failure(.init(response.errorCode)) }
        guard let found = response.topics.first?.partitions.first else {
            return .failure(.init(.unknownTopicOrPartition))
        }
        guard found.errorCode == .none else { return .failure(.init(found.errorCode)) }
        func progress(_ state: DescribeQuorumResponse.ReplicaState) -> ReplicaProgress {
            ReplicaProgress(
                key: ReplicaKey(state.replicaId, directory: state.replicaDirectoryId),
                endOffset: state.logEndOffset, lastFetch: Timestamp(state.lastFetchTimestamp),
                lastCaughtUp: Timestamp(state.lastCaughtUpTimestamp))
        }
        var seen: Set<BrokerID> = []
        let nodes = response.nodes.filter { seen.insert($0.nodeId).inserted }.map { node in
            Voter(
                key: ReplicaKey(node.nodeId),
                endpoints: node.listeners.map {
                    VoterEndpoint(listener: $0.name, host: $0.host, port: $0.port)
                })
        }
        return .success(
            QuorumDescription(
                leader: found.leaderId, epoch: found.leaderEpoch, highWatermark: found.highWatermark,
                voters: found.currentVoters.map(progress), observers: found.observers.map(progress),
                nodes: VoterSet(nodes)))
    }
}
