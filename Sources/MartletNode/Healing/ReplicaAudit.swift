import MartletModel
import MartletStorage

/// Compares what replicas have of one stretch of a partition: digest by digest, replica by replica, the
/// leader's first, which says where the stretch ends. Pure: no clock, no I/O.
///
/// That some differ is believed when it is found twice in a row.
struct ReplicaAudit: Sendable {
    /// What to do next.
    enum Step: Sendable, Equatable {
        case ask(BrokerID, Range<Offset>)
        /// All that could be asked have the same.
        case agreed(upTo: Offset)
        /// Nil: nobody can tell who is right.
        case differ(Range<Offset>, odd: [BrokerID]?)
        /// Not now.
        case giveUp
    }

    /// What a broker says of a stretch.
    enum Answer: Sendable, Equatable {
        case digest(RecordDigest, upTo: Offset)
        /// It is damaged there, and heals by itself.
        case corrupt
        case failed
    }

    private let start: Offset
    private let limit: Offset
    /// This broker, which leads, first.
    private let brokers: [BrokerID]
    private var end: Offset
    private var digests: [BrokerID: RecordDigest] = [:]
    private var place = 0
    private var asked: Range<Offset>
    private var isConfirming = false

    /// - Parameter brokers: those in sync, the leader first.
    init(of range: Range<Offset>, on brokers: [BrokerID]) {
        precondition(!range.isEmpty && !brokers.isEmpty, "something is compared on somebody")
        start = range.lowerBound
        limit = range.upperBound
        end = range.upperBound
        asked = range
        self.brokers = brokers
    }

    var first: Step { .ask(brokers[0], asked) }

    /// What follows from the answer to the last question.
    mutating func next(after answer: Answer) -> Step {
        let broker = brokers[place]
        switch answer {
        case .failed: return .giveUp
        case .corrupt:
            if place == 0 { return .giveUp }
            digests[broker] = nil
        case .digest(let digest, let upTo):
            guard upTo > asked.lowerBound else { return .giveUp }
            digests[broker, default: RecordDigest()] += digest
            if place == 0, !isConfirming { end = min(end, upTo) }
            if upTo < end {
                asked = upTo..<end
                return .ask(broker, asked)
            }
        }
        place += 1
        if place < brokers.count {
            asked = start..<end
            return .ask(brokers[place], asked)
        }
        return verdict()
    }

    private mutating func verdict() -> Step {
        if Set(digests.values).count <= 1 { return .agreed(upTo: end) }
        if isConfirming { return .differ(start..<end, odd: Majority(of: digests)?.others) }
        isConfirming = true
        (digests, place, asked) = ([:], 0, start..<end)
        return .ask(brokers[0], asked)
    }
}
