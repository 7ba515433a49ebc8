import MartletModel
import MartletProtocol

extension ClusterImage {
    /// Takes one committed record into the image. Records of a metadata transaction show only once it has
    /// ended. After an error the image is as it was before the record.
    package mutating func apply(_ record: MetadataRecordValue) throws(MetadataError) {
        switch record {
        case .beginTransaction:
            guard transaction.isEmpty else { throw .transactionAlreadyOpen }
            transaction = [self]
        case .endTransaction:
            guard var ended = transaction.first else {
                throw .noOpenTransaction(record: "EndTransactionRecord")
            }
            ended.advance(through: offset, epoch: epoch)
            self = ended
        case .abortTransaction:
            guard !transaction.isEmpty else { throw .noOpenTransaction(record: "AbortTransactionRecord") }
            transaction = []
        default:
            if transaction.isEmpty {
                try change(record)
            } else {
                try transaction[0].change(record)
            }
        }
    }

    private mutating func change(_ record: MetadataRecordValue) throws(MetadataError) {
        switch record {
        case .registerBroker(let record): brokers[record.brokerId] = try BrokerRegistration(record)
        case .unregisterBroker(let record):
            try checkBroker(record.brokerId, record.brokerEpoch, "UnregisterBrokerRecord")
            brokers[record.brokerId] = nil
        case .brokerRegistrationChange(let record): try change(record)
        case .fenceBroker(let record):
            try checkBroker(record.id, record.epoch, "FenceBrokerRecord")
            brokers[record.id]?.isFenced = true
        case .unfenceBroker(let record):
            try checkBroker(record.id, record.epoch, "UnfenceBrokerRecord")
            brokers[record.id]?.isFenced = false

        case .topic(let record): try add(record)
        case .removeTopic(let record): try remove(record)
        case .partition(let record):
            guard topicsByID[record.topicId] != nil else {
                throw .unknownTopic(record.topicId, record: "PartitionRecord")
            }
            try topicsByID[record.topicId]?.insert(PartitionImage(record))
        case .partitionChange(let record):
            guard topicsByID[record.topicId] != nil else {
                throw .unknownTopic(record.topicId, record: "PartitionChangeRecord")
            }
            try topicsByID[record.topicId]?.change(record)
        case .clearElr(let record): clearEligibleLeaders(ofTopic: record.topicName)

        case .config(let record): try set(record)
        case .featureLevel(let record):
            features[record.name] = record.featureLevel == 0 ? nil : record.featureLevel
        case .producerIds(let record): nextProducerID = record.nextProducerId

        case .noOp: break
        // Their own issues bring these into the image; until then the log alone keeps them.
        case .accessControlEntry, .removeAccessControlEntry, .clientQuota, .userScramCredential,
            .removeUserScramCredential, .delegationToken, .removeDelegationToken, .registerController,
            .unregisterController:
            break
        // Left by the migration from ZooKeeper in logs of Kafka 3: no meaning any more.
        case .zkMigrationState: break
        case .beginTransaction, .endTransaction, .abortTransaction:
            preconditionFailure("transaction records are handled by apply")
        }
    }

    // MARK: Brokers

    private func checkBroker(
        _ id: BrokerID, _ epoch: BrokerEpoch, _ record: String
    ) throws(MetadataError) {
        guard let broker = brokers[id] else { throw .unknownBroker(id, record: record) }
        guard broker.epoch == epoch else {
            throw .otherBrokerEpoch(id, expected: broker.epoch, found: epoch)
        }
    }

    private mutating func change(_ record: BrokerRegistrationChangeRecord) throws(MetadataError) {
        let name = "BrokerRegistrationChangeRecord"
        try checkBroker(record.brokerId, record.brokerEpoch, name)
        let fenced: Bool? =
            switch record.fenced {
            case 0: nil
            case 1: true
            case -1: false
            default: throw .meaningless(record: name, field: "fenced", value: Int64(record.fenced))
            }
        let isStopping: Bool? =
            switch record.inControlledShutdown {
            case 0: nil
            case 1: true
            default:
                throw .meaningless(
                    record: name, field: "inControlledShutdown", value: Int64(record.inControlledShutdown))
            }
        if let fenced { brokers[record.brokerId]?.isFenced = fenced }
        if let isStopping { brokers[record.brokerId]?.isInControlledShutdown = isStopping }
        if !record.logDirs.isEmpty { brokers[record.brokerId]?.directories = record.logDirs }
    }

    // MARK: Topics

    private mutating func add(_ record: TopicRecord) throws(MetadataError) {
        guard topicIDs[record.name] == nil, topicsByID[record.topicId] == nil else {
            throw .topicExists(name: record.name)
        }
        topicsByID[record.topicId] = TopicImage(name: record.name, id: record.topicId)
        topicIDs[record.name] = record.topicId
    }

    /// The topic's configurations go with it, without records of their own.
    private mutating func remove(_ record: RemoveTopicRecord) throws(MetadataError) {
        guard let topic = topicsByID.removeValue(forKey: record.topicId) else {
            throw .unknownTopic(record.topicId, record: "RemoveTopicRecord")
        }
        topicIDs[topic.name] = nil
        configs[.topic(topic.name)] = nil
    }

    private mutating func clearEligibleLeaders(ofTopic name: String) {
        if name.isEmpty {
            for id in topicsByID.keys { topicsByID[id]?.clearEligibleLeaderReplicas() }
        } else if let id = topicIDs[name] {
            topicsByID[id]?.clearEligibleLeaderReplicas()
        }
    }

    // MARK: Configurations

    private mutating func set(_ record: ConfigRecord) throws(MetadataError) {
        guard let kind = ConfigResource.Kind(rawValue: record.resourceType) else {
            throw .meaningless(
                record: "ConfigRecord", field: "resourceType", value: Int64(record.resourceType))
        }
        let resource = ConfigResource(kind: kind, name: record.resourceName)
        configs[resource, default: [:]][record.name] = record.value
        if configs[resource]?.isEmpty == true { configs[resource] = nil }
    }
}
