import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// ListOffsets, DeleteRecords and OffsetForLeaderEpoch, and what Fetch says of epochs.
@Suite struct OffsetRequestsTests {
    /// Ten records, with timestamps that go up to the seventh and then down.
    private func node() throws -> (SimulatedNode, SimulatedClient) {
        let node = try SimulatedNode()
        let client = node.connect()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        for index in 0..<10 {
            let timestamp = Timestamp(1_700_000_000_000 - Int64(abs(6 - index)) * 1_000)
            try client.produce(["\(index)"], to: "orders", timestamp: timestamp)
        }
        return (node, client)
    }

    @Test func `special timestamps have their offsets, from the versions that know them`() throws {
        let (_, client) = try node()
        #expect(try client.deleteRecords("orders", before: 2).lowWatermark == 2)
        let table: [(timestamp: Int64, since: Int16, offset: Offset)] = [
            (-1, 1, 10), (-2, 1, 2), (-3, 7, 6), (-4, 8, 2), (-5, 9, -1), (-6, 11, -1),
        ]
        for row in table {
            for version in Int16(1)...11 {
                let answer = try client.listOffset("orders", timestamp: row.timestamp, version: version)
                if version >= row.since {
                    #expect(answer.errorCode == .none, "\(row.timestamp) in version \(version)")
                    #expect(answer.offset == row.offset, "\(row.timestamp) in version \(version)")
                } else {
                    #expect(answer.errorCode == .unsupportedVersion, "\(row.timestamp), version \(version)")
                }
            }
        }
        #expect(try client.listOffset("orders", timestamp: -7).errorCode == .unsupportedVersion)
        #expect(try client.listOffset("orders", timestamp: .min).errorCode == .unsupportedVersion)
    }

    @Test func `a timestamp's offset is that of the first record that is not older`() throws {
        let (_, client) = try node()
        let table: [(Int64, Offset)] = [
            (0, 0), (1_699_999_998_000, 4), (1_699_999_998_001, 5), (1_700_000_000_000, 6),
            (1_700_000_000_001, -1), (.max, -1),
        ]
        for (timestamp, offset) in table {
            #expect(try client.listOffset("orders", timestamp: timestamp).offset == offset, "\(timestamp)")
        }
    }

    @Test func `deleted records are gone for good`() throws {
        let (node, client) = try node()
        #expect(try client.deleteRecords("orders", before: 4).lowWatermark == 4)
        #expect(try client.fetch("orders", from: 3).errorCode == .offsetOutOfRange)
        #expect(try client.values(client.fetch("orders", from: 4)).first == "4")
        let again = try node.restart().connect()
        #expect(try again.listOffset("orders", timestamp: -2).offset == 4)
        #expect(try again.fetch("orders", from: 3).errorCode == .offsetOutOfRange)
        #expect(try again.deleteRecords("orders", before: -1).lowWatermark == 10)
        #expect(try again.listOffset("orders", timestamp: -2).offset == 10)
    }

    @Test func `records that there are not cannot be deleted, nor those of logs that keep them`() throws {
        let (_, client) = try node()
        for offset in [Offset(11), -2, .init(.max), .init(.min)] {
            #expect(try client.deleteRecords("orders", before: offset).errorCode == .offsetOutOfRange)
        }
        #expect(try client.deleteRecords("orders", before: 0).lowWatermark == 0)
        #expect(
            try client.deleteRecords("orders", before: 0, partition: 7).errorCode == .unknownTopicOrPartition)
        #expect(try client.createTopic("table", configs: ["cleanup.policy": "compact"]) == ErrorCode.none)
        #expect(try client.deleteRecords("table", before: 0).errorCode == .policyViolation)
        #expect(try client.createTopic("__consumer_offsets") == ErrorCode.none)
        #expect(
            try client.deleteRecords("__consumer_offsets", before: 0).errorCode == .invalidTopicException)
    }

    @Test func `an epoch's end is where the next began`() throws {
        let (node, client) = try node()
        let again = try node.restart()
        let next = again.connect()
        try next.produce(["later"], to: "orders")
        let current = try #require(again.withReplica { $1.leaderEpoch })
        #expect(current > 0)
        func end(_ epoch: LeaderEpoch, current: LeaderEpoch = .none) throws
            -> OffsetForLeaderEpochResponse.EpochEndOffset
        {
            let request = OffsetForLeaderEpochRequest(
                replicaId: -1,
                topics: [
                    .init(
                        topic: "orders",
                        partitions: [.init(partition: 0, currentLeaderEpoch: current, leaderEpoch: epoch)])
                ])
            return try next.ask(request, version: 4).topics[0].partitions[0]
        }
        #expect(try end(0).endOffset == 10)
        #expect(try end(0).leaderEpoch == 0)
        #expect(try end(current).endOffset == 11)
        #expect(try end(.init(current.rawValue + 1)).endOffset == -1)
        #expect(try end(0, current: 0).errorCode == .fencedLeaderEpoch)
        #expect(try end(0, current: .init(current.rawValue + 1)).errorCode == .unknownLeaderEpoch)
        _ = client
    }

    @Test func `a consumer that has read what was lost hears where the histories part`() throws {
        let (_, client) = try node()
        func fetch(from offset: Offset, after epoch: LeaderEpoch) throws -> FetchResponse.PartitionData {
            let request = client.fetchRequest("orders", from: offset, lastFetchedEpoch: epoch)
            return try client.ask(request, version: 12).responses[0].partitions[0]
        }
        #expect(try client.values(fetch(from: 9, after: 0)) == ["9"])
        let diverging = try fetch(from: 50, after: 0)
        #expect(diverging.errorCode == .none)
        #expect(diverging.divergingEpoch.endOffset == 10)
        #expect(diverging.divergingEpoch.epoch == 0)
        #expect(try fetch(from: 50, after: 7).errorCode == .offsetOutOfRange)
    }

    @Test func `a fenced client is told the leader, and where it is`() throws {
        let (node, _) = try node()
        let again = try node.restart()
        let client = again.connect()
        let id = try #require(again.withReplica { $1.key.topicID })
        func fetch(_ epoch: LeaderEpoch) throws -> FetchResponse {
            var request = client.fetchRequest("orders", from: 0)
            request.topics[0].topicId = id
            request.topics[0].partitions[0].currentLeaderEpoch = epoch
            return try client.ask(request, version: 16)
        }
        let fenced = try fetch(0)
        #expect(fenced.responses[0].partitions[0].errorCode == .fencedLeaderEpoch)
        #expect(fenced.responses[0].partitions[0].currentLeader.leaderId == 1)
        #expect(fenced.nodeEndpoints.map(\.host) == ["localhost"])
        let early = try fetch(99)
        #expect(early.responses[0].partitions[0].errorCode == .unknownLeaderEpoch)
        #expect(early.responses[0].partitions[0].currentLeader.leaderId == -1)
    }

    @Test func `a fetch for more than it may carry is answered with what it may`() throws {
        let (_, client) = try node()
        let request = client.fetchRequest("orders", from: 0, maxWait: .max, minBytes: .max, maxBytes: 100)
        let number = try client.send(request, version: 12)
        let answer = try client.answer(number, to: FetchRequest.self, version: 12)
        #expect(answer?.responses[0].partitions[0].records?.byteCount ?? 0 > 0)
    }
}
