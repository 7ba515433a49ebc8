import MartletMetadata
import MartletModel
import MartletProtocol

/// What clients and brokers want of the active controller. They come through any node, and wait for no answer
/// before they ask for the next thing.
struct QuorumClients {
    enum Question {
        case create(String)
        case delete(String)
        case grow(String, to: Int)
        case producerIDs
        case other
    }

    /// No more topics are made than that.
    static let topicLimit = 6
    /// Milliseconds between one question and the next.
    let pause: ClosedRange<Int>
    private var questions: [UInt64: Question] = [:]
    private var lastQuestion: UInt64 = 0
    private(set) var topicCount = 0

    init(_ random: inout SeededGenerator) {
        let longest = ([100, 500, 2_000, 5_000] as [Int]).randomElement(using: &random) ?? 500
        pause = 20...longest
    }

    mutating func begin(_ question: Question) -> UInt64 {
        lastQuestion += 1
        questions[lastQuestion] = question
        return lastQuestion
    }

    mutating func end(_ number: UInt64) -> Question? {
        questions.removeValue(forKey: number)
    }

    mutating func nextName() -> String {
        topicCount += 1
        return "t\(topicCount)"
    }
}

extension QuorumRun {
    /// Somebody asks for something, through some node.
    mutating func ask() {
        world.schedule(.client, after: world.milliseconds(clients.pause))
        guard let node = world.nodes.filter({ $0.isUp }).randomElement(using: &world.random) else { return }
        switch Int.random(in: 0..<10, using: &world.random) {
        case 0, 1: createTopic(through: node)
        case 2: deleteTopic(through: node)
        case 3: growTopic(through: node)
        case 4: reassign(through: node)
        case 5:
            let request = ElectLeadersRequest(electionType: 0, topicPartitions: nil)
            ask(node, .electLeaders(request), .other)
        case 6:
            guard let (broker, epoch) = anyBroker() else { return }
            let request = AllocateProducerIdsRequest(brokerId: broker.id, brokerEpoch: epoch)
            ask(broker, .allocateProducerIds(request), .producerIDs)
        case 7: configure(through: node)
        default: alterPartition()
        }
    }

    private mutating func ask(
        _ node: SimulatedNode<Member>, _ request: ControllerRequest, _ question: QuorumClients.Question
    ) {
        world.ask(node, request, .client(clients.begin(question)))
        world.rearm(node)
    }

    private mutating func anyTopic() -> TopicImage? {
        world.metadata.newest.topics.randomElement(using: &world.random)
    }

    private mutating func anyBroker() -> (node: SimulatedNode<Member>, epoch: BrokerEpoch)? {
        world.nodes.compactMap { node in node.control.lifecycle?.epoch.map { (node, $0) } }
            .randomElement(using: &world.random)
    }

    // MARK: - Questions

    private mutating func createTopic(through node: SimulatedNode<Member>) {
        guard world.metadata.newest.topicCount < QuorumClients.topicLimit else {
            return deleteTopic(through: node)
        }
        let name = clients.nextName()
        let count = Int.random(in: 1...4, using: &world.random)
        world.metadata.clients.topics[name] = .init(counts: count...count)
        let request = CreateTopicsRequest(
            topics: [
                .init(
                    name: name, numPartitions: Int32(count),
                    replicationFactor: Int16.random(in: 1...3, using: &world.random))
            ])
        ask(node, .createTopics(request), .create(name))
    }

    private mutating func deleteTopic(through node: SimulatedNode<Member>) {
        guard let name = anyTopic()?.name else { return }
        world.metadata.clients.unwanted(name)
        ask(node, .deleteTopics(DeleteTopicsRequest(topics: [.init(name: name)])), .delete(name))
    }

    private mutating func growTopic(through node: SimulatedNode<Member>) {
        guard let topic = anyTopic(), let known = world.metadata.clients.topics[topic.name] else { return }
        let count = max(known.counts.upperBound, topic.partitions.count) + 1
        guard count <= 6 else { return }
        world.metadata.clients.topics[topic.name]?.counts = known.counts.lowerBound...count
        let request = CreatePartitionsRequest(
            topics: [.init(name: topic.name, count: Int32(count), assignments: nil)])
        ask(node, .createPartitions(request), .grow(topic.name, to: count))
    }

    private mutating func reassign(through node: SimulatedNode<Member>) {
        guard let topic = anyTopic(),
            let partition = topic.partitions.randomElement(using: &world.random)
        else { return }
        var brokers = world.metadata.newest.sortedBrokers.map(\.id)
        brokers.shuffle(using: &world.random)
        let replicas =
            world.random.happens(0.2)
            ? nil : Array(brokers.prefix(Int.random(in: 1...3, using: &world.random)))
        if replicas?.isEmpty == true { return }
        let request = AlterPartitionReassignmentsRequest(
            topics: [
                .init(
                    name: topic.name,
                    partitions: [.init(partitionIndex: partition.index, replicas: replicas)])
            ])
        ask(node, .alterPartitionReassignments(request), .other)
    }

    private mutating func configure(through node: SimulatedNode<Member>) {
        guard let topic = anyTopic() else { return }
        let isRemoved = world.random.happens(0.3)
        let value = "\(Int.random(in: 60_000...600_000, using: &world.random))"
        let request = IncrementalAlterConfigsRequest(
            resources: [
                .init(
                    resourceType: 2, resourceName: topic.name,
                    configs: [
                        .init(
                            name: "retention.ms", configOperation: isRemoved ? 1 : 0,
                            value: isRemoved ? nil : value)
                    ])
            ])
        ask(node, .incrementalAlterConfigs(request), .other)
    }

    /// The leader of a partition wants all its replicas in the ISR that it takes for alive, or some.
    private mutating func alterPartition() {
        guard let (broker, epoch) = anyBroker() else { return }
        let image = broker.control.image
        let led = image.topics.flatMap { topic in
            topic.partitions.filter { $0.leader == broker.id }.map { (topic.id, $0) }
        }
        guard let (topic, partition) = led.randomElement(using: &world.random) else { return }
        let share = world.random.happens(0.8) ? 1 : 0.5
        var isr: [AlterPartitionRequest.BrokerState] = []
        for replica in partition.replicas {
            guard let known = image.brokers[replica], known.isActive,
                replica == broker.id || world.random.happens(share)
            else { continue }
            isr.append(.init(brokerId: replica, brokerEpoch: known.epoch))
        }
        let request = AlterPartitionRequest(
            brokerId: broker.id, brokerEpoch: epoch,
            topics: [
                .init(
                    topicId: topic,
                    partitions: [
                        .init(
                            partitionIndex: partition.index, leaderEpoch: partition.leaderEpoch,
                            newIsrWithEpochs: isr, partitionEpoch: partition.partitionEpoch)
                    ])
            ])
        ask(broker, .alterPartition(request), .other)
    }

    // MARK: - Answers

    /// Takes note of what clients were told.
    mutating func settleAnswers() {
        for (number, reply) in world.clientAnswers {
            guard let question = clients.end(number) else { continue }
            outcome.answers += settle(question, reply) ? 1 : 0
        }
        world.clientAnswers = []
    }

    /// False: what was asked for was not done, or nobody knows.
    private mutating func settle(_ question: QuorumClients.Question, _ reply: ControllerReply?) -> Bool {
        switch (question, reply?.message) {
        case (.create(let name), let answer as CreateTopicsResponse):
            guard answer.topics.first?.errorCode == ErrorCode.none else { return false }
            world.metadata.clients.made(name)
        case (.delete(let name), let answer as DeleteTopicsResponse):
            guard answer.responses.first?.errorCode == ErrorCode.none else { return false }
            world.metadata.clients.topics[name]?.isGone = true
        case (.grow(let name, let count), let answer as CreatePartitionsResponse):
            guard answer.results.first?.errorCode == ErrorCode.none,
                let upper = world.metadata.clients.topics[name]?.counts.upperBound
            else { return false }
            world.metadata.clients.topics[name]?.counts = count...max(count, upper)
        case (.producerIDs, let answer as AllocateProducerIdsResponse):
            guard answer.errorCode == .none else { return false }
            world.metadata.given(producerIDs: answer.producerIdStart, count: answer.producerIdLen)
        case (.other, let answer?): return !(answer is AlterPartitionResponse)
        default: return false
        }
        return true
    }
}
