import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct DeleteTopicsTests {
    private func delete(
        _ request: DeleteTopicsRequest, in cluster: inout ClusterFixture
    ) -> [DeleteTopicsResponse.DeletableTopicResult] {
        let decision = cluster.controller.deleteTopics(request, image: cluster.image)
        cluster.apply(decision.records)
        return decision.reply.responses
    }

    @Test func `topics go by name and by id, with their configurations`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("a", configs: ["retention.ms": "1"]), .named("b"), .named("c"))
        let b = try #require(cluster.image.topicIDs["b"])
        let a = try #require(cluster.image.topicIDs["a"])
        let results = delete(
            DeleteTopicsRequest(topics: [.init(name: "a"), .init(name: nil, topicId: b)]), in: &cluster)
        #expect(results.map(\.name) == ["a", "b"])
        #expect(results.map(\.topicId) == [a, b])
        #expect(results.allSatisfy { $0.errorCode == .none && $0.errorMessage == nil })
        #expect(cluster.image.topics.map(\.name) == ["c"])
        #expect(cluster.image.configs.isEmpty)
    }

    @Test func `old requests name topics only`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("a"))
        #expect(delete(DeleteTopicsRequest(topicNames: ["a"]), in: &cluster).map(\.errorCode) == [.none])
        #expect(cluster.image.topicCount == 0)
    }

    @Test func `a topic that is made again has another id`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("a", partitions: 3))
        let first = cluster.image.topicIDs["a"]
        _ = delete(DeleteTopicsRequest(topicNames: ["a"]), in: &cluster)
        cluster.create(.named("a"))
        #expect(cluster.image.topicIDs["a"] != first)
        #expect(cluster.image.topic(named: "a")?.partitions.count == 1)
    }

    @Test func `what cannot be deleted is refused, and the rest is deleted`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("a"), .named("b"), .named("c"), .named("d"))
        let c = try #require(cluster.image.topicIDs["c"])
        let d = try #require(cluster.image.topicIDs["d"])
        let unknown = TopicID(Uuid(high: 1, low: 1))
        let results = delete(
            DeleteTopicsRequest(topics: [
                .init(name: nil, topicId: .zero),
                .init(name: "a", topicId: unknown),
                .init(name: "b"), .init(name: "b"),
                .init(name: nil, topicId: d), .init(name: nil, topicId: d),
                .init(name: "no"),
                .init(name: nil, topicId: unknown),
                .init(name: "c"), .init(name: nil, topicId: c),
            ]), in: &cluster)
        #expect(
            results.map { Answer($0.errorCode, $0.errorMessage) } == [
                Answer(.invalidRequest, "Neither topic name nor id were specified."),
                Answer(.invalidRequest, "You may not specify both topic name and topic id."),
                Answer(.invalidRequest, "Duplicate topic name."),
                Answer(.invalidRequest, "Duplicate topic id."),
                Answer(.unknownTopicOrPartition, "This server does not host this topic-partition."),
                Answer(.unknownTopicId, "This server does not host this topic ID."),
                Answer(.none, nil),
                Answer(
                    .invalidRequest, "The provided topic name maps to an ID that was already supplied."),
            ])
        #expect(cluster.image.topics.map(\.name) == ["a", "b", "d"])
    }

    @Test func `nothing is deleted where deletion is switched off`() throws {
        var cluster = try ClusterFixture(settings: ["delete.topic.enable": "false"])
        cluster.create(.named("a"))
        let results = delete(DeleteTopicsRequest(topicNames: ["a"]), in: &cluster)
        #expect(
            results.map { Answer($0.errorCode, $0.errorMessage) }
                == [Answer(.topicDeletionDisabled, "Topic deletion is disabled.")])
        #expect(cluster.image.topicCount == 1)
    }
}
