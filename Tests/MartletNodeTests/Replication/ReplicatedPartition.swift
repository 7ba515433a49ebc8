import MartletMetadata
import MartletModel
import MartletProtocol
import MartletStorage
import NIOCore

@testable import MartletNode

/// Three brokers with the only partition of `orders`. The test plays the controller: all see the same image.
final class ReplicatedPartition {
    static let topicID = TopicID(Uuid(high: 5, low: 1))
    static let key = PartitionKey(topicID: topicID, partition: 0)
    static let name = TopicPartition(topic: "orders", partition: 0)

    let world = SimulatedWorld()
    let network: SimulatedBrokerNetwork
    private let settings: [String]
    private(set) var nodes: [BrokerID: SimulatedNode] = [:]
    private var brokerEpoch: BrokerEpoch = 100
    private(set) var image: ClusterImage

    init(_ settings: [String] = [], replicas: [BrokerID] = [1, 2, 3], leader: BrokerID = 1) throws {
        network = SimulatedBrokerNetwork(world: world)
        self.settings = settings
        image = ClusterImage()
        for id in [1, 2, 3] as [BrokerID] { try start(id) }
        try change([
            .topic(TopicRecord(name: "orders", topicId: Self.topicID)),
            .partition(
                PartitionRecord(
                    partitionId: 0, topicId: Self.topicID, replicas: replicas, isr: replicas, leader: leader,
                    leaderEpoch: 0, partitionEpoch: 0)),
        ])
    }

    static func address(_ id: BrokerID) -> NodeAddress { NodeAddress(host: "b\(id)", port: 9_092) }

    // MARK: - Brokers

    private func start(_ id: BrokerID) throws {
        let node = try SimulatedNode(
            [
                "log.dirs=/data\(id)", "node.id=\(id)", "listeners=PLAINTEXT://b\(id):9092",
                // The node's own controller has nothing to say.
                "metadata.max.idle.interval.ms=0",
            ] + settings,
            world: world, peers: SimulatedBrokerPeers(network: network, from: id))
        nodes[id] = node
        network.add(node, at: Self.address(id))
        if nodes.count == 1, image.offset == .none {
            image = node.node.controlPlane.assumeIsolated { $0.image }
        }
        try register(id)
    }

    /// A broker has registered, as a process that is new; perhaps at another place.
    func register(_ id: BrokerID, host: String? = nil) throws {
        brokerEpoch = BrokerEpoch(brokerEpoch.rawValue + 1)
        try change([
            .registerBroker(
                RegisterBrokerRecord(
                    brokerId: id, brokerEpoch: brokerEpoch,
                    endPoints: [.init(name: "PLAINTEXT", host: host ?? "b\(id)", port: 9_092)],
                    fenced: false))
        ])
    }

    /// Nobody hears of the broker any more.
    func kill(_ id: BrokerID) {
        network.remove(Self.address(id))
        let node = nodes.removeValue(forKey: id)
        for shard in node?.node.shards ?? [] { shard.assumeIsolated { $0.isStopping = true } }
    }

    // MARK: - The controller

    /// The controller has committed this, and all have heard of it.
    func change(_ records: [MetadataRecordValue]) throws {
        var change = ImageChange()
        for record in records { try image.apply(record, noting: &change) }
        for id in nodes.keys.sorted() { tell(id, change) }
        world.settle()
    }

    private func tell(_ id: BrokerID, _ change: ImageChange) {
        for shard in nodes[id]?.node.shards ?? [] {
            shard.assumeIsolated { [image] in $0.install(image, change) {} }
        }
    }

    /// The controller has not heard of the broker for long.
    func fence(_ id: BrokerID, isr: [BrokerID]) throws {
        try change([
            .brokerRegistrationChange(
                BrokerRegistrationChangeRecord(
                    brokerId: id, brokerEpoch: image.brokers[id]?.epoch ?? .none, fenced: 1)),
            .partitionChange(
                PartitionChangeRecord(partitionId: 0, topicId: Self.topicID, isr: isr)),
        ])
    }

    func elect(_ leader: BrokerID, isr: [BrokerID]? = nil) throws {
        try change([
            .partitionChange(
                PartitionChangeRecord(partitionId: 0, topicId: Self.topicID, isr: isr, leader: leader))
        ])
    }

    // MARK: - Looking

    func with<Result: Sendable>(
        _ id: BrokerID, _ body: @Sendable (isolated Shard, PartitionReplica) -> Result
    ) -> Result? {
        guard let node = nodes[id]?.node else { return nil }
        return node.shards[Self.key.shardIndex(of: node.shards.count)].assumeIsolated { shard in
            guard case .ready(let replica)? = shard.partitions[Self.key] else { return nil }
            return body(shard, replica)
        }
    }

    /// Every byte of a broker's log.
    func content(_ id: BrokerID) -> ByteBuffer? {
        with(id) { _, replica in
            var content = ByteBuffer()
            var next = replica.log.logStartOffset
            while let slice = try? replica.log.read(
                from: next, upTo: replica.log.logEndOffset, maxBytes: 1 << 20, minOneBatch: true),
                let bytes = try? slice.read()
            {
                content.writeImmutableBuffer(bytes)
                let batches = ReplicatedBatches(checking: bytes)
                guard let last = batches.batches.last else { break }
                next = last.header.nextOffset
            }
            return content
        }
    }

    func end(_ id: BrokerID) -> Offset? { with(id) { $1.log.logEndOffset } }

    func highWatermark(_ id: BrokerID) -> Offset? { with(id) { $1.highWatermark } }

    func client(_ id: BrokerID) throws -> SimulatedClient {
        guard let node = nodes[id] else { throw SimulatedClient.NoAnswer() }
        return node.connect(toShard: Self.key.shardIndex(of: node.node.shards.count))
    }

    /// Produces with acks=all and waits, for ten seconds at most.
    @discardableResult
    func produce(
        _ values: [String], to id: BrokerID, acks: Int16 = -1
    ) throws -> ProduceResponse.PartitionProduceResponse {
        let client = try client(id)
        let number = try client.send(client.produceRequest(values, to: "orders", acks: acks), version: 12)
        for _ in 0..<10_000 {
            if let answer = try client.answer(number, to: ProduceRequest.self, version: 12) {
                return answer.responses[0].partitionResponses[0]
            }
            world.pass(.milliseconds(1))
        }
        throw SimulatedClient.NoAnswer()
    }

    func values(_ id: BrokerID) throws -> [String] {
        let client = try client(id)
        return try client.values(client.fetch("orders", from: 0))
    }

    /// Lets time pass until something is so, for twenty seconds at most.
    func pass(until isSo: () -> Bool) -> Bool {
        for _ in 0..<2_000 {
            if isSo() { return true }
            world.pass(.milliseconds(10))
        }
        return isSo()
    }
}
