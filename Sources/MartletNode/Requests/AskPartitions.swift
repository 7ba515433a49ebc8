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
private struct AddressedQuestion<Question: PartitionQuestion>: Sendable {
    var question: Question
    var key: PartitionKey?
}

extension Shard {
    /// Puts each question to the partition that it is about, where this broker leads it, on the shard that
    /// owns it, and goes on here with the answers in the order of the questions. `refuse` answers for
    /// partitions that are unknown, led elsewhere, or cannot be used at the moment.
    func askPartitions<Question: PartitionQuestion, Answer: Sendable>(
        _ topics: [TopicParts<Question>],
        refuse: @escaping @Sendable (PartitionIndex, ErrorCode) -> Answer,
        ask: @escaping @Sendable (isolated Shard, PartitionReplica, Question) -> Answer,
        finish: @escaping @Sendable (isolated Shard, [TopicParts<Answer>]) -> Void
    ) {
        gather(addressed(topics)) { addressed in
            addressed.key.map { owner(of: $0) } ?? self
        } perform: { owner, addressed in
            switch owner.replica(for: addressed) {
            case .success(let replica): ask(owner, replica, addressed.question)
            case .failure(let refusal): refuse(addressed.question.partitionIndex, refusal.errorCode)
            }
        } finish: { home, answers in
            finish(home, Self.answered(topics, answers))
        }
    }

    /// As `askPartitions`, for answers that may have to wait for the disk: `ask` calls `done` once.
    func askPartitionsLater<Question: PartitionQuestion, Answer: Sendable>(
        _ topics: [TopicParts<Question>],
        refuse: @escaping @Sendable (PartitionIndex, ErrorCode) -> Answer,
        ask:
            @escaping @Sendable (
                isolated Shard, PartitionReplica, Question, _ done: @escaping @Sendable (Answer) -> Void
            ) -> Void,
        finish: @escaping @Sendable (isolated Shard, [TopicParts<Answer>]) -> Void
    ) {
        gatherLater(addressed(topics)) { addressed in
            addressed.key.map { owner(of: $0) } ?? self
        } perform: { owner, addressed, done in
            switch owner.replica(for: addressed) {
            case .success(let replica): ask(owner, replica, addressed.question, done)
            case .failure(let refusal): done(refuse(addressed.question.partitionIndex, refusal.errorCode))
            }
        } finish: { home, answers in
            finish(home, Self.answered(topics, answers))
        }
    }

    private func addressed<Question: PartitionQuestion>(_ topics: [TopicParts<Question>])
        -> [AddressedQuestion<Question>]
    {
        topics.flatMap { asked -> [AddressedQuestion<Question>] in
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
    }

    private func replica<Question: PartitionQuestion>(
        for addressed: AddressedQuestion<Question>
    ) -> Result<PartitionReplica, Refusal> {
        guard let key = addressed.key else { return .failure(Refusal(errorCode: .unknownTopicOrPartition)) }
        guard case .ready(let replica)? = partitions[key] else {
            return .failure(Refusal(errorCode: unavailability(of: key)))
        }
        guard replica.isLeader else { return .failure(Refusal(errorCode: .notLeaderOrFollower)) }
        return .success(replica)
    }

    /// The answers by topic, as the questions were.
    private static func answered<Question, Answer>(
        _ topics: [TopicParts<Question>], _ answers: [Answer]
    ) -> [TopicParts<Answer>] {
        var rest = answers[...]
        return topics.map { asked in
            defer { rest = rest.dropFirst(asked.parts.count) }
            return TopicParts(name: asked.name, parts: Array(rest.prefix(asked.parts.count)))
        }
    }
}

private struct Refusal: Error {
    var errorCode: ErrorCode
}
