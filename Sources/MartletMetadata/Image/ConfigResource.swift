import MartletModel

/// What a configuration belongs to.
package struct ConfigResource: Hashable, Sendable, Comparable {
    /// Kafka's numbers.
    package enum Kind: Int8, Sendable {
        case topic = 2
        case broker = 4
        case brokerLogger = 8
        case clientMetrics = 16
        case group = 32
    }

    package var kind: Kind
    package var name: String

    package init(kind: Kind, name: String) {
        self.kind = kind
        self.name = name
    }

    package static func topic(_ name: String) -> ConfigResource {
        ConfigResource(kind: .topic, name: name)
    }

    package static func broker(_ id: BrokerID) -> ConfigResource {
        ConfigResource(kind: .broker, name: id.description)
    }

    /// A group of consumers, whether there is one of that name or not.
    package static func group(_ name: String) -> ConfigResource {
        ConfigResource(kind: .group, name: name)
    }

    /// Every broker that has no value of its own.
    package static let allBrokers = ConfigResource(kind: .broker, name: "")

    package static func < (left: ConfigResource, right: ConfigResource) -> Bool {
        (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name)
    }
}
