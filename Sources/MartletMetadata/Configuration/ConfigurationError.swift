/// Why a configuration is refused. The text names the key, its value, and what is allowed.
package enum ConfigurationError: Error, Sendable, Equatable {
    /// No Kafka or Martlet configuration has this name.
    case unknownKey(key: String, value: String, similar: String?)
    /// The value is not possible; `allowed` says what is.
    case impossibleValue(key: String, value: String, allowed: String)
    /// Kafka has this configuration, and this version of Martlet does not do what the value asks for.
    case notImplemented(key: String, value: String, allowed: String)
    /// Two values that are possible by themselves do not go together.
    case conflict(key: String, value: String, reason: String)
    /// A properties file with a broken `\uXXXX`.
    case malformedEscape(line: Int, text: String)
    /// An override that is not of the form `key=value`.
    case malformedOverride(String)
}

extension ConfigurationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownKey(let key, let value, let similar):
            "unknown configuration \(key)=\(value)"
                + (similar.map { "; did you mean \($0)?" }
                    ?? ": neither Kafka's broker configurations nor Martlet's own have that name")
        case .impossibleValue(let key, let value, let allowed):
            "impossible value in \(key)=\(value): allowed is \(allowed)"
        case .notImplemented(let key, let value, let allowed):
            "\(key)=\(value) is not supported by this version of Martlet: allowed is \(allowed)"
        case .conflict(let key, let value, let reason):
            "impossible value in \(key)=\(value): \(reason)"
        case .malformedEscape(let line, let text):
            "line \(line): \(text) is not a character: allowed are four hexadecimal digits after \\u"
        case .malformedOverride(let text):
            "\(text) is not a setting: allowed is key=value"
        }
    }
}
