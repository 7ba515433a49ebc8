import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// Consumers at brokers that follow (KIP-392).
@Suite struct FollowerReadingTests {
    private func fetch(
        _ partition: ReplicatedPartition, at id: BrokerID, from offset: Offset, version: Int16 = 12,
        rack: String = ""
    ) throws -> FetchResponse.PartitionData {
        let client = try partition.client(id)
        var request = client.fetchRequest("orders", from: offset)
        request.rackId = rack
        let answer = try client.ask(request, version: version)
        return answer.responses[0].partitions[0]
    }

    @Test func `a follower serves what it knows to be committed`() throws {
        let partition = try ReplicatedPartition()
        try partition.produce(["a", "b"], to: 1)
        #expect(partition.pass { partition.highWatermark(2) == 2 })
        let data = try fetch(partition, at: 2, from: 0)
        #expect(data.errorCode == .none && data.highWatermark == 2)
        #expect(try partition.client(2).values(data) == ["a", "b"])
        // It copies the next, which the third broker does not have.
        partition.network.cutOff(3)
        _ = try partition.client(1).send(
            partition.client(1).produceRequest(["c"], to: "orders"), version: 12)
        #expect(partition.pass { partition.end(2) == 3 })
        #expect(try partition.client(2).values(fetch(partition, at: 2, from: 2)) == [])
        #expect(try fetch(partition, at: 2, from: 4, rack: "a").errorCode == .offsetOutOfRange)
    }

    @Test func `who takes a follower for the leader is not told that what it lacks is not there`() throws {
        let partition = try ReplicatedPartition()
        try partition.produce(["a"], to: 1)
        partition.network.cutOff(3)
        try partition.produce(["b", "c"], to: 1, acks: 1)
        let refusal = try fetch(partition, at: 3, from: 3)
        #expect(refusal.errorCode == .notLeaderOrFollower && refusal.currentLeader.leaderId == 1)
        #expect(try fetch(partition, at: 1, from: 4).errorCode == .offsetOutOfRange)
    }

    @Test func `with a rack-aware selector followers hear of commits at once`() throws {
        let selector = "replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector"
        let partition = try ReplicatedPartition([selector])
        for end in 1...5 {
            try partition.produce(["a"], to: 1)
            partition.world.pass(.milliseconds(10))
            for id in [2, 3] as [BrokerID] {
                #expect(partition.highWatermark(id) == Offset(Int64(end)))
            }
        }
        // And then they wait again.
        func fetches() -> UInt64? { partition.with(1) { shard, _ in shard.nextID() } }
        let before = try #require(fetches())
        partition.world.pass(.milliseconds(400))
        #expect(try #require(fetches()) - before < 20)
    }

    @Test func `clients from before read from leaders only`() throws {
        let partition = try ReplicatedPartition()
        try partition.produce(["a"], to: 1)
        #expect(partition.pass { partition.highWatermark(2) == 1 })
        #expect(try fetch(partition, at: 2, from: 0, version: 10).errorCode == .notLeaderOrFollower)
        #expect(try fetch(partition, at: 2, from: 0, version: 11).errorCode == .none)
    }

    @Test func `a consumer that waits at a follower hears of commits`() throws {
        let partition = try ReplicatedPartition()
        let client = try partition.client(2)
        let waiting = try client.send(
            client.fetchRequest("orders", from: 0, maxWait: 60_000), version: 12)
        partition.world.settle()
        #expect(client.reply(to: waiting) == nil)
        try partition.produce(["a"], to: 1)
        #expect(partition.pass { client.reply(to: waiting) != nil })
        let answer = try #require(try client.answer(waiting, to: FetchRequest.self, version: 12))
        #expect(try client.values(answer.responses[0].partitions[0]) == ["a"])
    }

    @Test func `a consumer that waits at a follower is told of the next leader`() throws {
        let partition = try ReplicatedPartition()
        let client = try partition.client(2)
        var request = client.fetchRequest("orders", from: 0, maxWait: 60_000)
        request.topics[0].partitions[0].currentLeaderEpoch = 0
        let waiting = try client.send(request, version: 12)
        partition.world.settle()
        #expect(client.reply(to: waiting) == nil)
        try partition.elect(3)
        let answer = try #require(try client.answer(waiting, to: FetchRequest.self, version: 12))
        let data = answer.responses[0].partitions[0]
        #expect(data.errorCode == .fencedLeaderEpoch)
        #expect(data.currentLeader == .init(leaderId: 3, leaderEpoch: 1))
    }

    @Test func `a consumer goes on at a follower that is elected`() throws {
        let partition = try ReplicatedPartition()
        try partition.produce(["a"], to: 1)
        #expect(partition.pass { partition.highWatermark(2) == 1 })
        let client = try partition.client(2)
        let waiting = try client.send(
            client.fetchRequest("orders", from: 1, maxWait: 60_000), version: 12)
        try partition.elect(2)
        #expect(client.reply(to: waiting) == nil)
        try partition.produce(["b"], to: 2)
        let answer = try #require(try client.answer(waiting, to: FetchRequest.self, version: 12))
        #expect(try client.values(answer.responses[0].partitions[0]) == ["b"])
    }
}
