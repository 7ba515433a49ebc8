import MartletProtocol

/// ListPartitionReassignments, version 0 (KIP-455): those that the active controller knows of.
extension Shard {
    func handle(_ request: ListPartitionReassignmentsRequest, _ context: RequestContext) {
        passOn(.decide(.listPartitionReassignments(request)), context)
    }
}
