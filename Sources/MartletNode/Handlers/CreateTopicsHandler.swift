import MartletProtocol

/// CreateTopics, versions 2 to 7. From 5 answers tell the topic's configuration, from 7 its id.
/// The active controller decides; the answer leaves when the change is committed.
extension Shard {
    func handle(_ request: CreateTopicsRequest, _ context: RequestContext) {
        passOn(.decide(.createTopics(request)), context)
    }
}
