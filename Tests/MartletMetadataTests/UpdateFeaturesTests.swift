import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct UpdateFeaturesTests {
    private static let prefix =
        "The update failed for all features since the following feature had an error: "

    /// A cluster of the version, whose broker says that it can do these.
    private static func cluster(
        _ version: Int16, features: [String: ClosedRange<Int16>]? = nil
    ) throws -> ClusterFixture {
        var cluster = try ClusterFixture(settings: ["node.id": "1"])
        let epoch = try #require(cluster.image.brokers[1]?.epoch)
        let offered = features ?? Controller.supportedFeatures
        cluster.apply([
            VersionedRecord(.featureLevel(.init(name: "metadata.version", featureLevel: version))),
            VersionedRecord(
                .registerBroker(
                    .init(
                        brokerId: 1, brokerEpoch: epoch,
                        features: offered.map {
                            .init(
                                name: $0, minSupportedVersion: $1.lowerBound,
                                maxSupportedVersion: $1.upperBound)
                        }, fenced: false))),
        ])
        return cluster
    }

    private static func update(
        _ name: String, _ level: Int16, _ kind: Int8 = 1
    ) -> UpdateFeaturesRequest.FeatureUpdateKey {
        .init(feature: name, maxVersionLevel: level, upgradeType: kind)
    }

    private static let alone = QuorumFeatures(voters: [1], kraftVersion: 1)

    struct Row: CustomTestStringConvertible {
        var testDescription: String
        var current: Int16
        var update: UpdateFeaturesRequest.FeatureUpdateKey
        var error: String?

        init(_ current: Int16, _ name: String, _ level: Int16, _ kind: Int8, _ error: String?) {
            self.current = current
            update = UpdateFeaturesTests.update(name, level, kind)
            self.error = error
            testDescription = "\(current): \(name) to \(level), kind \(kind)"
        }
    }

    private static let lossy =
        "Refusing to perform the requested downgrade because it might delete metadata information."

    @Test(arguments: [
        Row(20, "metadata.version", 30, 1, nil),
        Row(20, "metadata.version", 20, 1, nil),
        Row(22, "metadata.version", 21, 2, nil),
        Row(22, "metadata.version", 21, 3, nil),
        Row(
            22, "metadata.version", 21, 1,
            "Can't downgrade the version of this feature without setting the upgrade type to either safe or "
                + "unsafe downgrade."),
        Row(20, "metadata.version", 22, 2, "Can't downgrade to a newer version."),
        Row(23, "metadata.version", 22, 2, lossy),
        Row(30, "metadata.version", 29, 2, lossy),
        Row(17, "metadata.version", 16, 2, lossy),
        Row(
            23, "metadata.version", 22, 3, "Unsafe metadata.version downgrades are not supported."),
        Row(26, "metadata.version", 23, 2, nil),
        Row(20, "metadata.version", 31, 1, "Local controller 1 only supports versions 7-30"),
        Row(20, "metadata.version", 6, 2, "Local controller 1 only supports versions 7-30"),
        Row(20, "metadata.version", -1, 2, "A feature version cannot be less than 0."),
        Row(
            20, "metadata.version", 21, 0, "The controller does not support the given upgrade type."),
        Row(30, "streams.version", 1, 1, "Local controller 1 does not support this feature."),
        Row(30, "unheard.of", 1, 1, "Local controller 1 does not support this feature."),
    ])
    func `metadata.version goes up, and down where nothing is lost`(row: Row) throws {
        let cluster = try Self.cluster(row.current)
        let decision = cluster.controller.updateFeatures(
            .init(featureUpdates: [row.update]), image: cluster.image, quorum: Self.alone)
        let response = decision.reply.response
        if let error = row.error {
            let what =
                row.update.feature == "metadata.version"
                ? "Invalid metadata.version \(row.update.maxVersionLevel). "
                : "Invalid update version \(row.update.maxVersionLevel) for feature \(row.update.feature). "
            #expect(response.errorCode == .invalidUpdateVersion)
            #expect(response.errorMessage == Self.prefix + what + error)
            #expect(decision.records.isEmpty)
        } else {
            #expect(response.errorCode == .none)
            #expect(response.results.map(\.feature) == [row.update.feature])
            var after = cluster.image
            for record in decision.records { try after.apply(record.value) }
            #expect(after.metadataVersion?.rawValue == row.update.maxVersionLevel)
            #expect(decision.records.isEmpty == (row.current == row.update.maxVersionLevel))
        }
    }

    @Test func `a broker that cannot do it prevents it, also one that is fenced`() throws {
        var cluster = try Self.cluster(20, features: ["metadata.version": 7...25])
        cluster.fence(1)
        let reply = cluster.controller.updateFeatures(
            .init(featureUpdates: [Self.update("metadata.version", 26)]), image: cluster.image,
            quorum: Self.alone
        ).reply
        #expect(
            reply.response.errorMessage
                == Self.prefix + "Invalid metadata.version 26. Broker 1 only supports versions 7-25")
    }

    @Test func `a controller that cannot do it prevents it, and one that nobody has heard of`() throws {
        var cluster = try Self.cluster(20)
        let quorum = QuorumFeatures(voters: [1, 2], kraftVersion: 1)
        let request = UpdateFeaturesRequest(featureUpdates: [Self.update("metadata.version", 26)])
        func message() -> String? {
            cluster.controller.updateFeatures(request, image: cluster.image, quorum: quorum).reply.response
                .errorMessage
        }
        #expect(message() == Self.prefix + "Invalid metadata.version 26. Controller 2 has not registered.")
        for (most, expected) in [(25, "Controller 2 only supports versions 7-25"), (30, nil)] {
            let registration = RegisterControllerRecord(
                controllerId: 2,
                features: [
                    .init(
                        name: "metadata.version", minSupportedVersion: 7, maxSupportedVersion: Int16(most))
                ])
            cluster.apply([VersionedRecord(.registerController(registration))])
            #expect(message() == expected.map { Self.prefix + "Invalid metadata.version 26. " + $0 })
        }
    }

    @Test func `all features are updated, or none`() throws {
        let cluster = try Self.cluster(20)
        let updates = [Self.update("metadata.version", 25), Self.update("unheard.of", 1)]
        let decision = cluster.controller.updateFeatures(
            .init(featureUpdates: updates), image: cluster.image, quorum: Self.alone)
        #expect(decision.records.isEmpty)
        #expect(decision.reply.response.errorCode == .invalidUpdateVersion)
        let twice = cluster.controller.updateFeatures(
            .init(featureUpdates: [updates[0], updates[0]]), image: cluster.image, quorum: Self.alone)
        #expect(twice.reply.response.errorCode == .invalidRequest)
    }

    @Test func `validating changes nothing`() throws {
        let cluster = try Self.cluster(20)
        let decision = cluster.controller.updateFeatures(
            .init(featureUpdates: [Self.update("metadata.version", 25)], validateOnly: true),
            image: cluster.image, quorum: Self.alone)
        #expect(decision.records.isEmpty)
        #expect(decision.reply.response.errorCode == .none)
    }

    @Test func `version 0 of the request knows one kind of downgrade`() throws {
        let cluster = try Self.cluster(22)
        for allowed in [true, false] {
            let update = UpdateFeaturesRequest.FeatureUpdateKey(
                feature: "metadata.version", maxVersionLevel: 21, allowDowngrade: allowed)
            let decision = cluster.controller.updateFeatures(
                .init(featureUpdates: [update]), image: cluster.image, quorum: Self.alone)
            #expect(decision.records.count == (allowed ? 1 : 0))
        }
    }

    // MARK: Features of their own

    private static func elr(_ level: Int16, _ kind: Int8 = 1) -> UpdateFeaturesRequest.FeatureUpdateKey {
        update("eligible.leader.replicas.version", level, kind)
    }

    @Test func `eligible leaders need a metadata.version that can say so`() throws {
        let cluster = try Self.cluster(22)
        func update(_ updates: UpdateFeaturesRequest.FeatureUpdateKey...) -> UpdateFeaturesResponse {
            cluster.controller.updateFeatures(
                .init(featureUpdates: updates), image: cluster.image, quorum: Self.alone
            ).reply.response
        }
        let refused = update(Self.elr(1))
        #expect(refused.errorCode == .invalidUpdateVersion)
        #expect(refused.errorMessage?.hasSuffix("it depends on metadata.version level 23") == true)
        #expect(update(Self.elr(1), Self.update("metadata.version", 23)).errorCode == .none)
    }

    @Test func `switching eligible leaders on fixes how many replicas must be in sync`() throws {
        var cluster = try Self.cluster(30)
        let configs = [("1", "3"), ("2", "2")].map {
            VersionedRecord(
                .config(
                    .init(resourceType: 4, resourceName: $0, name: "min.insync.replicas", value: $1)))
        }
        cluster.apply(configs)
        let on = cluster.controller.updateFeatures(
            .init(featureUpdates: [Self.elr(1)]), image: cluster.image, quorum: Self.alone)
        cluster.apply(on.records)
        #expect(cluster.image.features["eligible.leader.replicas.version"] == 1)
        #expect(cluster.image.configs(of: .allBrokers) == ["min.insync.replicas": "1"])
        #expect(cluster.image.configs(of: .broker(1)).isEmpty)
        #expect(cluster.image.configs(of: .broker(2)).isEmpty)
    }

    @Test func `switching eligible leaders off forgets those there are`() throws {
        var cluster = try Self.cluster(30)
        cluster.create(.named("t"))
        cluster.apply([
            VersionedRecord(
                .featureLevel(.init(name: "eligible.leader.replicas.version", featureLevel: 1))),
            VersionedRecord(
                .partitionChange(
                    .init(
                        partitionId: 0, topicId: try #require(cluster.image.topicIDs["t"]),
                        eligibleLeaderReplicas: [1])), version: 2),
        ])
        let off = cluster.controller.updateFeatures(
            .init(featureUpdates: [Self.elr(0, 2)]), image: cluster.image, quorum: Self.alone)
        cluster.apply(off.records)
        #expect(cluster.image.features["eligible.leader.replicas.version"] == nil)
        #expect(cluster.image.topic(named: "t")?.partitions[0].eligibleLeaderReplicas == [])
    }

    @Test(
        arguments: [(0, 1, 1, true), (1, 1, nil, true), (1, 0, nil, false)] as [(Int16, Int16, Int16?, Bool)])
    func `the quorum itself raises kraft.version, and never lowers it`(
        current: Int16, level: Int16, raised: Int16?, isAccepted: Bool
    ) throws {
        let cluster = try Self.cluster(30)
        let decision = cluster.controller.updateFeatures(
            .init(featureUpdates: [Self.update("kraft.version", level, level < current ? 2 : 1)]),
            image: cluster.image, quorum: QuorumFeatures(voters: [1], kraftVersion: current))
        #expect(decision.records.isEmpty)
        #expect(decision.reply.kraftVersion == raised)
        #expect((decision.reply.response.errorCode == .none) == isAccepted)
    }

    @Test func `what the cluster has agreed on is told in order, with the quorum's own version`() throws {
        let cluster = try Self.cluster(30)
        let told = cluster.image.finalizedFeatures(kraftVersion: 1)
        #expect(told.map(\.name) == ["kraft.version", "metadata.version"])
        #expect(told.map(\.level) == [1, 30])
        #expect(cluster.image.finalizedFeatures(kraftVersion: 0).map(\.name) == ["metadata.version"])
    }
}
