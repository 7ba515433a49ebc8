import MartletProtocol

/// ElectLeaders, versions 0 to 2. From 1 the election may be unclean (KIP-460). The active
/// controller decides; the answer leaves when the change is committed.
extension Shard {
    func handle(_ request: ElectLeadersRequest, _ context: RequestContext) {
        passOn(.decide(.electLeaders(request)), context)
    }
}
