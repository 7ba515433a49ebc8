import MartletMetadata
import MartletModel
import MartletProtocol
import NIOCore
import Testing

@testable import MartletNode

/// What a controller's listener answers to whoever comes there.
@Suite struct ControllerListenerTests {
    private let cluster: SimulatedCluster

    init() throws {
        cluster = try SimulatedCluster()
        #expect(cluster.settle())
    }

    private final class Outcome {
        var frame: ByteBuffer??
    }

    /// Sends bytes to a node's controller; nil if it closes the connection.
    private func send(_ frame: ByteBuffer, to id: BrokerID) throws -> ByteBuffer? {
        let outcome = Outcome()
        let connection = SimulatedPeerConnection { outcome.frame = .some($0) }
        let node = try #require(cluster.nodes[id])
        node.node.controlPlane.assumeIsolated { $0.receive(frame, number: 1, on: connection) }
        _ = cluster.pass { outcome.frame != nil }
        return try #require(outcome.frame)
    }

    private func ask<Body: Request>(
        _ request: Body, version: Int16, of id: BrokerID
    ) throws -> Body.Response {
        let frame = try request.frame(version: version, correlationID: 7, clientID: "test")
        var reader = ProtocolReader(try #require(try send(frame, to: id)))
        let header = try ResponseHeader.decode(from: &reader, apiKey: Body.apiKey, version: version)
        #expect(header.correlationId == 7)
        return try Body.Response(from: &reader, version: version)
    }

    private var leader: BrokerID { cluster.controllers[0] }
    private var follower: BrokerID { leader == 1 ? 2 : 1 }

    @Test func `it announces what it serves, and nothing that brokers alone serve`() throws {
        let answer = try ask(
            ApiVersionsRequest(clientSoftwareName: "a", clientSoftwareVersion: "1"), version: 4, of: follower)
        let keys = answer.apiKeys.map { ApiKey(rawValue: $0.apiKey) }
        #expect(keys.allSatisfy { $0.listeners.contains(.controller) })
        #expect(Set(keys).isSuperset(of: [.vote, .fetch, .envelope, .brokerHeartbeat, .describeQuorum]))
        #expect(answer.supportedFeatures.contains { $0.name == "kraft.version" && $0.maxVersion == 1 })
    }

    @Test func `a version of ApiVersions that it does not know is answered in the oldest`() throws {
        var frame = try ApiVersionsRequest().frame(version: 3, correlationID: 7, clientID: nil)
        frame.setInteger(Int16(99), at: frame.readerIndex + 2)
        var reader = ProtocolReader(try #require(try send(frame, to: leader)))
        _ = try ResponseHeader.decode(from: &reader, apiKey: .apiVersions, version: 0)
        #expect(try ApiVersionsResponse(from: &reader, version: 0).errorCode == .unsupportedVersion)
    }

    @Test func `what it does not serve closes the connection`() throws {
        let metadata = try MetadataRequest().frame(version: 12, correlationID: 7, clientID: nil)
        #expect(try send(metadata, to: leader) == nil)
        #expect(try send(ByteBuffer(bytes: [0, 52, 0]), to: leader) == nil)
    }

    @Test func `the controllers are listed there, and who of them is active`() throws {
        for id in [leader, follower] {
            let answer = try ask(DescribeClusterRequest(endpointType: 2), version: 1, of: id)
            #expect(answer.errorCode == .none && answer.controllerId == leader)
            #expect(answer.brokers.map(\.brokerId) == [1, 2, 3])
            #expect(answer.brokers.map(\.host) == ["c1", "c2", "c3"])
            let brokers = try ask(DescribeClusterRequest(endpointType: 1), version: 1, of: id)
            #expect(brokers.errorCode == .mismatchedEndpointType)
        }
    }

    @Test func `only the active controller decides`() throws {
        let request = CreateTopicsRequest(topics: [
            .init(name: "orders", numPartitions: 1, replicationFactor: 1)
        ])
        #expect(try ask(request, version: 7, of: follower).topics.map(\.errorCode) == [.notController])
        #expect(try ask(request, version: 7, of: leader).topics.map(\.errorCode) == [.none])
    }

    @Test func `an envelope that comes to another controller comes back unopened`() throws {
        let inner = try DeleteTopicsRequest(topics: [.init(name: "orders")])
            .frame(version: 6, correlationID: 3, clientID: nil)
        let envelope = EnvelopeRequest(requestData: inner, clientHostAddress: ByteBuffer())
        let refused = try ask(envelope, version: 0, of: follower)
        #expect(refused.errorCode == .notController && refused.responseData == nil)
        let answered = try ask(envelope, version: 0, of: leader)
        #expect(answered.errorCode == .none)
        var reader = ProtocolReader(try #require(answered.responseData))
        let header = try ResponseHeader.decode(from: &reader, apiKey: .deleteTopics, version: 6)
        let deleted = try DeleteTopicsResponse(from: &reader, version: 6)
        #expect(header.correlationId == 3)
        #expect(deleted.responses.map(\.errorCode) == [.unknownTopicOrPartition])
    }

    @Test func `an envelope with what is not for the active controller is refused`() throws {
        for inner in [
            try FetchRequest().frame(version: 12, correlationID: 3, clientID: nil),
            try VoteRequest().frame(version: 2, correlationID: 3, clientID: nil), ByteBuffer(bytes: [1]),
        ] {
            let envelope = EnvelopeRequest(requestData: inner, clientHostAddress: ByteBuffer())
            #expect(try ask(envelope, version: 0, of: leader).errorCode == .invalidRequest)
        }
    }

    @Test func `a registration that is not this broker's is told so`() throws {
        let stale = BrokerHeartbeatRequest(brokerId: 1, brokerEpoch: 0)
        #expect(try ask(stale, version: 1, of: leader).errorCode == .staleBrokerEpoch)
        let leaving = HandOverLeadershipRequest(brokerId: 1, brokerEpoch: 0)
        #expect(try ask(leaving, version: 0, of: leader).errorCode == .staleBrokerEpoch)
        let unknown = UnregisterBrokerRequest(brokerId: 77)
        #expect(try ask(unknown, version: 0, of: leader).errorCode == .brokerIdNotRegistered)
    }
}
