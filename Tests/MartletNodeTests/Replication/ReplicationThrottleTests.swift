import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// Copying that keeps to a rate (KIP-73), and what is said of a copy that is behind.
@Suite struct ReplicationThrottleTests {
    private static let long = String(repeating: "x", count: 30_000)

    private static func config(_ kind: Int8, _ name: String, _ key: String, _ value: String?)
        -> MetadataRecordValue
    {
        .config(ConfigRecord(resourceType: kind, resourceName: name, name: key, value: value))
    }

    /// The broker's rate, and all of the topic's replicas in the list.
    private static func throttle(_ side: String, of broker: BrokerID, _ rate: Int64?) -> [MetadataRecordValue]
    {
        [
            config(4, "\(broker)", "\(side).replication.throttled.rate", rate.map { "\($0)" }),
            config(2, "orders", "\(side).replication.throttled.replicas", "*"),
        ]
    }

    @Test func `a leader keeps to its rate for replicas out of sync, and holds back no others`() throws {
        var leader = try LeadingNode(isr: [1, 3])
        try leader.change(Self.throttle("leader", of: 1, 20_000))
        for _ in 0..<3 { _ = try leader.send([Self.long]) }
        // What is more than its share comes all the same if it is one batch.
        #expect(try leader.client.values(leader.fetched(by: 2, from: 0)).count == 1)
        #expect(try leader.client.values(leader.fetched(by: 2, from: 1)) == [])
        #expect(try leader.client.values(leader.fetched(by: 3, from: 0)).count == 3)
        let version = LeadingNode.fetchVersion
        let waiting = try leader.client.send(leader.fetch(by: 2, from: 1, maxWait: 60_000), version: version)
        leader.node.world.pass(.milliseconds(1_400))
        #expect(try leader.client.answer(waiting, to: FetchRequest.self, version: version) == nil)
        leader.node.world.pass(.milliseconds(200))
        let answer = try #require(
            try leader.client.answer(waiting, to: FetchRequest.self, version: version))
        #expect(try leader.client.values(answer.responses[0].partitions[0]).count == 1)
        // Without the rate nothing is owed any more.
        try leader.change(Self.throttle("leader", of: 1, nil))
        #expect(try leader.client.values(leader.fetched(by: 2, from: 0)).count == 3)
    }

    @Test func `a leader whose replica the list does not name holds back nothing`() throws {
        var leader = try LeadingNode(isr: [1, 3])
        try leader.change([
            Self.config(4, "1", "leader.replication.throttled.rate", "1"),
            Self.config(2, "orders", "leader.replication.throttled.replicas", "0:2,1:1"),
        ])
        for _ in 0..<2 { _ = try leader.send([Self.long]) }
        for _ in 0..<2 {
            #expect(try leader.client.values(leader.fetched(by: 2, from: 0)).count == 2)
        }
    }

    /// Broker 3 is out of sync, and its copying waits for `rate`.
    private func behind(_ rate: Int64) throws -> ReplicatedPartition {
        let partition = try ReplicatedPartition(["replica.fetch.max.bytes=1000"])
        try partition.change(Self.throttle("follower", of: 3, rate))
        try partition.fence(3, isr: [1, 2])
        // What it had asked before is answered.
        partition.world.pass(.seconds(2))
        return partition
    }

    @Test func `a follower out of sync keeps to its rate, and those in sync do not notice`() throws {
        let partition = try behind(0)
        for _ in 0..<3 { try partition.produce([Self.long], to: 1) }
        #expect(partition.end(2) == 3)
        partition.world.pass(.seconds(60))
        #expect(partition.end(3) == 0)
        try partition.change(Self.throttle("follower", of: 3, 30_000))
        let began = partition.world.uptime
        #expect(partition.pass { partition.end(3) == 3 })
        // The last is not waited for.
        let took = partition.world.uptime - began
        #expect(took > .milliseconds(2_000) && took < .milliseconds(2_200))
    }

    @Test func `a rate that is gone holds up nobody, though much is owed`() throws {
        let partition = try behind(1)
        for _ in 0..<3 { try partition.produce([Self.long], to: 1) }
        #expect(partition.pass { partition.end(3) == 1 })
        partition.world.pass(.seconds(60))
        #expect(partition.end(3) == 1)
        try partition.change(Self.throttle("follower", of: 3, nil))
        partition.world.pass(.milliseconds(100))
        #expect(partition.end(3) == 3)
    }

    @Test func `log directories tell how many committed records a copy lacks`() throws {
        let partition = try behind(0)
        func lag(_ id: BrokerID) throws -> Int64? {
            try partition.client(id).ask(DescribeLogDirsRequest(topics: nil), version: 5)
                .results[0].topics.first?.partitions[0].offsetLag
        }
        for _ in 0..<3 { try partition.produce([Self.long], to: 1) }
        try partition.change(Self.throttle("follower", of: 3, 1))
        #expect(partition.pass { partition.end(3) == 1 && partition.highWatermark(2) == 3 })
        #expect(try lag(1) == 0)
        #expect(try lag(2) == 0)
        #expect(try lag(3) == 2)
    }

    @Test func `on a listener that brokers do not use nobody copies, and nobody acknowledges`() throws {
        let leader = try LeadingNode(
            [
                "listeners=PLAINTEXT://localhost:9092,INTERNAL://localhost:9093",
                "inter.broker.listener.name=INTERNAL",
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT",
            ], replicas: [1, 2])
        let number = try leader.send(["a"])
        let answer = try leader.fetched(by: 2, from: 1)
        #expect(answer.errorCode == .topicAuthorizationFailed)
        #expect(try leader.produced(number) == nil)
        #expect(try leader.client.fetch("orders", from: 0).errorCode == .none)
    }
}
