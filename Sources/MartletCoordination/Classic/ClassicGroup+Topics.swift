import MartletProtocol
import NIOCore

/// What is known of a group's subscriptions: they are a matter of its members, but those of consumers can be
/// read.
extension ClassicGroup {
    /// The type of protocol of consumers of topics; others coordinate something else.
    static let consumerProtocolType = "consumer"

    var isOfConsumers: Bool { protocolType == Self.consumerProtocolType }

    /// Offsets of a topic that somebody reads do not expire and are not deleted.
    func isSubscribed(to topic: String) -> Bool {
        subscribedTopics?.contains(topic) ?? isOfConsumers
    }

    func computedTopics() -> Set<String>? {
        guard isOfConsumers else { return nil }
        guard let protocolName else { return members.isEmpty ? [] : nil }
        var topics: Set<String> = []
        for member in members.values {
            guard let own = ConsumerProtocolSubscription.topics(in: member.metadata(for: protocolName)) else {
                return nil
            }
            topics.formUnion(own)
        }
        return topics
    }
}

extension ConsumerProtocolSubscription {
    /// The topics of a subscription of any version: all begin in the same way. Nil if it is none.
    static func topics(in metadata: ByteBuffer) -> [String]? {
        var reader = ProtocolReader(metadata)
        guard (try? reader.readInt16()).map({ $0 >= 0 }) == true else { return nil }
        return try? reader.readStringArray(isFlexible: false)
    }
}
