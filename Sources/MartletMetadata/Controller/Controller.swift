import MartletModel
import MartletProtocol

/// The controller's decisions: from a request and the image at which it is made, the records that carry it
/// out and the reply that may be sent once they are committed.
///
/// Nothing is changed here; applying the records to the image changes it. Each decision has a file of its
/// own.
package struct Controller: Sendable {
    package let configuration: BrokerConfiguration

    package init(configuration: BrokerConfiguration) {
        self.configuration = configuration
    }

    /// What one request may ask for, as in Kafka.
    static let maxPartitionsPerRequest = 10_000
}

/// What the controller wants to be written, and what it answers when that is committed. The records belong
/// together: they are committed all or not at all.
package struct Decision<Reply: Sendable>: Sendable {
    package var records: [VersionedRecord]
    package var reply: Reply

    package init(records: [VersionedRecord] = [], reply: Reply) {
        self.records = records
        self.reply = reply
    }
}

extension ClusterImage {
    /// The version that decides in which form records are written. Before the first record it is the latest.
    var recordVersions: MetadataVersion {
        metadataVersion ?? .latest
    }
}
