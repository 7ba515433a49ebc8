/// The checks that Kafka makes on a topic's configurations, and its words for what is wrong.
package enum TopicConfigValidation {
    /// Why the configurations may not stand together, or nil. `own` is all that the topic would have of its
    /// own.
    package static func refusal(of own: [String: String], sources: ConfigurationSources) -> String? {
        for (name, value) in own.sorted(by: { $0.key < $1.key }) {
            guard let definition = ConfigCatalog.topic[name] else {
                return "Unknown topic config name: \(name)"
            }
            if let reason = definition.refusal(of: value) { return reason }
        }
        func whole(_ name: String) -> Int64 {
            ConfigCatalog.topic[name].flatMap { sources.topic($0, own: own).value }.flatMap { Int64($0) } ?? 0
        }
        let (least, most) = (whole("min.compaction.lag.ms"), whole("max.compaction.lag.ms"))
        if least > most {
            return "conflict topic config setting min.compaction.lag.ms (\(least)) > "
                + "max.compaction.lag.ms (\(most))"
        }
        if own["remote.storage.enable"]?.lowercased() == "true" {
            return "Tiered Storage functionality is disabled in the broker. "
                + "Topic cannot be configured with remote log storage."
        }
        return nil
    }

    /// The same configurations, without blanks around numbers and words.
    package static func normalized(_ own: [String: String]) -> [String: String] {
        var result = own
        for (name, value) in own {
            if let normal = try? ConfigCatalog.topic[name]?.normalized(value) { result[name] = normal }
        }
        return result
    }
}

extension ConfigDefinition {
    /// Kafka's message for a value that is not possible, or nil.
    func refusal(of value: String) -> String? {
        do {
            _ = try normalized(value)
            return nil
        } catch {
            return "Invalid value \(value) for configuration \(name): \(error.reason)"
        }
    }
}
