import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// DeleteRecords of a partition with several replicas.
@Suite struct DeletionTests {
    private static let version: Int16 = 2

    private func delete(_ leader: LeadingNode, before offset: Offset) throws -> UInt64 {
        let request = DeleteRecordsRequest(
            topics: [.init(name: "orders", partitions: [.init(partitionIndex: 0, offset: offset)])],
            timeoutMs: 5_000)
        return try leader.client.send(request, version: Self.version)
    }

    private func answer(
        _ leader: LeadingNode, _ number: UInt64
    ) throws -> DeleteRecordsResponse.DeleteRecordsPartitionResult? {
        try leader.client.answer(number, to: DeleteRecordsRequest.self, version: Self.version)?
            .topics[0].partitions[0]
    }

    private func leader() throws -> LeadingNode {
        let leader = try LeadingNode()
        _ = try leader.send(["a", "b", "c"])
        try leader.fetched(by: 2, from: 3)
        try leader.fetched(by: 3, from: 3)
        return leader
    }

    @Test func `it is answered when every replica has deleted them`() throws {
        let leader = try leader()
        let number = try delete(leader, before: 2)
        #expect(try answer(leader, number) == nil)
        try leader.fetched(by: 2, from: 3, logStart: 2)
        try leader.fetched(by: 3, from: 3, logStart: 1)
        #expect(try answer(leader, number) == nil)
        #expect(try leader.fetched(by: 3, from: 3, logStart: 2).logStartOffset == 2)
        let done = try #require(try answer(leader, number))
        #expect(done.errorCode == .none && done.lowWatermark == 2)
    }

    @Test func `a replica that is not alive is not waited for`() throws {
        var leader = try leader()
        let number = try delete(leader, before: 2)
        try leader.fetched(by: 2, from: 3, logStart: 2)
        #expect(try answer(leader, number) == nil)
        try leader.change([.fenceBroker(FenceBrokerRecord(id: 3, epoch: 103))])
        #expect(try answer(leader, number)?.lowWatermark == 2)
    }

    @Test func `a replica that waits for records hears of it at once`() throws {
        let leader = try leader()
        let other = leader.node.connect()
        let version = LeadingNode.fetchVersion
        let waiting = try other.send(leader.fetch(by: 2, from: 3, maxWait: 60_000), version: version)
        #expect(try other.answer(waiting, to: FetchRequest.self, version: version) == nil)
        _ = try delete(leader, before: 2)
        let heard = try #require(try other.answer(waiting, to: FetchRequest.self, version: version))
        #expect(heard.responses[0].partitions[0].logStartOffset == 2)
    }

    @Test func `it is not waited for longer than the client wants`() throws {
        let leader = try leader()
        let number = try delete(leader, before: 2)
        leader.node.world.pass(.seconds(4))
        #expect(try answer(leader, number) == nil)
        leader.node.world.pass(.seconds(2))
        #expect(try answer(leader, number)?.errorCode == .requestTimedOut)
        #expect(try leader.client.listOffset("orders", timestamp: -2).offset == 2)
    }

    @Test func `who waits at a leader that has gone asks the next`() throws {
        var leader = try leader()
        let number = try delete(leader, before: 2)
        try leader.change(leader: 2)
        #expect(try answer(leader, number)?.errorCode == .notLeaderOrFollower)
    }
}
