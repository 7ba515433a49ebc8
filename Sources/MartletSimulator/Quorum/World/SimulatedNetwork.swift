import MartletModel

/// How messages fare between two nodes. Each direction is a link of its own.
struct SimulatedNetwork {
    struct Link: Hashable {
        var from: BrokerID
        var to: BrokerID
    }

    /// What becomes of a message.
    enum Fate {
        /// Once, or twice.
        case arrives(after: [Duration])
        /// Nobody is told.
        case vanishes
    }

    /// How often a message is lost, comes twice, or comes late.
    var lossRate = 0.0
    var duplicateRate = 0.0
    var lateRate = 0.0
    /// The usual time from node to node.
    var delay: ClosedRange<Int> = 100...2_000
    /// A message that is late takes as many milliseconds.
    private let late = 10...1_500
    /// Links on which nothing gets through.
    private var cuts: Set<Link> = []

    mutating func cut(from: BrokerID, to: BrokerID) {
        cuts.insert(Link(from: from, to: to))
    }

    mutating func heal() {
        cuts = []
    }

    func isCut(from: BrokerID, to: BrokerID) -> Bool {
        !cuts.isEmpty && cuts.contains(Link(from: from, to: to))
    }

    func fate(from: BrokerID, to: BrokerID, _ random: inout SeededGenerator) -> Fate {
        if isCut(from: from, to: to) || random.happens(lossRate) { return .vanishes }
        var arrivals = [time(&random)]
        if random.happens(duplicateRate) { arrivals.append(time(&random)) }
        return .arrives(after: arrivals)
    }

    func time(_ random: inout SeededGenerator) -> Duration {
        if random.happens(lateRate) { return .milliseconds(Int.random(in: late, using: &random)) }
        return .microseconds(Int.random(in: delay, using: &random))
    }
}
