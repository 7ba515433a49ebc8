import MartletProtocol

/// JoinGroup, versions 0 to 9. From 1 a rebalance has a time-out of its own; from 4 a new member is told its
/// id before it is one (KIP-394); from 5 there are static members (KIP-345); from 9 a static leader may be
/// told not to assign (KIP-814).
extension Shard {
    func handle(_ request: JoinGroupRequest, _ context: RequestContext) {
        askCoordinator(.join(request), context) { shard, reply in
            guard case .joined(var response) = reply else { preconditionFailure("a join is answered") }
            // Null is allowed from version 7 only.
            if context.version < 7, response.protocolName == nil { response.protocolName = "" }
            shard.respond(response, to: context)
        }
    }
}
