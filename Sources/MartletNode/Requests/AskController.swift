import MartletMetadata
import MartletModel
import MartletProtocol

extension Shard {
    /// Asks the active controller, wherever it is, and goes on here with what it answers. If it is on this
    /// node all shards know what the answer speaks of.
    ///
    /// If the node stops, or cannot write down what was decided, the client's connection is closed: nothing
    /// that it could be told is true.
    func askController(
        _ question: ControllerQuestion, _ context: RequestContext,
        finish: @escaping @Sendable (isolated Shard, any ResponseMessage) -> Void
    ) {
        askControlPlane(context) { plane, done in
            plane.ask(question, version: context.version, done: done)
        } finish: { shard, answer in
            finish(shard, answer)
        }
    }

    /// Asks the active controller, and answers the client with what it says.
    func passOn(_ question: ControllerQuestion, _ context: RequestContext) {
        askController(question, context) { shard, answer in
            shard.respond(answer, to: context)
        }
    }

    /// Has the control plane do something on its own loop and goes on here with what comes of it; with nil
    /// the client's connection is closed.
    func askControlPlane<Answer: Sendable>(
        _ context: RequestContext,
        _ question:
            @escaping @Sendable (isolated ControlPlane, @escaping @Sendable (Answer?) -> Void) -> Void,
        finish: @escaping @Sendable (isolated Shard, Answer) -> Void
    ) {
        guard let controlPlane else { preconditionFailure("a request came before the shard was connected") }
        controlPlane.run { plane in
            question(plane) { answer in
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
        let question = ControllerQuestion.decide(.createTopics(request))
        askControlPlane(context) { plane, done in
            plane.ask(question, version: CreateTopicsRequest.versions.upperBound, done: done)
        } finish: { (shard: isolated Shard, answer: any ResponseMessage) in
            var failures: [String: ErrorCode] = [:]
            for topic in (answer as? CreateTopicsResponse)?.topics ?? [] where topic.errorCode != .none {
                failures[topic.name] =
                    topic.errorCode == .topicAlreadyExists ? .leaderNotAvailable : topic.errorCode
            }
            then(shard, failures)
        }
    }
}
