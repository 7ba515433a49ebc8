import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import Testing

@Suite struct ConfigurationSourcesTests {
    private func resolved(
        _ key: String, own: [String: String] = [:], dynamic: [(broker: String, String, String)] = [],
        settings: [String: String] = [:]
    ) throws -> ResolvedConfig {
        var cluster = try ClusterFixture(settings: settings)
        for (broker, name, value) in dynamic {
            let record = ConfigRecord(resourceType: 4, resourceName: broker, name: name, value: value)
            cluster.apply([VersionedRecord(.config(record))])
        }
        let sources = ConfigurationSources(cluster.controller.configuration, image: cluster.image)
        return sources.topic(try #require(ConfigCatalog.topic[key]), own: own)
    }

    @Test
    func `the topic wins over the broker, the broker over the cluster, that over the file and the default`()
        throws
    {
        let settings = ["log.segment.bytes": "4000000"]
        let cluster = ("", "log.segment.bytes", "3000000")
        let broker = ("1", "log.segment.bytes", "2000000")
        let own = ["segment.bytes": "1500000"]
        func value(_ config: ResolvedConfig) -> String { "\(config.value ?? "-") \(config.source)" }

        #expect(value(try resolved("segment.bytes")) == "1073741824 defaultValue")
        #expect(value(try resolved("segment.bytes", settings: settings)) == "4000000 staticBroker")
        #expect(
            value(try resolved("segment.bytes", dynamic: [cluster], settings: settings))
                == "3000000 dynamicDefaultBroker")
        #expect(
            value(try resolved("segment.bytes", dynamic: [cluster, broker], settings: settings))
                == "2000000 dynamicBroker")
        let all = try resolved("segment.bytes", own: own, dynamic: [cluster, broker], settings: settings)
        #expect(value(all) == "1500000 topic")
        #expect(all.synonyms.map(\.value) == ["1500000", "2000000", "3000000", "4000000", "1073741824"])
        #expect(
            all.synonyms.map(\.name) == ["segment.bytes"] + Array(repeating: "log.segment.bytes", count: 4))
    }

    @Test(arguments: [
        (["log.retention.hours": "2"], "7200000"),
        (["log.retention.hours": "2", "log.retention.minutes": "3"], "180000"),
        (["log.retention.hours": "2", "log.retention.minutes": "3", "log.retention.ms": "4"], "4"),
        (["log.retention.hours": "-1"], "-1"),
        ([:], "604800000"),
    ])
    func `retention is said in milliseconds, else minutes, else hours`(
        settings: [String: String], value: String
    ) throws {
        #expect(try resolved("retention.ms", settings: settings).value == value)
    }

    @Test func `a default of another unit is listed under its own name`() throws {
        let config = try resolved("retention.ms")
        #expect(config.source == .defaultValue)
        #expect(config.synonyms == [.init(name: "log.retention.hours", value: "168", source: .defaultValue)])
    }

    @Test func `a log without settings has Kafka's defaults`() throws {
        let sources = ConfigurationSources(try BrokerConfiguration(), image: ClusterImage())
        #expect(sources.logConfiguration(own: [:]) == LogConfiguration())
    }

    @Test func `what goes on in the background follows the cluster's word over the broker's start`() throws {
        var cluster = try ClusterFixture(settings: [
            "log.cleaner.threads": "3", "log.cleaner.backoff.ms": "100",
            "martlet.scrub.bytes.per.second": "5000",
        ])
        func background() -> BackgroundConfiguration {
            ConfigurationSources(cluster.controller.configuration, image: cluster.image).background
        }
        #expect(background() == cluster.controller.configuration.background)
        #expect(background().cleanerThreadCount == 3)
        #expect(background().cleanerMemoryBytes == 134_217_728)
        #expect(background().cleanerBackoff == .milliseconds(100))
        #expect(background().cleanerBytesPerSecond == .greatestFiniteMagnitude)
        #expect(background().scrubBytesPerSecond == 5_000)

        for (name, value) in [
            ("martlet.scrub.bytes.per.second", "0"), ("log.cleaner.io.max.bytes.per.second", "1e6"),
            ("log.cleaner.backoff.ms", "7"), ("martlet.recompression.io.max.bytes.per.second", "9.5"),
        ] {
            let record = ConfigRecord(resourceType: 4, resourceName: "", name: name, value: value)
            cluster.apply([VersionedRecord(.config(record))])
        }
        #expect(background().scrubBytesPerSecond == nil)
        #expect(background().cleanerBytesPerSecond == 1_000_000)
        #expect(background().cleanerBackoff == .milliseconds(7))
        #expect(background().recompressionBytesPerSecond == 9.5)
    }

    @Test func `nothing is compacted when the cleaner is off, however many threads it has`() throws {
        let cluster = try ClusterFixture(settings: ["log.cleaner.enable": "false"])
        #expect(cluster.controller.configuration.background.cleanerThreadCount == 0)
    }

    @Test func `every configuration of a log is taken over`() throws {
        let sources = ConfigurationSources(try BrokerConfiguration(), image: ClusterImage())
        let log = sources.logConfiguration(own: [
            "segment.bytes": "2000000", "segment.ms": "1", "segment.jitter.ms": "2",
            "segment.index.bytes": "3",
            "index.interval.bytes": "4", "retention.bytes": "5", "retention.ms": "6",
            "file.delete.delay.ms": "7", "max.message.bytes": "8", "message.timestamp.before.max.ms": "9",
            "message.timestamp.after.max.ms": "10", "compression.gzip.level": "1",
            "compression.lz4.level": "2",
            "compression.zstd.level": "-5", "flush.messages": "11", "flush.ms": "12",
            "min.insync.replicas": "2",
            "compression.type": "zstd", "cleanup.policy": "compact",
            "message.timestamp.type": "LogAppendTime",
        ])
        var expected = LogConfiguration()
        (expected.segmentBytes, expected.segmentMilliseconds) = (2_000_000, 1)
        (expected.segmentJitterMilliseconds, expected.segmentIndexBytes) = (2, 3)
        (expected.indexIntervalBytes, expected.retentionBytes) = (4, 5)
        (expected.retentionMilliseconds, expected.fileDeleteDelayMilliseconds) = (6, 7)
        (expected.maxMessageBytes, expected.timestampBeforeMaxMilliseconds) = (8, 9)
        (expected.timestampAfterMaxMilliseconds, expected.gzipLevel) = (10, 1)
        (expected.lz4Level, expected.zstdLevel) = (2, -5)
        (expected.flushMessages, expected.flushMilliseconds, expected.minInSyncReplicas) = (11, 12, 2)
        (expected.compression, expected.timestampType) = (.zstd, .logAppendTime)
        (expected.isDeleted, expected.isCompacted) = (false, true)
        #expect(log == expected)
    }

    @Test(arguments: [("uncompressed", Compression?.some(.none)), ("producer", nil), ("lz4", .lz4)])
    func `compression is none, a codec, or the producer's`(value: String, compression: Compression?) throws {
        let sources = ConfigurationSources(try BrokerConfiguration(), image: ClusterImage())
        #expect(sources.logConfiguration(own: ["compression.type": value]).compression == compression)
    }

    @Test func `a test's small segments override the public size`() throws {
        let sources = ConfigurationSources(try BrokerConfiguration(), image: ClusterImage())
        let own = ["internal.segment.bytes": "100", "segment.bytes": "2000000"]
        #expect(sources.logConfiguration(own: own).segmentBytes == 100)
    }

    @Test func `values that no version of ours would write leave the rest in force`() throws {
        var cluster = try ClusterFixture()
        for (name, value) in [("log.retention.hours", "9223372036854775807"), ("log.segment.bytes", "many")] {
            let record = ConfigRecord(resourceType: 4, resourceName: "", name: name, value: value)
            cluster.apply([VersionedRecord(.config(record))])
        }
        let log = ConfigurationSources(cluster.controller.configuration, image: cluster.image)
            .logConfiguration(own: ["retention.bytes": "x", "from.the.future": "1", "flush.ms": " 7 "])
        #expect(log.retentionMilliseconds == Int64.max)
        #expect(log.segmentBytes == 1_073_741_824)
        #expect(log.retentionBytes == -1)
        #expect(log.flushMilliseconds == 7)
    }

    // MARK: DescribeConfigs

    private func describe(
        _ type: Int8, _ name: String, keys: [String]? = nil, in cluster: ClusterFixture
    ) throws -> DescribeConfigsResponse.DescribeConfigsResult {
        let description = ConfigDescription(cluster.controller.configuration, image: cluster.image)
        let request = DescribeConfigsRequest(
            resources: [.init(resourceType: type, resourceName: name, configurationKeys: keys)],
            includeSynonyms: true, includeDocumentation: true)
        return try #require(description.describe(request).results.first)
    }

    @Test func `a topic's configurations are described with source, type, synonyms and documentation`() throws
    {
        var cluster = try ClusterFixture()
        cluster.create(.named("t", configs: ["retention.ms": "1000"]))
        let all = try describe(2, "t", in: cluster)
        #expect(all.errorCode == .none)
        #expect(all.configs.map(\.name) == all.configs.map(\.name).sorted())
        #expect(!all.configs.contains { $0.name == "internal.segment.bytes" })
        #expect(all.configs.allSatisfy { $0.documentation?.isEmpty == false && !$0.readOnly })

        let one = try #require(try describe(2, "t", keys: ["retention.ms"], in: cluster).configs.first)
        #expect(one.value == "1000")
        #expect(one.configSource == 1)
        #expect(one.configType == 5)
        #expect(one.synonyms.map(\.name) == ["retention.ms", "log.retention.hours"])
        #expect(one.synonyms.map(\.source) == [1, 5])
    }

    @Test func `a broker's configurations say which can be changed while it runs`() throws {
        let cluster = try ClusterFixture(settings: ["num.partitions": "3", "log.retention.minutes": "5"])
        let configs = try describe(4, "1", in: cluster).configs
        let partitions = try #require(configs.first { $0.name == "num.partitions" })
        #expect(partitions.readOnly)
        #expect(partitions.value == "3")
        #expect(partitions.configSource == 4)
        let retention = try #require(configs.first { $0.name == "log.retention.ms" })
        #expect(!retention.readOnly)
        #expect(retention.value == "300000")
        #expect(retention.configSource == 4)
        #expect(retention.synonyms.map(\.name) == ["log.retention.minutes", "log.retention.hours"])
        let password = try #require(configs.first { $0.name == "ssl.key.password" })
        #expect(password.isSensitive)
        #expect(password.value == nil)
    }

    @Test func `the broker resource without a name shows what the cluster set for all brokers`() throws {
        var cluster = try ClusterFixture()
        #expect(try describe(4, "", in: cluster).configs.isEmpty)
        let record = ConfigRecord(resourceType: 4, resourceName: "", name: "log.retention.ms", value: "9")
        cluster.apply([VersionedRecord(.config(record))])
        let configs = try describe(4, "", in: cluster).configs
        #expect(configs.map(\.name) == ["log.retention.ms"])
        #expect(configs.map(\.configSource) == [3])
    }

    @Test(arguments: [
        (Int8(2), "", Answer(.invalidRequest, "Default topic resources are not allowed.")),
        (2, "no", Answer(.unknownTopicOrPartition, "The topic 'no' does not exist.")),
        (
            2, "a/b",
            Answer(
                .invalidTopicException,
                "Topic name is invalid: 'a/b' contains one or more characters other than ASCII "
                    + "alphanumerics, '.', '_' and '-'"
            )
        ),
        (4, "2", Answer(.invalidRequest, "Unexpected broker id, expected 1 or empty string, but received 2")),
        (4, "x", Answer(.invalidRequest, "Unexpected broker id, expected 1 or empty string, but received x")),
        (9, "", Answer(.invalidRequest, "Unsupported resource type: 9")),
    ])
    func `a resource that is not there is refused`(type: Int8, name: String, answer: Answer) throws {
        let result = try describe(type, name, in: ClusterFixture())
        #expect(Answer(result.errorCode, result.errorMessage) == answer)
        #expect(result.configs.isEmpty)
        #expect(result.resourceName == name)
    }
}
