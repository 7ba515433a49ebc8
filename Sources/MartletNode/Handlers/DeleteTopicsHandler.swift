import MartletProtocol

/// DeleteTopics, versions 1 to 6. From 6 topics may be named by id.
/// The active controller decides; the answer leaves when the change is committed.
extension Shard {
    func handle(_ request: DeleteTopicsRequest, _ context: RequestContext) {
        passOn(.decide(.deleteTopics(request)), context)
    }
}
