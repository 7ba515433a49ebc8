import MartletModel
import MartletProtocol

/// ConsumerGroupHeartbeat, versions 0 and 1: a member of a group to which the broker assigns (KIP-848). From
/// 1 topics may be named by a pattern, and members choose their ids themselves.
extension Shard {
    func handle(_ request: ConsumerGroupHeartbeatRequest, _ context: RequestContext) {
        guard settings.configuration.groups.servesConsumerGroups else {
            return respond(ConsumerGroupHeartbeatResponse(errorCode: .unsupportedVersion), to: context)
        }
        askCoordinator(.consumerHeartbeat(request), context) { shard, reply in
            guard case .consumerHeartbeat(let response) = reply else {
                preconditionFailure("a heartbeat is answered")
            }
            shard.respond(response, to: context)
        }
    }
}
