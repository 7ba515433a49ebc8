/// What is to happen, by time; of two things at one time the one that was put in first comes first.
struct EventQueue<Event> {
    private struct Item {
        var time: Duration
        var number: UInt64
        /// Where the event is: it does not move while the heap is put in order.
        var slot: Int

        func comes(before other: Item) -> Bool {
            time != other.time ? time < other.time : number < other.number
        }
    }

    /// A heap: each item comes before the two at twice its position.
    private var items: [Item] = []
    private var count: UInt64 = 0
    private var events: [Event?] = []
    private var freeSlots: [Int] = []

    var nextTime: Duration? { items.first?.time }

    mutating func insert(_ event: Event, at time: Duration) {
        count += 1
        items.append(Item(time: time, number: count, slot: store(event)))
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard items[child].comes(before: items[parent]) else { return }
            items.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func store(_ event: Event) -> Int {
        guard let slot = freeSlots.popLast() else {
            events.append(event)
            return events.count - 1
        }
        events[slot] = event
        return slot
    }

    mutating func removeFirst() -> (time: Duration, event: Event)? {
        guard let first = items.first, let event = events[first.slot].take() else { return nil }
        freeSlots.append(first.slot)
        let last = items.removeLast()
        guard !items.isEmpty else { return (first.time, event) }
        items[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < items.count else { break }
            if child + 1 < items.count, items[child + 1].comes(before: items[child]) { child += 1 }
            guard items[child].comes(before: items[parent]) else { break }
            items.swapAt(child, parent)
            parent = child
        }
        return (first.time, event)
    }
}
