import MartletProtocol

/// AlterConfigs, versions 0 to 2: replaces all dynamic configurations of a resource.
/// The controller decides; the answer leaves when the change is durable and every shard has it.
extension Shard {
    func handle(_ request: AlterConfigsRequest, _ context: RequestContext) {
        askController(context) { controller, done in
            controller.alterConfigs(request, then: done)
        } finish: { shard, response in
            shard.respond(response, to: context)
        }
    }
}
