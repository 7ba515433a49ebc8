import MartletProtocol

/// UnregisterBroker, version 0. The active controller decides; the answer leaves when the change is
/// committed.
extension Shard {
    func handle(_ request: UnregisterBrokerRequest, _ context: RequestContext) {
        passOn(.decide(.unregisterBroker(request)), context)
    }
}
