import MartletModel

/// One configuration: its name, what it may be, and what it means.
package struct ConfigDefinition: Sendable, Equatable {
    /// Kafka's number for it in DescribeConfigs.
    package enum ValueType: Int8, Sendable {
        case boolean = 1, string, int, short, long, double, list, `class`, password
    }

    package enum Importance: Sendable, Equatable { case high, medium, low }

    package enum Rule: Sendable, Equatable {
        case any
        case atLeast(Int64)
        case between(Int64, Int64)
        /// −1, or within the range.
        case minusOneOr(Int64, Int64)
        case ratio
        case aboveZero
        case nonEmpty
        /// One of the words; in a list, each element.
        case oneOf([String])
        /// `*`, or `partition:broker` pairs.
        case throttledReplicas
    }

    /// Whether a running broker takes another value.
    package enum Update: Sendable, Equatable { case readOnly, dynamic }

    /// What this version does with the configuration.
    package enum Support: Sendable, Equatable {
        /// The value has an effect, or is accepted because leaving it out changes nothing that a user asked
        /// for.
        case accepted
        /// Only Kafka's default is accepted: anything else asks for what is not there.
        case defaultOnly
    }

    package var name: String
    package var type: ValueType
    /// Nil is Kafka's null.
    package var defaultValue: String?
    package var rule: Rule
    package var importance: Importance
    package var update: Update
    package var support: Support
    /// Other broker configurations that say the same, in falling order of precedence, this one excluded.
    package var synonyms: [Synonym]
    /// Set only on purpose: DescribeConfigs does not list it.
    package var isInternal: Bool
    package var documentation: String

    /// Another name for a configuration, and by what its value is to be multiplied.
    package struct Synonym: Sendable, Equatable {
        package var name: String
        package var factor: Int64

        package init(_ name: String, factor: Int64 = 1) {
            self.name = name
            self.factor = factor
        }
    }

    package init(
        _ name: String, _ type: ValueType, _ defaultValue: String?, _ rule: Rule = .any,
        importance: Importance = .medium, update: Update = .readOnly, support: Support = .accepted,
        synonyms: [Synonym] = [], isInternal: Bool = false, meaning documentation: String
    ) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.rule = rule
        self.importance = importance
        self.update = update
        self.support = support
        self.synonyms = synonyms
        self.isInternal = isInternal
        self.documentation = documentation
    }

    /// Passwords are never shown.
    package var isSensitive: Bool { type == .password }
}
