import MartletProtocol

/// UpdateFeatures, versions 0 to 2. From 1 a downgrade may be unsafe, and a change be tried out; in 2 there
/// is one error for all. The active controller decides; the answer leaves when the change is committed.
extension Shard {
    func handle(_ request: UpdateFeaturesRequest, _ context: RequestContext) {
        passOn(.decide(.updateFeatures(request)), context)
    }
}
