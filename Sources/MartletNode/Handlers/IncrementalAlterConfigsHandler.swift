import MartletProtocol

/// IncrementalAlterConfigs, versions 0 and 1 (KIP-339): sets, deletes, appends to and subtracts from single
/// configurations. The controller decides; the answer leaves when the change is durable and every shard has
/// it.
extension Shard {
    func handle(_ request: IncrementalAlterConfigsRequest, _ context: RequestContext) {
        askController(context) { controller, done in
            controller.incrementalAlterConfigs(request, then: done)
        } finish: { shard, response in
            shard.respond(response, to: context)
        }
    }
}
