import MartletModel
import MartletStorage

@testable import MartletRaft

typealias Input = QuorumReplica.Input
typealias Effect = QuorumReplica.Effect

/// Always the same small number: a time-out is as short as it can be, and a choice the first.
struct NoRandomness: RandomNumberGenerator, Sendable {
    mutating func next() -> UInt64 { 1 }
}

extension QuorumTimers {
    /// Round ones, whatever the defaults are.
    static var round: QuorumTimers {
        var timers = QuorumTimers()
        timers.electionTimeout = .milliseconds(1_000)
        timers.fetchTimeout = .milliseconds(2_000)
        timers.electionBackoffMax = .milliseconds(1_000)
        timers.requestTimeout = .milliseconds(2_000)
        timers.retryBackoff = .milliseconds(20)
        timers.fetchMaxWait = .milliseconds(500)
        return timers
    }
}

extension QuorumReplica {
    /// Node 1 of a quorum of configured members, at time zero.
    static func member(
        of count: Int = 3, state: QuorumState? = nil, log: QuorumLog = QuorumLog(),
        rules: QuorumRules = QuorumRules()
    ) -> QuorumReplica {
        QuorumReplica(
            key: ReplicaKey(1), timers: .round, rules: rules, state: state, log: log,
            history: VoterHistory(.configured(count), kraftVersion: 0), now: .zero, random: NoRandomness())
    }

    /// Node 1 of a quorum whose members stand in the log.
    static func listed(_ voters: VoterSet, as key: ReplicaKey? = nil, log: QuorumLog = QuorumLog()) -> Self {
        QuorumReplica(
            key: key ?? Voter.listed(1).key, timers: .round, state: nil, log: log,
            history: VoterHistory(voters, kraftVersion: 1), now: .zero, random: NoRandomness())
    }

    /// The one voter of its quorum, which has just written that it leads epoch 1.
    static func sole() -> QuorumReplica {
        var replica = listed(VoterSet([.listed(1)]))
        replica.steps([.ticked, .persisted(through: 2), .synced(upTo: 3)])
        return replica
    }

    /// Node 1 after it has won epoch 1 with the vote of node 2, and all of its own log is on disk.
    static func leader(
        of count: Int = 3, log: QuorumLog = QuorumLog(), rules: QuorumRules = QuorumRules()
    ) -> QuorumReplica {
        var replica = member(of: count, log: log, rules: rules)
        replica.win(with: Array((2...Int32(count)).map { BrokerID($0) }.prefix(count / 2)))
        replica.steps([.synced(upTo: replica.log.endOffset)])
        return replica
    }

    /// Stands, gets the pre-votes and votes of these, and leads.
    mutating func win(with others: [BrokerID]) {
        for _ in 0..<2 {
            let calls = steps([.ticked, .persisted(through: .max)], at: .milliseconds(1_000))
            for case .call(let id, .node(let voter), .vote) in calls where others.contains(voter) {
                steps([.replied(id, vote(true))], at: .milliseconds(1_000))
            }
        }
        steps([.persisted(through: .max)], at: .milliseconds(1_000))
    }

    /// A vote in the epoch of this replica.
    func vote(_ isGranted: Bool) -> QuorumReply {
        QuorumReply(epoch: epoch, leader: nil, body: .vote(isGranted))
    }

    /// Takes the inputs one after the other, at one time, and returns what they bring about.
    @discardableResult
    mutating func steps(_ inputs: [Input], at time: Duration = .milliseconds(1_000)) -> [Effect] {
        var effects: [Effect] = []
        for input in inputs { step(input, now: time, effects: &effects) }
        return effects
    }

    /// What it answers to a request; nil: nothing yet.
    mutating func answer(
        _ request: QuorumRequest, at time: Duration = .milliseconds(1_000)
    ) -> QuorumReply? {
        let effects = steps([.requested(99, request), .persisted(through: .max)], at: time)
        for case .reply(99, let reply) in effects { return reply }
        return nil
    }
}

extension VoterSet {
    static func configured(_ count: Int) -> VoterSet {
        VoterSet((1...Int32(count)).map { Voter(key: ReplicaKey(BrokerID($0))) })
    }

    static func listed(_ ids: Int32...) -> VoterSet {
        VoterSet(ids.map { .listed($0) })
    }
}

extension Voter {
    /// A member with a directory, numbered as it is itself unless said otherwise, and an endpoint.
    static func listed(_ id: Int32, directory: UInt8? = nil, port: UInt16 = 9_093) -> Voter {
        Voter(
            key: ReplicaKey(BrokerID(id), .numbered(directory ?? UInt8(id))),
            endpoints: [VoterEndpoint(listener: "CONTROLLER", host: "node\(id)", port: port)])
    }
}

extension DirectoryID {
    static func numbered(_ number: UInt8) -> DirectoryID {
        DirectoryID(Uuid(high: 0, low: 0x1000 + UInt64(number)))
    }
}

extension QuorumLog {
    /// A log with as many records of each epoch as is said.
    static func of(_ records: [(epoch: LeaderEpoch, count: Int64)], snapshots: [SnapshotID] = []) -> QuorumLog
    {
        var epochs = LeaderEpochCache()
        var end: Offset = 0
        for (epoch, count) in records {
            _ = epochs.assign(epoch, at: end)
            end = end + count
        }
        return QuorumLog(endOffset: end, epochs: epochs, snapshots: snapshots)
    }
}

func fetch(
    by id: Int32, epoch: LeaderEpoch = 1, from offset: Offset, last: LeaderEpoch = 1,
    mark: Offset? = Offset.none, wait: Duration = .zero
) -> QuorumRequest {
    .fetch(
        QuorumFetch(
            replica: ReplicaKey(BrokerID(id)), epoch: epoch, offset: offset, lastEpoch: last,
            highWatermark: mark, maxWait: wait))
}

func question(
    from id: Int32 = 2, epoch: LeaderEpoch, last: LeaderEpoch = 0, end: Offset = 0, pre: Bool = false,
    voter: ReplicaKey? = nil
) -> QuorumRequest {
    .vote(
        VoteQuestion(
            epoch: epoch, candidate: ReplicaKey(BrokerID(id)), lastEpoch: last, endOffset: end,
            isPreVote: pre, voter: voter))
}
