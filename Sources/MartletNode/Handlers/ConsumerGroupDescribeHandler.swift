import MartletModel
import MartletProtocol

/// ConsumerGroupDescribe, versions 0 and 1: groups to whose members the broker assigns (KIP-848). From 1 it
/// says which protocol each member speaks.
extension Shard {
    func handle(_ request: ConsumerGroupDescribeRequest, _ context: RequestContext) {
        askCoordinators(request.groupIds.map { .describeConsumers(group: $0) }, context) { shard, replies in
            let groups = replies.map { reply in
                guard case .consumersDescribed(var group) = reply else {
                    preconditionFailure("a description is answered")
                }
                if request.includeAuthorizedOperations, group.errorCode == .none {
                    group.authorizedOperations = AuthorizedOperations.group
                }
                return group
            }
            shard.respond(ConsumerGroupDescribeResponse(groups: groups), to: context)
        }
    }
}
