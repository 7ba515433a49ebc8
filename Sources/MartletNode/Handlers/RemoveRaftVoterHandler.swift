import MartletProtocol

/// RemoveRaftVoter, version 0 (KIP-853). The leader of the quorum answers.
extension Shard {
    func handle(_ request: RemoveRaftVoterRequest, _ context: RequestContext) {
        passOn(.removeVoter(request), context)
    }
}
