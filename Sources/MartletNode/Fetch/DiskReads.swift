import MartletModel
import MartletStorage

/// The reads of one partition that wait for the disk, and those that did so a moment ago.
///
/// A fetch of what is not in memory joins the read that is under way for the same bytes, or begins one. When
/// it ends, those that joined look again, and find its result here. They use it as it is: to look into memory
/// once more could go on for ever where memory is short, or the kernel does not tell what is there. Who comes
/// later finds it, too, but has to look: it may have left memory meanwhile.
struct DiskReads {
    /// Two fetches with equal questions can have one answer.
    struct Question: Equatable {
        var offset: Offset
        var maxBytes: Int
        var minOneBatch: Bool
        var isReadCommitted: Bool
        /// Replicas get what is not committed, and nobody else does.
        var isReplica: Bool
    }

    enum Finding {
        case unknown
        case underWay
        /// `isForWaiter`: it is what the fetch has waited for.
        case done(Result<ColdRead.Outcome, StorageError>, isForWaiter: Bool)
    }

    private struct Entry {
        var id: UInt64
        var question: Question
        var layout: Int
        var waiters: [FetchWaiter]
        var result: Result<ColdRead.Outcome, StorageError>?

        func isAwaited(by waiter: FetchWaiter) -> Bool {
            waiters.contains { $0.fetchID == waiter.fetchID && $0.home === waiter.home }
        }

        mutating func join(_ waiter: FetchWaiter) {
            if !isAwaited(by: waiter) { waiters.append(waiter) }
        }
    }

    /// More different places of one partition than anybody reads at once. Who comes on top waits for
    /// another's read to end, and tries again.
    private static let limit = 64

    private static let readerLimit = 4

    private var entries: [Entry] = []
    /// Those that have read from the disk last, the latest last.
    private(set) var readers: [CatchUp] = []
    private var lastReader = 0

    var isEmpty: Bool { entries.isEmpty }

    /// What is known of a question to a log of this layout. A fetch whose read is under way is told when it
    /// has ended.
    mutating func find(_ question: Question, layout: Int, for waiter: FetchWaiter) -> Finding {
        if let index = entries.firstIndex(where: { $0.question == question && $0.layout == layout }) {
            if let result = entries[index].result {
                return .done(result, isForWaiter: entries[index].isAwaited(by: waiter))
            }
            entries[index].join(waiter)
            return .underWay
        }
        guard entries.count >= Self.limit else { return .unknown }
        // Of one that has ended nobody would be told.
        if let index = entries.firstIndex(where: { $0.result == nil }) {
            entries[index].join(waiter)
            return .underWay
        }
        entries.removeFirst()
        return .unknown
    }

    /// The result has left memory.
    mutating func forget(_ question: Question, layout: Int) {
        entries.removeAll { $0.question == question && $0.layout == layout && $0.result != nil }
    }

    mutating func began(_ id: UInt64, _ question: Question, layout: Int, for waiter: FetchWaiter) {
        entries.append(Entry(id: id, question: question, layout: layout, waiters: [waiter]))
    }

    /// Keeps the result until `forget`, unless the log's layout has changed. Returns who waits.
    mutating func ended(
        _ id: UInt64, _ result: Result<ColdRead.Outcome, StorageError>, layout: Int
    ) -> [FetchWaiter] {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return [] }
        let waiters = entries[index].waiters
        entries[index].result = result
        if entries[index].layout != layout { entries.remove(at: index) }
        return waiters
    }

    /// Takes note of where a reader is, or will be in a moment.
    mutating func note(_ readAhead: ReadAhead) {
        readers.removeAll { $0.number == readAhead.previous }
        var reader = readAhead.reader
        lastReader += 1
        reader.number = lastReader
        readers.append(reader)
        if readers.count > Self.readerLimit { readers.removeFirst() }
    }

    /// Forgets the readers.
    mutating func forgetReaders() {
        readers = []
    }

    mutating func forget(_ id: UInt64) {
        entries.removeAll { $0.id == id }
    }
}
