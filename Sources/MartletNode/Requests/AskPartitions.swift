import MartletModel

/// What a request asks of one partition.
protocol PartitionQuestion: Sendable {
    var partitionIndex: PartitionIndex { get }
}

/// One topic of a request or of its answer: what is asked of, or answered for, each of its partitions.
struct TopicParts<Part: Sendable>: Sendable {
    var name: String
    var parts: [Part]
}

/// Whom a question goes to: nobody if metadata does not know the partition.
private struct AddressedQuestion<Question: Sendable>: Sendable {
    var question: Question
    var key: PartitionKey?
}

extension Shard {
    /// Puts each question to the partition that it is about, on the shard that owns it, and goes on here with
    /// the answers in the order of the questions. `refuse` answers for partitions that are unknown or cannot
    /// be used at the moment.
    func askPartitions<Question: PartitionQuestion, Answer: Sendable>(
        _ topics: [TopicParts<Question>],
        refuse: @escaping @Sendable (PartitionIndex, ErrorCode) -> Answer,
        ask: @escaping @Sendable (isolated Shard, PartitionReplica, Question) -> Answer,
        finish: @escaping @Sendable (isolated Shard, [TopicParts<Answer>]) -> Void
    ) {
        let questions = topics.flatMap { asked -> [AddressedQuestion<Question>] in
            let topic = image.topic(named: asked.name)
            return asked.parts.map { question in
                guard let topic, topic.partition(question.partitionIndex) != nil else {
                    return AddressedQuestion(question: question)
                }
                return AddressedQuestion(
                    question: question,
                    key: PartitionKey(topicID: topic.id, partition: question.partitionIndex))
            }
        }
        gather(questions) { addressed in
            addressed.key.map { owner(of: $0) } ?? self
        } perform: { owner, addressed in
            let index = addressed.question.partitionIndex
            guard let key = addressed.key else { return refuse(index, .unknownTopicOrPartition) }
            guard case .ready(let replica)? = owner.partitions[key] else {
                return refuse(index, owner.unavailability(of: key))
            }
            return ask(owner, replica, addressed.question)
        } finish: { home, answers in
            var rest = answers[...]
            let answered = topics.map { asked in
                defer { rest = rest.dropFirst(asked.parts.count) }
                return TopicParts(name: asked.name, parts: Array(rest.prefix(asked.parts.count)))
            }
            finish(home, answered)
        }
    }
}
