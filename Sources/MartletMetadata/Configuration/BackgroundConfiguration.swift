/// How much a broker does beside serving, and how fast.
package struct BackgroundConfiguration: Sendable, Equatable {
    /// 0 where `log.cleaner.enable` says that nothing is compacted.
    package var cleanerThreadCount: Int
    /// Of all cleaner threads together.
    package var cleanerMemoryBytes: Int
    package var cleanerBackoff: Duration
    package var cleanerBytesPerSecond: Double
    package var recompressionBytesPerSecond: Double
    /// Nil: segments are not scrubbed.
    package var scrubBytesPerSecond: Double?
    /// Nil: replicas are not compared.
    package var auditBytesPerSecond: Double?

    /// - Parameter value: of a broker configuration that has a default, normalized.
    init(_ value: (String) -> String?) {
        func number<Number: LosslessStringConvertible>(_ key: String) -> Number {
            guard let number = value(key).flatMap({ Number($0) }) else {
                preconditionFailure("\(key) is a number with a default")
            }
            return number
        }
        cleanerThreadCount = value("log.cleaner.enable") == "true" ? number("log.cleaner.threads") : 0
        cleanerMemoryBytes = number("log.cleaner.dedupe.buffer.size")
        cleanerBackoff = .milliseconds(number("log.cleaner.backoff.ms") as Int64)
        cleanerBytesPerSecond = number("log.cleaner.io.max.bytes.per.second")
        recompressionBytesPerSecond = number("martlet.recompression.io.max.bytes.per.second")
        let scrub: Double = number("martlet.scrub.bytes.per.second")
        scrubBytesPerSecond = scrub > 0 ? scrub : nil
        let audit: Double = number("martlet.audit.bytes.per.second")
        auditBytesPerSecond = audit > 0 ? audit : nil
    }
}

extension ConfigurationSources {
    /// What holds at the moment: what the cluster set over what the broker's start says.
    package var background: BackgroundConfiguration {
        BackgroundConfiguration { key in
            ConfigCatalog.broker[key].flatMap { broker($0).value }
        }
    }
}
