import MartletProtocol

/// AlterPartitionReassignments, versions 0 and 1 (KIP-455). From 1 the number of replicas may have to stay
/// (KIP-860). The active controller decides; the answer leaves when the change is committed.
extension Shard {
    func handle(_ request: AlterPartitionReassignmentsRequest, _ context: RequestContext) {
        passOn(.decide(.alterPartitionReassignments(request)), context)
    }
}
