import MartletProtocol

/// DescribeGroups, versions 0 to 6: classic groups. From 3 what the client may do with them; from 4 static
/// members; from 6 a group that is not there is an error, and not a dead group (KIP-1043).
extension Shard {
    func handle(_ request: DescribeGroupsRequest, _ context: RequestContext) {
        askCoordinators(request.groups.map { .describe(group: $0) }, context) { shard, replies in
            let groups = replies.map { reply in
                guard case .described(var group) = reply else {
                    preconditionFailure("a description is answered")
                }
                if request.includeAuthorizedOperations, group.errorCode == .none {
                    group.authorizedOperations = AuthorizedOperations.group
                }
                return group
            }
            shard.respond(DescribeGroupsResponse(groups: groups), to: context)
        }
    }
}
