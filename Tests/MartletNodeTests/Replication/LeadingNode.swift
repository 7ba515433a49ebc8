import MartletMetadata
import MartletModel
import MartletProtocol
import MartletStorage
import NIOCore

@testable import MartletNode

/// Broker 1 of three, which leads the only partition of `orders`. The others are played by the test, and so
/// is the controller.
struct LeadingNode {
    static let topicID = TopicID(Uuid(high: 5, low: 1))
    static let epochs: [BrokerID: BrokerEpoch] = [2: 102, 3: 103]

    let node: SimulatedNode
    /// On the shard that owns the partition or, with `isNear` false, on another.
    let client: SimulatedClient
    private var image: ClusterImage

    init(
        _ settings: [String] = [], replicas: [BrokerID] = [1, 2, 3], isr: [BrokerID]? = nil,
        isNear: Bool = true
    ) throws {
        // Nothing is committed by the real controller, whose image does not know of the topic.
        node = try SimulatedNode(settings + ["metadata.max.idle.interval.ms=0"])
        image = node.node.controlPlane.assumeIsolated { $0.image }
        let key = PartitionKey(topicID: Self.topicID, partition: 0)
        let owner = key.shardIndex(of: node.node.shards.count)
        client = node.connect(toShard: isNear ? owner : 1 - owner)
        try change(
            Self.epochs.sorted { $0.key < $1.key }.map { Self.registration($0.key, $0.value) } + [
                .topic(TopicRecord(name: "orders", topicId: Self.topicID)),
                .partition(
                    PartitionRecord(
                        partitionId: 0, topicId: Self.topicID, replicas: replicas, isr: isr ?? replicas,
                        leader: 1, leaderEpoch: 0, partitionEpoch: 0)),
            ])
    }

    private static func registration(_ id: BrokerID, _ epoch: BrokerEpoch) -> MetadataRecordValue {
        .registerBroker(
            RegisterBrokerRecord(
                brokerId: id, brokerEpoch: epoch,
                endPoints: [.init(name: "PLAINTEXT", host: "b\(id)", port: 9_092)], rack: "rack-\(id)",
                fenced: false))
    }

    /// The controller has committed this.
    mutating func change(_ records: [MetadataRecordValue]) throws {
        var change = ImageChange()
        for record in records { try image.apply(record, noting: &change) }
        let (image, seen) = (image, change)
        for shard in node.node.shards {
            shard.assumeIsolated { $0.install(image, seen) {} }
        }
        node.world.settle()
    }

    /// The controller has committed another state of the partition.
    mutating func change(leader: BrokerID = -2, isr: [BrokerID]? = nil) throws {
        let record = PartitionChangeRecord(partitionId: 0, topicId: Self.topicID, isr: isr, leader: leader)
        try change([.partitionChange(record)])
    }

    /// Another broker's fetch of the partition.
    func fetch(
        by broker: BrokerID, from offset: Offset, epoch: BrokerEpoch? = nil,
        leaderEpoch: LeaderEpoch = .none, lastFetchedEpoch: LeaderEpoch = .none, logStart: Offset = 0,
        maxWait: Int32 = 0
    ) -> FetchRequest {
        FetchRequest(
            replicaState: .init(
                replicaId: broker, replicaEpoch: epoch ?? Self.epochs[broker] ?? BrokerEpoch.none),
            maxWaitMs: maxWait, minBytes: 1, maxBytes: 1 << 20,
            topics: [
                .init(
                    topicId: Self.topicID,
                    partitions: [
                        .init(
                            partition: 0, currentLeaderEpoch: leaderEpoch, fetchOffset: offset,
                            lastFetchedEpoch: lastFetchedEpoch, logStartOffset: logStart,
                            partitionMaxBytes: 1 << 20)
                    ])
            ])
    }

    static let fetchVersion: Int16 = 17

    /// What the fetch of another broker is answered at once.
    @discardableResult
    func fetched(
        by broker: BrokerID, from offset: Offset, epoch: BrokerEpoch? = nil,
        leaderEpoch: LeaderEpoch = .none, lastFetchedEpoch: LeaderEpoch = .none, logStart: Offset = 0
    ) throws -> FetchResponse.PartitionData {
        let request = fetch(
            by: broker, from: offset, epoch: epoch, leaderEpoch: leaderEpoch,
            lastFetchedEpoch: lastFetchedEpoch, logStart: logStart)
        return try client.ask(request, version: Self.fetchVersion).responses[0].partitions[0]
    }

    /// Begins a produce with acks=all.
    func send(_ values: [String], acks: Int16 = -1) throws -> UInt64 {
        let number = try client.send(
            client.produceRequest(values, to: "orders", acks: acks), version: 12)
        node.world.settle()
        return number
    }

    func produced(_ number: UInt64) throws -> ProduceResponse.PartitionProduceResponse? {
        try client.answer(number, to: ProduceRequest.self, version: 12)?.responses[0].partitionResponses[0]
    }
}
