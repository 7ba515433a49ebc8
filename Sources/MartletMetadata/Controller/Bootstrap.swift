import MartletModel
import MartletProtocol

/// The first records of a cluster, and those of a broker's start.
extension Controller {
    /// The features that a new cluster has: those that this version does. `bootstrap.checkpoint` holds these
    /// records from the time the directory is formatted.
    package static let initialFeatures = [
        VersionedRecord(
            .featureLevel(
                FeatureLevelRecord(
                    name: MetadataVersion.feature, featureLevel: MetadataVersion.latest.rawValue)))
    ]

    /// What this node can work with, for its registration. Whatever is promised here, the cluster may agree
    /// on.
    package static let supportedFeatures: [String: ClosedRange<Int16>] = [
        MetadataVersion.feature: MetadataVersion.minimum.rawValue...MetadataVersion.latest.rawValue,
        Feature.kraft: 0...1,
        Feature.eligibleLeaderReplicas: 0...1,
    ]

    /// What a controller writes before anything else: into an empty log the bootstrap records, as one
    /// metadata transaction where their `metadata.version` has such (KIP-866); into a log whose writer
    /// stopped within a transaction the end of that.
    package func activate(
        _ image: ClusterImage, bootstrap records: [VersionedRecord]
    ) -> [VersionedRecord] {
        if image.isInTransaction {
            let abort = AbortTransactionRecord(reason: "controller failover")
            return [VersionedRecord(.abortTransaction(abort))]
                + (image.metadataVersion == nil ? beginning(records) : [])
        }
        return image.metadataVersion == nil ? beginning(records) : []
    }

    private func beginning(_ bootstrap: [VersionedRecord]) -> [VersionedRecord] {
        let records = bootstrap.isEmpty ? Self.initialFeatures : bootstrap
        let version = records.lazy.compactMap { record -> MetadataVersion? in
            guard case .featureLevel(let level) = record.value, level.name == MetadataVersion.feature
            else { return nil }
            return MetadataVersion(rawValue: level.featureLevel)
        }.first
        guard let version, version >= .transactions else { return records }
        return [VersionedRecord(.beginTransaction(BeginTransactionRecord(name: "Bootstrap records")))]
            + records + [VersionedRecord(.endTransaction(EndTransactionRecord()))]
    }
}
