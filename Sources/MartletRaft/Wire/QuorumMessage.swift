import MartletModel
import MartletProtocol
import NIOCore

/// A request between members of the quorum, as it goes over the wire.
package enum QuorumWireRequest: Sendable, Equatable {
    case vote(VoteRequest)
    case beginEpoch(BeginQuorumEpochRequest)
    case endEpoch(EndQuorumEpochRequest)
    case fetch(FetchRequest)
    case fetchSnapshot(FetchSnapshotRequest)
    case describe(DescribeQuorumRequest)
    case addVoter(AddRaftVoterRequest)
    case removeVoter(RemoveRaftVoterRequest)
    case updateVoter(UpdateRaftVoterRequest)
    case versions(ApiVersionsRequest)
}

/// The response to a `QuorumWireRequest` of the same kind.
package enum QuorumWireResponse: Sendable, Equatable {
    case vote(VoteResponse)
    case beginEpoch(BeginQuorumEpochResponse)
    case endEpoch(EndQuorumEpochResponse)
    case fetch(FetchResponse)
    case fetchSnapshot(FetchSnapshotResponse)
    case describe(DescribeQuorumResponse)
    case addVoter(AddRaftVoterResponse)
    case removeVoter(RemoveRaftVoterResponse)
    case updateVoter(UpdateRaftVoterResponse)
    case versions(ApiVersionsResponse)
}

extension QuorumWireRequest {
    private var body: any Request {
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

    package var apiKey: ApiKey { type(of: body).apiKey }

    /// The versions that this code can write.
    package var versions: ClosedRange<Int16> { type(of: body).versions }

    /// The request in the words of a version of its API; nil where that has no word for what it asks. Then
    /// the driver is told `.unsupported`.
    package func fitted(to version: Int16) -> QuorumWireRequest? {
        guard versions.contains(version) else { return nil }
        switch self {
        case .vote(let body):
            let isPreVote = body.topics.contains { $0.partitions.contains(where: \.preVote) }
            return isPreVote && version < 2 ? nil : self
        case .fetch(let body): return .fetch(body.fitted(to: version))
        case .addVoter(let body): return body.ackWhenCommitted || version >= 1 ? self : nil
        case .beginEpoch, .endEpoch, .fetchSnapshot, .describe, .removeVoter, .updateVoter, .versions:
            return self
        }
    }

    /// The whole frame of the request; nil as with `fitted`.
    package func encodedFrame(
        version: Int16, correlationID: Int32, clientID: String?
    ) throws(EncodeError) -> ByteBuffer? {
        guard let body = fitted(to: version)?.body else { return nil }
        return try Self.frame(body, version, correlationID, clientID)
    }

    private static func frame(
        _ body: some Request, _ version: Int16, _ correlationID: Int32, _ clientID: String?
    ) throws(EncodeError) -> ByteBuffer {
        try encodeRequestFrame(
            body, version: version, correlationID: correlationID, clientID: clientID
        ).buffer
    }

    /// Reads a request's body; nil for an API that is none of the quorum's.
    package static func decode(
        _ key: ApiKey, _ body: ByteBuffer, version: Int16
    ) throws(DecodeError) -> QuorumWireRequest? {
        switch key {
        case VoteRequest.apiKey: return .vote(try .decode(body, version: version))
        case BeginQuorumEpochRequest.apiKey: return .beginEpoch(try .decode(body, version: version))
        case EndQuorumEpochRequest.apiKey: return .endEpoch(try .decode(body, version: version))
        case FetchRequest.apiKey: return .fetch(try .decode(body, version: version))
        case FetchSnapshotRequest.apiKey: return .fetchSnapshot(try .decode(body, version: version))
        case DescribeQuorumRequest.apiKey: return .describe(try .decode(body, version: version))
        case AddRaftVoterRequest.apiKey: return .addVoter(try .decode(body, version: version))
        case RemoveRaftVoterRequest.apiKey: return .removeVoter(try .decode(body, version: version))
        case UpdateRaftVoterRequest.apiKey: return .updateVoter(try .decode(body, version: version))
        case ApiVersionsRequest.apiKey: return .versions(try .decode(body, version: version))
        default: return nil
        }
    }

    /// Reads the body of the response to this request, which was sent in `version`.
    package func decodeResponse(
        _ body: ByteBuffer, version: Int16
    ) throws(DecodeError) -> QuorumWireResponse {
        switch self {
        case .vote: .vote(try .decode(body, version: version))
        case .beginEpoch: .beginEpoch(try .decode(body, version: version))
        case .endEpoch: .endEpoch(try .decode(body, version: version))
        case .fetch: .fetch(try .decode(body, version: version))
        case .fetchSnapshot: .fetchSnapshot(try .decode(body, version: version))
        case .describe: .describe(try .decode(body, version: version))
        case .addVoter: .addVoter(try .decode(body, version: version))
        case .removeVoter: .removeVoter(try .decode(body, version: version))
        case .updateVoter: .updateVoter(try .decode(body, version: version))
        case .versions: .versions(try .decode(body, version: version))
        }
    }
}

extension QuorumWireResponse {
    /// The whole frame of the response.
    package func encodedFrame(
        version: Int16, correlationID: Int32
    ) throws(EncodeError) -> ByteBuffer {
        switch self {
        case .vote(let body): try Self.frame(body, version, correlationID)
        case .beginEpoch(let body): try Self.frame(body, version, correlationID)
        case .endEpoch(let body): try Self.frame(body, version, correlationID)
        case .fetch(let body): try Self.frame(body, version, correlationID)
        case .fetchSnapshot(let body): try Self.frame(body, version, correlationID)
        case .describe(let body): try Self.frame(body, version, correlationID)
        case .addVoter(let body): try Self.frame(body, version, correlationID)
        case .removeVoter(let body): try Self.frame(body, version, correlationID)
        case .updateVoter(let body): try Self.frame(body, version, correlationID)
        case .versions(let body): try Self.frame(body, version, correlationID)
        }
    }

    private static func frame(
        _ body: some ResponseMessage, _ version: Int16, _ correlationID: Int32
    ) throws(EncodeError) -> ByteBuffer {
        try encodeResponseFrame(body, version: version, correlationID: correlationID).buffer
    }
}
