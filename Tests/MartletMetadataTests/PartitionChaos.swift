import MartletMetadata
import MartletModel
import MartletProtocol

/// A cluster to which anything may happen, drawn from a seed: brokers come, go and lose directories, leaders
/// report ISRs, operators move replicas and ask for elections, configurations change. What the leaders would
/// do is imagined: which replicas hold every committed record is kept in `complete`.
struct PartitionChaos {
    enum Event: CaseIterable {
        case fence, unfence, shutDown, restart, unregister, loseDirectory
        case alterPartition, assignDirectory, reassign, callOff, electLeaders, balance, electUnclean
        case configure, createTopic, addPartitions, deleteTopic
    }

    struct Key: Hashable {
        var topic: TopicID
        var index: PartitionIndex
    }

    var cluster: ClusterFixture
    let hasEligibleLeaders: Bool
    /// What has changed anything so far.
    private(set) var seen: Set<Event> = []
    /// The replicas that hold every committed record, at worst.
    private var complete: [Key: Set<BrokerID>] = [:]
    /// The same when the last event elected whom it elected.
    private(set) var electorate: [Key: Set<BrokerID>] = [:]
    private var minInSync = 1
    private var topicCount = 0
    private var random: SeededGenerator

    static let brokers: ClosedRange<Int32> = 1...5

    init(seed: UInt64, hasEligibleLeaders: Bool) throws {
        random = SeededGenerator(seed: seed)
        self.hasEligibleLeaders = hasEligibleLeaders
        cluster = try ClusterFixture(brokers: Self.brokers.upperBound)
        cluster.random = SeededGenerator(seed: seed)
        if hasEligibleLeaders { cluster.enableEligibleLeaders() }
        for broker in Self.brokers {
            cluster.restart(BrokerID(broker), directories: directories(BrokerID(broker)))
        }
        for _ in 0..<3 { createTopic() }
        for (key, partition) in partitions { complete[key] = Set(partition.isr) }
    }

    var partitions: [(key: Key, partition: PartitionImage)] {
        cluster.image.topics.flatMap { topic in
            topic.partitions.map { (Key(topic: topic.id, index: $0.index), $0) }
        }
    }

    // MARK: - Events

    mutating func happen() -> Event {
        let event = Event.allCases[Int.random(in: 0..<Event.allCases.count, using: &random)]
        let offset = cluster.image.offset
        perform(event, BrokerID(Int32.random(in: Self.brokers, using: &random)))
        if cluster.image.offset != offset { seen.insert(event) }
        for (key, partition) in partitions where complete[key] == nil { complete[key] = Set(partition.isr) }
        electorate = complete
        imagine()
        return event
    }

    private mutating func perform(_ event: Event, _ broker: BrokerID) {
        switch event {
        case .fence: fence(broker)
        case .unfence: unfence(broker)
        case .shutDown: shutDown(broker)
        case .restart: restart(broker, isClean: Bool.random(using: &random))
        case .unregister: unregister(broker)
        case .loseDirectory: loseDirectory(of: broker)
        case .alterPartition: alterPartition()
        case .assignDirectory: assignDirectory(broker)
        case .reassign: reassign(to: someBrokers())
        case .callOff: reassign(to: nil)
        case .electLeaders: electLeaders()
        case .balance: cluster.apply(cluster.controller.balanceLeaders(image: cluster.image).records)
        case .electUnclean:
            cluster.apply(cluster.controller.electUncleanLeaders(image: cluster.image).records)
        case .configure: configure()
        case .createTopic: if cluster.image.topicCount < 6 { createTopic() }
        case .addPartitions: addPartitions()
        case .deleteTopic: if cluster.image.topicCount > 2 { deleteTopic() }
        }
    }

    private func directories(_ broker: BrokerID) -> [DirectoryID] {
        [2000, 3000].map { DirectoryID(Uuid(high: 7, low: $0 + UInt64(broker.rawValue))) }
    }

    private func registration(_ broker: BrokerID) -> BrokerRegistration? { cluster.image.brokers[broker] }

    private mutating func change(
        _ broker: BrokerRegistration, fenced: Int8 = 0, shutdown: Int8 = 0, directories: [DirectoryID] = []
    ) {
        let record = BrokerRegistrationChangeRecord(
            brokerId: broker.id, brokerEpoch: broker.epoch, fenced: fenced, inControlledShutdown: shutdown,
            logDirs: directories)
        cluster.apply([VersionedRecord(.brokerRegistrationChange(record), version: 2)])
    }

    private mutating func fence(_ broker: BrokerID) {
        guard let registration = registration(broker), !registration.isFenced else { return }
        cluster.apply(cluster.controller.partitionChanges(whenFenced: broker, image: cluster.image))
        change(registration, fenced: 1)
    }

    private mutating func unfence(_ broker: BrokerID) {
        guard let registration = registration(broker), registration.isFenced,
            !registration.isInControlledShutdown
        else { return }
        let changes = cluster.controller.partitionChanges(whenUnfenced: broker, image: cluster.image)
        change(registration, fenced: -1)
        cluster.apply(changes)
    }

    private mutating func shutDown(_ broker: BrokerID) {
        guard let registration = registration(broker), registration.isActive else { return }
        let changes = cluster.controller.partitionChanges(whenShuttingDown: broker, image: cluster.image)
        change(registration, shutdown: 1)
        cluster.apply(changes)
    }

    private mutating func restart(_ broker: BrokerID, isClean: Bool) {
        cluster.apply(
            cluster.controller.partitionChanges(
                whenRestarted: broker, isClean: isClean, directories: directories(broker),
                image: cluster.image)
        )
        cluster.restart(broker, fenced: true, directories: directories(broker))
        if !isClean { distrust(broker) }
    }

    private mutating func unregister(_ broker: BrokerID) {
        guard let registration = registration(broker), registration.isFenced else { return }
        cluster.apply(cluster.controller.partitionChanges(whenUnregistered: broker, image: cluster.image))
        let record = UnregisterBrokerRecord(brokerId: broker, brokerEpoch: registration.epoch)
        cluster.apply([VersionedRecord(.unregisterBroker(record))])
        distrust(broker)
    }

    /// Without eligible leaders nobody asks what a broker may have lost.
    private mutating func distrust(_ broker: BrokerID) {
        guard hasEligibleLeaders else { return }
        for key in complete.keys { complete[key]?.remove(broker) }
    }

    private mutating func loseDirectory(of broker: BrokerID) {
        guard let registration = registration(broker), registration.directories.count == 2 else { return }
        let lost = registration.directories[Int.random(in: 0...1, using: &random)]
        cluster.apply(
            cluster.controller.partitionChanges(whenOffline: [lost], of: broker, image: cluster.image))
        change(registration, directories: registration.directories.filter { $0 != lost })
    }

    private mutating func somePartition() -> (topic: TopicImage, partition: PartitionImage)? {
        guard let key = partitions.randomElement(using: &random)?.key,
            let topic = cluster.image.topic(key.topic), let partition = topic.partition(key.index)
        else { return nil }
        return (topic, partition)
    }

    private mutating func someBrokers() -> [BrokerID] {
        Array(
            Self.brokers.map { BrokerID($0) }.shuffled(using: &random).prefix(
                .random(in: 1...4, using: &random)))
    }

    /// A leader reports whoever may be in sync, now and then with an old epoch.
    private mutating func alterPartition() {
        guard let (topic, partition) = somePartition(), let leader = partition.leader,
            let registration = registration(leader)
        else { return }
        let isOld = Int.random(in: 0..<8, using: &random) == 0
        let isRash = Int.random(in: 0..<8, using: &random) == 0
        let members = partition.replicas.filter {
            $0 == leader || (isRash || canServe($0, partition)) && Bool.random(using: &random)
        }
        let wanted = AlterPartitionRequest.PartitionData(
            partitionIndex: partition.index, leaderEpoch: partition.leaderEpoch,
            newIsrWithEpochs: members.map {
                .init(brokerId: $0, brokerEpoch: cluster.image.brokers[$0]?.epoch ?? .none)
            },
            partitionEpoch: PartitionEpoch(partition.partitionEpoch.rawValue - (isOld ? 1 : 0)))
        let request = AlterPartitionRequest(
            brokerId: leader, brokerEpoch: registration.epoch,
            topics: [.init(topicId: topic.id, partitions: [wanted, wanted])])
        let decision = cluster.controller.alterPartition(request, image: cluster.image)
        cluster.apply(decision.records)
        let error = decision.reply.topics.first?.partitions.first?.errorCode
        if error == ErrorCode.none || error == .newLeaderElected {
            complete[Key(topic: topic.id, index: partition.index)]?.formUnion(members)
        }
    }

    private mutating func assignDirectory(_ broker: BrokerID) {
        guard let (topic, partition) = somePartition(), let registration = registration(broker) else {
            return
        }
        let directory = directories(broker)[Int.random(in: 0...1, using: &random)]
        let request = AssignReplicasToDirsRequest(
            brokerId: broker, brokerEpoch: registration.epoch,
            directories: [
                .init(
                    id: directory,
                    topics: [.init(topicId: topic.id, partitions: [.init(partitionIndex: partition.index)])])
            ])
        cluster.apply(cluster.controller.assignReplicasToDirs(request, image: cluster.image).records)
    }

    private mutating func reassign(to replicas: [BrokerID]?) {
        guard let (topic, partition) = somePartition() else { return }
        let request = AlterPartitionReassignmentsRequest(
            topics: [
                .init(
                    name: topic.name, partitions: [.init(partitionIndex: partition.index, replicas: replicas)]
                )
            ])
        cluster.apply(cluster.controller.alterPartitionReassignments(request, image: cluster.image).records)
    }

    private mutating func electLeaders() {
        let request = ElectLeadersRequest(
            electionType: Int8.random(in: 0...1, using: &random), topicPartitions: nil)
        cluster.apply(cluster.controller.electLeaders(request, image: cluster.image).records)
    }

    private mutating func configure() {
        if Bool.random(using: &random) {
            minInSync = Int.random(in: 1...3, using: &random)
            set("min.insync.replicas", to: "\(minInSync)")
        } else {
            set("unclean.leader.election.enable", to: "\(Bool.random(using: &random))")
        }
    }

    private mutating func set(_ name: String, to value: String) {
        let request = IncrementalAlterConfigsRequest(
            resources: [
                .init(
                    resourceType: 4, resourceName: "",
                    configs: [.init(name: name, configOperation: 0, value: value)])
            ])
        cluster.apply(cluster.controller.incrementalAlterConfigs(request, image: cluster.image).records)
    }

    private mutating func createTopic() {
        topicCount += 1
        cluster.create(
            .named("t\(topicCount)", partitions: 3, replicas: Int16.random(in: 1...4, using: &random)))
    }

    private mutating func addPartitions() {
        guard let (topic, _) = somePartition(), topic.partitions.count < 6 else { return }
        let request = CreatePartitionsRequest(
            topics: [.init(name: topic.name, count: Int32(topic.partitions.count) + 1, assignments: nil)])
        let decision = cluster.controller.createPartitions(
            request, image: cluster.image, random: &cluster.random)
        cluster.apply(decision.records)
    }

    private mutating func deleteTopic() {
        guard let (topic, _) = somePartition() else { return }
        let request = DeleteTopicsRequest(topicNames: [topic.name])
        cluster.apply(cluster.controller.deleteTopics(request, image: cluster.image).records)
    }

    // MARK: - What the replicas hold

    func minimum(_ partition: PartitionImage) -> Int { min(minInSync, partition.replicas.count) }

    /// It can work with its replica of the partition.
    func canServe(_ broker: BrokerID, _ partition: PartitionImage) -> Bool {
        guard let registration = cluster.image.brokers[broker], registration.isActive,
            let position = partition.replicas.firstIndex(of: broker)
        else { return false }
        let directory = partition.directories[position]
        return directory == .unassigned || directory == .migrating
            || registration.directories.contains(directory)
    }

    /// At worst: who is out of sync has everything only until more is committed.
    private mutating func imagine() {
        for (key, partition) in partitions {
            guard let leader = partition.leader else { continue }
            if partition.leaderRecoveryState == .recovering { complete[key] = [leader] }
            if partition.isr.count >= minimum(partition) { complete[key] = Set(partition.isr) }
        }
    }
}
