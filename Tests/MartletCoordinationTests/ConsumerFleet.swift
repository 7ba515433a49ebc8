import MartletCoordination
import MartletModel
import MartletProtocol

/// The topics of a test, which may change.
struct TestCatalog: TopicCatalog {
    var version: Int64
    var times: [String: GroupTimes] = [:]
    /// By the topics' names.
    var racks: [String: [Set<String>]] = [:]
    private var topics: [String: CatalogTopic] = [:]

    init(_ partitions: [String: Int32], version: Int64 = 1) {
        self.version = version
        for (name, count) in partitions {
            topics[name] = CatalogTopic(name: name, id: Self.id(of: name), partitionCount: count)
        }
    }

    static func id(of name: String) -> TopicID {
        TopicID(Uuid(high: 7, low: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) }))
    }

    func topic(named name: String) -> CatalogTopic? { topics[name] }
    func topic(_ id: TopicID) -> CatalogTopic? { topics.values.first { $0.id == id } }
    var names: [String] { topics.keys.sorted() }
    func times(of group: String) -> GroupTimes { times[group] ?? GroupTimes() }
    func racks(of topic: TopicID) -> [Set<String>] {
        topics.values.first { $0.id == topic }.flatMap { racks[$0.name] } ?? []
    }

    mutating func remove(_ name: String) {
        topics[name] = nil
        version += 1
    }

    /// A topic of this name that is another one.
    mutating func replace(_ name: String) {
        topics[name]?.id = TopicID(Uuid(high: 8, low: 8))
        version += 1
    }
}

/// A client of the new protocol: reads what it was told to, and lets go of the rest when it has heard so.
struct TestConsumer {
    let id: String
    var instance: String?
    var topics: [String]? = ["t"]
    var pattern: String?
    var rack: String?
    var assignor: String?
    var epoch: Int32 = 0
    /// What it reads.
    var owned = PartitionSet()

    init(_ id: String, instance: String? = nil, topics: [String]? = ["t"], pattern: String? = nil) {
        self.id = id
        self.instance = instance
        self.topics = topics
        self.pattern = pattern
    }

    var joining: ConsumerGroupHeartbeatRequest {
        .init(
            groupId: "g", memberId: id, memberEpoch: 0, instanceId: instance, rackId: rack,
            rebalanceTimeoutMs: 30_000,
            subscribedTopicNames: topics, subscribedTopicRegex: pattern, serverAssignor: assignor,
            topicPartitions: [])
    }

    func reporting(_ partitions: PartitionSet?) -> ConsumerGroupHeartbeatRequest {
        .init(
            groupId: "g", memberId: id, memberEpoch: epoch, instanceId: instance,
            topicPartitions: partitions?.sorted.map { .init(topicId: $0, partitions: $1) })
    }

    func leaving(_ epoch: Int32 = -1) -> ConsumerGroupHeartbeatRequest {
        .init(groupId: "g", memberId: id, memberEpoch: epoch, instanceId: instance)
    }

    mutating func hear(_ answer: ConsumerGroupHeartbeatResponse) {
        if answer.errorCode != .none { return }
        epoch = answer.memberEpoch
        guard let assignment = answer.assignment else { return }
        owned = PartitionSet(assignment.topicPartitions.map { ($0.topicId, $0.partitions) })
    }

    /// Of the one topic.
    var partitions: [PartitionIndex] { owned.all.map(\.partition) }
}

extension GroupReply {
    var heard: ConsumerGroupHeartbeatResponse? {
        if case .consumerHeartbeat(let reply) = self { reply } else { nil }
    }
}

extension Workbench {
    @discardableResult
    mutating func beat(_ request: ConsumerGroupHeartbeatRequest) -> ConsumerGroupHeartbeatResponse {
        guard let answer = ask(.consumerHeartbeat(request), version: 1)?.heard else {
            preconditionFailure("a heartbeat waits")
        }
        return answer
    }

    @discardableResult
    mutating func join(_ consumer: inout TestConsumer) -> ConsumerGroupHeartbeatResponse {
        consumer.epoch = 0
        consumer.owned = PartitionSet()
        let answer = beat(consumer.joining)
        consumer.hear(answer)
        return answer
    }

    /// One heartbeat, in which the client says what it reads.
    @discardableResult
    mutating func report(_ consumer: inout TestConsumer) -> ConsumerGroupHeartbeatResponse {
        let answer = beat(consumer.reporting(consumer.owned))
        consumer.hear(answer)
        return answer
    }

    /// Everybody reports, again and again, until nothing changes any more.
    mutating func settle(_ consumers: inout [TestConsumer]) {
        for _ in 0..<4 {
            for index in consumers.indices { report(&consumers[index]) }
        }
    }

    var consumers: ConsumerGroupImage? { coordinator.image.groups["g"]?.consumer }
}
