import MartletModel
import MartletStorage
import Synchronization
import Testing

@testable import MartletNode

/// Storage threads that do nothing until they are told to.
private final class HeldThreads: StorageThreads {
    private let work = Mutex<[@Sendable () -> Void]>([])

    func run(_ work: @escaping @Sendable () -> Void) {
        self.work.withLock { $0.append(work) }
    }

    var count: Int { work.withLock { $0.count } }

    /// Does what has been given so far, once.
    func turn() {
        let now = work.withLock { work in
            defer { work = [] }
            return work
        }
        for one in now { one() }
    }
}

/// Which pieces of work were done, in order.
private final class Done: Sendable {
    private let indexes = Mutex<[Int32]>([])

    func append(_ index: Int32) {
        indexes.withLock { $0.append(index) }
    }

    var all: [Int32] { indexes.withLock { $0 } }
}

@Suite struct DirectoryWorkTests {
    private let threads = HeldThreads()
    private let done = Done()

    private func key(_ index: Int32) -> PartitionKey {
        PartitionKey(topicID: TopicID(Uuid(high: 1, low: 2)), partition: PartitionIndex(index))
    }

    private func add(_ indexes: [Int32], isUrgent: Bool = false, to work: DirectoryWork) {
        for index in indexes {
            work.add(key(index), isUrgent: isUrgent) { [done] in done.append(index) }
        }
    }

    @Test func `so many are done at a time, one in each turn of a thread`() {
        let work = DirectoryWork(threads, limit: 2)
        add([0, 1, 2, 3, 4], to: work)
        #expect(threads.count == 2)
        threads.turn()
        #expect(done.all == [0, 1] && threads.count == 2)
        threads.turn()
        threads.turn()
        #expect(done.all == [0, 1, 2, 3, 4])
        threads.turn()
        #expect(threads.count == 0)
        add([5], to: work)
        threads.turn()
        #expect(done.all.last == 5)
    }

    @Test func `what is urgent comes before all that has not begun`() {
        let work = DirectoryWork(threads, limit: 1)
        add([0, 1, 2], to: work)
        threads.turn()
        add([9], isUrgent: true, to: work)
        for _ in 0..<4 { threads.turn() }
        #expect(done.all == [0, 9, 1, 2])
    }

    @Test func `what has not begun can be taken back`() {
        let work = DirectoryWork(threads, limit: 1)
        add([0, 1, 2, 3], to: work)
        threads.turn()
        #expect(!work.withdraw(key(0)))
        #expect(work.withdraw(key(2)))
        #expect(!work.withdraw(key(2)))
        threads.turn()
        let hasEnded = Done()
        #expect(work.stop { hasEnded.append(1) } == [key(3)])
        #expect(hasEnded.all == [])
        threads.turn()
        #expect(done.all == [0, 1] && hasEnded.all == [1])
        #expect(work.stop { hasEnded.append(2) } == [])
        #expect(hasEnded.all == [1, 2])
    }
}
