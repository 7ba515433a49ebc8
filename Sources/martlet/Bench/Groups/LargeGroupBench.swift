import Glibc
import MartletModel
import MartletProtocol
import NIOCore

/// A group of as many members as partitions: how long until each has one, from nothing, and after one of them
/// was killed.
struct LargeGroupBench {
    let directory: String
    let memberCount: Int
    let isClassic: Bool

    func run() async throws -> [StorageFigure] {
        try await GroupBroker.with(in: directory, topic: memberCount) { broker in
            let before = try broker.residentBytes
            var members = try (0..<memberCount).map { _ in try BenchAsker(broker.process.address) }
            // Connections have memory of their own.
            let connected = try broker.residentBytes
            var group: any BenchGroup =
                isClassic ? BenchClassicGroup(members.count) : BenchConsumerGroup(members.count)
            let began = ContinuousClock.now
            try group.form(members)
            let formed = (ContinuousClock.now - began).seconds
            let after = try broker.residentBytes
            // The last one is gone without a word.
            members.removeLast()
            let killed = ContinuousClock.now
            try group.loseLast(members)
            let recovered = (ContinuousClock.now - killed).seconds
            let name = isClassic ? "classic group" : "consumer group"
            let subject = "\(memberCount) members, \(memberCount) partitions"
            return [
                StorageFigure(name: "\(name), from nothing", subject: subject, value: formed, unit: "s"),
                StorageFigure(
                    name: "\(name), one is killed, with its session of 6 s", subject: subject,
                    value: recovered, unit: "s"),
                StorageFigure(
                    name: "\(name), memory of a member", subject: subject,
                    value: Double(after - connected) / Double(memberCount) / 1_024, unit: "KiB"),
                StorageFigure(
                    name: "\(name), memory of a member's connection", subject: subject,
                    value: Double(connected - before) / Double(memberCount) / 1_024, unit: "KiB"),
            ]
        }
    }
}

/// The members of a group, each on a connection of its own.
protocol BenchGroup {
    /// All join, and go on until each has its partitions.
    mutating func form(_ members: [BenchAsker]) throws
    /// The last one is silent from now on; the others go on until they have everything.
    mutating func loseLast(_ members: [BenchAsker]) throws
}

/// Members to which the broker assigns (KIP-848).
struct BenchConsumerGroup: BenchGroup {
    private var epochs: [Int32]
    private var owned: [[ConsumerGroupHeartbeatRequest.TopicPartitions]]
    private let partitionCount: Int

    init(_ count: Int) {
        epochs = Array(repeating: 0, count: count)
        owned = Array(repeating: [], count: count)
        partitionCount = count
    }

    mutating func form(_ members: [BenchAsker]) throws {
        try goOn(members, pause: nil)
    }

    mutating func loseLast(_ members: [BenchAsker]) throws {
        owned.removeLast()
        epochs.removeLast()
        try goOn(members, pause: 100_000)
    }

    /// Heartbeats of all, round after round, until everything is owned in one epoch.
    private mutating func goOn(_ members: [BenchAsker], pause: UInt32?) throws {
        repeat {
            for (index, member) in members.enumerated() {
                var request = ConsumerGroupHeartbeatRequest(
                    groupId: "g", memberId: "member-\(index)", memberEpoch: epochs[index],
                    topicPartitions: owned[index])
                if epochs[index] == 0 {
                    request.rebalanceTimeoutMs = 60_000
                    request.subscribedTopicNames = ["t"]
                }
                try member.send(request, version: 1)
            }
            for (index, member) in members.enumerated() {
                let answer = try member.receive(ConsumerGroupHeartbeatRequest.self, version: 1)
                guard answer.errorCode == .none else {
                    throw BenchError("a heartbeat was answered with \(answer.errorCode)")
                }
                epochs[index] = answer.memberEpoch
                guard let assignment = answer.assignment else { continue }
                owned[index] = assignment.topicPartitions.map {
                    .init(topicId: $0.topicId, partitions: $0.partitions)
                }
            }
            if let pause, !isStable { usleep(pause) }
        } while !isStable
    }

    private var isStable: Bool {
        let count = owned.reduce(0) { $0 + $1.reduce(0) { $0 + $1.partitions.count } }
        return count == partitionCount && Set(epochs).count == 1
    }
}

/// Members that assign among themselves: the first who joins assigns, in turns.
struct BenchClassicGroup: BenchGroup {
    private var ids: [String]
    private var generation: Int32 = -1
    private let partitionCount: Int

    init(_ count: Int) {
        ids = Array(repeating: "", count: count)
        partitionCount = count
    }

    mutating func form(_ members: [BenchAsker]) throws {
        // A group whose first generation is made without delay has those who are there by then.
        repeat { try joinAndSync(members) } while try !areAllThere(members)
    }

    mutating func loseLast(_ members: [BenchAsker]) throws {
        ids.removeLast()
        while try areAllThere(members) { usleep(100_000) }
        repeat { try joinAndSync(members) } while try !areAllThere(members)
    }

    private mutating func joinAndSync(_ members: [BenchAsker]) throws {
        let metadata = try ConsumerProtocolSubscription(topics: ["t"]).encodedWithVersion(0)
        for (index, member) in members.enumerated() {
            try member.send(
                JoinGroupRequest(
                    groupId: "g", sessionTimeoutMs: 6_000, rebalanceTimeoutMs: 60_000, memberId: ids[index],
                    protocolType: "consumer", protocols: [.init(name: "range", metadata: metadata)]),
                version: 3)
        }
        var leader: (index: Int, answer: JoinGroupResponse)?
        for (index, member) in members.enumerated() {
            let answer = try member.receive(JoinGroupRequest.self, version: 3)
            guard answer.errorCode == .none else {
                throw BenchError("a join was answered with \(answer.errorCode)")
            }
            ids[index] = answer.memberId
            generation = max(generation, answer.generationId)
            if answer.leader == answer.memberId { leader = (index, answer) }
        }
        guard let leader, leader.answer.generationId == generation else { return }
        for (index, member) in members.enumerated() {
            var request = SyncGroupRequest(groupId: "g", generationId: generation, memberId: ids[index])
            if index == leader.index { request.assignments = try assignments(leader.answer) }
            try member.send(request, version: 2)
        }
        for member in members { _ = try member.receive(SyncGroupRequest.self, version: 2) }
    }

    private func assignments(
        _ answer: JoinGroupResponse
    ) throws -> [SyncGroupRequest.SyncGroupRequestAssignment] {
        try answer.members.enumerated().map { place, member in
            let partitions = stride(from: place, to: partitionCount, by: answer.members.count)
            let assignment = ConsumerProtocolAssignment(
                assignedPartitions: [
                    .init(topic: "t", partitions: partitions.map { PartitionIndex(Int32($0)) })
                ])
            return .init(memberId: member.memberId, assignment: try assignment.encodedWithVersion(0))
        }
    }

    /// Whether all are members of one generation, and nothing is to change.
    private func areAllThere(_ members: [BenchAsker]) throws -> Bool {
        for (index, member) in members.enumerated() {
            try member.send(
                HeartbeatRequest(groupId: "g", generationId: generation, memberId: ids[index]), version: 2)
        }
        var areThere = true
        for member in members {
            let answer = try member.receive(HeartbeatRequest.self, version: 2)
            if answer.errorCode != .none { areThere = false }
        }
        return areThere
    }
}
