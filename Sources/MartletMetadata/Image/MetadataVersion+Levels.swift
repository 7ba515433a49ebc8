import MartletModel

extension MetadataVersion {
    /// Kafka's names, from the minimum on.
    private static let names = [
        "3.3-IV3", "3.4-IV0", "3.5-IV0", "3.5-IV1", "3.5-IV2", "3.6-IV0", "3.6-IV1", "3.6-IV2", "3.7-IV0",
        "3.7-IV1", "3.7-IV2", "3.7-IV3", "3.7-IV4", "3.8-IV0", "3.9-IV0", "4.0-IV0", "4.0-IV1", "4.0-IV2",
        "4.0-IV3", "4.1-IV0", "4.1-IV1", "4.2-IV0", "4.2-IV1", "4.3-IV0",
    ]

    /// Every version that this software knows, in order.
    package static let all = names.indices.map {
        MetadataVersion(rawValue: minimum.rawValue + Int16($0))
    }

    /// Kafka's name for it; nil: an unknown version.
    package var name: String? {
        let index = Int(rawValue) - Int(Self.minimum.rawValue)
        return Self.names.indices.contains(index) ? Self.names[index] : nil
    }

    /// The version of this name. A release stands for the last version that it had, `4.1` for `4.1-IV1`.
    package init?(name: String) {
        guard let known = Self.all.last(where: { $0.name == name || $0.name?.hasPrefix(name + "-") == true })
        else { return nil }
        self = known
    }

    // MARK: What the versions brought

    /// 3.4-IV0: registrations tell of the migration from ZooKeeper.
    static let migration = MetadataVersion(rawValue: 8)
    /// 3.5-IV2: passwords are kept in the metadata (KIP-900).
    package static let scram = MetadataVersion(rawValue: 11)
    /// 3.6-IV2: delegation tokens are kept in the metadata (KIP-900).
    package static let delegationTokens = MetadataVersion(rawValue: 14)
    /// 3.7-IV0: controllers register as brokers do (KIP-919).
    package static let controllerRegistration = MetadataVersion(rawValue: 15)
    /// 4.3-IV0: brokers say which directories take no new replicas (KIP-1066).
    package static let cordonedDirectories = MetadataVersion(rawValue: 30)

    /// The versions that brought new records or fields: below each of them something cannot be written that
    /// may be there already.
    private static let withNewMetadata: [Int16] = [7, 8, 11, 13, 14, 15, 17, 23, 30]

    /// Whether an image of this version may hold what `lower` cannot say.
    func holdsMore(than lower: MetadataVersion) -> Bool {
        Self.withNewMetadata.contains { $0 > lower.rawValue && $0 <= rawValue }
    }

    /// The version of Fetch that replicas use among themselves, all of them exactly this one.
    package var replicaFetch: Int16 {
        switch rawValue {
        case ..<9: 13
        case 9: 14
        case 10...18: 15
        case 19...20: 16
        case 21...26: 17
        default: 18
        }
    }
}
