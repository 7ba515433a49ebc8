import HeapModule

/// When each group is to be looked at next.
///
/// An alarm that is put off stays where it is, and rings in vain once: so heartbeats cost nothing here.
struct Alarms: Sendable {
    private struct Entry: Comparable, Sendable {
        var due: Duration
        var group: String

        static func < (left: Entry, right: Entry) -> Bool {
            (left.due, left.group) < (right.due, right.group)
        }
    }

    private var heap = Heap<Entry>()
    /// Of the entries of a group the one that counts.
    private var armed: [String: Duration] = [:]

    var next: Duration? { heap.min?.due }

    /// The group is to be looked at by then, if not before.
    mutating func set(_ group: String, due: Duration) {
        if let earlier = armed[group], earlier <= due { return }
        armed[group] = due
        heap.insert(Entry(due: due, group: group))
    }

    /// The groups whose time has come; each has to be set anew.
    mutating func ring(at now: Duration) -> [String] {
        var groups: [String] = []
        while let entry = heap.min, entry.due <= now {
            heap.removeMin()
            guard armed[entry.group] == entry.due else { continue }
            armed[entry.group] = nil
            groups.append(entry.group)
        }
        return groups
    }
}
