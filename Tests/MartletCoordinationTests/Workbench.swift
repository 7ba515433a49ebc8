import MartletCoordination
import MartletModel
import MartletProtocol
import NIOCore

/// A coordinator with a log of its own, where a test decides when records are committed.
struct Workbench {
    var coordinator: GroupCoordinator
    let configuration: GroupConfiguration
    /// As it is on the disk; the index is the offset.
    var log: [(key: ByteBuffer, value: ByteBuffer?)] = []
    var moment = Moment(uptime: .zero, time: 1_000_000)
    var answers: [CallID: GroupReply] = [:]
    /// Otherwise `commit` does it.
    var commitsAtOnce = true
    var catalog: any TopicCatalog = NoTopics() {
        didSet { step(.catalogChanged(catalog)) }
    }
    /// The log does not take records, and says this.
    var refusal: ErrorCode?
    private var lastCall: CallID = 0

    init(_ configuration: GroupConfiguration = GroupConfiguration()) {
        self.configuration = configuration
        coordinator = GroupCoordinator(
            image: GroupsImage(), end: 0, committedEnd: 0, catalog: NoTopics(), configuration: configuration,
            random: SeededGenerator(seed: 1), now: .zero)
    }

    var logEnd: Offset { Offset(Int64(log.count)) }

    /// Asks, and returns the answer if there is one at once.
    @discardableResult
    mutating func ask(_ request: GroupRequest, version: Int16 = 5, client: String = "c") -> GroupReply? {
        answers[call(request, version: version, client: client)]
    }

    /// Asks something that may take its time.
    mutating func call(_ request: GroupRequest, version: Int16 = 5, client: String = "c") -> CallID {
        lastCall = CallID(lastCall.rawValue + 1)
        step(
            .asked(lastCall, request, Caller(version: version, clientID: client, clientHost: "/127.0.0.1")))
        return lastCall
    }

    mutating func step(_ input: GroupCoordinator.Input) {
        var effects = coordinator.step(input, at: moment)[...]
        while let effect = effects.popFirst() {
            switch effect {
            case .answer(let call, let reply):
                precondition(answers[call] == nil, "a request is answered twice")
                answers[call] = reply
            case .append(let id, let records):
                effects += append(id, records)
            }
        }
        if commitsAtOnce, coordinator.committedEnd < logEnd { step(.committed(upTo: logEnd)) }
    }

    private mutating func append(_ id: WriteID, _ records: [GroupRecord]) -> [GroupCoordinator.Effect] {
        if let refusal { return coordinator.step(.refused(id, refusal), at: moment) }
        for record in records {
            guard let encoded = try? record.encoded() else {
                preconditionFailure("a record cannot be written")
            }
            log.append(encoded)
        }
        return coordinator.step(.appended(id, upTo: logEnd), at: moment)
    }

    mutating func commit() {
        step(.committed(upTo: logEnd))
    }

    /// Lets time pass, and everything happen that is due.
    mutating func pass(_ time: Duration) {
        let end = moment.uptime + time
        while coordinator.nextDeadline <= end {
            advance(to: max(moment.uptime, coordinator.nextDeadline))
            step(.ticked)
        }
        advance(to: end)
    }

    private mutating func advance(to uptime: Duration) {
        let (seconds, attoseconds) = (uptime - moment.uptime).components
        moment.time = moment.time + (seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
        moment.uptime = uptime
    }

    /// What another would read from the log.
    func replayed() throws -> GroupsImage {
        var image = GroupsImage()
        for (offset, entry) in log.enumerated() {
            if let record = try GroupRecord.decode(key: entry.key, value: entry.value) {
                image.apply(record, at: Offset(Int64(offset)))
            }
        }
        return image
    }

    /// As `replayed`, when only the last record of each key is left.
    func replayedCompacted() throws -> GroupsImage {
        var last: [ByteBuffer: Int] = [:]
        for (offset, entry) in log.enumerated() { last[entry.key] = offset }
        var image = GroupsImage()
        for (offset, entry) in log.enumerated() where last[entry.key] == offset && entry.value != nil {
            if let record = try GroupRecord.decode(key: entry.key, value: entry.value) {
                image.apply(record, at: Offset(Int64(offset)))
            }
        }
        return image
    }

    /// Another coordinator takes over with what the log says.
    mutating func failOver() throws {
        step(.resigned)
        coordinator = GroupCoordinator(
            image: try replayed(), end: logEnd, committedEnd: logEnd, catalog: catalog,
            configuration: configuration,
            random: SeededGenerator(seed: moment.uptime.hashValue.magnitude.asSeed), now: moment.uptime)
    }
}

extension UInt {
    fileprivate var asSeed: UInt64 { UInt64(self) }
}

// MARK: - Requests

extension GroupRequest {
    static func join(
        _ group: String = "g", member: String = "", instance: String? = nil, session: Int32 = 10_000,
        rebalance: Int32 = 20_000, protocols: [(String, String)] = [("range", "")]
    ) -> GroupRequest {
        .join(
            JoinGroupRequest(
                groupId: group, sessionTimeoutMs: session, rebalanceTimeoutMs: rebalance, memberId: member,
                groupInstanceId: instance, protocolType: "consumer",
                protocols: protocols.map { .init(name: $0.0, metadata: .init(string: $0.1)) }))
    }

    static func sync(
        _ group: String = "g", member: String, generation: Int32, instance: String? = nil,
        assignments: [String: String] = [:]
    ) -> GroupRequest {
        .sync(
            SyncGroupRequest(
                groupId: group, generationId: generation, memberId: member, groupInstanceId: instance,
                assignments: assignments.sorted { $0.key < $1.key }.map {
                    .init(memberId: $0.key, assignment: .init(string: $0.value))
                }))
    }

    static func heartbeat(
        _ group: String = "g", member: String, generation: Int32, instance: String? = nil
    ) -> GroupRequest {
        .heartbeat(
            HeartbeatRequest(
                groupId: group, generationId: generation, memberId: member, groupInstanceId: instance))
    }

    static func leave(_ group: String = "g", member: String = "", instance: String? = nil) -> GroupRequest {
        .leave(
            LeaveGroupRequest(groupId: group, members: [.init(memberId: member, groupInstanceId: instance)]))
    }

    static func commit(
        _ group: String = "g", member: String = "", generation: Int32 = -1, topic: String = "t",
        id: TopicID = .zero, partition: PartitionIndex = 0, at offset: Offset, metadata: String = "",
        retention: Int64 = -1
    ) -> GroupRequest {
        .commit(
            OffsetCommitRequest(
                groupId: group, generationIdOrMemberEpoch: generation, memberId: member,
                retentionTimeMs: retention,
                topics: [
                    .init(
                        name: topic, topicId: id,
                        partitions: [
                            .init(
                                partitionIndex: partition, committedOffset: offset,
                                committedMetadata: metadata)
                        ])
                ]))
    }

    static func fetch(
        _ group: String = "g", topic: String = "t", id: TopicID = .zero, partition: PartitionIndex = 0
    ) -> GroupRequest {
        .fetch(
            .init(
                groupId: group,
                topics: [.init(name: topic, topicId: id, partitionIndexes: [partition])]),
            requireStable: false)
    }
}

// MARK: - Answers

extension GroupReply {
    var joined: JoinGroupResponse? {
        if case .joined(let reply) = self { reply } else { nil }
    }

    var synced: SyncGroupResponse? {
        if case .synced(let reply) = self { reply } else { nil }
    }

    /// Of one partition, or of the whole.
    var errorCode: ErrorCode {
        switch self {
        case .joined(let reply): reply.errorCode
        case .synced(let reply): reply.errorCode
        case .heartbeat(let reply): reply.errorCode
        case .left(let reply): reply.members.first?.errorCode ?? reply.errorCode
        case .committed(let reply): reply.topics.first?.partitions.first?.errorCode ?? .none
        case .fetched(let reply): reply.topics.first?.partitions.first?.errorCode ?? reply.errorCode
        case .offsetsDeleted(let reply): reply.topics.first?.partitions.first?.errorCode ?? reply.errorCode
        case .deleted(let reply): reply.errorCode
        case .described(let reply): reply.errorCode
        case .consumerHeartbeat(let reply): reply.errorCode
        case .consumersDescribed(let reply): reply.errorCode
        }
    }

    var fetchedOffset: Offset? {
        guard case .fetched(let reply) = self else { return nil }
        return reply.topics.first?.partitions.first?.committedOffset
    }

    var described: DescribeGroupsResponse.DescribedGroup? {
        if case .described(let group) = self { group } else { nil }
    }
}

extension Workbench {
    /// A stable group of so many members, all of them clients of version 5; the first is the leader. Each is
    /// assigned its own id.
    mutating func makeGroup(
        _ count: Int, instances: [String?] = [], protocols: [(String, String)] = [("range", "")]
    ) -> (members: [String], generation: Int32) {
        let calls = (0..<count).map { number -> CallID in
            let instance = number < instances.count ? instances[number] : nil
            guard instance == nil else {
                return call(.join(instance: instance, protocols: protocols))
            }
            let id = ask(.join(protocols: protocols))?.joined?.memberId ?? ""
            return call(.join(member: id, protocols: protocols))
        }
        pass(.seconds(6))
        let joined = calls.compactMap { answers[$0]?.joined }
        let (members, generation) = (joined.map(\.memberId), joined.first?.generationId ?? -1)
        let assignments = Dictionary(uniqueKeysWithValues: members.map { ($0, $0) })
        for member in members.dropFirst() { _ = call(.sync(member: member, generation: generation)) }
        if let leader = members.first {
            ask(.sync(member: leader, generation: generation, assignments: assignments))
        }
        return (members, generation)
    }

    var state: String? { ask(state: "g") }

    private func ask(state group: String) -> String? {
        coordinator.list(states: [], types: []).first { $0.groupId == group }?.groupState
    }
}
