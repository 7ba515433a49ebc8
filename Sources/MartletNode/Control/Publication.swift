import MartletMetadata
import MartletModel

/// The way of committed images to the shards: one after the other, and in between as many commits as came are
/// one change. Whoever was promised something is answered when the shards have it.
///
/// Pure. Each `install` is answered by `installed` before the next is given out.
struct Publication: Sendable {
    struct Edition: Sendable {
        var image: ClusterImage
        var change: ImageChange
    }

    /// To be handed to every shard, in this order.
    private var editions: [Edition] = []
    private(set) var isInstalling = false
    /// Every shard has an image that holds everything below; nil before the first.
    private(set) var publishedEnd: Offset?
    private var waiting: [(end: Offset, work: @Sendable () -> Void)] = []

    /// Takes a commit.
    ///
    /// A topic whose name was freed just before comes in an edition of its own: its directories would meet
    /// those of the old one.
    mutating func add(_ image: ClusterImage, _ change: ImageChange) {
        guard var last = editions.last else {
            editions.append(Edition(image: image, change: change))
            return
        }
        let freed = Set(last.change.removedTopics.map(\.name))
        let reused = change.createdTopics.contains { id in
            image.topic(id).map { freed.contains($0.name) } ?? false
        }
        if reused {
            editions.append(Edition(image: image, change: change))
        } else {
            last.image = image
            last.change.add(change)
            editions[editions.count - 1] = last
        }
    }

    /// What is to be installed next, if the last is.
    mutating func next() -> Edition? {
        guard !isInstalling, !editions.isEmpty else { return nil }
        isInstalling = true
        return editions.removeFirst()
    }

    /// Every shard has the edition. Returns what has waited for that.
    mutating func installed(_ image: ClusterImage) -> [@Sendable () -> Void] {
        isInstalling = false
        let end = image.offset + 1
        publishedEnd = end
        let due = waiting.filter { $0.end <= end }.map(\.work)
        waiting.removeAll { $0.end <= end }
        return due
    }

    /// Nothing is published any more. Returns what has waited for it.
    mutating func close() -> [@Sendable () -> Void] {
        defer { (editions, waiting) = ([], []) }
        return waiting.map(\.work)
    }

    /// Keeps `work` until everything below `end` is published; false if it is already, or if nothing that
    /// is to be published reaches so far.
    mutating func wait(for end: Offset, _ work: @escaping @Sendable () -> Void) -> Bool {
        if let publishedEnd, publishedEnd >= end { return false }
        guard isInstalling || !editions.isEmpty else { return false }
        waiting.append((end, work))
        return true
    }
}
