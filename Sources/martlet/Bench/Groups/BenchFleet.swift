import Glibc
import MartletModel

/// A member of a group on a connection of its own: it says something when that is due, and hears the answer.
protocol BenchMember {
    /// - Parameter partitionCount: of the topic.
    init(number: Int, partitionCount: Int, asker: BenchAsker)
    var asker: BenchAsker { get }
    /// When it says something next; nil while it waits for an answer.
    var due: ContinuousClock.Instant? { get }
    /// The epoch, or generation, in which it has everything that it is to have; nil while it is on its way.
    var settledEpoch: Int32? { get }
    /// What it reads, of the one topic.
    var owned: [PartitionIndex] { get }
    mutating func speak() throws
    mutating func listen() throws
    /// Whether the coordinator says the same: so many members, all of them in this epoch, and nothing to do.
    static func isSettled(_ asker: BenchAsker, members: Int, epoch: Int32) throws -> Bool
}

/// The members of a group, served by one thread; each has one request under way at most, as a library's
/// members have.
struct BenchFleet<Member: BenchMember> {
    private var members: [Member]
    private let partitionCount: Int
    /// Looks at the group from outside.
    private let watcher: BenchAsker
    private static var patience: Duration { .seconds(300) }

    init(_ askers: [BenchAsker], partitionCount: Int, watcher: BenchAsker) {
        members = askers.enumerated().map {
            Member(number: $0, partitionCount: partitionCount, asker: $1)
        }
        self.partitionCount = partitionCount
        self.watcher = watcher
    }

    /// The members go on until together they own every partition, each of them once, in one epoch that is
    /// newer than `epoch`, and the coordinator says so too. Returns that epoch, and when it was so.
    ///
    /// - Parameter watch: is called between, while the members wait.
    mutating func settle(
        after epoch: Int32, _ watch: (BenchAsker) throws -> Void = { _ in }
    ) throws -> (epoch: Int32, at: ContinuousClock.Instant) {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            try goOn()
            try watch(watcher)
            guard let shared = sharedEpoch, shared > epoch else { continue }
            let moment = ContinuousClock.now
            if try Member.isSettled(watcher, members: members.count, epoch: shared) {
                return (shared, moment)
            }
        }
        throw BenchError("the group is not stable after \(Self.patience)")
    }

    /// The last one is gone without a word, and its connection with it.
    mutating func loseLast() {
        members.removeLast()
    }

    private var sharedEpoch: Int32? {
        guard let first = members.first?.settledEpoch, members.allSatisfy({ $0.settledEpoch == first })
        else { return nil }
        var owners = [Int](repeating: 0, count: partitionCount)
        for member in members {
            for partition in member.owned { owners[Int(partition.rawValue)] += 1 }
        }
        return owners.allSatisfy { $0 == 1 } ? first : nil
    }

    /// Everybody says what is due, and hears what has come.
    private mutating func goOn() throws {
        let now = ContinuousClock.now
        var waiting: [Int] = []
        for index in members.indices {
            if let due = members[index].due {
                if due > now { continue }
                try members[index].speak()
            }
            waiting.append(index)
        }
        var entries = waiting.map {
            pollfd(fd: members[$0].asker.descriptor, events: Int16(POLLIN), revents: 0)
        }
        if poll(&entries, nfds_t(entries.count), 5) < 0, errno != EINTR { throw SystemError("waiting") }
        for (entry, index) in zip(entries, waiting) where entry.revents != 0 {
            try members[index].listen()
        }
    }
}
