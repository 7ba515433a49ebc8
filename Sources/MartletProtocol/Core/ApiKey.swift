/// Which API a request is for. The keys that the protocol defines are in `ApiKey.all`.
package struct ApiKey: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int16

    package init(rawValue: Int16) {
        self.rawValue = rawValue
    }

    /// The listeners on which an API may be served.
    package struct Listeners: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let broker = Listeners(rawValue: 1)
        package static let controller = Listeners(rawValue: 2)
    }

    /// What the head line of an API's schema says.
    struct Definition {
        let name: String
        let versions: ClosedRange<Int16>
        let listeners: Listeners
        var latestVersionIsUnstable = false
        var isForwardable = false
        var isClusterAction = false
    }

    /// Kafka's name, for example `Fetch`; nil for a key that the protocol does not define.
    package var name: String? { definition?.name }

    /// The stable versions of the schema; nil for a key that the protocol does not define.
    package var versions: ClosedRange<Int16>? {
        guard let definition else { return nil }
        let versions = definition.versions
        return definition.latestVersionIsUnstable ? versions.lowerBound...(versions.upperBound - 1) : versions
    }

    /// Whether the schema has one more version, whose layout may still change.
    package var latestVersionIsUnstable: Bool { definition?.latestVersionIsUnstable ?? false }

    package var listeners: Listeners { definition?.listeners ?? [] }

    /// Whether a broker passes the request on to the controller in an envelope.
    package var isForwardable: Bool { definition?.isForwardable ?? false }

    /// Whether the request needs the permission `ClusterAction`: it is meant for brokers and controllers.
    package var isClusterAction: Bool { definition?.isClusterAction ?? false }

    package func isFlexible(_ version: Int16) -> Bool {
        guard let firstFlexibleVersion else { return false }
        return version >= firstFlexibleVersion
    }

    package func requestHeaderVersion(_ version: Int16) -> Int16 {
        isFlexible(version) ? 2 : 1
    }

    package func responseHeaderVersion(_ version: Int16) -> Int16 {
        // KIP-511: a client must be able to read this one before it knows the broker's versions.
        if self == .apiVersions { return 0 }
        return isFlexible(version) ? 1 : 0
    }

    package var description: String {
        name ?? "API(\(rawValue))"
    }
}
