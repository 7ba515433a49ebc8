import MartletProtocol

/// CreatePartitions, versions 0 to 3.
/// The controller decides; the answer leaves when the change is durable and every shard has it.
extension Shard {
    func handle(_ request: CreatePartitionsRequest, _ context: RequestContext) {
        askController(context) { controller, done in
            controller.createPartitions(request, then: done)
        } finish: { shard, response in
            shard.respond(response, to: context)
        }
    }
}
