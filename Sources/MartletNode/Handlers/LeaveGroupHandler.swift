import MartletProtocol

/// LeaveGroup, versions 0 to 5. From 3 several members at once, also by their instance ids (KIP-345); from 5
/// with a reason, which is for the coordinator's eyes.
extension Shard {
    func handle(_ request: LeaveGroupRequest, _ context: RequestContext) {
        askCoordinator(.leave(request), context) { shard, reply in
            guard case .left(let response) = reply else { preconditionFailure("a leave is answered") }
            shard.respond(response, to: context)
        }
    }
}
