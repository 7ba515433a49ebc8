import MartletMetadata
import MartletModel
import MartletProtocol
import NIOCore

/// Random records of all types, each of which fits the image that those before it made. What they say is
/// what a controller could have written at the image's metadata.version.
struct RandomRecords {
    private(set) var image = ClusterImage()
    private var random: SeededGenerator
    let version: MetadataVersion
    /// Eligible leader replicas are written only where the feature is on.
    let hasEligibleLeaderReplicas: Bool

    init(seed: UInt64, version: MetadataVersion = .latest) {
        var random = SeededGenerator(seed: seed)
        hasEligibleLeaderReplicas = version.rawValue >= 23 && random.happens(0.5)
        self.random = random
        self.version = version
    }

    /// The features first, then `count` random records.
    mutating func next(_ count: Int) throws -> [MetadataRecordValue] {
        var records: [MetadataRecordValue] = []
        if image.features.isEmpty {
            records.append(
                .featureLevel(.init(name: MetadataVersion.feature, featureLevel: version.rawValue)))
            if hasEligibleLeaderReplicas {
                records.append(
                    .featureLevel(.init(name: "eligible.leader.replicas.version", featureLevel: 1)))
            }
        }
        for record in records { try take(record) }
        while records.count < count {
            guard let record = draw() else { continue }
            try take(record)
            records.append(record)
        }
        return records
    }

    private mutating func take(_ record: MetadataRecordValue) throws {
        try image.apply(record)
        image.advance(through: image.offset + 1, epoch: 1)
    }

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func id() -> Uuid { Uuid(high: 9, low: UInt64(number(0..<12)) + 1000) }

    private mutating func brokers(atMost count: Int = 4) -> [BrokerID] {
        let all = (1...6).map { BrokerID(Int32($0)) }.shuffled(using: &random)
        return Array(all.prefix(number(1..<count + 1)))
    }

    private mutating func draw() -> MetadataRecordValue? {
        switch number(0..<12) {
        case 0: drawBroker()
        case 1: drawBrokerChange()
        case 2, 3: drawTopic()
        case 4, 5: drawPartition()
        case 6, 7: drawPartitionChange()
        case 8: drawConfig()
        case 9: drawSecurity()
        case 10: drawController()
        default: drawOther()
        }
    }

    // MARK: Brokers and controllers

    private mutating func drawBroker() -> MetadataRecordValue {
        .registerBroker(
            RegisterBrokerRecord(
                brokerId: BrokerID(Int32(number(1..<7))), incarnationId: id(),
                brokerEpoch: BrokerEpoch(Int64(number(0..<1000))),
                endPoints: [
                    .init(name: "PLAINTEXT", host: "h\(number(0..<9))", port: UInt16(number(1..<99))),
                    .init(name: "SSL", host: "h", port: 9, securityProtocol: 1),
                ],
                features: [
                    .init(name: "metadata.version", minSupportedVersion: 7, maxSupportedVersion: 30),
                    .init(name: "f", maxSupportedVersion: Int16(number(0..<3))),
                ],
                rack: random.happens(0.5) ? nil : "r\(number(0..<3))", fenced: random.happens(0.5),
                inControlledShutdown: random.happens(0.3),
                logDirs: version >= .directories ? [DirectoryID(id())] : [],
                cordonedLogDirs: version >= .latest && random.happens(0.5) ? [DirectoryID(id())] : nil))
    }

    private mutating func drawBrokerChange() -> MetadataRecordValue? {
        guard let broker = image.sortedBrokers.randomElement(using: &random) else { return nil }
        switch number(0..<5) {
        case 0:
            return .unregisterBroker(.init(brokerId: broker.id, brokerEpoch: broker.epoch))
        case 1: return .fenceBroker(.init(id: broker.id, epoch: broker.epoch))
        case 2: return .unfenceBroker(.init(id: broker.id, epoch: broker.epoch))
        default:
            return .brokerRegistrationChange(
                .init(
                    brokerId: broker.id, brokerEpoch: broker.epoch, fenced: Int8(number(-1..<2)),
                    inControlledShutdown: Int8(number(0..<2)),
                    logDirs: version >= .directories && random.happens(0.5) ? [DirectoryID(id())] : [],
                    cordonedLogDirs: version >= .latest && random.happens(0.5) ? [] : nil))
        }
    }

    private mutating func drawController() -> MetadataRecordValue? {
        guard version.rawValue >= 15 else { return nil }
        let controller = BrokerID(Int32(number(100..<103)))
        if random.happens(0.3) { return .unregisterController(.init(controllerId: controller)) }
        return .registerController(
            .init(
                controllerId: controller, incarnationId: id(),
                endPoints: [.init(name: "CONTROLLER", host: "c", port: UInt16(number(1..<99)))],
                features: [
                    .init(name: "metadata.version", minSupportedVersion: 7, maxSupportedVersion: 30),
                    .init(name: "kraft.version", minSupportedVersion: 0, maxSupportedVersion: 1),
                ]))
    }

    // MARK: Topics

    private mutating func drawTopic() -> MetadataRecordValue? {
        if random.happens(0.2), let topic = image.topics.randomElement(using: &random) {
            return .removeTopic(.init(topicId: topic.id))
        }
        let name = "t\(number(0..<8))"
        guard image.topicIDs[name] == nil else { return nil }
        return .topic(.init(name: name, topicId: TopicID(Uuid.random(using: &random))))
    }

    private mutating func drawPartition() -> MetadataRecordValue? {
        guard let topic = image.topics.randomElement(using: &random) else { return nil }
        let replicas = brokers()
        let isEligible = hasEligibleLeaderReplicas && random.happens(0.3)
        return .partition(
            .init(
                partitionId: PartitionIndex(Int32(topic.partitions.count)), topicId: topic.id,
                replicas: replicas, isr: random.happens(0.5) ? replicas : [replicas[0]],
                removingReplicas: random.happens(0.2) ? [replicas[0]] : [],
                addingReplicas: random.happens(0.2) ? [replicas[0]] : [],
                leader: random.happens(0.2) ? .none : replicas[0],
                leaderRecoveryState: Int8(number(0..<2)), leaderEpoch: LeaderEpoch(Int32(number(0..<9))),
                partitionEpoch: PartitionEpoch(Int32(number(0..<9))),
                directories: version >= .directories ? replicas.map { _ in DirectoryID(id()) } : [],
                eligibleLeaderReplicas: isEligible ? [replicas[0]] : nil,
                lastKnownElr: isEligible ? [replicas[0]] : nil))
    }

    private mutating func drawPartitionChange() -> MetadataRecordValue? {
        guard let topic = image.topics.randomElement(using: &random),
            let partition = topic.partitions.randomElement(using: &random)
        else { return nil }
        var record = PartitionChangeRecord(partitionId: partition.index, topicId: topic.id)
        if random.happens(0.5) { record.leader = [.none, partition.replicas[0]][number(0..<2)] }
        if random.happens(0.5) { record.isr = [partition.replicas[0]] }
        if random.happens(0.2) { record.leaderRecoveryState = Int8(number(0..<2)) }
        if random.happens(0.2) {
            let replicas = brokers()
            (record.replicas, record.isr) = (replicas, replicas)
            (record.addingReplicas, record.removingReplicas) = ([], [])
            if version >= .directories { record.directories = replicas.map { _ in DirectoryID(id()) } }
        }
        if hasEligibleLeaderReplicas, random.happens(0.3) {
            record.eligibleLeaderReplicas = random.happens(0.5) ? [] : [partition.replicas[0]]
        }
        return .partitionChange(record)
    }

    // MARK: All else

    private mutating func drawConfig() -> MetadataRecordValue {
        let kind: ConfigResource.Kind = [.topic, .broker, .clientMetrics, .group][number(0..<4)]
        let name: String =
            switch kind {
            case .topic: image.topics.randomElement(using: &random)?.name ?? "none"
            case .broker: ["", "1", "2"][number(0..<3)]
            default: "n\(number(0..<3))"
            }
        return .config(
            .init(
                resourceType: kind.rawValue, resourceName: name, name: "c\(number(0..<3))",
                value: random.happens(0.3) ? nil : "\(number(0..<9))"))
    }

    private mutating func drawSecurity() -> MetadataRecordValue? {
        switch number(0..<6) {
        case 2...3 where version < .scram: return nil
        case 0:
            return .accessControlEntry(
                .init(
                    id: id(), resourceType: 2, resourceName: "t", patternType: 3, principal: "User:a",
                    host: "*", operation: Int8(number(2..<9)), permissionType: 3))
        case 1:
            guard let id = image.accessControlEntries.keys.min() else { return nil }
            return .removeAccessControlEntry(.init(id: id))
        case 2:
            return .userScramCredential(
                .init(
                    name: "u\(number(0..<3))", mechanism: Int8(number(1..<3)),
                    salt: ByteBuffer(bytes: [1, UInt8(number(0..<9))]),
                    storedKey: ByteBuffer(bytes: [2]), serverKey: ByteBuffer(bytes: [3]),
                    iterations: 4096))
        case 3:
            return .removeUserScramCredential(
                .init(name: "u\(number(0..<3))", mechanism: Int8(number(1..<3))))
        case 4:
            guard version.rawValue >= 14 else { return nil }
            return .delegationToken(
                .init(
                    owner: "User:o", requester: "User:r", renewers: ["User:x"],
                    issueTimestamp: Int64(number(0..<99)), maxTimestamp: 100, expirationTimestamp: 50,
                    tokenId: "token\(number(0..<3))"))
        default:
            return .removeDelegationToken(.init(tokenId: "token\(number(0..<3))"))
        }
    }

    private mutating func drawOther() -> MetadataRecordValue {
        switch number(0..<6) {
        case 0:
            return .producerIds(
                .init(brokerId: 1, brokerEpoch: 5, nextProducerId: ProducerID(Int64(number(0..<9000)))))
        case 1: return .featureLevel(.init(name: "f\(number(0..<3))", featureLevel: Int16(number(0..<3))))
        case 2, 3:
            return .clientQuota(
                .init(
                    entity: [
                        .init(entityType: "user", entityName: random.happens(0.3) ? nil : "u"),
                        .init(entityType: "client-id", entityName: "c\(number(0..<3))"),
                    ],
                    key: ["producer_byte_rate", "consumer_byte_rate"][number(0..<2)],
                    value: Double(number(0..<9)), remove: random.happens(0.4)))
        case 4:
            return .clearElr(.init(topicName: random.happens(0.5) ? "" : "t\(number(0..<8))"))
        default: return .noOp(.init())
        }
    }
}
