import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import NIOCore

/// Talking to the other members of the quorum.
extension ControlPlane {
    /// Beyond the time that the leader may hold a fetch.
    private static let answerMargin: Duration = .milliseconds(500)

    func call(_ id: QuorumCallID, _ destination: QuorumDestination, _ request: QuorumWireRequest) {
        let address = NodeAddress(host: destination.host, port: destination.port)
        let served = offered[address]?[request.apiKey] ?? request.versions
        let version = min(request.versions.upperBound, served.upperBound)
        guard version >= served.lowerBound, request.fitted(to: version) != nil else {
            // Later: the replica is in the midst of a step.
            run { $0.step(.unsupported(id)) }
            return
        }
        let frame: ByteBuffer
        do {
            guard
                let encoded = try request.encodedFrame(
                    version: version, correlationID: nextCorrelationID(), clientID: clientID)
            else { return run { $0.step(.unsupported(id)) } }
            frame = encoded.withoutSize
        } catch {
            logger.error(
                "A request to a member of the quorum cannot be written",
                metadata: ["api": "\(request.apiKey)", "error": "\(error)"])
            return run { $0.step(QuorumInput.callFailed(id)) }
        }
        let timeout = settings.configuration.quorum.requestTimeout + Self.answerMargin
        environment.peers.send(frame, to: address, on: request.channel, timeout: timeout) { result in
            self.run { $0.quorumAnswered(id, request, version, address, result) }
        }
    }

    private func quorumAnswered(
        _ id: QuorumCallID, _ request: QuorumWireRequest, _ version: Int16, _ address: NodeAddress,
        _ result: Result<ByteBuffer, PeerFailure>
    ) {
        switch result {
        case .success(let frame):
            do throws(DecodeError) {
                var reader = ProtocolReader(frame)
                _ = try ResponseHeader.decode(from: &reader, apiKey: request.apiKey, version: version)
                step(.answered(id, try request.decodeResponse(reader.buffer, version: version)))
            } catch {
                logger.warning(
                    "A member of the quorum sent what cannot be read",
                    metadata: ["peer": "\(address)", "api": "\(request.apiKey)", "error": "\(error)"])
                step(QuorumInput.callFailed(id))
            }
        case .failure(.unsupported(let served)):
            note(served, of: request.apiKey, at: address)
            step(.unsupported(id))
        case .failure(let failure):
            logger.debug(
                "A member of the quorum did not answer",
                metadata: ["peer": "\(address)", "api": "\(request.apiKey)", "failure": "\(failure)"])
            step(QuorumInput.callFailed(id))
        }
    }

    /// What is sent next goes in a version that the node has.
    func note(_ served: ClosedRange<Int16>?, of key: ApiKey, at address: NodeAddress) {
        offered[address, default: [:]][key] = served
    }

    func nextCorrelationID() -> Int32 {
        correlationID = correlationID == .max ? 0 : correlationID + 1
        return correlationID
    }

    var clientID: String { "martlet-\(settings.nodeID)" }

    // MARK: - The replica's answers

    /// To whoever has asked: another node, or this one.
    func replied(_ id: QuorumRequestID, _ response: QuorumWireResponse) {
        let request = ControllerRequestID(id.rawValue)
        switch origins.removeValue(forKey: request) {
        case .remote(let asker): asker.answer(response, logger)
        case .asked(let attempt):
            if response.isFromFollower {
                step(ControllerCalls.Input.failed(request, attempt: attempt))
            } else {
                finish(request, response.message)
            }
        case .lifecycle, nil:
            preconditionFailure("the replica of the quorum answers what it was asked")
        }
    }

    /// Brings a question about the quorum before this node's own replica.
    func askReplica(
        _ id: ControllerRequestID, _ request: QuorumWireRequest, _ version: Int16, _ origin: Origin
    ) {
        origins[id] = origin
        step(.requested(QuorumRequestID(id.rawValue), request, version: version))
    }
}

extension QuorumWireRequest {
    /// What the leader holds back must not keep elections waiting.
    fileprivate var channel: PeerChannel {
        switch self {
        case .fetch, .fetchSnapshot: .metadata
        case .vote, .beginEpoch, .endEpoch, .describe, .addVoter, .removeVoter, .updateVoter, .versions:
            .election
        }
    }
}

extension QuorumWireResponse {
    var message: any ResponseMessage {
        switch self {
        case .vote(let body): body
        case .beginEpoch(let body): body
        case .endEpoch(let body): body
        case .fetch(let body): body
        case .fetchSnapshot(let body): body
        case .describe(let body): body
        case .addVoter(let body): body
        case .removeVoter(let body): body
        case .updateVoter(let body): body
        case .versions(let body): body
        }
    }

    /// Whoever asked has to ask the leader instead.
    var isFromFollower: Bool { message.isFromFollower }
}

extension ResponseMessage {
    /// Says that another is to be asked, which is the leader of the quorum.
    var isFromFollower: Bool {
        switch self {
        case let body as DescribeQuorumResponse:
            body.errorCode == .notLeaderOrFollower
                || body.topics.contains { $0.partitions.contains { $0.errorCode == .notLeaderOrFollower } }
        case let body as AddRaftVoterResponse: body.errorCode == .notLeaderOrFollower
        case let body as RemoveRaftVoterResponse: body.errorCode == .notLeaderOrFollower
        default: false
        }
    }
}
