import MartletModel

/// Fetches of replicas that wait for records give way to whoever waits behind them.
///
/// A broker sends several fetches on one connection, whose answers go out in the order of the requests: a
/// fetch that has nothing to say would hold back those that do, and with them acknowledgements.
extension Shard {
    /// An answer has gone to the connection: what waits there with an earlier number is answered too.
    func giveWay(to context: RequestContext) {
        guard let parked = parkedReplicaFetches[context.connection.id] else { return }
        for (number, id) in parked where number < context.number { hurry(id) }
    }

    /// Answers a waiting fetch after this turn, with what there is.
    func hurry(_ id: UInt64) {
        guard fetches[id] != nil else { return }
        fetches[id]?.deadline = .zero
        fetches[id]?.diskDeadline = .zero
        scheduleReread(id)
    }

    func unpark(_ fetch: PendingFetch) {
        guard fetch.asker.isReplica else { return }
        let connection = fetch.context.connection.id
        parkedReplicaFetches[connection]?[fetch.context.number] = nil
        if parkedReplicaFetches[connection]?.isEmpty == true { parkedReplicaFetches[connection] = nil }
    }
}
