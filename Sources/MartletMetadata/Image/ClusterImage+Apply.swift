import MartletModel
import MartletProtocol

extension ClusterImage {
    /// Takes one committed record into the image. Records of a metadata transaction show only once it has
    /// ended. After an error the image is as it was before the record.
    package mutating func apply(_ record: MetadataRecordValue) throws(MetadataError) {
        var change: ImageChange?
        try apply(record, noting: &change)
    }

    /// The same; what the record changed is added to `change`.
    package mutating func apply(
        _ record: MetadataRecordValue, noting change: inout ImageChange
    ) throws(MetadataError) {
        var noted: ImageChange? = change
        // Not two copies of it, of which each change would make a third.
        change = ImageChange()
        defer { if let noted { change = noted } }
        try apply(record, noting: &noted)
    }

    private mutating func apply(
        _ record: MetadataRecordValue, noting change: inout ImageChange?
    ) throws(MetadataError) {
        switch record {
        case .beginTransaction:
            guard transaction.isEmpty else { throw .transactionAlreadyOpen }
            transaction = [PendingTransaction(image: self)]
        case .endTransaction:
            guard let ended = transaction.first else {
                throw .noOpenTransaction(record: "EndTransactionRecord")
            }
            let (offset, epoch) = (offset, epoch)
            self = ended.image
            advance(through: offset, epoch: epoch)
            change?.add(ended.change)
        case .abortTransaction:
            guard !transaction.isEmpty else { throw .noOpenTransaction(record: "AbortTransactionRecord") }
            transaction = []
        default:
            if transaction.isEmpty {
                try self.change(record, &change)
            } else {
                var noted: ImageChange? = transaction[0].change
                transaction[0].change = ImageChange()
                defer { if let noted { transaction[0].change = noted } }
                try transaction[0].image.change(record, &noted)
            }
        }
    }

    private mutating func change(
        _ record: MetadataRecordValue, _ change: inout ImageChange?
    ) throws(MetadataError) {
        switch record {
        case .registerBroker, .unregisterBroker, .brokerRegistrationChange, .fenceBroker, .unfenceBroker:
            let broker = try self.change(brokerOf: record)
            change?.changedBrokers.insert(broker)
        case .registerController(let record):
            controllers[record.controllerId] = try ControllerRegistration(record)
            change?.changedControllers.insert(record.controllerId)
        case .unregisterController(let record):
            controllers[record.controllerId] = nil
            change?.changedControllers.insert(record.controllerId)

        case .topic(let record):
            try add(record)
            change?.createdTopics.insert(record.topicId)
            change?.changedTopics.insert(record.topicId)
        case .removeTopic(let record):
            let topic = try remove(record)
            change?.remove(topic)
        case .partition(let record):
            try add(record)
            change?.change(record.topicId, record.partitionId)
        case .partitionChange(let record):
            try self.change(record)
            change?.change(record.topicId, record.partitionId)
        case .clearElr(let record): clearEligibleLeaders(ofTopic: record.topicName, &change)

        case .config(let record): try set(record, &change)
        case .featureLevel(let record):
            features[record.name] = record.featureLevel == 0 ? nil : record.featureLevel
            change?.changedFeatures.insert(record.name)
        case .producerIds(let record):
            nextProducerID = record.nextProducerId
            change?.hasNewProducerIDs = true

        case .clientQuota, .accessControlEntry, .removeAccessControlEntry, .userScramCredential,
            .removeUserScramCredential, .delegationToken, .removeDelegationToken:
            try keep(record, &change)

        case .noOp: break
        // Left by the migration from ZooKeeper in logs of Kafka 3: no meaning any more.
        case .zkMigrationState: break
        case .beginTransaction, .endTransaction, .abortTransaction:
            preconditionFailure("transaction records are handled by apply")
        }
    }

    // MARK: Brokers

    private mutating func change(brokerOf record: MetadataRecordValue) throws(MetadataError) -> BrokerID {
        switch record {
        case .registerBroker(let record):
            brokers[record.brokerId] = try BrokerRegistration(record)
            return record.brokerId
        case .unregisterBroker(let record):
            try checkBroker(record.brokerId, record.brokerEpoch, "UnregisterBrokerRecord")
            brokers[record.brokerId] = nil
            return record.brokerId
        case .brokerRegistrationChange(let record):
            try change(record)
            return record.brokerId
        case .fenceBroker(let record):
            try checkBroker(record.id, record.epoch, "FenceBrokerRecord")
            brokers[record.id]?.isFenced = true
            return record.id
        case .unfenceBroker(let record):
            try checkBroker(record.id, record.epoch, "UnfenceBrokerRecord")
            brokers[record.id]?.isFenced = false
            return record.id
        default:
            preconditionFailure("a record that is not of a broker: \(record)")
        }
    }

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
        if let cordoned = record.cordonedLogDirs {
            brokers[record.brokerId]?.cordonedDirectories = cordoned
        }
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
    private mutating func remove(_ record: RemoveTopicRecord) throws(MetadataError) -> TopicImage {
        guard let topic = topicsByID.removeValue(forKey: record.topicId) else {
            throw .unknownTopic(record.topicId, record: "RemoveTopicRecord")
        }
        topicIDs[topic.name] = nil
        configs[.topic(topic.name)] = nil
        for partition in topic.partitions { count(-1, partition.leader) }
        return topic
    }

    private mutating func add(_ record: PartitionRecord) throws(MetadataError) {
        guard topicsByID[record.topicId] != nil else {
            throw .unknownTopic(record.topicId, record: "PartitionRecord")
        }
        let partition = try PartitionImage(record)
        try topicsByID[record.topicId]?.insert(partition)
        count(1, partition.leader)
    }

    private mutating func change(_ record: PartitionChangeRecord) throws(MetadataError) {
        guard topicsByID[record.topicId] != nil else {
            throw .unknownTopic(record.topicId, record: "PartitionChangeRecord")
        }
        let before = try topicsByID[record.topicId]?.change(record)
        if record.leader != PartitionImage.unchangedLeader {
            count(-1, before ?? nil)
            count(1, record.leader == .none ? nil : record.leader)
        }
    }

    private mutating func count(_ difference: Int, _ leader: BrokerID?) {
        guard let leader else { return }
        let count = leaderships[leader, default: 0] + difference
        leaderships[leader] = count == 0 ? nil : count
    }

    private mutating func clearEligibleLeaders(ofTopic name: String, _ change: inout ImageChange?) {
        let topics: [TopicID] =
            if name.isEmpty {
                topicsByID.filter { $1.partitions.contains(where: \.hasEligibleLeaderReplicas) }.map(\.key)
            } else {
                topicIDs[name].map { [$0] } ?? []
            }
        for id in topics {
            for partition in topicsByID[id]?.clearEligibleLeaderReplicas() ?? [] {
                change?.change(id, partition)
            }
        }
    }

    // MARK: Configurations

    private mutating func set(
        _ record: ConfigRecord, _ change: inout ImageChange?
    ) throws(MetadataError) {
        guard let kind = ConfigResource.Kind(rawValue: record.resourceType) else {
            throw .meaningless(
                record: "ConfigRecord", field: "resourceType", value: Int64(record.resourceType))
        }
        let resource = ConfigResource(kind: kind, name: record.resourceName)
        configs[resource, default: [:]][record.name] = record.value
        if configs[resource]?.isEmpty == true { configs[resource] = nil }
        change?.changedConfigs.insert(resource)
        if kind == .topic, let topic = topicIDs[record.resourceName] { change?.changedTopics.insert(topic) }
    }

    // MARK: What is kept for those who ask

    private mutating func keep(
        _ record: MetadataRecordValue, _ change: inout ImageChange?
    ) throws(MetadataError) {
        switch record {
        case .clientQuota(let record):
            let entity = QuotaEntity(record.entity.map { .init(type: $0.entityType, name: $0.entityName) })
            clientQuotas[entity, default: [:]][record.key] = record.remove ? nil : record.value
            if clientQuotas[entity]?.isEmpty == true { clientQuotas[entity] = nil }
            change?.changedQuotas.insert(entity)
        case .accessControlEntry(let record):
            accessControlEntries[record.id] = record
            change?.changedAccessControlEntries.insert(record.id)
        case .removeAccessControlEntry(let record):
            guard accessControlEntries.removeValue(forKey: record.id) != nil else {
                throw .unknownAccessControlEntry(record.id)
            }
            change?.changedAccessControlEntries.insert(record.id)
        case .userScramCredential(let record):
            let key = ScramCredential.Key(user: record.name, mechanism: record.mechanism)
            scramCredentials[key] = ScramCredential(record)
            change?.changedScramCredentials.insert(key)
        case .removeUserScramCredential(let record):
            let key = ScramCredential.Key(user: record.name, mechanism: record.mechanism)
            scramCredentials[key] = nil
            change?.changedScramCredentials.insert(key)
        case .delegationToken(let record):
            delegationTokens[record.tokenId] = record
            change?.changedDelegationTokens.insert(record.tokenId)
        case .removeDelegationToken(let record):
            delegationTokens[record.tokenId] = nil
            change?.changedDelegationTokens.insert(record.tokenId)
        default:
            preconditionFailure("a record that is handled elsewhere: \(record)")
        }
    }
}
