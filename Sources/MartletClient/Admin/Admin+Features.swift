import MartletModel
import MartletProtocol

/// What the cluster's nodes agree to use, and what the node that was asked could (KIP-584).
public struct FeatureDescription: Sendable, Hashable {
    public struct Feature: Sendable, Hashable {
        public var name: String
        /// Nil where the node does not know the feature.
        public var supportedLevels: ClosedRange<Int16>?
        /// The level that is in use; 0 is off.
        public var level: Int16
    }

    /// In the order of their names.
    public var features: [Feature]
    /// The offset of the metadata log that this was read at; nil where the node does not say.
    public var epoch: Int64?
}

/// A new level of one feature.
public struct FeatureUpdate: Sendable, Hashable {
    public enum Direction: Int8, Sendable, Hashable {
        /// Only to a higher level.
        case upgrade = 1
        /// To a lower level, as long as nothing is lost by it.
        case safeDowngrade = 2
        /// To a lower level, whatever is lost by it.
        case unsafeDowngrade = 3
    }

    public var name: String
    /// 0 switches the feature off.
    public var level: Int16
    public var direction: Direction

    public init(name: String, level: Int16, direction: Direction) {
        self.name = name
        self.level = level
        self.direction = direction
    }
}

extension Admin {
    public func describeFeatures() async throws(ClientError) -> FeatureDescription {
        let operation = "describing features"
        return try await trying(operation) { () async throws(ClientError) in
            let response = try await client.anyConnection().request(
                ApiVersionsRequest(clientSoftwareName: "martlet", clientSoftwareVersion: "0.1.0"))
            try check(response.errorCode, operation)
            return FeatureDescription(response)
        }
    }

    /// Changes levels of features, all or none.
    public func updateFeatures(
        _ updates: [FeatureUpdate], validateOnly: Bool = false
    ) async throws(ClientError) {
        let operation = "updating features"
        let request = UpdateFeaturesRequest(
            timeoutMs: timeoutMilliseconds,
            featureUpdates: updates.map {
                .init(feature: $0.name, maxVersionLevel: $0.level, upgradeType: $0.direction.rawValue)
            }, validateOnly: validateOnly)
        try await trying(operation) { () async throws(ClientError) in
            // Version 0 can only be told whether a downgrade is allowed.
            let response = try await client.anyConnection().request(request, limit: 1...Int16.max)
            // Up to version 1 each feature has a result, and the first one that is refused says more.
            for result in response.results {
                try check(result.errorCode, "updating \(result.feature)", result.errorMessage)
            }
            try check(response.errorCode, operation, response.errorMessage)
        }
    }
}

extension FeatureDescription {
    fileprivate init(_ response: ApiVersionsResponse) {
        var byName: [String: Feature] = [:]
        for supported in response.supportedFeatures where supported.minVersion <= supported.maxVersion {
            byName[supported.name] = Feature(
                name: supported.name, supportedLevels: supported.minVersion...supported.maxVersion, level: 0)
        }
        for finalized in response.finalizedFeatures {
            byName[finalized.name, default: Feature(name: finalized.name, level: 0)].level =
                finalized.maxVersionLevel
        }
        self.init(
            features: byName.values.sorted { $0.name < $1.name },
            epoch: response.finalizedFeaturesEpoch < 0 ? nil : response.finalizedFeaturesEpoch)
    }
}
