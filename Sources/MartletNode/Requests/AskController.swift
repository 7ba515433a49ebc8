import MartletModel
import MartletProtocol

extension Shard {
    /// Has the controller do something on its own loop and goes on here with what it answers.
    ///
    /// If the controller has stopped, or cannot write down what it decided, the client's connection is
    /// closed: nothing that it could be told is true.
    func askController<Answer: Sendable>(
        _ context: RequestContext,
        _ question:
            @escaping @Sendable (isolated QuorumController, @escaping @Sendable (Answer?) -> Void) -> Void,
        finish: @escaping @Sendable (isolated Shard, Answer) -> Void
    ) {
        guard let controller else { preconditionFailure("a request came before the shard was connected") }
        controller.run { controller in
            question(controller) { answer in
                guard let answer else {
                    self.run { _ in context.complete(.close(reason: "the controller cannot make the change"))
                    }
                    return
                }
                self.run { finish($0, answer) }
            }
        }
    }

    /// Makes topics that a client asked about, with the broker's defaults (`auto.create.topics.enable`).
    func createAutomatically(
        _ names: [String], _ context: RequestContext,
        then: @escaping @Sendable (isolated Shard, [String: ErrorCode]) -> Void
    ) {
        var request = CreateTopicsRequest()
        request.topics = names.map { .init(name: $0, numPartitions: -1, replicationFactor: -1) }
        askController(context) { [request] controller, done in
            controller.createTopics(request, then: done)
        } finish: { shard, response in
            var failures: [String: ErrorCode] = [:]
            for topic in response.topics where topic.errorCode != .none {
                failures[topic.name] =
                    topic.errorCode == .topicAlreadyExists ? .leaderNotAvailable : topic.errorCode
            }
            then(shard, failures)
        }
    }
}
