import MartletProtocol

/// OffsetDelete, version 0: forgets offsets of topics that the group does not read (KIP-496).
extension Shard {
    func handle(_ request: OffsetDeleteRequest, _ context: RequestContext) {
        askCoordinator(.deleteOffsets(request), context) { shard, reply in
            guard case .offsetsDeleted(let response) = reply else {
                preconditionFailure("a deletion of offsets is answered")
            }
            shard.respond(response, to: context)
        }
    }
}
