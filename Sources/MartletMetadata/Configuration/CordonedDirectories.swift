import MartletModel

/// The log directories that a broker is to give no new replicas (`cordoned.log.dirs`, KIP-1066). What is in
/// them stays, and is served.
package enum CordonedDirectories: Sendable, Equatable {
    /// `*`.
    case all
    /// These paths.
    case some([String])

    package static let none = CordonedDirectories.some([])
    private static let key = "cordoned.log.dirs"

    /// What holds at the moment: what the cluster set over what the broker's start says.
    package init(_ configuration: BrokerConfiguration, image: ClusterImage) {
        let text =
            image.configs(of: .broker(configuration.nodeID))[Self.key]
            ?? image.configs(of: .allBrokers)[Self.key] ?? configuration.settings.value(Self.key) ?? ""
        let elements = ConfigDefinition.elements(of: text)
        self = elements.contains("*") ? .all : .some(elements)
    }

    package var isEmpty: Bool { self == .none }

    package func contains(_ path: String) -> Bool {
        switch self {
        case .all: true
        case .some(let paths): paths.contains(path)
        }
    }

    /// Those that are not among `directories`.
    package func unknown(among directories: [String]) -> [String] {
        switch self {
        case .all: []
        case .some(let paths): paths.filter { !directories.contains($0) }
        }
    }
}
