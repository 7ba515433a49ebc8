import MartletProtocol

/// ListGroups, versions 0 to 5: the groups that this broker coordinates. From 4 with their states, and by
/// state (KIP-518); from 5 with their types, and by type (KIP-848).
extension Shard {
    func handle(_ request: ListGroupsRequest, _ context: RequestContext) {
        gather(Array(peers.indices)) { index in
            peers[index]
        } perform: { owner, _ in
            owner.listGroups(states: request.statesFilter, types: request.typesFilter)
        } finish: { home, listings in
            let isComplete = listings.allSatisfy(\.isComplete)
            let response = ListGroupsResponse(
                errorCode: isComplete ? .none : .coordinatorLoadInProgress,
                groups: isComplete ? listings.flatMap(\.groups).sorted { $0.groupId < $1.groupId } : [])
            home.respond(response, to: context)
        }
    }
}
