import MartletModel
import MartletProtocol
import NIOCore

extension ClusterImage {
    /// The records of a snapshot of this image, in Kafka's order and in the versions that the image's
    /// `metadata.version` asks for. Applied to an empty image they make this one again, but for its offset,
    /// and for what only a later version could say. The same image always gives the same records.
    package func snapshotRecords() -> [VersionedRecord] {
        var records: [VersionedRecord] = []
        records.reserveCapacity(brokers.count + 2 * topicsByID.count)
        forEachSnapshotRecord { records.append($0) }
        return records
    }

    /// The same, one after another, for whoever writes them and need not have all of them at once. An open
    /// metadata transaction is not part of it.
    package func forEachSnapshotRecord<Failure: Error>(
        _ body: (VersionedRecord) throws(Failure) -> Void
    ) throws(Failure) {
        for record in featureRecords { try body(record) }
        for broker in sortedBrokers { try body(record(of: broker)) }
        if recordVersions >= .controllerRegistration {
            for controller in sortedControllers {
                try body(VersionedRecord(.registerController(.init(controller))))
            }
        }
        for topic in topics {
            try body(VersionedRecord(.topic(TopicRecord(name: topic.name, topicId: topic.id))))
            for partition in topic.partitions { try body(record(of: partition, in: topic.id)) }
        }
        for resource in configs.keys.sorted() {
            for (name, value) in configs(of: resource).sorted(by: { $0.key < $1.key }) {
                let record = ConfigRecord(
                    resourceType: resource.kind.rawValue, resourceName: resource.name, name: name,
                    value: value)
                try body(VersionedRecord(.config(record)))
            }
        }
        for record in quotaRecords { try body(record) }
        if nextProducerID > 0 {
            let record = ProducerIdsRecord(
                brokerId: .none, brokerEpoch: .none, nextProducerId: nextProducerID)
            try body(VersionedRecord(.producerIds(record)))
        }
        for record in securityRecords { try body(record) }
    }

    /// The one that decides how the others are written comes first.
    private var featureRecords: [VersionedRecord] {
        let others = features.keys.filter { $0 != MetadataVersion.feature }.sorted()
        return ([MetadataVersion.feature] + others).compactMap { name in
            features[name].map {
                VersionedRecord(.featureLevel(FeatureLevelRecord(name: name, featureLevel: $0)))
            }
        }
    }

    private func record(of broker: BrokerRegistration) -> VersionedRecord {
        VersionedRecord(
            .registerBroker(broker.record(at: recordVersions)), version: recordVersions.registerBrokerRecord)
    }

    private func record(of partition: PartitionImage, in topic: TopicID) -> VersionedRecord {
        let hasEligibleLeaders = hasEligibleLeaderReplicas
        let record = PartitionRecord(
            partitionId: partition.index, topicId: topic, replicas: partition.replicas, isr: partition.isr,
            removingReplicas: partition.removingReplicas, addingReplicas: partition.addingReplicas,
            leader: partition.leader ?? .none,
            leaderRecoveryState: partition.leaderRecoveryState.rawValue, leaderEpoch: partition.leaderEpoch,
            partitionEpoch: partition.partitionEpoch,
            directories: recordVersions >= .directories ? partition.directories : [],
            eligibleLeaderReplicas: hasEligibleLeaders && !partition.eligibleLeaderReplicas.isEmpty
                ? partition.eligibleLeaderReplicas : nil,
            lastKnownElr: hasEligibleLeaders && !partition.lastKnownEligibleLeaderReplicas.isEmpty
                ? partition.lastKnownEligibleLeaderReplicas : nil)
        return VersionedRecord(.partition(record), version: recordVersions.partitionRecord)
    }

    private var quotaRecords: [VersionedRecord] {
        clientQuotas.keys.sorted().flatMap { entity in
            (clientQuotas[entity] ?? [:]).sorted { $0.key < $1.key }.map { key, value in
                let record = ClientQuotaRecord(
                    entity: entity.parts.map { .init(entityType: $0.type, entityName: $0.name) },
                    key: key, value: value)
                return VersionedRecord(.clientQuota(record))
            }
        }
    }

    private var securityRecords: [VersionedRecord] {
        var records = accessControlEntries.values.sorted { $0.id < $1.id }.map {
            VersionedRecord(.accessControlEntry($0))
        }
        if recordVersions >= .scram {
            records += scramCredentials.sorted { $0.key < $1.key }.map { key, credential in
                VersionedRecord(.userScramCredential(.init(key, credential)))
            }
        }
        if recordVersions >= .delegationTokens {
            records += delegationTokens.values.sorted { $0.tokenId < $1.tokenId }.map {
                VersionedRecord(.delegationToken($0))
            }
        }
        return records
    }
}

extension BrokerRegistration {
    /// The record that says all of this, as far as the version can.
    func record(at version: MetadataVersion) -> RegisterBrokerRecord {
        RegisterBrokerRecord(
            brokerId: id,
            isMigratingZkBroker: version >= .migration && isMigratingFromZooKeeper,
            incarnationId: incarnationID,
            brokerEpoch: epoch,
            endPoints: endpoints.map {
                .init(
                    name: $0.name, host: $0.host, port: $0.port,
                    securityProtocol: $0.securityProtocol.rawValue)
            },
            features: features.sorted { $0.key < $1.key }.map {
                .init(
                    name: $0.key, minSupportedVersion: $0.value.lowerBound,
                    maxSupportedVersion: $0.value.upperBound)
            },
            rack: rack,
            fenced: isFenced,
            inControlledShutdown: isInControlledShutdown,
            logDirs: version >= .directories ? directories : [],
            cordonedLogDirs: version >= .cordonedDirectories ? cordonedDirectories : nil)
    }
}

extension RegisterControllerRecord {
    init(_ controller: ControllerRegistration) {
        self.init(
            controllerId: controller.id, incarnationId: controller.incarnationID,
            zkMigrationReady: controller.isReadyForMigration,
            endPoints: controller.endpoints.map {
                .init(
                    name: $0.name, host: $0.host, port: $0.port,
                    securityProtocol: $0.securityProtocol.rawValue)
            },
            features: controller.features.sorted { $0.key < $1.key }.map {
                .init(
                    name: $0.key, minSupportedVersion: $0.value.lowerBound,
                    maxSupportedVersion: $0.value.upperBound)
            })
    }
}

extension UserScramCredentialRecord {
    fileprivate init(_ key: ScramCredential.Key, _ credential: ScramCredential) {
        self.init(
            name: key.user, mechanism: key.mechanism, salt: ByteBuffer(bytes: credential.salt),
            storedKey: ByteBuffer(bytes: credential.storedKey),
            serverKey: ByteBuffer(bytes: credential.serverKey), iterations: credential.iterations)
    }
}
