import MartletMetadata
import MartletModel
import MartletProtocol
import MartletReplication
import MartletStorage
import NIOCore
import Testing

@testable import MartletNode

/// What a fetcher asks as messages, and the answers.
@Suite struct OutgoingCallTests {
    private typealias Question = MartletReplication.PartitionQuestion

    private static let orders = TopicID(Uuid(high: 5, low: 1))
    private static let parcels = TopicID(Uuid(high: 5, low: 2))
    private let image: ClusterImage
    private let asker: ReplicaAsker

    init() throws {
        var image = ClusterImage()
        var change = ImageChange()
        for (name, id) in [("orders", Self.orders), ("parcels", Self.parcels)] {
            try image.apply(.topic(TopicRecord(name: name, topicId: id)), noting: &change)
        }
        self.image = image
        let configuration = try BrokerConfiguration(overrides: [
            PropertiesText.Entry(override: "log.dirs=/data"),
            PropertiesText.Entry(override: "replica.fetch.max.bytes=5000"),
            PropertiesText.Entry(override: "replica.fetch.response.max.bytes=70000"),
        ])
        asker = ReplicaAsker(broker: 3, epoch: 41, limits: configuration.replication)
    }

    private func key(_ topic: TopicID, _ partition: PartitionIndex) -> PartitionKey {
        PartitionKey(topicID: topic, partition: partition)
    }

    private func fetch(_ key: PartitionKey, _ offset: Offset) -> Question {
        Question(
            key,
            FollowerQuestion(leaderEpoch: 7, .fetch(offset: offset, lastEpoch: 6, logStart: 2)))
    }

    private func request<Body: Request>(_ call: OutgoingCall, as type: Body.Type) throws -> Body {
        var reader = ProtocolReader(try call.frame(correlationID: 9, by: asker))
        let header = try RequestHeader.decode(from: &reader)
        #expect(header.apiKey == Body.apiKey && header.correlationId == 9)
        #expect(header.requestApiVersion == call.version)
        let body = try Body(from: &reader, version: call.version)
        try reader.finish()
        return body
    }

    private func frame(_ response: some ResponseMessage, _ call: OutgoingCall) throws -> ByteBuffer {
        try response.frame(version: call.version, correlationID: 9)
    }

    private func ids() -> () -> UInt64 {
        var last: UInt64 = 0
        return {
            last += 1
            return last
        }
    }

    @Test(arguments: [13, 15, 17, 18] as [Int16])
    func `a fetch names the replica, its broker's epoch, and each partition's place`(version: Int16) throws {
        let call = OutgoingCall(
            .fetch(
                SessionFetch(
                    sessionID: 77, sessionEpoch: 3,
                    partitions: [
                        fetch(key(Self.orders, 0), 10), fetch(key(Self.parcels, 2), 20),
                        fetch(key(Self.orders, 1), 30),
                    ],
                    forgotten: [key(Self.parcels, 5)], maxWait: .milliseconds(123))),
            version: version, image: image)
        let request = try request(call, as: FetchRequest.self)
        if version >= 15 {
            #expect(request.replicaState == .init(replicaId: 3, replicaEpoch: 41))
        } else {
            #expect(request.replicaId == 3)
        }
        #expect(request.sessionId == 77 && request.sessionEpoch == 3 && request.maxWaitMs == 123)
        #expect(request.minBytes == 1 && request.maxBytes == 70_000)
        #expect(request.topics.map(\.topicId) == [Self.orders, Self.parcels])
        #expect(request.topics[0].partitions.map(\.partition) == [0, 1])
        let first = request.topics[0].partitions[0]
        #expect(first.currentLeaderEpoch == 7 && first.fetchOffset == 10 && first.lastFetchedEpoch == 6)
        #expect(first.logStartOffset == 2 && first.partitionMaxBytes == 5_000)
        #expect(request.forgottenTopicsData == [.init(topicId: Self.parcels, partitions: [5])])
    }

    @Test func `an answer to a fetch is taken apart, its records checked and not copied`() throws {
        let call = OutgoingCall(
            .fetch(SessionFetch(sessionID: 0, sessionEpoch: 0, partitions: [], maxWait: .zero)), version: 17,
            image: image)
        var damaged = try makeBatch(["c"])
        damaged.setInteger(UInt8(99), at: damaged.writerIndex - 1)
        var records = try makeBatch(["a", "b"])
        records.writeBuffer(&damaged)
        let response = FetchResponse(
            sessionId: 12,
            responses: [
                .init(
                    topicId: Self.orders,
                    partitions: [
                        .init(
                            partitionIndex: 0, highWatermark: 5, logStartOffset: 1, records: .bytes(records)),
                        .init(partitionIndex: 1, errorCode: .notLeaderOrFollower, highWatermark: -1),
                        .init(
                            partitionIndex: 2, highWatermark: 9,
                            divergingEpoch: .init(epoch: 4, endOffset: 8)),
                    ])
            ])
        let frame = try frame(response, call)
        let found = try call.decode(frame, nextID: ids())
        #expect(found.answer.error == .none && found.answer.sessionID == 12)
        let parts = Dictionary(uniqueKeysWithValues: found.answer.parts.map { ($0.key.partition, $0.answer) })
        #expect(
            parts[0]
                == .fetched(
                    FetchedPartition(
                        bytes: 1, highWatermark: 5, logStartOffset: 1,
                        batches: [FetchedBatch(baseOffset: 0, nextOffset: 2, epoch: -1)], isDamaged: true)))
        #expect(parts[1] == .refused(.notLeaderOrFollower))
        #expect(
            parts[2]
                == .fetched(
                    FetchedPartition(
                        bytes: 3, highWatermark: 9, logStartOffset: -1,
                        divergingEpoch: EpochEnd(epoch: 4, endOffset: 8))))
        #expect(found.records.keys.map(\.rawValue) == [1])
    }

    @Test func `ends of epochs are asked by the topic's name, and found by its id`() throws {
        let question = Question(key(Self.parcels, 4), FollowerQuestion(leaderEpoch: 7, .epochEnd(5)))
        let gone = Question(
            key(TopicID(Uuid(high: 9, low: 9)), 0), FollowerQuestion(leaderEpoch: 7, .epochEnd(5)))
        let call = OutgoingCall(.epochEnds([question, gone]), version: 4, image: image)
        let request = try request(call, as: OffsetForLeaderEpochRequest.self)
        #expect(request.replicaId == 3 && request.topics.map(\.topic) == ["parcels"])
        #expect(
            request.topics[0].partitions == [.init(partition: 4, currentLeaderEpoch: 7, leaderEpoch: 5)])
        let response = OffsetForLeaderEpochResponse(topics: [
            .init(
                topic: "parcels",
                partitions: [
                    .init(partition: 4, leaderEpoch: 3, endOffset: 30),
                    .init(errorCode: .fencedLeaderEpoch, partition: 5),
                ])
        ])
        let found = try call.decode(try frame(response, call), nextID: ids())
        #expect(
            found.answer.parts == [
                .init(key(Self.parcels, 4), .epochEnd(EpochEnd(epoch: 3, endOffset: 30))),
                .init(key(Self.parcels, 5), .refused(.fencedLeaderEpoch)),
            ])
    }

    @Test func `ends and starts of logs are asked as a replica asks`() throws {
        let end = Question(key(Self.orders, 1), FollowerQuestion(leaderEpoch: 7, .endOffset))
        let start = Question(key(Self.orders, 2), FollowerQuestion(leaderEpoch: 7, .startOffset))
        let call = OutgoingCall(.offsets([end, start]), version: 11, image: image)
        let request = try request(call, as: ListOffsetsRequest.self)
        #expect(request.replicaId == 3 && request.isolationLevel == 0)
        #expect(
            request.topics[0].partitions == [
                .init(partitionIndex: 1, currentLeaderEpoch: 7, timestamp: -1),
                .init(partitionIndex: 2, currentLeaderEpoch: 7, timestamp: -2),
            ])
        let response = ListOffsetsResponse(topics: [
            .init(
                name: "orders",
                partitions: [
                    .init(partitionIndex: 1, offset: 90),
                    .init(partitionIndex: 2, errorCode: .notLeaderOrFollower),
                ])
        ])
        let found = try call.decode(try frame(response, call), nextID: ids())
        #expect(
            found.answer.parts == [
                .init(key(Self.orders, 1), .offset(90)),
                .init(key(Self.orders, 2), .refused(.notLeaderOrFollower)),
            ])
    }

    @Test func `a leader is asked in the versions that it serves, if they name topics by id`() {
        let fetcher = LeaderFetcher(
            of: 1, at: LeaderTarget(address: NodeAddress(host: "b1", port: 9_092), epoch: 1), number: 1,
            rules: FetcherRules())
        let call = FetchCall.fetch(
            SessionFetch(sessionID: 0, sessionEpoch: 0, partitions: [], maxWait: .zero))
        #expect(fetcher.version(for: call) == FetchRequest.versions.upperBound)
        #expect(fetcher.lower(call, to: 4...15))
        #expect(fetcher.version(for: call) == 15)
        #expect(!fetcher.lower(call, to: 4...12))
        #expect(!fetcher.lower(call, to: nil))
        #expect(fetcher.version(for: .offsets([])) == ListOffsetsRequest.versions.upperBound)
    }
}
