import MartletModel

/// What `ConfigDefinition` cannot see by looking at one key's text.
extension BrokerConfiguration {
    static func checkNodeID(_ settings: StaticConfiguration) throws(ConfigurationError) {
        if let older = settings.values["broker.id"], let newer = settings.values["node.id"], older != newer {
            throw .conflict(
                key: "broker.id", value: older, reason: "node.id is \(newer), and both name the same node")
        }
    }

    static func checkTimes(_ settings: StaticConfiguration) throws(ConfigurationError) {
        for key in ["log.retention.ms", "log.retention.minutes", "log.retention.hours"] {
            guard let value = settings.values[key], let number = Int64(value) else { continue }
            if number == 0 || number < -1 {
                throw .impossibleValue(key: key, value: value, allowed: "-1, or a whole number, at least 1")
            }
        }
        for key in ["log.roll.ms", "log.flush.interval.ms", "log.roll.jitter.ms", "metadata.log.segment.ms"] {
            guard let value = settings.values[key], let number = Int64(value) else { continue }
            if number < (key == "log.roll.ms" ? 1 : 0) {
                throw .impossibleValue(
                    key: key, value: value,
                    allowed: "a whole number, at least \(key == "log.roll.ms" ? 1 : 0)")
            }
        }
    }

    /// Less than this for a thread, and a round of the cleaner would hardly get anywhere.
    static func checkCleanerMemory(_ settings: StaticConfiguration) throws(ConfigurationError) {
        let key = "log.cleaner.dedupe.buffer.size"
        let least = (1 << 20) * max(1, settings.whole("log.cleaner.threads"))
        let bytes = settings.whole(key)
        guard bytes >= least else {
            throw .impossibleValue(
                key: key, value: String(bytes), allowed: "at least 1 MiB for each cleaner thread: \(least)")
        }
    }

    static func logDirectories(_ settings: StaticConfiguration) throws(ConfigurationError) -> [String] {
        let value = settings.value("log.dirs") ?? ""
        let directories = ConfigDefinition.elements(of: value)
        guard !directories.isEmpty, !directories.contains(""), Set(directories).count == directories.count
        else {
            throw .impossibleValue(
                key: settings.values["log.dirs"] == nil ? "log.dir" : "log.dirs", value: value,
                allowed: "at least one directory, each once, separated by commas")
        }
        return directories
    }
}

extension BrokerConfiguration.NetworkLimits {
    init(_ settings: StaticConfiguration) throws(ConfigurationError) {
        func limit(_ key: String) -> Int? {
            let value = settings.whole(key)
            return value < 0 ? nil : Int(value)
        }
        requestMaxBytes = Int(settings.whole("socket.request.max.bytes"))
        sendBufferBytes = limit("socket.send.buffer.bytes")
        receiveBufferBytes = limit("socket.receive.buffer.bytes")
        listenBacklog = Int(settings.whole("socket.listen.backlog.size"))
        maxIdle = limit("connections.max.idle.ms").map { .milliseconds($0) }
        maxConnections = Int(settings.whole("max.connections"))
        maxConnectionsPerAddress = Int(settings.whole("max.connections.per.ip"))
        maxConnectionsOverrides = try Self.overrides(settings.value("max.connections.per.ip.overrides") ?? "")
    }

    private static func overrides(_ text: String) throws(ConfigurationError) -> [String: Int] {
        var result: [String: Int] = [:]
        for element in ConfigDefinition.elements(of: text) {
            guard let colon = element.lastIndex(of: ":"), colon > element.startIndex,
                let count = Int32(element[element.index(after: colon)...]), count >= 0
            else {
                throw .impossibleValue(
                    key: "max.connections.per.ip.overrides", value: text, allowed: "a list of host:count")
            }
            result[String(element[..<colon])] = Int(count)
        }
        return result
    }
}

extension BrokerConfiguration.Intervals {
    init(_ settings: StaticConfiguration) {
        initialTaskDelay = settings.duration("log.initial.task.delay.ms")
        retentionCheck = settings.duration("log.retention.check.interval.ms")
        recoveryPointCheckpoint = settings.duration("log.flush.offset.checkpoint.interval.ms")
        logStartCheckpoint = settings.duration("log.flush.start.offset.checkpoint.interval.ms")
        highWatermarkCheckpoint = settings.duration("replica.high.watermark.checkpoint.interval.ms")
        producerIDExpirationCheck = settings.duration("producer.id.expiration.check.interval.ms")
    }
}
