import MartletMetadata
import MartletModel
import MartletProtocol

/// A partition in a line, for tables.
struct PartitionState: Equatable, CustomStringConvertible {
    var replicas: [BrokerID] = [1, 2, 3]
    var isr: [BrokerID] = [1, 2, 3]
    var leader: BrokerID? = 1
    var eligible: [BrokerID] = []
    var lastKnown: [BrokerID] = []
    var adding: [BrokerID] = []
    var removing: [BrokerID] = []
    var isRecovering = false
    var leaderEpoch: LeaderEpoch = 5

    init(
        _ replicas: [BrokerID] = [1, 2, 3], isr: [BrokerID]? = nil, leader: BrokerID?,
        eligible: [BrokerID] = [],
        lastKnown: [BrokerID] = [], adding: [BrokerID] = [], removing: [BrokerID] = [],
        isRecovering: Bool = false, leaderEpoch: LeaderEpoch = 5
    ) {
        self.replicas = replicas
        self.isr = isr ?? replicas
        self.leader = leader
        self.eligible = eligible
        self.lastKnown = lastKnown
        self.adding = adding
        self.removing = removing
        self.isRecovering = isRecovering
        self.leaderEpoch = leaderEpoch
    }

    init(_ partition: PartitionImage) {
        replicas = partition.replicas
        isr = partition.isr
        leader = partition.leader
        eligible = partition.eligibleLeaderReplicas
        lastKnown = partition.lastKnownEligibleLeaderReplicas
        adding = partition.addingReplicas
        removing = partition.removingReplicas
        isRecovering = partition.leaderRecoveryState == .recovering
        leaderEpoch = partition.leaderEpoch
    }

    var description: String {
        let lists = [
            ("isr", isr), ("eligible", eligible), ("last known", lastKnown), ("adding", adding),
            ("removing", removing),
        ]
        return "\(replicas) leader \(leader?.description ?? "-") epoch \(leaderEpoch)"
            + lists.filter { !$1.isEmpty }.map { ", \($0) \($1)" }.joined()
            + (isRecovering ? ", recovering" : "")
    }
}

extension ClusterFixture {
    static let partitionEpoch: PartitionEpoch = 10

    static func topic(_ name: String) -> TopicID {
        TopicID(Uuid(high: 11, low: UInt64(name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })))
    }

    /// A topic whose partitions are in these states.
    mutating func add(_ name: String, _ states: PartitionState..., configs: [String: String] = [:]) {
        add(name, states, configs: configs)
    }

    mutating func add(_ name: String, many count: Int, _ state: PartitionState) {
        add(name, Array(repeating: state, count: count), configs: [:])
    }

    private mutating func add(_ name: String, _ states: [PartitionState], configs: [String: String]) {
        let topic = Self.topic(name)
        apply([VersionedRecord(.topic(TopicRecord(name: name, topicId: topic)))])
        for (key, value) in configs.sorted(by: { $0.key < $1.key }) { set(key, to: value, of: .topic(name)) }
        for (index, state) in states.enumerated() {
            let record = PartitionRecord(
                partitionId: PartitionIndex(Int32(index)), topicId: topic, replicas: state.replicas,
                isr: state.isr, removingReplicas: state.removing, addingReplicas: state.adding,
                leader: state.leader ?? .none, leaderRecoveryState: state.isRecovering ? 1 : 0,
                leaderEpoch: state.leaderEpoch, partitionEpoch: Self.partitionEpoch,
                directories: state.replicas.map(Self.directory), eligibleLeaderReplicas: state.eligible,
                lastKnownElr: state.lastKnown)
            apply([VersionedRecord(.partition(record), version: 2)])
        }
    }

    mutating func set(_ name: String, to value: String?, of resource: ConfigResource) {
        let record = ConfigRecord(
            resourceType: resource.kind.rawValue, resourceName: resource.name, name: name, value: value)
        apply([VersionedRecord(.config(record))])
    }

    mutating func setLevel(of feature: String, to level: Int16) {
        apply([VersionedRecord(.featureLevel(FeatureLevelRecord(name: feature, featureLevel: level)))])
    }

    /// KIP-966 on, as in new clusters.
    mutating func enableEligibleLeaders() {
        setLevel(of: Feature.eligibleLeaderReplicas, to: 1)
    }

    func partition(_ topic: String = "t", _ index: PartitionIndex = 0) -> PartitionImage? {
        image.topic(named: topic)?.partition(index)
    }

    func state(_ topic: String = "t", _ index: PartitionIndex = 0) -> PartitionState? {
        partition(topic, index).map { PartitionState($0) }
    }
}

extension ClusterFixture {
    /// What the leader of partition 0 of topic t says to have this ISR.
    func wanting(_ isr: [BrokerID]) -> AlterPartitionRequest.PartitionData {
        let partition = partition()
        return AlterPartitionRequest.PartitionData(
            partitionIndex: 0, leaderEpoch: partition?.leaderEpoch ?? .none,
            newIsrWithEpochs: isr.map { .init(brokerId: $0, brokerEpoch: image.brokers[$0]?.epoch ?? .none) },
            partitionEpoch: partition?.partitionEpoch ?? -1)
    }

    mutating func beginShutdown(_ broker: BrokerID) {
        let epoch = image.brokers[broker]?.epoch ?? .none
        let change = BrokerRegistrationChangeRecord(
            brokerId: broker, brokerEpoch: epoch, inControlledShutdown: 1)
        apply([VersionedRecord(.brokerRegistrationChange(change), version: 1)])
    }

    /// Another process, unfenced at once; partitions stay as they are.
    mutating func restart(
        _ broker: BrokerID, epoch: BrokerEpoch? = nil, fenced: Bool = false, directories: [DirectoryID]? = nil
    ) {
        let record = RegisterBrokerRecord(
            brokerId: broker, incarnationId: Uuid.random(using: &random),
            brokerEpoch: epoch ?? BrokerEpoch((image.offset + 1).rawValue), fenced: fenced,
            logDirs: directories ?? [Self.directory(of: broker)])
        apply([VersionedRecord(.registerBroker(record), version: 3)])
    }
}
