import MartletProtocol

/// DeleteGroups, versions 0 to 2: groups without members, and their offsets.
extension Shard {
    func handle(_ request: DeleteGroupsRequest, _ context: RequestContext) {
        askCoordinators(request.groupsNames.map { .delete(group: $0) }, context) { shard, replies in
            let results = replies.map { reply in
                guard case .deleted(let result) = reply else {
                    preconditionFailure("a deletion is answered")
                }
                return result
            }
            shard.respond(DeleteGroupsResponse(results: results), to: context)
        }
    }
}
