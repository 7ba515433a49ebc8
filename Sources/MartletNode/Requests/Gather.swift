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

/// A part of a request, and the shard that must do it.
struct OwnedItem<Item: Sendable>: Sendable {
    var owner: Shard
    var item: Item
}

extension Shard {
    /// Does `perform` for each item on the shard that owns it, one hop for each shard, and then `finish` here
    /// with the results in the order of the items. At once if all items are this shard's.
    func gather<Item: Sendable, Result: Sendable>(
        _ items: [OwnedItem<Item>],
        perform: @escaping @Sendable (isolated Shard, Item) -> Result,
        finish: @escaping @Sendable (isolated Shard, [Result]) -> Void
    ) {
        if items.allSatisfy({ $0.owner === self }) {
            finish(self, items.map { perform(self, $0.item) })
            return
        }
        let id = nextID()
        gathers[id] = Gather(count: items.count, finish: finish)
        for peer in peers {
            let mine = items.indices.filter { items[$0].owner === peer }.map { ($0, items[$0].item) }
            if mine.isEmpty { continue }
            hop(to: peer) { owner in
                let results = mine.map { ($0.0, perform(owner, $0.1)) }
                owner.hop(to: self) { $0.gathered(id, results) }
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
