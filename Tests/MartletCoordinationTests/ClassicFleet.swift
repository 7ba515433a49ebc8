import MartletCoordination
import MartletModel
import MartletProtocol
import NIOCore

/// A client of the classic protocol that reads the topic `t`, as libraries do it: what it has is what it was
/// given, and an eager one gives up everything before it joins.
struct TestClassicConsumer {
    var id = ""
    var instance: String?
    var isCooperative = false
    var generation: Int32 = -1
    var owned = PartitionSet()
    var isLeader = false
    /// Whom it would assign to.
    var others: [String] = []

    var protocolName: String { isCooperative ? "cooperative-sticky" : "range" }

    private var subscription: ByteBuffer {
        let partitions = isCooperative ? owned.all.map(\.partition) : []
        let said = ConsumerProtocolSubscription(
            topics: ["t"],
            ownedPartitions: partitions.isEmpty ? [] : [.init(topic: "t", partitions: partitions)])
        return (try? said.encodedWithVersion(1)) ?? ByteBuffer()
    }

    var joining: GroupRequest {
        .join(
            JoinGroupRequest(
                groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 20_000, memberId: id,
                groupInstanceId: instance, protocolType: "consumer",
                protocols: [.init(name: protocolName, metadata: subscription)]))
    }

    var syncing: GroupRequest {
        // A leader gives everybody the same number of the six partitions, in order.
        let share = others.isEmpty ? 0 : 6 / others.count
        let assignments = others.enumerated().map { place, member in
            let partitions = (place * share..<(place + 1) * share).map { PartitionIndex(Int32($0)) }
            let given = ConsumerProtocolAssignment(
                assignedPartitions: [.init(topic: "t", partitions: partitions)])
            return SyncGroupRequest.SyncGroupRequestAssignment(
                memberId: member, assignment: (try? given.encodedWithVersion(1)) ?? ByteBuffer())
        }
        return .sync(
            SyncGroupRequest(
                groupId: "g", generationId: generation, memberId: id, groupInstanceId: instance,
                protocolType: "consumer", protocolName: protocolName,
                assignments: isLeader ? assignments : []))
    }

    var beating: GroupRequest { .heartbeat(member: id, generation: generation, instance: instance) }

    mutating func hear(_ joined: JoinGroupResponse) {
        id = joined.memberId
        if joined.errorCode != .none { return }
        generation = joined.generationId
        isLeader = joined.leader == id
        others = joined.members.map(\.memberId)
    }

    mutating func hear(_ synced: SyncGroupResponse) {
        if synced.errorCode != .none { return }
        var reader = ProtocolReader(synced.assignment)
        guard let version = try? reader.readInt16(),
            let given = try? ConsumerProtocolAssignment(from: &reader, version: version)
        else {
            owned = PartitionSet()
            return
        }
        owned = PartitionSet(
            given.assignedPartitions.map { (TestCatalog.id(of: $0.topic), $0.partitions) })
    }

    /// Of the one topic.
    var partitions: [PartitionIndex] { owned.all.map(\.partition) }
}

extension Workbench {
    /// Asks to join, with the id that it is told to use.
    mutating func askToJoin(_ consumer: inout TestClassicConsumer) -> CallID {
        if !consumer.isCooperative { consumer.owned = PartitionSet() }
        let first = call(consumer.joining)
        guard answers[first]?.errorCode == .memberIdRequired else { return first }
        consumer.id = answers[first]?.joined?.memberId ?? ""
        return call(consumer.joining)
    }

    /// A classic group whose members have shared the six partitions.
    mutating func makeClassicGroup(_ consumers: inout [TestClassicConsumer]) {
        var calls: [CallID] = []
        for index in consumers.indices { calls.append(askToJoin(&consumers[index])) }
        pass(.seconds(6))
        for (index, call) in calls.enumerated() {
            if let joined = answers[call]?.joined { consumers[index].hear(joined) }
        }
        syncAll(&consumers)
    }

    /// All ask for what they have, the leader last.
    mutating func syncAll(_ consumers: inout [TestClassicConsumer]) {
        let order = consumers.indices.sorted { !consumers[$0].isLeader && consumers[$1].isLeader }
        let calls = order.map { ($0, call(consumers[$0].syncing)) }
        for (index, call) in calls {
            if let synced = answers[call]?.synced { consumers[index].hear(synced) }
        }
    }

    /// In a group that the broker assigns: one heartbeat, and whatever it leads to at once.
    @discardableResult
    mutating func goOn(_ consumer: inout TestClassicConsumer) -> ErrorCode {
        let code = ask(consumer.beating)?.errorCode ?? .unknownServerError
        guard code == .rebalanceInProgress else { return code }
        let join = askToJoin(&consumer)
        guard let joined = answers[join]?.joined else { return code }
        consumer.hear(joined)
        if let synced = ask(consumer.syncing)?.synced { consumer.hear(synced) }
        return code
    }

    /// Everybody goes on, again and again, until nothing changes any more.
    mutating func settle(_ classic: inout [TestClassicConsumer], _ consumers: inout [TestConsumer]) {
        for _ in 0..<8 {
            for index in classic.indices { goOn(&classic[index]) }
            for index in consumers.indices { report(&consumers[index]) }
        }
    }
}
