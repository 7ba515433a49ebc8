/// The broker configurations that an operator set, checked key by key.
///
/// It is what `server.properties` and the command line say; what the cluster changes while it runs is laid
/// over it by `ConfigurationSources`.
package struct StaticConfiguration: Sendable, Equatable {
    /// What was set, in normal form. Defaults are not in here.
    package private(set) var values: [String: String] = [:]

    package init() {}

    /// Overrides are taken after the file, in their order; the last one of a key counts.
    package init(
        file: PropertiesText?, overrides: [PropertiesText.Entry]
    ) throws(ConfigurationError) {
        for entry in (file?.entries ?? []) + overrides {
            try set(entry.key, to: entry.value)
        }
    }

    private mutating func set(_ key: String, to value: String) throws(ConfigurationError) {
        guard let definition = ConfigCatalog.broker[key] else {
            if key.hasPrefix("listener.name.") {
                throw .notImplemented(key: key, value: value, allowed: "no setting for a single listener")
            }
            throw .unknownKey(key: key, value: value, similar: ConfigCatalog.broker(similarTo: key))
        }
        // Java's properties cannot say null; an empty value is how files leave a key unset.
        if definition.defaultValue == nil, value.trimmed.isEmpty {
            values[key] = nil
            return
        }
        let normalized: String
        do {
            normalized = try definition.normalized(value)
        } catch {
            throw .impossibleValue(key: key, value: value, allowed: definition.allowed)
        }
        if definition.support == .defaultOnly, normalized != definition.defaultValue {
            throw .notImplemented(
                key: key, value: definition.isSensitive ? "[hidden]" : value,
                allowed: definition.defaultValue.map { $0.isEmpty ? "nothing" : $0 } ?? "nothing")
        }
        values[key] = normalized
    }

    /// What the operator set under this name, or under another name for the same.
    func explicitValue(_ key: String) -> String? {
        if let value = values[key] { return value }
        for synonym in ConfigCatalog.broker[key]?.synonyms ?? [] {
            if let value = values[synonym.name] { return synonym.converted(value) }
        }
        return nil
    }

    /// What holds when nothing else is said: the set value, else the default.
    package func value(_ key: String) -> String? {
        explicitValue(key) ?? Self.defaultValue(key)
    }

    static func defaultValue(_ key: String) -> String? {
        guard let definition = ConfigCatalog.broker[key] else { return nil }
        if let value = definition.defaultValue { return value }
        for synonym in definition.synonyms {
            if let value = ConfigCatalog.broker[synonym.name]?.defaultValue {
                return synonym.converted(value)
            }
        }
        return nil
    }

    func whole(_ key: String) -> Int64 {
        guard let value = value(key).flatMap({ Int64($0) }) else {
            preconditionFailure("\(key) is a whole number with a default")
        }
        return value
    }

    func flag(_ key: String) -> Bool {
        value(key) == "true"
    }

    func duration(_ key: String) -> Duration {
        .milliseconds(whole(key))
    }
}

extension ConfigDefinition.Synonym {
    /// The value in the unit of the other name. A negative number means "no limit" in every unit.
    func converted(_ value: String) -> String {
        guard factor != 1, let number = Int64(value) else { return value }
        if number < 0 { return "-1" }
        let (product, overflows) = number.multipliedReportingOverflow(by: factor)
        return String(overflows ? Int64.max : product)
    }
}
