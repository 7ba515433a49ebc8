import MartletProtocol

/// CreatePartitions, versions 0 to 3.
/// The active controller decides; the answer leaves when the change is committed.
extension Shard {
    func handle(_ request: CreatePartitionsRequest, _ context: RequestContext) {
        passOn(.decide(.createPartitions(request)), context)
    }
}
