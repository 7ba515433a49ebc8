import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import NIOCore

/// What is asked of the leader of the quorum, from any node: a decision of the active controller, or
/// something about the quorum itself.
enum ControllerQuestion: Sendable {
    case decide(ControllerRequest)
    case describeQuorum(DescribeQuorumRequest)
    case addVoter(AddRaftVoterRequest)
    case removeVoter(RemoveRaftVoterRequest)

    /// Reads the body of a request; nil for an API that others than the leader of the quorum answer.
    init?(_ key: ApiKey, version: Int16, from reader: inout ProtocolReader) throws(DecodeError) {
        switch key {
        case .describeQuorum: self = .describeQuorum(try .init(from: &reader, version: version))
        case .addRaftVoter: self = .addVoter(try .init(from: &reader, version: version))
        case .removeRaftVoter: self = .removeVoter(try .init(from: &reader, version: version))
        default:
            guard let request = try ControllerRequest(key, version: version, from: &reader) else {
                return nil
            }
            self = .decide(request)
        }
    }

    var body: any Request {
        switch self {
        case .decide(let request): request.body
        case .describeQuorum(let body): body
        case .addVoter(let body): body
        case .removeVoter(let body): body
        }
    }

    var apiKey: ApiKey { type(of: body).apiKey }

    var versions: ClosedRange<Int16> { type(of: body).versions }

    /// For the quorum's own state machine; nil for a decision.
    var quorumRequest: QuorumWireRequest? {
        switch self {
        case .decide: nil
        case .describeQuorum(let body): .describe(body)
        case .addVoter(let body): .addVoter(body)
        case .removeVoter(let body): .removeVoter(body)
        }
    }

    /// The answer to a question that nobody looked at, or whose outcome is not known.
    func refused(_ code: ErrorCode, _ message: String) -> any ResponseMessage {
        switch self {
        case .decide(let request): request.refused(code, message).message
        case .describeQuorum: DescribeQuorumResponse(errorCode: code, errorMessage: message)
        case .addVoter: AddRaftVoterResponse(errorCode: code, errorMessage: message)
        case .removeVoter: RemoveRaftVoterResponse(errorCode: code, errorMessage: message)
        }
    }

    // MARK: - On the wire

    /// The question as a request: header and body.
    func encoded(version: Int16, correlationID: Int32, clientID: String?) throws(EncodeError) -> ByteBuffer {
        try body.frame(version: version, correlationID: correlationID, clientID: clientID)
    }

    /// Reads the response to the question: header and body.
    func decodeAnswer(_ frame: ByteBuffer, version: Int16) throws(DecodeError) -> any ResponseMessage {
        var reader = ProtocolReader(frame)
        _ = try ResponseHeader.decode(from: &reader, apiKey: apiKey, version: version)
        return try body.decodeResponse(from: &reader, version: version)
    }
}

extension Request {
    /// Header and body, without the size.
    func frame(version: Int16, correlationID: Int32, clientID: String?) throws(EncodeError) -> ByteBuffer {
        let frame = try encodeRequestFrame(
            self, version: version, correlationID: correlationID, clientID: clientID)
        return frame.buffer.withoutSize
    }

    fileprivate func decodeResponse(
        from reader: inout ProtocolReader, version: Int16
    ) throws(DecodeError) -> any ResponseMessage {
        try Response(from: &reader, version: version)
    }
}

extension ResponseMessage {
    /// Header and body, without the size.
    func frame(version: Int16, correlationID: Int32) throws(EncodeError) -> ByteBuffer {
        try encodeResponseFrame(self, version: version, correlationID: correlationID).buffer.withoutSize
    }
}

extension ByteBuffer {
    /// Of a whole frame: what follows its int32 size.
    var withoutSize: ByteBuffer {
        var rest = self
        rest.moveReaderIndex(forwardBy: MemoryLayout<Int32>.size)
        return rest
    }
}
