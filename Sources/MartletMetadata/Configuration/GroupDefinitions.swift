extension ConfigDefinition {
    /// The configurations of a group.
    static let groups: [ConfigDefinition] = [
        .init(
            "consumer.heartbeat.interval.ms", .int, "5000", .atLeast(1), update: .dynamic,
            synonyms: [.init("group.consumer.heartbeat.interval.ms")],
            meaning: "How often members of the group report."),
        .init(
            "consumer.session.timeout.ms", .int, "45000", .atLeast(1), update: .dynamic,
            synonyms: [.init("group.consumer.session.timeout.ms")],
            meaning: "After how long without a report a member of the group is out."),
    ]
}

/// The checks that Kafka makes on a group's configurations, and its words for what is wrong (KIP-848).
enum GroupConfigValidation {
    private static let session = "consumer.session.timeout.ms"
    private static let heartbeat = "consumer.heartbeat.interval.ms"

    /// Why these cannot be the configurations of a group; nil if they can.
    static func refusal(of own: [String: String], sources: ConfigurationSources) -> String? {
        for (name, value) in own.sorted(by: { $0.key < $1.key }) {
            guard let definition = ConfigCatalog.group[name] else {
                return "Unknown group config name: \(name)"
            }
            if let reason = definition.refusal(of: value) { return reason }
        }
        func inForce(_ name: String) -> Int64 {
            ConfigCatalog.group[name].flatMap { sources.group($0, own: own).value }
                .flatMap { Int64($0.trimmed) } ?? 0
        }
        for name in [heartbeat, session] where own[name] != nil {
            let key = name.dropFirst("consumer.".count)
            let (least, most) = ("group.consumer.min.\(key)", "group.consumer.max.\(key)")
            if inForce(name) < bound(least, sources) {
                return "\(name) must be greater than or equal to \(least)"
            }
            if inForce(name) > bound(most, sources) {
                return "\(name) must be less than or equal to \(most)"
            }
        }
        if !own.isEmpty, inForce(session) <= inForce(heartbeat) {
            return "\(session) must be greater than \(heartbeat)"
        }
        return nil
    }

    private static func bound(_ name: String, _ sources: ConfigurationSources) -> Int64 {
        ConfigCatalog.broker[name].flatMap { sources.broker($0).value }.flatMap { Int64($0) } ?? 0
    }
}
