import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// Clients that come to a broker that does not lead, or should read elsewhere.
@Suite struct WrongBrokerTests {
    private func endpoint(of leader: LeadingNode) throws -> String {
        let request = try leader.client.produceRequest(["x"], to: "orders")
        let response = try leader.client.ask(request, version: 12)
        let answer = response.responses[0].partitionResponses[0]
        #expect(answer.errorCode == .notLeaderOrFollower)
        return "\(answer.currentLeader.leaderId) since \(answer.currentLeader.leaderEpoch) at "
            + response.nodeEndpoints.map { "\($0.nodeId) \($0.host):\($0.port)" }.joined(separator: ",")
    }

    @Test func `a producer is told who leads, and where`() throws {
        var leader = try LeadingNode()
        try leader.change(leader: 2)
        #expect(try endpoint(of: leader) == "2 since 1 at 2 b2:9092")
        let request = try leader.client.produceRequest(["x"], to: "orders")
        let old = try leader.client.ask(request, version: 9)
        #expect(old.responses[0].partitionResponses[0].errorCode == .notLeaderOrFollower)
        #expect(old.nodeEndpoints.isEmpty)
        try leader.change(leader: -1)
        #expect(try endpoint(of: leader) == "-1 since 2 at ")
    }

    @Test func `a producer that waits for the commit is told when another leads`() throws {
        var leader = try LeadingNode()
        let number = try leader.send(["a"])
        try leader.change(leader: 3)
        let answer = try #require(
            try leader.client.answer(number, to: ProduceRequest.self, version: 12))
        let partition = answer.responses[0].partitionResponses[0]
        #expect(partition.errorCode == .notLeaderOrFollower)
        #expect(partition.currentLeader == .init(leaderId: 3, leaderEpoch: 1))
        #expect(answer.nodeEndpoints.map(\.nodeId) == [3])
    }

    @Test func `a consumer is told who leads, and where`() throws {
        var leader = try LeadingNode()
        try leader.change(leader: 3)
        // It would be served at a follower, too, if it knew of the next leader.
        let request = leader.fetch(by: -1, from: 0, leaderEpoch: 0)
        let answer = try leader.client.ask(request, version: LeadingNode.fetchVersion)
        #expect(answer.responses[0].partitions[0].errorCode == .fencedLeaderEpoch)
        #expect(answer.responses[0].partitions[0].currentLeader == .init(leaderId: 3, leaderEpoch: 1))
        #expect(answer.nodeEndpoints.map { "\($0.nodeId) \($0.host)" } == ["3 b3"])
    }

    private func consumed(
        _ leader: LeadingNode, inRack rack: String, from offset: Offset, maxWait: Int32 = 0
    ) throws -> FetchResponse.PartitionData {
        var request = leader.fetch(by: -1, from: offset, maxWait: maxWait)
        request.rackId = rack
        return try leader.client.ask(request, version: LeadingNode.fetchVersion).responses[0].partitions[0]
    }

    private let rackAware = "replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector"

    @Test func `a consumer is sent to the replica in its rack, if that has what it wants`() throws {
        var leader = try LeadingNode([rackAware, "broker.rack=rack-1"])
        _ = try leader.send(["a"])
        try leader.fetched(by: 2, from: 1)
        try leader.fetched(by: 3, from: 0)
        #expect(try consumed(leader, inRack: "rack-2", from: 1, maxWait: 60_000).preferredReadReplica == 2)
        let behind = try consumed(leader, inRack: "rack-3", from: 1)
        #expect(behind.preferredReadReplica == -1)
        try leader.fetched(by: 3, from: 1)
        #expect(try consumed(leader, inRack: "rack-3", from: 0).preferredReadReplica == 3)
        #expect(try leader.client.values(consumed(leader, inRack: "rack-3", from: 0)) == [])
        for rack in ["", "rack-1", "rack-4"] {
            let data = try consumed(leader, inRack: rack, from: 0)
            #expect(data.preferredReadReplica == -1)
            #expect(try leader.client.values(data) == ["a"])
        }
        try leader.change([.fenceBroker(FenceBrokerRecord(id: 3, epoch: 103))])
        #expect(try consumed(leader, inRack: "rack-3", from: 0).preferredReadReplica == -1)
    }

    @Test func `without a selector the leader serves all racks`() throws {
        let leader = try LeadingNode(["broker.rack=rack-1"])
        _ = try leader.send(["a"])
        try leader.fetched(by: 2, from: 1)
        try leader.fetched(by: 3, from: 1)
        let data = try consumed(leader, inRack: "rack-2", from: 0)
        #expect(data.preferredReadReplica == -1)
        #expect(try leader.client.values(data) == ["a"])
    }
}
