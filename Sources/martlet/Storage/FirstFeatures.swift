import ArgumentParser
import MartletMetadata
import MartletProtocol

/// The levels with which a new cluster begins.
struct FirstFeatures {
    let records: [VersionedRecord]

    /// - Parameter release: `4.0` stands for the last `metadata.version` of that release; nil for the latest.
    init(release: String?, named: [FeatureLevel]) throws {
        var levels: [String: Int16] = [MetadataVersion.feature: MetadataVersion.latest.rawValue]
        if let release {
            guard let version = MetadataVersion(name: release) else {
                throw ValidationError("--release-version \(release) is no release from 3.3 to 4.3")
            }
            levels[MetadataVersion.feature] = version.rawValue
        }
        for feature in named {
            if feature.name == MetadataVersion.feature, release != nil {
                throw ValidationError("--release-version says which metadata.version it is")
            }
            guard let supported = Controller.supportedFeatures[feature.name] else {
                throw ValidationError(
                    "\(feature.name) is not a feature of this version: "
                        + Controller.supportedFeatures.keys.sorted().joined(separator: ", "))
            }
            guard supported.contains(feature.level) else {
                throw ValidationError(
                    "\(feature.name) has levels from \(supported.lowerBound) to \(supported.upperBound)")
            }
            levels[feature.name] = feature.level
        }
        // metadata.version is the first: the others mean something only with it.
        let others = levels.keys.filter { $0 != MetadataVersion.feature }.sorted()
        records = ([MetadataVersion.feature] + others).compactMap { name in
            guard let level = levels[name], level > 0 else { return nil }
            return VersionedRecord(.featureLevel(FeatureLevelRecord(name: name, featureLevel: level)))
        }
    }
}
