import MartletProtocol

/// IncrementalAlterConfigs, versions 0 and 1 (KIP-339): sets, deletes, appends to and subtracts from single
/// configurations. The active controller decides; the answer leaves when the change is committed.
extension Shard {
    func handle(_ request: IncrementalAlterConfigsRequest, _ context: RequestContext) {
        passOn(.decide(.incrementalAlterConfigs(request)), context)
    }
}
