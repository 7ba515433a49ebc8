import MartletModel

/// What a broker's leaders want of the controller: collects their proposals into AlterPartition requests, one
/// under way at a time. Pure: no clock, no I/O.
///
/// Invariants: one proposal for each partition, the last; a proposal stays until it is answered or withdrawn,
/// and its answer goes to nobody once another has taken its place.
package struct ProposalQueue: Sendable {
    package enum Input: Sendable, Equatable {
        case ticked
        case proposed(PartitionKey, ISRProposal)
        /// The partition has no leader here any more.
        case withdrawn(PartitionKey)
        /// The controller has looked at each partition.
        case answered([Answer])
        /// The request as a whole was refused, as with STALE_BROKER_EPOCH, or nobody answered it. The queue
        /// does not wait for ever: who carries the request says so.
        case callFailed
    }

    package enum Effect: Sendable, Equatable {
        /// In the order in which they were proposed.
        case send([Item])
        case deliver(PartitionKey, PartitionEpoch, ISRAnswer)
    }

    package struct Item: Sendable, Equatable {
        package var key: PartitionKey
        package var proposal: ISRProposal

        package init(_ key: PartitionKey, _ proposal: ISRProposal) {
            self.key = key
            self.proposal = proposal
        }
    }

    package struct Answer: Sendable, Equatable {
        package var key: PartitionKey
        package var answer: ISRAnswer

        package init(_ key: PartitionKey, _ answer: ISRAnswer) {
            self.key = key
            self.answer = answer
        }
    }

    /// Before a request that failed is sent again.
    static let retryBackoff: Duration = .milliseconds(50)
    /// More are for the next request: it becomes one batch of records at the controller.
    static let maxItems = 1_000

    private var proposals: [PartitionKey: ISRProposal] = [:]
    /// May name partitions that have none any more.
    private var order: [PartitionKey] = []
    /// What the request asks that is under way.
    private var asked: [Item]?
    private var retryAt: Duration?

    package init() {}

    /// When to tick next; nil while an input has to come first.
    package var nextDeadline: Duration? { proposals.isEmpty ? nil : retryAt }

    package mutating func step(_ input: Input, now: Duration, effects: inout [Effect]) {
        switch input {
        case .ticked: break
        case .proposed(let key, let proposal):
            if proposals.updateValue(proposal, forKey: key) == nil { order.append(key) }
        case .withdrawn(let key): proposals[key] = nil
        case .answered(let answers): answered(answers, &effects)
        case .callFailed:
            asked = nil
            retryAt = now + Self.retryBackoff
        }
        send(now, &effects)
    }

    private mutating func answered(_ answers: [Answer], _ effects: inout [Effect]) {
        guard let asked else { return }
        self.asked = nil
        let said = Dictionary(answers.map { ($0.key, $0.answer) }, uniquingKeysWith: { first, _ in first })
        for item in asked where proposals[item.key] == item.proposal {
            // What the controller did not speak of is asked again.
            guard let answer = said[item.key] else { continue }
            proposals[item.key] = nil
            effects.append(.deliver(item.key, item.proposal.partitionEpoch, answer))
        }
    }

    private mutating func send(_ now: Duration, _ effects: inout [Effect]) {
        guard asked == nil, !proposals.isEmpty else { return }
        if let retryAt, now < retryAt { return }
        retryAt = nil
        var seen: Set<PartitionKey> = []
        order = order.filter { proposals[$0] != nil && seen.insert($0).inserted }
        let items = order.prefix(Self.maxItems).compactMap { key in proposals[key].map { Item(key, $0) } }
        asked = items
        effects.append(.send(items))
    }
}
