import MartletMetadata
import MartletModel
import MartletProtocol
import NIOCore

@testable import MartletNode
@testable import MartletReplication

/// A topic of one partition, with a replica on each of three nodes that are brokers and controllers; and a
/// producer that wants its values to be kept.
final class ReplicatedTopic {
    let cluster: SimulatedCluster
    /// What was acknowledged, in the order of the acknowledgements.
    private(set) var acknowledged: [String] = []
    private(set) var refusals: [ErrorCode] = []
    private var pending: [(value: String, client: SimulatedClient, number: UInt64, broker: BrokerID)] = []
    private var count = 0

    static let name = "orders"
    static let ids: [BrokerID] = [1, 2, 3]

    init(_ settings: [String] = [], configs: [String: String] = ["min.insync.replicas": "2"]) throws {
        cluster = try SimulatedCluster(settings)
        guard cluster.settle() else { throw DoesNotSettle(cluster: "\(cluster)") }
        let client = try cluster.connect(to: 1)
        let request = CreateTopicsRequest(topics: [
            .init(
                name: Self.name, numPartitions: 1, replicationFactor: 3,
                configs: configs.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })
        ])
        let number = try client.send(request, version: 7)
        var answer: CreateTopicsResponse?
        _ = cluster.pass {
            answer = try? client.answer(number, to: CreateTopicsRequest.self, version: 7)
            return answer != nil
        }
        guard answer?.topics.first?.errorCode == ErrorCode.none else {
            throw NotCreated(answer: answer?.topics.first)
        }
        _ = cluster.pass { self.leader != nil }
    }

    struct DoesNotSettle: Error {
        var cluster: String
    }

    struct NotCreated: Error {
        var answer: CreateTopicsResponse.CreatableTopicResult?
    }

    // MARK: - What metadata says

    var partition: PartitionImage? {
        let images = cluster.images.values.sorted { $0.offset < $1.offset }
        return images.last?.topic(named: Self.name)?.partition(0)
    }

    /// Who leads, if that node runs and knows it.
    var leader: BrokerID? {
        guard let leader = partition?.leader, with(leader, { $1.isLeader }) == true else { return nil }
        return leader
    }

    // MARK: - Replicas

    func with<Value: Sendable>(
        _ id: BrokerID, _ look: @Sendable (isolated Shard, PartitionReplica) -> Value
    ) -> Value? {
        for shard in cluster.nodes[id]?.node.shards ?? [] {
            let value = shard.assumeIsolated { shard in
                shard.readyReplicas(where: { $0.name.topic == Self.name }).first.map { look(shard, $0) }
            }
            if let value { return value }
        }
        return nil
    }

    func end(_ id: BrokerID) -> Offset? { with(id) { $1.log.logEndOffset } }

    /// All that a broker's log has, as bytes.
    func content(_ id: BrokerID) -> ByteBuffer? {
        with(id) { _, replica in
            var content = ByteBuffer()
            let slice = try? replica.log.read(
                from: replica.log.logStartOffset, upTo: replica.log.logEndOffset, maxBytes: 1 << 24,
                minOneBatch: true)
            if let bytes = try? slice?.read() { content.writeImmutableBuffer(bytes) }
            return content
        }
    }

    /// All are in sync, and have the same, all of it committed.
    var agrees: Bool {
        guard Set(partition?.isr ?? []) == Set(Self.ids), leader != nil, let content = content(1) else {
            return false
        }
        return Self.ids.allSatisfy {
            with($0) { $1.highWatermark == $1.log.logEndOffset } == true && self.content($0) == content
        }
    }

    /// The values in the leader's log that are committed.
    func values() throws -> [String] {
        guard let leader else { return [] }
        let client = try cluster.connect(to: leader)
        var values: [String] = []
        while true {
            let data = try client.fetch(Self.name, from: Offset(Int64(values.count)))
            let more = try client.values(data)
            if more.isEmpty { return values }
            values += more
        }
    }

    // MARK: - Producing

    /// Sends a value that nobody has sent before, with acks=all, to whom metadata names as the leader.
    func send() throws {
        guard let leader = partition?.leader, cluster.nodes[leader] != nil else { return }
        count += 1
        let value = "value \(count)"
        let client = try cluster.connect(to: leader)
        let request = try client.produceRequest([value], to: Self.name)
        pending.append((value, client, try client.send(request, version: 12), leader))
    }

    /// Takes the answers that have come, also from those who have died since.
    func collect() throws {
        let sent = pending
        pending = []
        for one in sent {
            guard let answer = try one.client.answer(one.number, to: ProduceRequest.self, version: 12) else {
                if cluster.nodes[one.broker] != nil { pending.append(one) }
                continue
            }
            let errorCode = answer.responses[0].partitionResponses[0].errorCode
            if errorCode == .none { acknowledged.append(one.value) } else { refusals.append(errorCode) }
        }
    }

    /// Sends values, one after the other, until so many more are acknowledged; false if that takes too long.
    func produce(_ wanted: Int) throws -> Bool {
        let goal = acknowledged.count + wanted
        for _ in 0..<(wanted * 20) where acknowledged.count < goal {
            try send()
            let before = acknowledged.count + refusals.count
            for _ in 0..<100 where acknowledged.count + refusals.count == before {
                cluster.world.pass(.milliseconds(5))
                try collect()
            }
        }
        return acknowledged.count >= goal
    }
}

extension ReplicatedTopic: CustomStringConvertible {
    /// What metadata and each replica say.
    var description: String {
        let replicas = Self.ids.map { id in
            let state = with(id) { _, replica in
                let role =
                    switch replica.role {
                    case .none: "none"
                    case .inDoubt(let state): "in doubt, without a word of \(state.silent)"
                    case .leader(let leader): "leader of \(leader.followers), open: \(leader.change as Any)"
                    case .follower(let follower): "follower, \(follower.activity)"
                    }
                return "\(replica.log.logStartOffset)..\(replica.highWatermark)..\(replica.log.logEndOffset) "
                    + "durable \(replica.log.durableEndOffset), epochs "
                    + "\(replica.log.leaderEpochs.entries.map { "\($0.epoch)@\($0.startOffset)" }), \(role)"
            }
            return "\(id): \(state ?? "not in service")"
        }
        return (["\(partition.map { "\($0)" } ?? "no partition")"] + replicas).joined(separator: "\n")
            + "\n\(cluster)"
    }
}
