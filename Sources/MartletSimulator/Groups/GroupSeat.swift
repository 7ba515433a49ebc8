import MartletCoordination
import MartletModel
import NIOCore

/// A coordinator on its own copy of the log: the one that leads, or one that does not know yet that another
/// does.
struct GroupSeat {
    enum State {
        /// It reads its log.
        case loading
        case active
        /// Nobody is there.
        case gone
    }

    /// One record as it is on the disk; its offset is its place.
    struct Entry: Equatable {
        var key: ByteBuffer
        var value: ByteBuffer?
        /// What follows may be lost without it, and nothing in its batch before it.
        var endsBatch = true
    }

    let epoch: Int
    var state = State.loading
    var coordinator: GroupCoordinator?
    var log: [Entry]
    /// What it writes counts. Another has taken over otherwise.
    var isLeader = true
    /// Who waits for an answer.
    var calls: [CallID: GroupCall] = [:]
    var lastCall: CallID = 0
    var tickDue: Duration?

    var end: Offset { Offset(Int64(log.count)) }

    /// What another reads from a log; `isCompacted`: only the last record of each key is left.
    static func replay(_ log: [Entry], isCompacted: Bool = false) -> GroupsImage? {
        var last: [ByteBuffer: Int] = [:]
        if isCompacted {
            for (offset, entry) in log.enumerated() { last[entry.key] = offset }
        }
        var image = GroupsImage()
        for (offset, entry) in log.enumerated() {
            if isCompacted, last[entry.key] != offset || entry.value == nil { continue }
            do {
                guard let record = try GroupRecord.decode(key: entry.key, value: entry.value) else {
                    continue
                }
                image.apply(record, at: Offset(Int64(offset)))
            } catch {
                return nil
            }
        }
        return image
    }
}

/// A request under way: who asks, whom, and which of his requests it is.
struct GroupCall: Equatable {
    var process: Int
    var seat: Int
    var number: Int
    /// What it says is committed.
    var offsets: [PartitionKey: Offset] = [:]
}
