/// What the nodes of a cluster agree on, level by level (KIP-584). Level 0 is off; each level is a promise to
/// read and write certain records or to answer in certain ways.
package enum Feature {
    /// Which members the quorum has is in its own log (KIP-853). A control record holds the level, not the
    /// image.
    package static let kraft = "kraft.version"
    /// Level 2: each transaction has a producer epoch of its own (KIP-890).
    package static let transaction = "transaction.version"
    /// Level 1: groups whose members the coordinator assigns (KIP-848).
    package static let group = "group.version"
    /// Level 1: replicas that left the ISR below `min.insync.replicas` may still lead (KIP-966).
    package static let eligibleLeaderReplicas = "eligible.leader.replicas.version"
    /// Level 1: share groups (KIP-932).
    package static let share = "share.version"
    /// Level 1: streams groups (KIP-1071).
    package static let streams = "streams.version"

    /// Since which metadata.version a new cluster begins with which level.
    private static let defaults: [String: (level: Int16, since: Int16)] = [
        transaction: (2, 24), group: (1, 22), eligibleLeaderReplicas: (1, 26), share: (1, 28),
        streams: (1, 29),
    ]

    /// The level at which Apache Kafka begins a new cluster of this metadata.version; 0: off.
    package static func defaultLevel(of name: String, at version: MetadataVersion) -> Int16 {
        guard let known = defaults[name], version.rawValue >= known.since else { return 0 }
        return known.level
    }

    /// The metadata.version without which a feature cannot be on at this level.
    static func leastMetadataVersion(of name: String, level: Int16) -> MetadataVersion? {
        guard level > 0 else { return nil }
        return name == eligibleLeaderReplicas ? MetadataVersion(rawValue: 23) : .minimum
    }
}

extension ClusterImage {
    /// Whether partitions have eligible leader replicas (KIP-966).
    var hasEligibleLeaderReplicas: Bool {
        features[Feature.eligibleLeaderReplicas, default: 0] > 0
    }

    /// What the cluster has agreed on, in the order of the names, as ApiVersions tells it. The level of
    /// `kraft.version` is the quorum's knowledge.
    package func finalizedFeatures(kraftVersion: Int16) -> [(name: String, level: Int16)] {
        var levels = features
        if kraftVersion > 0 { levels[Feature.kraft] = kraftVersion }
        return levels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// The ranges of levels with which a node presents itself.
struct FeatureRanges {
    private(set) var ranges: [String: ClosedRange<Int16>] = [:]

    /// Refuses a range that is none, or that does not hold what the cluster has agreed on.
    init(
        _ named: [(name: String, least: Int16, most: Int16)], what: String, image: ClusterImage
    ) throws(Refusal) {
        for (name, least, most) in named {
            guard least <= most else {
                throw Refusal(.invalidRegistration, "Invalid range of versions of \(name): \(least)-\(most).")
            }
            ranges[name] = least...most
        }
        // Who does not say, knows the oldest.
        if ranges[MetadataVersion.feature] == nil {
            ranges[MetadataVersion.feature] =
                MetadataVersion.minimum.rawValue...MetadataVersion.minimum.rawValue
        }
        for (name, level) in image.features.sorted(by: { $0.key < $1.key }) {
            let range = ranges[name] ?? 0...0
            guard range.contains(level) else {
                throw Refusal(
                    .unsupportedVersion,
                    "Unable to register because the \(what) does not support finalized version \(level) of "
                        + "\(name). The \(what) wants a version between \(range.lowerBound) and "
                        + "\(range.upperBound), inclusive.")
            }
        }
        for (name, range) in ranges.sorted(by: { $0.key < $1.key }) where image.features[name] == nil {
            guard range.contains(0) || name == MetadataVersion.feature || name == Feature.kraft else {
                throw Refusal(
                    .unsupportedVersion,
                    "Unable to register because the \(what) does not support finalized version 0 of \(name). "
                        + "The \(what) wants a version between \(range.lowerBound) and \(range.upperBound), "
                        + "inclusive.")
            }
        }
    }
}
