import MartletProtocol

/// Heartbeat, versions 0 to 4: a member of a classic group is alive. From 3 there are static members.
extension Shard {
    func handle(_ request: HeartbeatRequest, _ context: RequestContext) {
        askCoordinator(.heartbeat(request), context) { shard, reply in
            guard case .heartbeat(let response) = reply else {
                preconditionFailure("a heartbeat is answered")
            }
            shard.respond(response, to: context)
        }
    }
}
