import MartletProtocol

/// DescribeQuorum, versions 0 to 2. From 1 answers tell when replicas were last heard of, from 2 (KIP-853)
/// their directories and endpoints. The leader of the quorum answers.
extension Shard {
    func handle(_ request: DescribeQuorumRequest, _ context: RequestContext) {
        passOn(.describeQuorum(request), context)
    }
}
