import MartletModel
import MartletStorage

/// The reads of one partition that wait for the disk, and those that did so a moment ago.
///
/// A fetch of what is not in memory joins the read that is under way for the same bytes, or begins one. When
/// it ends, those that joined look again, and find its result here; so does who comes soon after. A result is
/// used as it is: to look into memory once more could go on for ever where memory is short.
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
        case done(Result<ColdRead.Outcome, StorageError>)
    }

    private struct Entry {
        var id: UInt64
        var question: Question
        var layout: Int
        var waiters: [FetchWaiter]
        var result: Result<ColdRead.Outcome, StorageError>?
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

    /// Of the files that reads have found something in which have ended.
    var paths: [String] {
        entries.compactMap { entry in
            guard case .success(let outcome)? = entry.result else { return nil }
            return outcome.found?.slice.file.path
        }
    }

    /// What is known of a question to a log of this layout. A fetch whose read is under way is told when it
    /// has ended.
    mutating func find(_ question: Question, layout: Int, for waiter: FetchWaiter) -> Finding {
        let index = entries.firstIndex { $0.question == question && $0.layout == layout }
        guard let index = index ?? (entries.count >= Self.limit ? 0 : nil) else { return .unknown }
        if entries[index].question == question, let result = entries[index].result { return .done(result) }
        let isThere = entries[index].waiters.contains {
            $0.fetchID == waiter.fetchID && $0.home === waiter.home
        }
        if !isThere { entries[index].waiters.append(waiter) }
        return .underWay
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
        entries[index].waiters = []
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
