import MartletProtocol

/// DeleteTopics, versions 1 to 6. From 6 topics may be named by id.
/// The controller decides; the answer leaves when the change is durable and every shard has it.
extension Shard {
    func handle(_ request: DeleteTopicsRequest, _ context: RequestContext) {
        askController(context) { controller, done in
            controller.deleteTopics(request, then: done)
        } finish: { shard, response in
            shard.respond(response, to: context)
        }
    }
}
