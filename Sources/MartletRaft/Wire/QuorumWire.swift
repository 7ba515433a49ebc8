import MartletModel
import MartletProtocol

/// What a message cannot say by itself: who speaks, and where members can be reached.
///
/// Every response says who leads, as far as the responder knows, and where that one can be reached.
package struct QuorumWire: Sendable {
    package static let topic = TopicPartition.clusterMetadata.topic
    static let partition = TopicPartition.clusterMetadata.partition

    package let clusterID: String
    /// The listener on which members talk: the first of `controller.listener.names`.
    package let listener: String
    /// Where this node can be reached, listener by listener.
    package let endpoints: [VoterEndpoint]

    package init(clusterID: String, listener: String, endpoints: [VoterEndpoint]) {
        self.clusterID = clusterID
        self.listener = listener
        self.endpoints = endpoints
    }

    /// Whether a request is for this cluster. None named is as good as the right one.
    func isOurs(_ id: String?) -> Bool { id.map { $0 == clusterID } ?? true }

    /// The one on the members' listener, or any.
    func endpoint(of endpoints: [VoterEndpoint]) -> VoterEndpoint? {
        endpoints.first { $0.listener == listener } ?? endpoints.first
    }
}

/// What is wrong with a message as a whole.
package struct QuorumWireError: Error, Equatable {
    package var code: ErrorCode

    init(_ code: ErrorCode) { self.code = code }
}

/// A response, as far as it concerns the quorum; nil where it says nothing at all: then it is as if none had
/// come.
struct QuorumAnswer: Sendable, Equatable {
    var reply: QuorumReply
    /// Where members can be reached, as the responder says.
    var endpoints: [BrokerID: VoterEndpoint] = [:]
}

extension BrokerID {
    /// −1 on the wire is nobody.
    var ifKnown: BrokerID? { self < 0 ? nil : self }
}
