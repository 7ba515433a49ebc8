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

    /// What this node can work with, for its registration.
    package static let supportedFeatures = [
        MetadataVersion.feature: MetadataVersion.minimum.rawValue...MetadataVersion.latest.rawValue
    ]

    /// What a controller writes before anything else: into an empty log the bootstrap records, as one
    /// metadata transaction; into a log whose writer stopped within a transaction the end of that.
    package func activate(
        _ image: ClusterImage, bootstrap records: [VersionedRecord]
    ) -> [VersionedRecord] {
        if image.isInTransaction {
            let abort = AbortTransactionRecord(reason: "controller failover")
            return [VersionedRecord(.abortTransaction(abort))]
                + (image.metadataVersion == nil ? transaction(records) : [])
        }
        return image.metadataVersion == nil ? transaction(records) : []
    }

    private func transaction(_ records: [VersionedRecord]) -> [VersionedRecord] {
        [VersionedRecord(.beginTransaction(BeginTransactionRecord(name: "Bootstrap records")))]
            + (records.isEmpty ? Self.initialFeatures : records)
            + [VersionedRecord(.endTransaction(EndTransactionRecord()))]
    }
}
