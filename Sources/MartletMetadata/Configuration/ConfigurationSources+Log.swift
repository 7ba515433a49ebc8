import MartletRecords
import MartletStorage

extension ConfigurationSources {
    /// What a log is told: the topic's own configurations over the broker's.
    ///
    /// Values in the image were checked before they were written; one that cannot be read (a log of a later
    /// version) leaves what lies below it in force.
    package func logConfiguration(own: [String: String]) -> LogConfiguration {
        var result = logDefaults
        guard !own.isEmpty else { return result }
        // In the order of the table: an internal name comes after the public one that it overrides.
        for definition in ConfigDefinition.topics {
            if let value = own[definition.name] { result.set(definition.name, to: value) }
        }
        return result
    }

    package func logConfiguration(topic name: String, image: ClusterImage) -> LogConfiguration {
        logConfiguration(own: image.configs(of: .topic(name)))
    }
}

extension LogConfiguration {
    /// Takes over one topic configuration; what does not concern the log is passed over.
    package mutating func set(_ key: String, to value: String) {
        switch key {
        case "compression.type":
            compression = value == "uncompressed" ? Compression.none : Compression(name: value)
        case "cleanup.policy":
            let policies = ConfigDefinition.elements(of: value)
            (isDeleted, isCompacted) = (policies.contains("delete"), policies.contains("compact"))
        case "martlet.segment.compression.type":
            segmentCompression = Compression(name: value).flatMap { $0 == .none ? nil : $0 }
        case "min.cleanable.dirty.ratio":
            if let ratio = Double(value.trimmed) { minCleanableDirtyRatio = ratio }
        case "message.timestamp.type":
            timestampType = value == "LogAppendTime" ? .logAppendTime : .createTime
        default:
            if let number = Int64(value.trimmed) { set(key, to: number) }
        }
    }

    private mutating func set(_ key: String, to number: Int64) {
        switch key {
        case "segment.bytes", "internal.segment.bytes": segmentBytes = number
        case "segment.ms": segmentMilliseconds = number
        case "segment.jitter.ms": segmentJitterMilliseconds = number
        case "segment.index.bytes": segmentIndexBytes = number
        case "index.interval.bytes": indexIntervalBytes = number
        case "retention.bytes": retentionBytes = number
        case "retention.ms": retentionMilliseconds = number
        case "file.delete.delay.ms": fileDeleteDelayMilliseconds = number
        case "max.message.bytes": maxMessageBytes = Int(number)
        case "message.timestamp.before.max.ms": timestampBeforeMaxMilliseconds = number
        case "message.timestamp.after.max.ms": timestampAfterMaxMilliseconds = number
        case "compression.gzip.level": gzipLevel = Int(number)
        case "compression.lz4.level": lz4Level = Int(number)
        case "compression.zstd.level": zstdLevel = Int(number)
        case "min.compaction.lag.ms": minCompactionLagMilliseconds = number
        case "max.compaction.lag.ms": maxCompactionLagMilliseconds = number
        case "delete.retention.ms": deleteRetentionMilliseconds = number
        case "flush.messages": flushMessages = number
        case "flush.ms": flushMilliseconds = number
        case "min.insync.replicas": minInSyncReplicas = Int(number)
        default: break
        }
    }
}
