import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// What a leader does for the brokers that copy its partition.
@Suite struct ReplicaServingTests {
    @Test(arguments: [true, false])
    func `an acks=all produce is answered when each in-sync replica asks for what follows`(isNear: Bool)
        throws
    {
        let leader = try LeadingNode(isNear: isNear)
        let number = try leader.send(["a", "b"])
        #expect(try leader.produced(number) == nil)
        try leader.fetched(by: 2, from: 2)
        #expect(try leader.produced(number) == nil)
        try leader.fetched(by: 3, from: 1)
        #expect(try leader.produced(number) == nil)
        try leader.fetched(by: 3, from: 2)
        let answer = try #require(try leader.produced(number))
        #expect(answer.errorCode == .none && answer.baseOffset == 0)
    }

    @Test func `it is not answered before the leader has it on its own disk`() throws {
        let leader = try LeadingNode()
        leader.node.world.holdStorage()
        let number = try leader.send(["a"])
        try leader.fetched(by: 2, from: 1)
        try leader.fetched(by: 3, from: 1)
        #expect(try leader.produced(number) == nil)
        leader.node.world.releaseStorage()
        #expect(try leader.produced(number)?.errorCode == ErrorCode.none)
    }

    @Test func `replicas get what is not committed, consumers do not`() throws {
        let leader = try LeadingNode()
        _ = try leader.send(["a"])
        #expect(try leader.client.values(leader.client.fetch("orders", from: 0)) == [])
        let copied = try leader.fetched(by: 2, from: 0)
        #expect(try leader.client.values(copied) == ["a"])
        #expect(copied.highWatermark == 0)
        try leader.fetched(by: 2, from: 1)
        #expect(try leader.fetched(by: 3, from: 1).highWatermark == 1)
        #expect(try leader.client.values(leader.client.fetch("orders", from: 0)) == ["a"])
    }

    @Test func `consumers do not get what replicas have just read from the disk and is not committed`() throws
    {
        let leader = try LeadingNode()
        _ = try leader.send(["a"])
        try leader.fetched(by: 2, from: 1)
        try leader.fetched(by: 3, from: 1)
        _ = try leader.send(["b"])
        // What was just written is in memory for certain.
        leader.node.world.pass(.seconds(60))
        leader.node.world.fileSystem.makeCold { $0.contains("orders-0") }
        let client = leader.client
        #expect(try client.values(leader.fetched(by: 2, from: 0)) == ["a", "b"])
        leader.node.world.fileSystem.makeCold { $0.contains("orders-0") }
        leader.node.world.holdReads()
        let consumer = try client.send(
            client.fetchRequest("orders", from: 0, maxWait: 5_000, maxBytes: 1 << 20), version: 12)
        leader.node.world.settle()
        #expect(leader.node.world.heldReadCount == 1)
        leader.node.world.releaseReads()
        leader.node.world.settle()
        let answer = try #require(try client.answer(consumer, to: FetchRequest.self, version: 12))
        #expect(try client.values(answer.responses[0].partitions[0]) == ["a"])
    }

    @Test(arguments: [true, false])
    func `a waiting replica hears of records when they are written, before they are committed`(isNear: Bool)
        throws
    {
        let leader = try LeadingNode(isNear: isNear)
        let version = LeadingNode.fetchVersion
        let waiting = try leader.client.send(
            leader.fetch(by: 2, from: 0, maxWait: 60_000), version: version)
        #expect(try leader.client.answer(waiting, to: FetchRequest.self, version: version) == nil)
        leader.node.world.holdStorage()
        _ = try leader.send(["a"])
        let answer = try #require(
            try leader.client.answer(waiting, to: FetchRequest.self, version: version))
        #expect(try leader.client.values(answer.responses[0].partitions[0]) == ["a"])
    }

    @Test func `a waiting fetch is looked at often, and acknowledges once`() throws {
        let leader = try LeadingNode(["replica.lag.time.max.ms=10000"])
        let version = LeadingNode.fetchVersion
        _ = try leader.client.send(leader.fetch(by: 2, from: 0, maxWait: 9_000), version: version)
        leader.node.world.pass(.seconds(9))
        let progress = try #require(
            leader.node.withReplica { _, replica -> Duration? in
                guard case .leader(let state) = replica.role else { return nil }
                return state.followers.first { $0.broker == 2 }?.lastCaughtUp
            } ?? nil)
        #expect(progress < .seconds(1))
    }

    @Test func `a fetch that waits gives way to the answer behind it`() throws {
        let leader = try LeadingNode()
        let (version, client) = (LeadingNode.fetchVersion, leader.client)
        let other = leader.node.connect(toShard: 0)
        let elsewhere = try other.send(leader.fetch(by: 3, from: 0, maxWait: 60_000), version: version)
        let first = try client.send(leader.fetch(by: 2, from: 0, maxWait: 60_000), version: version)
        let second = try client.send(leader.fetch(by: 2, from: 0, maxWait: 60_000), version: version)
        leader.node.world.settle()
        #expect(client.reply(to: first) == nil && client.reply(to: second) == nil)
        // An answer on another connection holds nobody up.
        _ = try leader.node.connect(toShard: 0).ask(MetadataRequest(), version: 12)
        #expect(client.reply(to: first) == nil)
        _ = try client.ask(MetadataRequest(), version: 12)
        for number in [first, second] {
            let answer = try #require(try client.answer(number, to: FetchRequest.self, version: version))
            #expect(answer.responses[0].partitions[0].errorCode == .none)
        }
        #expect(try other.answer(elsewhere, to: FetchRequest.self, version: version) == nil)
    }

    @Test func `only those who have a replica are served, in their present registration`() throws {
        let leader = try LeadingNode(replicas: [1, 2])
        let number = try leader.send(["a"])
        #expect(try leader.fetched(by: 3, from: 1).errorCode == .unknownLeaderEpoch)
        #expect(try leader.fetched(by: 2, from: 1, epoch: 101).errorCode == .notLeaderOrFollower)
        #expect(try leader.fetched(by: 2, from: 1, leaderEpoch: 1).errorCode == .unknownLeaderEpoch)
        #expect(try leader.produced(number) == nil)
        #expect(try leader.fetched(by: 2, from: 1, leaderEpoch: 0).errorCode == .none)
        #expect(try leader.produced(number)?.errorCode == ErrorCode.none)
    }

    @Test func `a replica hears where its log and the leader's part, and acknowledges nothing`() throws {
        var leader = try LeadingNode(replicas: [1, 2])
        _ = try leader.send(["a", "b"])
        try leader.fetched(by: 2, from: 2, lastFetchedEpoch: 0)
        try leader.change(leader: 1)
        let number = try leader.send(["c"])
        // It has a third record of the epoch before.
        let diverging = try leader.fetched(by: 2, from: 3, leaderEpoch: 1, lastFetchedEpoch: 0)
        #expect(diverging.divergingEpoch == .init(epoch: 0, endOffset: 2))
        #expect(try leader.client.values(diverging) == [])
        #expect(try leader.produced(number) == nil)
        let agreeing = try leader.fetched(by: 2, from: 2, leaderEpoch: 1, lastFetchedEpoch: 0)
        #expect(agreeing.divergingEpoch == .init())
        #expect(try leader.client.values(agreeing) == ["c"])
        #expect(try leader.fetched(by: 2, from: 4, leaderEpoch: 1).errorCode == .offsetOutOfRange)
        try leader.fetched(by: 2, from: 3, leaderEpoch: 1, lastFetchedEpoch: 1)
        #expect(try leader.produced(number)?.errorCode == ErrorCode.none)
    }

    @Test func `a replica is told the log's end, and a consumer what is committed`() throws {
        var leader = try LeadingNode(replicas: [1, 2])
        _ = try leader.send(["a"])
        #expect(try end(leader, by: 2).offset == 1)
        #expect(try leader.client.listOffset("orders", timestamp: -1).offset == 0)
        // As a new leader: what it found in its log may be committed, and consumers know of it.
        try leader.change(leader: 1)
        #expect(try end(leader, by: 2).offset == 1)
        #expect(try leader.client.listOffset("orders", timestamp: -1).errorCode == .offsetNotAvailable)
        #expect(
            try leader.client.listOffset("orders", timestamp: -1, version: 4).errorCode
                == .leaderNotAvailable)
        #expect(
            try leader.client.listOffset("orders", timestamp: 1).errorCode == .offsetNotAvailable)
        #expect(try leader.client.listOffset("orders", timestamp: -2).offset == 0)
        try leader.fetched(by: 2, from: 1, leaderEpoch: 1, lastFetchedEpoch: 0)
        #expect(try leader.client.listOffset("orders", timestamp: -1).offset == 1)
    }

    private func end(
        _ leader: LeadingNode, by broker: BrokerID
    ) throws -> ListOffsetsResponse.ListOffsetsPartitionResponse {
        let request = ListOffsetsRequest(
            replicaId: broker,
            topics: [.init(name: "orders", partitions: [.init(partitionIndex: 0, timestamp: -1)])])
        return try leader.client.ask(request, version: 11).topics[0].partitions[0]
    }

    @Test func `whoever asks hears where an epoch ends, though a new leader does not know it committed`()
        throws
    {
        var leader = try LeadingNode()
        _ = try leader.send(["a", "b"])
        func end(_ replica: BrokerID, in current: LeaderEpoch) throws -> Offset {
            let request = OffsetForLeaderEpochRequest(
                replicaId: replica,
                topics: [
                    .init(
                        topic: "orders",
                        partitions: [.init(partition: 0, currentLeaderEpoch: current, leaderEpoch: 0)])
                ])
            return try leader.client.ask(request, version: 4).topics[0].partitions[0].endOffset
        }
        for asker in [2, -1] as [BrokerID] { #expect(try end(asker, in: 0) == 2) }
        try leader.change(leader: 1)
        for asker in [2, -1] as [BrokerID] { #expect(try end(asker, in: 1) == 2) }
        #expect(leader.node.withReplica { $1.highWatermark } == 0)
    }

    @Test func `who waits at a leader that has gone is told at once`() throws {
        var leader = try LeadingNode()
        let version = LeadingNode.fetchVersion
        let number = try leader.send(["a"])
        let waiting = try leader.client.send(
            leader.fetch(by: 2, from: 1, maxWait: 60_000), version: version)
        try leader.change(leader: 2)
        #expect(try leader.produced(number)?.errorCode == .notLeaderOrFollower)
        let answer = try #require(
            try leader.client.answer(waiting, to: FetchRequest.self, version: version))
        #expect(answer.responses[0].partitions[0].errorCode == .notLeaderOrFollower)
    }

    @Test func `a produce is refused while too few are in sync`() throws {
        var leader = try LeadingNode()
        try leader.change([
            .config(
                ConfigRecord(
                    resourceType: 2, resourceName: "orders", name: "min.insync.replicas", value: "2"))
        ])
        try leader.change(isr: [1])
        #expect(try leader.produced(leader.send(["a"]))?.errorCode == .notEnoughReplicas)
        #expect(try leader.produced(leader.send(["a"], acks: 1))?.errorCode == ErrorCode.none)
        try leader.change(isr: [1, 2])
        let number = try leader.send(["b"])
        #expect(try leader.produced(number) == nil)
        try leader.fetched(by: 2, from: 2)
        #expect(try leader.produced(number)?.errorCode == ErrorCode.none)
    }
}
