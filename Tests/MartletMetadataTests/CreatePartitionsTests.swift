import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct CreatePartitionsTests {
    typealias Topic = CreatePartitionsRequest.CreatePartitionsTopic

    private static func topic(_ name: String, _ count: Int32, _ assigned: [[BrokerID]]? = nil) -> Topic {
        Topic(name: name, count: count, assignments: assigned?.map { .init(brokerIds: $0) })
    }

    private func grow(
        _ topics: [Topic], validateOnly: Bool = false, in cluster: inout ClusterFixture
    ) -> [CreatePartitionsResponse.CreatePartitionsTopicResult] {
        let decision = cluster.controller.createPartitions(
            CreatePartitionsRequest(topics: topics, validateOnly: validateOnly), image: cluster.image,
            random: &cluster.random)
        cluster.apply(decision.records)
        return decision.reply.results
    }

    @Test func `new partitions follow the old ones, with as many replicas`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.create(.named("t", partitions: 2, replicas: 2))
        let results = grow([Self.topic("t", 5)], in: &cluster)
        #expect(results.map(\.errorCode) == [.none])
        let partitions = try #require(cluster.image.topic(named: "t")?.partitions)
        #expect(partitions.map(\.index) == [0, 1, 2, 3, 4])
        #expect(partitions.allSatisfy { $0.replicas.count == 2 && $0.leader == $0.replicas[0] })
    }

    @Test func `new partitions can be assigned by hand`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.create(.named("t", partitions: 1, replicas: 1))
        _ = grow([Self.topic("t", 3, [[2], [3]])], in: &cluster)
        #expect(cluster.image.topic(named: "t")?.partitions.dropFirst().map(\.replicas) == [[2], [3]])
    }

    @Test func `a request that only validates has the same reply and no records`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t"))
        let results = grow([Self.topic("t", 3)], validateOnly: true, in: &cluster)
        #expect(results.map(\.errorCode) == [.none])
        #expect(cluster.image.topic(named: "t")?.partitions.count == 1)
    }

    @Test func `the topic of groups and their offsets keeps its number of partitions`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("__consumer_offsets", partitions: 3))
        let results = grow([Self.topic("__consumer_offsets", 4)], in: &cluster)
        #expect(results.map(\.errorCode) == [.invalidPartitions])
        #expect(cluster.image.topic(named: "__consumer_offsets")?.partitions.count == 3)
    }

    struct Row: CustomTestStringConvertible {
        var topic: Topic
        var answer: Answer

        init(_ topic: Topic, _ code: ErrorCode, _ message: String) {
            (self.topic, answer) = (topic, Answer(code, message))
        }

        var testDescription: String { "\(topic.name) \(topic.count): \(answer)" }
    }

    @Test(arguments: [
        Row(
            topic("no", 3), .unknownTopicOrPartition, "This server does not host this topic-partition."),
        Row(topic("t", 2), .invalidPartitions, "Topic already has 2 partition(s)."),
        Row(
            topic("t", 1), .invalidPartitions,
            "The topic t currently has 2 partition(s); 1 would not be an increase."),
        Row(
            topic("t", -1), .invalidPartitions,
            "The topic t currently has 2 partition(s); -1 would not be an increase."),
        Row(
            topic("t", 10_003), .policyViolation, "Excessively large number of partitions per request."),
        Row(
            topic("t", 4, [[1]]), .invalidReplicaAssignment,
            "Attempted to add 2 additional partition(s), but only 1 assignment(s) were specified."),
        Row(
            topic("t", 3, [[1, 2]]), .invalidReplicaAssignment,
            "The manual partition assignment includes a partition with 2 replica(s), but this is not "
                + "consistent with previous partitions, which have 1 replica(s)."),
        Row(
            topic("t", 3, [[9]]), .invalidReplicaAssignment,
            "The manual partition assignment includes broker 9, but no such broker is registered."),
        Row(
            topic("t", 3, [[2]]), .invalidReplicaAssignment,
            "All brokers specified in the manual partition assignment for partition 2 are fenced or in "
                + "controlled shutdown."),
    ])
    func `a topic that cannot grow is refused as Kafka refuses it`(_ row: Row) throws {
        var cluster = try ClusterFixture(brokers: 2)
        cluster.create(.named("t", partitions: 2))
        cluster.fence(2)
        let before = cluster.image
        let results = grow([row.topic], in: &cluster)
        #expect(results.map { Answer($0.errorCode, $0.errorMessage) } == [row.answer])
        #expect(cluster.image == before)
    }

    @Test func `a topic may be named once`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("a"), .named("b"))
        let results = grow(
            [Self.topic("a", 2), Self.topic("b", 2), Self.topic("a", 3)], in: &cluster)
        #expect(results.map(\.name) == ["b", "a"])
        #expect(results.map(\.errorCode) == [.none, .invalidRequest])
        #expect(results.last?.errorMessage == "Duplicate topic name.")
    }
}
