import MartletProtocol

/// AlterConfigs, versions 0 to 2: replaces all dynamic configurations of a resource.
/// The active controller decides; the answer leaves when the change is committed.
extension Shard {
    func handle(_ request: AlterConfigsRequest, _ context: RequestContext) {
        passOn(.decide(.alterConfigs(request)), context)
    }
}
