/// What a process is (`process.roles`).
package struct ProcessRoles: Sendable, Equatable {
    /// Keeps partitions and serves clients.
    package var isBroker: Bool
    /// May become a voter of the quorum and the active controller.
    package var isController: Bool

    package static let broker = ProcessRoles(isBroker: true, isController: false)
    package static let controller = ProcessRoles(isBroker: false, isController: true)
    package static let combined = ProcessRoles(isBroker: true, isController: true)

    package init(isBroker: Bool, isController: Bool) {
        precondition(isBroker || isController, "a process is something")
        self.isBroker = isBroker
        self.isController = isController
    }

    init(_ settings: StaticConfiguration) throws(ConfigurationError) {
        let value = settings.value("process.roles") ?? ""
        let roles = ConfigDefinition.elements(of: value)
        guard !roles.isEmpty, Set(roles).count == roles.count else {
            throw .impossibleValue(
                key: "process.roles", value: value,
                allowed: "broker, controller, or both separated by a comma, each once")
        }
        self.init(isBroker: roles.contains("broker"), isController: roles.contains("controller"))
    }
}
