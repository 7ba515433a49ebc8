/// What several shards answer for one request, collected by the shard that asked.
protocol Gathering {}

final class Gather<Result: Sendable>: Gathering {
    var results: [Result?]
    var missing: Int
    let finish: @Sendable (isolated Shard, [Result]) -> Void

    init(count: Int, finish: @escaping @Sendable (isolated Shard, [Result]) -> Void) {
        self.results = Array(repeating: nil, count: count)
        self.missing = count
        self.finish = finish
    }
}

extension Shard {
    /// The items by the shard that owns them, in the order of the shards.
    func grouped<Items: Collection>(
        _ items: Items, by owner: (Items.Element) -> Shard
    ) -> [(owner: Shard, items: [Items.Element])] {
        guard let first = items.first.map(owner) else { return [] }
        // Nearly every request is for partitions of one shard.
        if items.dropFirst().allSatisfy({ owner($0) === first }) { return [(first, Array(items))] }
        return peers.compactMap { peer in
            let theirs = items.filter { owner($0) === peer }
            return theirs.isEmpty ? nil : (peer, theirs)
        }
    }

    /// Does `perform` for each item on the shard that owns it, one hop for each shard, and then `finish` here
    /// with the results in the order of the items. At once if all items are this shard's.
    func gather<Item: Sendable, Result: Sendable>(
        _ items: [Item], from owner: (Item) -> Shard,
        perform: @escaping @Sendable (isolated Shard, Item) -> Result,
        finish: @escaping @Sendable (isolated Shard, [Result]) -> Void
    ) {
        let groups = grouped(items.indices) { owner(items[$0]) }
        if groups.allSatisfy({ $0.owner === self }) {
            finish(self, items.map { perform(self, $0) })
            return
        }
        let id = nextID()
        gathers[id] = Gather(count: items.count, finish: finish)
        for (owner, indices) in groups {
            hop(to: owner) { owner in
                let results = indices.map { ($0, perform(owner, items[$0])) }
                owner.hop(to: self) { $0.gathered(id, results) }
            }
        }
    }

    /// As `gather`, for results that may take several turns of the owner's loop: `perform` calls `done` once.
    func gatherLater<Item: Sendable, Result: Sendable>(
        _ items: [Item], from owner: (Item) -> Shard,
        perform:
            @escaping @Sendable (isolated Shard, Item, _ done: @escaping @Sendable (Result) -> Void) ->
            Void,
        finish: @escaping @Sendable (isolated Shard, [Result]) -> Void
    ) {
        if items.isEmpty { return finish(self, []) }
        let id = nextID()
        gathers[id] = Gather(count: items.count, finish: finish)
        for (owner, indices) in grouped(items.indices, by: { owner(items[$0]) }) {
            hop(to: owner) { owner in
                for index in indices {
                    perform(owner, items[index]) { result in
                        self.run { $0.gathered(id, [(index, result)]) }
                    }
                }
            }
        }
    }

    private func gathered<Result: Sendable>(_ id: UInt64, _ results: [(Int, Result)]) {
        guard let gather = gathers[id] as? Gather<Result> else {
            preconditionFailure("results came for a gathering that is over")
        }
        for (index, result) in results {
            gather.results[index] = result
        }
        gather.missing -= results.count
        if gather.missing == 0 {
            gathers[id] = nil
            gather.finish(self, gather.results.compactMap(\.self))
        }
    }
}
