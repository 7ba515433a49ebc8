import MartletModel
import MartletProtocol

/// What the update of features needs to know of the quorum.
package struct QuorumFeatures: Sendable, Equatable {
    /// The ids of the quorum's members.
    package var voters: [BrokerID]
    /// The level of `kraft.version`.
    package var kraftVersion: Int16

    package init(voters: [BrokerID], kraftVersion: Int16) {
        self.voters = voters
        self.kraftVersion = kraftVersion
    }
}

/// What becomes of an update of features.
package struct FeatureUpdate: Sendable, Equatable {
    package var response: UpdateFeaturesResponse
    /// The level to which the quorum has to raise `kraft.version` by itself: no metadata record says it. Nil:
    /// it stays as it is.
    package var kraftVersion: Int16?
}

/// UpdateFeatures, versions 0 to 2: 1 brought kinds of downgrades and `validateOnly`, 2 has no results per
/// feature any more.
extension Controller {
    /// All features are updated, or none. With `validateOnly` the reply is the same and there are no records.
    package func updateFeatures(
        _ request: UpdateFeaturesRequest, image: ClusterImage, quorum: QuorumFeatures
    ) -> Decision<FeatureUpdate> {
        do throws(Refusal) {
            let update = try FeatureUpdateRules(
                controller: self, image: image, quorum: quorum, updates: request.featureUpdates)
            let results = request.featureUpdates.map {
                UpdateFeaturesResponse.UpdatableFeatureResult(
                    feature: $0.feature, errorCode: .none, errorMessage: nil)
            }
            let response = UpdateFeaturesResponse(errorCode: .none, errorMessage: nil, results: results)
            return Decision(
                records: request.validateOnly ? [] : update.records,
                reply: FeatureUpdate(
                    response: response, kraftVersion: request.validateOnly ? nil : update.kraftVersion))
        } catch {
            let response = UpdateFeaturesResponse(
                errorCode: error.code,
                errorMessage: "The update failed for all features since the following feature had an error: "
                    + error.message)
            return Decision(reply: FeatureUpdate(response: response))
        }
    }
}

/// The checks of an update, in Kafka's order, and the records that carry it out.
private struct FeatureUpdateRules {
    /// The numbers are those of the request; others mean nothing.
    enum Kind: Int8 {
        case upgrade = 1, safeDowngrade, unsafeDowngrade
    }

    private(set) var records: [VersionedRecord] = []
    private(set) var kraftVersion: Int16?
    private let controller: Controller
    private let image: ClusterImage
    private let quorum: QuorumFeatures
    /// The levels as they are going to be.
    private var proposed: [String: Int16]

    init(
        controller: Controller, image: ClusterImage, quorum: QuorumFeatures,
        updates: [UpdateFeaturesRequest.FeatureUpdateKey]
    ) throws(Refusal) {
        (self.controller, self.image, self.quorum) = (controller, image, quorum)
        proposed = image.features
        guard repeated(updates.map(\.feature)).isEmpty else {
            throw Refusal(.invalidRequest, "A feature is named more than once.")
        }
        for update in updates { proposed[update.feature] = update.maxVersionLevel }
        for update in updates {
            let kind: Kind? = update.allowDowngrade ? .safeDowngrade : Kind(rawValue: update.upgradeType)
            try check(update.feature, to: update.maxVersionLevel, kind)
        }
    }

    private func refusal(_ name: String, _ level: Int16, _ reason: String) -> Refusal {
        let what =
            name == MetadataVersion.feature
            ? "Invalid metadata.version \(level)." : "Invalid update version \(level) for feature \(name)."
        return Refusal(.invalidUpdateVersion, "\(what) \(reason)")
    }

    private func current(_ name: String) -> Int16 {
        name == Feature.kraft ? quorum.kraftVersion : image.features[name] ?? 0
    }

    private mutating func check(_ name: String, to level: Int16, _ kind: Kind?) throws(Refusal) {
        guard let kind else {
            throw refusal(name, level, "The controller does not support the given upgrade type.")
        }
        guard level >= 0 else { throw refusal(name, level, "A feature version cannot be less than 0.") }
        if let reason = reasonNotSupported(name, level) { throw refusal(name, level, reason) }
        let current = current(name)
        if level < current, kind == .upgrade {
            throw refusal(
                name, level,
                "Can't downgrade the version of this feature without setting the upgrade type to either safe "
                    + "or unsafe downgrade.")
        }
        if level > current, kind != .upgrade {
            throw refusal(name, level, "Can't downgrade to a newer version.")
        }
        if name == MetadataVersion.feature {
            try checkMetadataVersion(level, isUnsafe: kind == .unsafeDowngrade)
        } else {
            try checkDependency(name, level)
        }
        if level != current { change(name, to: level) }
    }

    private func checkMetadataVersion(_ level: Int16, isUnsafe: Bool) throws(Refusal) {
        let (name, wanted) = (MetadataVersion.feature, MetadataVersion(rawValue: level))
        guard wanted >= .minimum else {
            throw refusal(
                name, level,
                "Unable to set a metadata.version less than \(MetadataVersion.minimum.name ?? "").")
        }
        guard let present = image.metadataVersion, wanted < present, present.holdsMore(than: wanted) else {
            return
        }
        throw refusal(
            name, level,
            isUnsafe
                ? "Unsafe metadata.version downgrades are not supported."
                : "Refusing to perform the requested downgrade because it might delete metadata information.")
    }

    private func checkDependency(_ name: String, _ level: Int16) throws(Refusal) {
        if name == Feature.kraft, level < quorum.kraftVersion {
            throw refusal(name, level, "The quorum cannot forget its members again.")
        }
        guard let least = Feature.leastMetadataVersion(of: name, level: level) else { return }
        guard proposed[MetadataVersion.feature] ?? 0 >= least.rawValue else {
            throw refusal(
                name, level,
                "\(name) could not be set to \(level) because it depends on \(MetadataVersion.feature) level "
                    + "\(least.rawValue)")
        }
    }

    // MARK: Who can do it

    /// Every node must be able to: this controller, all registered brokers and controllers, all voters.
    private func reasonNotSupported(_ name: String, _ level: Int16) -> String? {
        let own = controller.configuration.nodeID
        if let reason = reason(level, "Local controller \(own)", Controller.supportedFeatures[name]) {
            return reason
        }
        for broker in image.sortedBrokers {
            if let reason = reason(level, "Broker \(broker.id)", broker.features[name]) { return reason }
        }
        guard image.recordVersions >= .controllerRegistration else { return nil }
        for controller in image.sortedControllers where controller.id != own {
            if let reason = reason(level, "Controller \(controller.id)", controller.features[name]) {
                return reason
            }
        }
        // A member of which nobody knows what it can do might not be able to read what comes next.
        let unknown = quorum.voters.filter { $0 != own && image.controllers[$0] == nil }.sorted()
        return unknown.first.map { "Controller \($0) has not registered." }
    }

    private func reason(_ level: Int16, _ who: String, _ range: ClosedRange<Int16>?) -> String? {
        let range = range ?? 0...0
        if range.contains(level) { return nil }
        if range.upperBound == 0 { return "\(who) does not support this feature." }
        let text =
            range.lowerBound == range.upperBound
            ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
        return "\(who) only supports versions \(text)"
    }

    // MARK: Records

    private mutating func change(_ name: String, to level: Int16) {
        if name == Feature.kraft {
            kraftVersion = level
            return
        }
        if name == Feature.eligibleLeaderReplicas { prepareEligibleLeaderReplicas(level) }
        let record = FeatureLevelRecord(name: name, featureLevel: level)
        records.append(VersionedRecord(.featureLevel(record)))
    }

    /// While the feature is on, `min.insync.replicas` has a value for the whole cluster and none for single
    /// brokers: the controller has to know what every leader goes by. When it goes off, what it left in the
    /// partitions goes with it.
    private mutating func prepareEligibleLeaderReplicas(_ level: Int16) {
        guard level > 0 else {
            records += controller.partitionChanges(whenClearingEligibleLeadersOf: "", image: image)
            records.append(VersionedRecord(.clearElr(ClearElrRecord(topicName: ""))))
            return
        }
        records += controller.minInSyncReplicasRecords(image)
    }
}

extension Controller {
    static let minInSyncReplicas = "min.insync.replicas"

    /// What has to be written before eligible leader replicas can be switched on.
    func minInSyncReplicasRecords(_ image: ClusterImage) -> [VersionedRecord] {
        func record(_ resource: ConfigResource, _ value: String?) -> VersionedRecord {
            VersionedRecord(
                .config(
                    ConfigRecord(
                        resourceType: resource.kind.rawValue, resourceName: resource.name,
                        name: Self.minInSyncReplicas, value: value)))
        }
        var records: [VersionedRecord] = []
        if image.configs(of: .allBrokers)[Self.minInSyncReplicas] == nil {
            let value = configuration.settings.value(Self.minInSyncReplicas) ?? "1"
            records.append(record(.allBrokers, value))
        }
        let ofBrokers = image.configs.keys.filter {
            $0.kind == .broker && $0 != .allBrokers && image.configs(of: $0)[Self.minInSyncReplicas] != nil
        }
        return records + ofBrokers.sorted().map { record($0, nil) }
    }
}
