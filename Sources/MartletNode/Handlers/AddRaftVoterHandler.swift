import MartletProtocol

/// AddRaftVoter, versions 0 and 1 (KIP-853). From 1 the answer may come before the change is committed. The
/// leader of the quorum answers.
extension Shard {
    func handle(_ request: AddRaftVoterRequest, _ context: RequestContext) {
        passOn(.addVoter(request), context)
    }
}
