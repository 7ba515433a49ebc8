import MartletModel

/// What every change of a partition within one decision is judged by: who may lead, how many replicas must be
/// in sync, what may be written.
///
/// While the records of a broker's own change (fenced, unfenced) are being made, the image does not show that
/// change yet; `leaving` and `arriving` say what it is going to be.
package struct PartitionRules: Sendable {
    package let image: ClusterImage
    let version: MetadataVersion
    /// KIP-966: replicas that left the ISR below `min.insync.replicas` may still be elected.
    package let hasEligibleLeaders: Bool
    /// Must not lead, whatever the image says.
    var leaving: BrokerID?
    /// May lead, although it is fenced in the image.
    var arriving: BrokerID?

    private let defaultMinInSyncReplicas: Int
    private let allowsUncleanByDefault: Bool

    package init(_ configuration: BrokerConfiguration, image: ClusterImage) {
        self.image = image
        version = image.recordVersions
        hasEligibleLeaders =
            version >= .eligibleLeaders && image.hasEligibleLeaderReplicas
        // The layers of `ConfigurationSources`, for the two settings that a decision may ask of every topic.
        let layers = [image.configs(of: .broker(configuration.nodeID)), image.configs(of: .allBrokers)]
        func value(_ name: String) -> String? {
            layers.lazy.compactMap { $0[name] }.first ?? configuration.settings.value(name)
        }
        defaultMinInSyncReplicas = value(Controller.minInSyncReplicas).flatMap { Int($0) } ?? 1
        allowsUncleanByDefault = value(Self.uncleanElection) == "true"
    }

    private static let uncleanElection = "unclean.leader.election.enable"

    /// `min.insync.replicas` of a topic, as it was configured.
    package func minInSyncReplicas(ofTopic name: String) -> Int {
        image.configs(of: .topic(name))[Controller.minInSyncReplicas].flatMap { Int($0) }
            ?? defaultMinInSyncReplicas
    }

    /// Whether a replica that may lack records may lead when no other can.
    package func allowsUncleanElection(ofTopic name: String) -> Bool {
        image.configs(of: .topic(name))[Self.uncleanElection].map { $0 == "true" } ?? allowsUncleanByDefault
    }

    /// Whether the broker can serve as a leader from this directory, in sync or not.
    package func isAcceptable(_ broker: BrokerID, directory: DirectoryID) -> Bool {
        guard broker != leaving, let registration = image.brokers[broker] else { return false }
        guard broker == arriving || registration.isActive else { return false }
        return registration.isOnline(directory)
    }

    /// Where a broker is going to keep a replica that it gets: a broker with one directory has no choice; one
    /// with several says later where it put the replica (KIP-858).
    func directory(forNewReplicaOn broker: BrokerID) -> DirectoryID {
        let known = image.brokers[broker]?.directories ?? []
        return known.isEmpty ? .migrating : known.count == 1 ? known[0] : .unassigned
    }
}

extension BrokerRegistration {
    /// Not every one of its directories is closed to new replicas (KIP-1066).
    var takesReplicas: Bool {
        guard let cordonedDirectories, !directories.isEmpty else { return true }
        return !directories.allSatisfy(cordonedDirectories.contains)
    }

    /// A replica that nobody placed yet counts as being where it can be served, as does every replica of a
    /// broker that registered without directories.
    func isOnline(_ directory: DirectoryID) -> Bool {
        directories.isEmpty || directory == .unassigned || directory == .migrating
            || directories.contains(directory)
    }
}

extension MetadataVersion {
    /// 3.6-IV0: a follower that leaves the ISR does not begin a leader epoch any more (KAFKA-15021).
    static let noLeaderEpochForShrinking = MetadataVersion(rawValue: 12)
    /// 4.0-IV1: partitions know their eligible leader replicas.
    static let eligibleLeaders = MetadataVersion(rawValue: 23)
}
