import MartletMetadata
import MartletModel
import MartletProtocol
import NIOCore
import Testing

@Suite struct SnapshotTests {
    /// Below the version that brought controllers' registrations, directories, tokens … the records of a
    /// random image say nothing of them, as those of a real one would not.
    private static let versions: [Int16] = [7, 8, 11, 13, 14, 15, 17, 20, 23, 26, 30]

    private static func replay(_ records: [VersionedRecord]) throws -> ClusterImage {
        var image = ClusterImage()
        for record in records {
            let bytes = try record.encoded()
            try image.apply(VersionedRecord.decode(bytes).value)
        }
        return image
    }

    @Test(arguments: versions, 1...30 as ClosedRange<UInt64>)
    func `a snapshot's records make the same image again`(version: Int16, seed: UInt64) throws {
        var source = RandomRecords(seed: seed, version: MetadataVersion(rawValue: version))
        _ = try source.next(250)
        var image = try Self.replay(source.image.snapshotRecords())
        #expect(ImageChange(from: source.image, to: image).isEmpty)
        image.advance(through: source.image.offset, epoch: source.image.epoch)
        let isSame = image == source.image
        #expect(isSame)
    }

    @Test(arguments: 1...20)
    func `the same image gives the same bytes, however it was made`(seed: UInt64) throws {
        var source = RandomRecords(seed: seed)
        _ = try source.next(250)
        let first = source.image.snapshotRecords()
        let again = try Self.replay(first).snapshotRecords()
        #expect(try first.map { try $0.encoded() } == again.map { try $0.encoded() })
    }

    @Test func `records come in Kafka's order`() throws {
        var source = RandomRecords(seed: 3)
        _ = try source.next(600)
        let kinds = source.image.snapshotRecords().map { record -> Int in
            switch record.value {
            case .featureLevel: 0
            case .registerBroker: 1
            case .registerController: 2
            case .topic, .partition: 3
            case .config: 4
            case .clientQuota: 5
            case .producerIds: 6
            case .accessControlEntry: 7
            case .userScramCredential: 8
            case .delegationToken: 9
            default: 99
            }
        }
        #expect(kinds == kinds.sorted())
        #expect(Set(kinds) == Set(0...9))
        guard case .featureLevel(let first)? = source.image.snapshotRecords().first?.value else {
            Issue.record("the first record is not a feature's")
            return
        }
        #expect(first.name == "metadata.version")
    }

    @Test func `an open transaction is not in a snapshot`() throws {
        var cluster = try ClusterFixture()
        let before = cluster.image.snapshotRecords()
        cluster.apply([VersionedRecord(.beginTransaction(.init(name: "x")))])
        cluster.create(.named("t"))
        #expect(cluster.image.snapshotRecords() == before)
        cluster.apply([VersionedRecord(.endTransaction(.init()))])
        #expect(cluster.image.snapshotRecords().count == before.count + 2)
    }

    @Test func `eligible leaders are written only where the feature is on`() throws {
        var image = ClusterImage()
        let id = TopicID(Uuid(high: 1, low: 1))
        try image.apply(.featureLevel(.init(name: "metadata.version", featureLevel: 30)))
        try image.apply(.topic(.init(name: "t", topicId: id)))
        try image.apply(
            .partition(
                .init(
                    partitionId: 0, topicId: id, replicas: [1, 2], isr: [1], leader: 1,
                    eligibleLeaderReplicas: [2])))
        #expect(try Self.replay(image.snapshotRecords()).partition(id, 0)?.eligibleLeaderReplicas == [])
        try image.apply(
            .featureLevel(.init(name: "eligible.leader.replicas.version", featureLevel: 1)))
        #expect(try Self.replay(image.snapshotRecords()).partition(id, 0)?.eligibleLeaderReplicas == [2])
    }

    @Test func `nothing is lost that is only kept for others`() throws {
        var image = ClusterImage()
        let kept: [MetadataRecordValue] = [
            .featureLevel(.init(name: "metadata.version", featureLevel: 30)),
            .registerController(
                .init(
                    controllerId: 9, incarnationId: Uuid(high: 1, low: 2), zkMigrationReady: true,
                    endPoints: [.init(name: "C", host: "h", port: 1, securityProtocol: 3)],
                    features: [.init(name: "f", minSupportedVersion: 1, maxSupportedVersion: 2)])),
            .clientQuota(
                .init(
                    entity: [.init(entityType: "user", entityName: nil)], key: "request_percentage",
                    value: 12.5)),
            .accessControlEntry(
                .init(
                    id: Uuid(high: 1, low: 3), resourceType: 2, resourceName: "t", patternType: 4,
                    principal: "User:a", host: "*", operation: 3, permissionType: 3)),
            .userScramCredential(
                .init(
                    name: "u", mechanism: 2, salt: ByteBuffer(bytes: [1]), storedKey: ByteBuffer(bytes: [2]),
                    serverKey: ByteBuffer(bytes: [3]), iterations: 8192)),
            .delegationToken(
                .init(
                    owner: "User:o", requester: "User:r", renewers: ["User:n"], issueTimestamp: 1,
                    maxTimestamp: 2, expirationTimestamp: 3, tokenId: "id")),
        ]
        for record in kept { try image.apply(record) }
        #expect(image.snapshotRecords().map(\.value) == kept)
        for record: MetadataRecordValue in [
            .unregisterController(.init(controllerId: 9)),
            .clientQuota(
                .init(
                    entity: [.init(entityType: "user", entityName: nil)], key: "request_percentage",
                    remove: true)),
            .removeAccessControlEntry(.init(id: Uuid(high: 1, low: 3))),
            .removeUserScramCredential(.init(name: "u", mechanism: 2)),
            .removeDelegationToken(.init(tokenId: "id")),
        ] {
            try image.apply(record)
        }
        #expect(image.snapshotRecords().map(\.value) == [kept[0]])
    }
}
