import MartletProtocol

/// SyncGroup, versions 0 to 5. From 3 there are static members; from 5 members say which protocol they mean
/// (KIP-559).
extension Shard {
    func handle(_ request: SyncGroupRequest, _ context: RequestContext) {
        askCoordinator(.sync(request), context) { shard, reply in
            guard case .synced(let response) = reply else { preconditionFailure("a sync is answered") }
            shard.respond(response, to: context)
        }
    }
}
