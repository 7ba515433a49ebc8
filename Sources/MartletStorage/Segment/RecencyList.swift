/// A table that knows which of its entries was used least recently. Every operation but `removeAll` takes the
/// same time, whatever the size.
struct RecencyList<Key: Hashable, Value> {
    private struct Place {
        var key: Key
        var value: Value
        var older: Int
        var newer: Int
    }

    private static var nobody: Int { -1 }

    private var places: [Place?] = []
    private var free: [Int] = []
    private var indices: [Key: Int] = [:]
    private var oldest = nobody
    private var newest = nobody

    var count: Int { indices.count }

    /// The value, which is now the most recently used.
    mutating func use(_ key: Key) -> Value? {
        guard let index = indices[key] else { return nil }
        if index != newest {
            unlink(index)
            link(index)
        }
        return places[index]?.value
    }

    /// Adds what is not in the table.
    mutating func insert(_ value: Value, for key: Key) {
        let place = Place(key: key, value: value, older: Self.nobody, newer: Self.nobody)
        let index: Int
        if let unused = free.popLast() {
            index = unused
            places[index] = place
        } else {
            index = places.count
            places.append(place)
        }
        indices[key] = index
        link(index)
    }

    mutating func remove(_ key: Key) -> Value? {
        guard let index = indices.removeValue(forKey: key) else { return nil }
        unlink(index)
        defer {
            places[index] = nil
            free.append(index)
        }
        return places[index]?.value
    }

    var oldestKey: Key? { oldest >= 0 ? places[oldest]?.key : nil }

    mutating func removeAll() -> [Value] {
        let values = places.compactMap { $0?.value }
        self = RecencyList()
        return values
    }

    private mutating func link(_ index: Int) {
        places[index]?.older = newest
        places[index]?.newer = Self.nobody
        if newest >= 0 { places[newest]?.newer = index } else { oldest = index }
        newest = index
    }

    private mutating func unlink(_ index: Int) {
        guard let place = places[index] else { return }
        if place.older >= 0 { places[place.older]?.newer = place.newer } else { oldest = place.newer }
        if place.newer >= 0 { places[place.newer]?.older = place.older } else { newest = place.older }
    }
}
