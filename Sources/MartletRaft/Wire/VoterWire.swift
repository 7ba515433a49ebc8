import MartletModel
import MartletProtocol

// AddRaftVoter (key 80, versions 0 and 1: an answer before the commit), RemoveRaftVoter (key 81) and
// UpdateRaftVoter (key 82), KIP-853; and ApiVersions, with which a leader asks what a newcomer supports.

extension QuorumWire {
    /// The feature whose levels are the versions of the quorum's own protocol.
    package static let versionFeature = "kraft.version"

    // MARK: - Requests

    func addition(_ voter: Voter, answersEarly: Bool, timeout: Duration) -> AddRaftVoterRequest {
        AddRaftVoterRequest(
            clusterId: clusterID, timeoutMs: timeout.wholeMilliseconds, voterId: voter.key.id,
            voterDirectoryId: voter.key.directory,
            listeners: voter.endpoints.map { .init(name: $0.listener, host: $0.host, port: $0.port) },
            ackWhenCommitted: !answersEarly)
    }

    func removal(_ key: ReplicaKey) -> RemoveRaftVoterRequest {
        RemoveRaftVoterRequest(clusterId: clusterID, voterId: key.id, voterDirectoryId: key.directory)
    }

    func update(_ voter: Voter, epoch: LeaderEpoch) -> UpdateRaftVoterRequest {
        UpdateRaftVoterRequest(
            clusterId: clusterID, currentLeaderEpoch: epoch, voterId: voter.key.id,
            voterDirectoryId: voter.key.directory,
            listeners: voter.endpoints.map { .init(name: $0.listener, host: $0.host, port: $0.port) },
            kRaftVersionFeature: .init(
                minSupportedVersion: voter.supportedVersions.lowerBound,
                maxSupportedVersion: voter.supportedVersions.upperBound))
    }

    func change(_ request: AddRaftVoterRequest) throws(QuorumWireError) -> VoterChange {
        guard isOurs(request.clusterId) else { throw QuorumWireError(.inconsistentClusterId) }
        var endpoints = request.listeners.map {
            VoterEndpoint(listener: $0.name, host: $0.host, port: $0.port)
        }
        // The members talk on this one.
        guard request.voterId >= 0, let index = endpoints.firstIndex(where: { $0.listener == listener })
        else { throw QuorumWireError(.invalidRequest) }
        endpoints.swapAt(0, index)
        let key = ReplicaKey(request.voterId, directory: request.voterDirectoryId)
        return .add(
            Voter(key: key, endpoints: endpoints), answersEarly: !request.ackWhenCommitted)
    }

    func change(_ request: RemoveRaftVoterRequest) throws(QuorumWireError) -> VoterChange {
        guard isOurs(request.clusterId) else { throw QuorumWireError(.inconsistentClusterId) }
        return .remove(ReplicaKey(request.voterId, directory: request.voterDirectoryId))
    }

    func change(_ request: UpdateRaftVoterRequest) throws(QuorumWireError) -> VoterChange {
        guard isOurs(request.clusterId) else { throw QuorumWireError(.inconsistentClusterId) }
        let versions = request.kRaftVersionFeature
        guard versions.minSupportedVersion <= versions.maxSupportedVersion else {
            throw QuorumWireError(.invalidRequest)
        }
        return .update(
            Voter(
                key: ReplicaKey(request.voterId, directory: request.voterDirectoryId),
                endpoints: request.listeners.map {
                    VoterEndpoint(listener: $0.name, host: $0.host, port: $0.port)
                },
                supportedVersions: versions.minSupportedVersion...versions.maxSupportedVersion))
    }

    // MARK: - Responses

    func response(to _: AddRaftVoterRequest, _ error: ErrorCode) -> AddRaftVoterResponse {
        AddRaftVoterResponse(errorCode: error, errorMessage: Self.message(error))
    }

    func response(to _: RemoveRaftVoterRequest, _ error: ErrorCode) -> RemoveRaftVoterResponse {
        RemoveRaftVoterResponse(errorCode: error, errorMessage: Self.message(error))
    }

    func response(
        to _: UpdateRaftVoterRequest, _ reply: QuorumReply, leaderAt endpoint: VoterEndpoint?
    ) -> UpdateRaftVoterResponse {
        var response = UpdateRaftVoterResponse(errorCode: reply.error)
        response.currentLeader = .init(
            leaderId: reply.leader ?? .none, leaderEpoch: reply.epoch, host: endpoint?.host ?? "",
            port: Int32(endpoint?.port ?? 0))
        return response
    }

    func response(to _: ApiVersionsRequest, supporting versions: ClosedRange<Int16>) -> ApiVersionsResponse {
        ApiVersionsResponse(
            supportedFeatures: [
                .init(
                    name: Self.versionFeature, minVersion: versions.lowerBound,
                    maxVersion: versions.upperBound)
            ])
    }

    /// For the operator, who reads it at the command line.
    private static func message(_ error: ErrorCode) -> String? {
        switch error {
        case .none: nil
        case .duplicateVoter: "A voter with this id is a member already."
        case .voterNotFound: "No member has this id and directory id."
        case .notLeaderOrFollower: "This node does not lead the quorum."
        case .unsupportedVersion: "The members of this quorum are configured: kraft.version is 0."
        case .requestTimedOut:
            "It was not done in time: another change is not finished yet, or the newcomer does not keep up."
        case .inconsistentClusterId: "The cluster id is another."
        case .invalidRequest: "The request cannot be fulfilled."
        default: "\(error)"
        }
    }

    // MARK: - Answers

    /// Nobody learns of epochs from these.
    private func answer(_ error: ErrorCode, _ body: QuorumReply.Body = .none) -> QuorumAnswer {
        QuorumAnswer(reply: QuorumReply(error: error, epoch: .none, leader: nil, body: body))
    }

    func answer(_ response: AddRaftVoterResponse) -> QuorumAnswer { answer(response.errorCode) }

    func answer(_ response: RemoveRaftVoterResponse) -> QuorumAnswer { answer(response.errorCode) }

    func answer(_ response: UpdateRaftVoterResponse) -> QuorumAnswer {
        let leader = response.currentLeader
        return QuorumAnswer(
            reply: QuorumReply(
                error: response.errorCode, epoch: leader.leaderEpoch, leader: leader.leaderId.ifKnown),
            endpoints: endpoints([(leader.leaderId, leader.host, leader.port)]))
    }

    /// A node that does not name the feature supports version 0 only.
    func answer(_ response: ApiVersionsResponse) -> QuorumAnswer {
        let feature = response.supportedFeatures.first { $0.name == Self.versionFeature }
        var versions: ClosedRange<Int16> = 0...0
        if let feature, feature.minVersion <= feature.maxVersion {
            versions = feature.minVersion...feature.maxVersion
        }
        return answer(response.errorCode, .versions(versions))
    }
}
