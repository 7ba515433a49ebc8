import MartletModel
import MartletStorage

/// Who said what a configuration's value is. The numbers are those of DescribeConfigs.
package enum ConfigSource: Int8, Sendable, Equatable {
    case topic = 1, dynamicBroker, dynamicDefaultBroker, staticBroker, defaultValue
    case group = 8
}

/// A configuration's value in force, and everything that was said about it, the strongest first.
package struct ResolvedConfig: Sendable, Equatable {
    package struct Synonym: Sendable, Equatable {
        package var name: String
        package var value: String?
        package var source: ConfigSource

        package init(name: String, value: String?, source: ConfigSource) {
            self.name = name
            self.value = value
            self.source = source
        }
    }

    package var definition: ConfigDefinition
    package var value: String?
    package var source: ConfigSource
    package var synonyms: [Synonym]
}

/// The layers of configuration under which one broker works, the strongest first: the topic's or group's
/// own, what the cluster set for this broker, what it set for all brokers, the broker's start, the defaults.
package struct ConfigurationSources: Sendable {
    package let broker: BrokerConfiguration
    private let forThisBroker: [String: String]
    private let forAllBrokers: [String: String]
    /// For topics that have no configurations of their own.
    package private(set) var logDefaults = LogConfiguration()

    package init(_ broker: BrokerConfiguration, image: ClusterImage) {
        self.broker = broker
        forThisBroker = image.configs(of: .broker(broker.nodeID))
        forAllBrokers = image.configs(of: .allBrokers)
        for definition in ConfigDefinition.topics {
            if let value = topic(definition, own: [:]).value { logDefaults.set(definition.name, to: value) }
        }
    }

    /// The value of a broker configuration as the running broker sees it.
    package func broker(_ definition: ConfigDefinition) -> ResolvedConfig {
        let said = synonyms(of: definition, factorOfFirst: 1)
        return ResolvedConfig(
            definition: definition,
            value: said.first.map(\.converted) ?? StaticConfiguration.defaultValue(definition.name),
            source: said.first?.shown.source ?? .defaultValue,
            synonyms: said.map(\.shown))
    }

    /// What the cluster set for all brokers, nothing else: the view of the broker resource without a name.
    package func allBrokers(_ definition: ConfigDefinition) -> ResolvedConfig? {
        guard let value = forAllBrokers[definition.name] else { return nil }
        return ResolvedConfig(
            definition: definition, value: value, source: .dynamicDefaultBroker,
            synonyms: [
                .init(name: definition.name, value: shown(value, definition), source: .dynamicDefaultBroker)
            ])
    }

    /// The value of a topic configuration for a topic with these configurations of its own.
    package func topic(_ definition: ConfigDefinition, own: [String: String]) -> ResolvedConfig {
        resolved(definition, own: own, source: .topic)
    }

    /// The value of a group's configuration for a group with these configurations of its own.
    package func group(_ definition: ConfigDefinition, own: [String: String]) -> ResolvedConfig {
        resolved(definition, own: own, source: .group)
    }

    private func resolved(
        _ definition: ConfigDefinition, own: [String: String], source: ConfigSource
    ) -> ResolvedConfig {
        var said: [Said] = []
        for synonym in definition.synonyms {
            guard let brokerDefinition = ConfigCatalog.broker[synonym.name] else { continue }
            said += synonyms(of: brokerDefinition, factorOfFirst: synonym.factor)
        }
        if let value = own[definition.name] {
            let synonym = ResolvedConfig.Synonym(
                name: definition.name, value: shown(value, definition), source: source)
            said.insert(Said(shown: synonym, converted: value), at: 0)
        }
        return ResolvedConfig(
            definition: definition, value: said.first.map(\.converted) ?? definition.defaultValue,
            source: said.first?.shown.source ?? .defaultValue, synonyms: said.map(\.shown))
    }

    /// One statement about a value: as it is shown, and in the unit of the configuration that it is about.
    private struct Said {
        var shown: ResolvedConfig.Synonym
        var converted: String
    }

    private func synonyms(of definition: ConfigDefinition, factorOfFirst factor: Int64) -> [Said] {
        let names = [ConfigDefinition.Synonym(definition.name, factor: factor)] + definition.synonyms
        let layers: [(ConfigSource, [String: String])] = [
            (.dynamicBroker, forThisBroker), (.dynamicDefaultBroker, forAllBrokers),
            (.staticBroker, broker.settings.values),
        ]
        var result: [Said] = []
        for (source, values) in layers {
            for name in names {
                guard let value = values[name.name] else { continue }
                result.append(
                    Said(
                        shown: .init(name: name.name, value: shown(value, definition), source: source),
                        converted: name.converted(value)))
            }
        }
        for name in names {
            guard let value = ConfigCatalog.broker[name.name]?.defaultValue else { continue }
            result.append(
                Said(
                    shown: .init(name: name.name, value: shown(value, definition), source: .defaultValue),
                    converted: name.converted(value)))
        }
        return result
    }

    private func shown(_ value: String, _ definition: ConfigDefinition) -> String? {
        definition.isSensitive ? nil : value
    }
}
