import MartletModel

/// A metadata record that cannot be applied: the log and the image do not belong together.
package enum MetadataError: Error, Sendable, Equatable {
    case topicExists(name: String)
    case unknownTopic(TopicID, record: String)
    case partitionExists(TopicID, PartitionIndex)
    case unknownPartition(TopicID, PartitionIndex)
    case unknownBroker(BrokerID, record: String)
    case unknownAccessControlEntry(Uuid)
    /// A record about a registration of a broker that is not its current one.
    case otherBrokerEpoch(BrokerID, expected: BrokerEpoch, found: BrokerEpoch)
    /// A field holds a number that stands for nothing.
    case meaningless(record: String, field: String, value: Int64)
    case transactionAlreadyOpen
    case noOpenTransaction(record: String)
}

/// What a request is answered with when it cannot be done: the client's fault, not ours.
package struct Refusal: Error, Sendable, Equatable {
    package var code: ErrorCode
    package var message: String

    package init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
