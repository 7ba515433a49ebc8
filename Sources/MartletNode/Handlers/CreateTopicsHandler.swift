import MartletProtocol

/// CreateTopics, versions 2 to 7. From 5 answers tell the topic's configuration, from 7 its id.
/// The controller decides; the answer leaves when the change is durable and every shard has it.
extension Shard {
    func handle(_ request: CreateTopicsRequest, _ context: RequestContext) {
        askController(context) { controller, done in
            controller.createTopics(request, then: done)
        } finish: { shard, response in
            shard.respond(response, to: context)
        }
    }
}
