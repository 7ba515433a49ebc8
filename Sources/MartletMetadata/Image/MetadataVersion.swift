import MartletModel
import MartletProtocol

/// The level of the `metadata.version` feature: which records a cluster may write.
package struct MetadataVersion: RawRepresentable, Hashable, Comparable, Sendable {
    package static let feature = "metadata.version"

    package let rawValue: Int16

    package init(rawValue: Int16) {
        self.rawValue = rawValue
    }

    /// 3.3-IV3, the lowest that Kafka 4 accepts.
    package static let minimum = MetadataVersion(rawValue: 7)
    /// 3.6-IV1: several batches may belong together (KIP-866).
    package static let transactions = MetadataVersion(rawValue: 13)
    /// 3.7-IV2: partitions know the directories of their replicas.
    package static let directories = MetadataVersion(rawValue: 17)
    /// 4.3-IV0.
    package static let latest = MetadataVersion(rawValue: 30)

    package static func < (left: MetadataVersion, right: MetadataVersion) -> Bool {
        left.rawValue < right.rawValue
    }

    var registerBrokerRecord: Int16 {
        let wanted: Int16 = rawValue >= 30 ? 4 : rawValue >= 17 ? 3 : rawValue >= 8 ? 2 : 1
        return min(wanted, RegisterBrokerRecord.versions.upperBound)
    }

    var brokerRegistrationChangeRecord: Int16 {
        let wanted: Int16 = rawValue >= 30 ? 3 : rawValue >= 17 ? 2 : 1
        return min(wanted, BrokerRegistrationChangeRecord.versions.upperBound)
    }

    /// Of PartitionRecord and PartitionChangeRecord.
    var partitionRecord: Int16 {
        rawValue >= 23 ? 2 : rawValue >= 17 ? 1 : 0
    }
}
