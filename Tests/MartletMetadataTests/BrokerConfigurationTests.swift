import MartletMetadata
import MartletModel
import Testing

@Suite struct BrokerConfigurationTests {
    private func configuration(_ properties: String) throws(ConfigurationError) -> BrokerConfiguration {
        try BrokerConfiguration(properties: properties)
    }

    @Test func `a node without settings is broker and controller 1 on port 9092`() throws {
        let configuration = try BrokerConfiguration()
        #expect(configuration.nodeID == 1)
        #expect(configuration.listeners == [Listener(name: "PLAINTEXT", host: "", port: 9092)])
        #expect(configuration.advertisedListeners == configuration.listeners)
        #expect(configuration.interBrokerListenerName == "PLAINTEXT")
        #expect(configuration.logDirectories == ["/tmp/martlet-logs"])
        #expect(configuration.metadataLogDirectory == "/tmp/martlet-logs")
        #expect(configuration.durability == .disk)
        #expect(configuration.autoCreatesTopics)
        #expect(configuration.network.requestMaxBytes == 104_857_600)
        #expect(configuration.network.maxIdle == .seconds(600))
        #expect(configuration.intervals.retentionCheck == .seconds(300))
    }

    @Test func `the server properties that Kafka ships are accepted`() throws {
        let configuration = try configuration(
            """
            process.roles=broker,controller
            node.id=1
            controller.quorum.bootstrap.servers=localhost:9093
            listeners=PLAINTEXT://:9092,CONTROLLER://:9093
            inter.broker.listener.name=PLAINTEXT
            advertised.listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
            controller.listener.names=CONTROLLER
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL
            num.network.threads=3
            num.io.threads=8
            socket.send.buffer.bytes=102400
            socket.receive.buffer.bytes=102400
            socket.request.max.bytes=104857600
            log.dirs=/tmp/kraft-combined-logs
            num.partitions=1
            num.recovery.threads.per.data.dir=1
            offsets.topic.replication.factor=1
            share.coordinator.state.topic.replication.factor=1
            share.coordinator.state.topic.min.isr=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            #log.flush.interval.messages=10000
            log.retention.hours=168
            log.segment.bytes=1073741824
            log.retention.check.interval.ms=300000
            """)
        #expect(configuration.listeners.map(\.name) == ["PLAINTEXT", "CONTROLLER"])
        #expect(
            configuration.advertisedListeners == [Listener(name: "PLAINTEXT", host: "localhost", port: 9092)])
        #expect(configuration.controllerListenerNames == ["CONTROLLER"])
        #expect(configuration.logDirectories == ["/tmp/kraft-combined-logs"])
    }

    @Test func `an override wins over the file, and the last one of a key counts`() throws {
        let overrides = try ["num.partitions=7", " num.partitions = 9 ", "log.dirs=/a, /b"].map {
            try PropertiesText.Entry(override: $0)
        }
        let configuration = try BrokerConfiguration(properties: "num.partitions=3", overrides: overrides)
        #expect(configuration.defaultPartitionCount == 9)
        #expect(configuration.logDirectories == ["/a", "/b"])
        #expect(throws: ConfigurationError.malformedOverride("num.partitions")) {
            try PropertiesText.Entry(override: "num.partitions")
        }
    }

    @Test(arguments: [
        ("listeners=A://[::1]:0\nlistener.security.protocol.map=A:PLAINTEXT", "A", "::1", UInt16(0)),
        ("listeners=plaintext://127.0.0.1:65535", "PLAINTEXT", "127.0.0.1", 65535),
        ("listeners=PLAINTEXT://0.0.0.0:9092", "PLAINTEXT", "0.0.0.0", 9092),
    ])
    func `a listener has a name, a host and a port`(text: String, name: String, host: String, port: UInt16)
        throws
    {
        #expect(try configuration(text).listeners == [Listener(name: name, host: host, port: port)])
    }

    @Test func `a wildcard address is advertised as this machine's own name`() throws {
        let configuration = try configuration("listeners=PLAINTEXT://0.0.0.0:9092")
        #expect(configuration.advertisedListeners == [Listener(name: "PLAINTEXT", host: "", port: 9092)])
    }

    @Test func `an empty value leaves a key without default unset`() throws {
        let configuration = try configuration("broker.rack=\nssl.keystore.location=\n")
        #expect(configuration.rack == nil)
    }

    struct Refused: CustomTestStringConvertible {
        var text: String
        var message: String

        init(_ text: String, _ message: String) {
            (self.text, self.message) = (text, message)
        }

        var testDescription: String { text }
    }

    @Test(arguments: [
        Refused("num.partition=3", "unknown configuration num.partition=3; did you mean num.partitions?"),
        Refused(
            "frobnicate.widgets=yes",
            "unknown configuration frobnicate.widgets=yes: neither Kafka's broker configurations nor "
                + "Martlet's "
                + "own have that name"),
        Refused(
            "num.partitions=0",
            "impossible value in num.partitions=0: allowed is a whole number of 32 bits, at least 1"),
        Refused(
            "num.partitions=many",
            "impossible value in num.partitions=many: allowed is a whole number of 32 bits, at least 1"),
        Refused(
            "message.max.bytes=2147483648",
            "impossible value in message.max.bytes=2147483648: allowed is a whole number of 32 bits, "
                + "at least 0"
        ),
        Refused(
            "auto.create.topics.enable=yes",
            "impossible value in auto.create.topics.enable=yes: allowed is true or false"),
        Refused(
            "compression.type=brotli",
            "impossible value in compression.type=brotli: allowed is one of uncompressed, zstd, lz4, snappy, "
                + "gzip, producer"),
        Refused(
            "log.cleanup.policy=compact,shrink",
            "impossible value in log.cleanup.policy=compact,shrink: allowed is a list of compact, delete"),
        Refused(
            "martlet.durability=hope",
            "impossible value in martlet.durability=hope: allowed is one of disk, page-cache"),
        Refused(
            "log.cleaner.io.buffer.size=1000",
            "log.cleaner.io.buffer.size=1000 is not supported by this version of Martlet: allowed is 524288"),
        Refused(
            "log.cleaner.io.max.bytes.per.second=0",
            "impossible value in log.cleaner.io.max.bytes.per.second=0: allowed is a number above 0"),
        Refused(
            "log.cleaner.threads=4\nlog.cleaner.dedupe.buffer.size=4194303",
            "impossible value in log.cleaner.dedupe.buffer.size=4194303: allowed is at least 1 MiB for each "
                + "cleaner thread: 4194304"),
        Refused(
            "martlet.segment.compression.type=producer",
            "impossible value in martlet.segment.compression.type=producer: allowed is one of none, gzip, "
                + "snappy, lz4, zstd"),
        Refused(
            "log.dirs=/a,/a",
            "impossible value in log.dirs=/a,/a: allowed is at least one directory, each once, separated by "
                + "commas"),
        Refused(
            "listeners=PLAINTEXT:9092",
            "impossible value in listeners=PLAINTEXT:9092: allowed is a list of name://host:port with ports "
                + "from 0 to 65535, each name once"),
        Refused(
            "listeners=PLAINTEXT://:65536",
            "impossible value in listeners=PLAINTEXT://:65536: allowed is a list of name://host:port with "
                + "ports from 0 to 65535, each name once"),
        Refused(
            "listeners=FOO://:9092",
            "impossible value in listeners=FOO://:9092: listener.security.protocol.map does not say the "
                + "protocol of FOO"),
        Refused(
            "listeners=SSL://:9092",
            "listeners=SSL://:9092 is not supported by this version of Martlet: allowed is listeners "
                + "with the "
                + "protocol PLAINTEXT"),
        Refused(
            "listeners=CONTROLLER://:9092\ncontroller.listener.names=CONTROLLER",
            "impossible value in listeners=CONTROLLER://:9092: every listener is one of "
                + "controller.listener.names, so clients could not connect"),
        Refused(
            "advertised.listeners=PLAINTEXT://0.0.0.0:9092",
            "impossible value in advertised.listeners=PLAINTEXT://0.0.0.0:9092: allowed is addresses that "
                + "clients can connect to, not 0.0.0.0"),
        Refused(
            "advertised.listeners=OTHER://a:1\nlistener.security.protocol.map=OTHER:PLAINTEXT,"
                + "PLAINTEXT:PLAINTEXT",
            "impossible value in advertised.listeners=OTHER://a:1: allowed is names that listeners "
                + "has: PLAINTEXT"
        ),
        Refused(
            "authorizer.class.name=org.example.Authorizer",
            "authorizer.class.name=org.example.Authorizer is not supported by this version of "
                + "Martlet: allowed "
                + "is nothing"),
        Refused(
            "security.inter.broker.protocol=SSL",
            "security.inter.broker.protocol=SSL is not supported by this version of Martlet: allowed "
                + "is PLAINTEXT"
        ),
        Refused(
            "max.connection.creation.rate=10",
            "max.connection.creation.rate=10 is not supported by this version of Martlet: allowed "
                + "is 2147483647"
        ),
        Refused(
            "queued.max.request.bytes=1000",
            "queued.max.request.bytes=1000 is not supported by this version of Martlet: allowed is -1"
        ),
        Refused(
            "ssl.keystore.password=secret",
            "ssl.keystore.password=[hidden] is not supported by this version of Martlet: allowed is nothing"),
        Refused(
            "listener.name.plaintext.max.connections=3",
            "listener.name.plaintext.max.connections=3 is not supported by this version of Martlet: "
                + "allowed is "
                + "no setting for a single listener"),
        Refused(
            "log.retention.hours=0",
            "impossible value in log.retention.hours=0: allowed is -1, or a whole number, at least 1"),
        Refused(
            "node.id=1\nbroker.id=2",
            "impossible value in broker.id=2: node.id is 1, and both name the same node"),
        Refused(
            "max.connections.per.ip.overrides=host",
            "impossible value in max.connections.per.ip.overrides=host: allowed is a list of host:count"),
    ])
    func `an unknown or impossible setting is refused with key, value and what is allowed`(_ row: Refused) {
        do {
            _ = try configuration(row.text)
            Issue.record("\(row.text) was accepted")
        } catch {
            #expect(error.description == row.message)
        }
    }

    @Test(arguments: 1...8)
    func `no text whatever brings the parser down`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "listeners", "=", ":", "//", "[", "]", ",", "\\", "\\u00", "\n", "\r", "#", " ", "-1", "9092",
            "é",
            "PLAINTEXT", "advertised.listeners", "log.dirs", "max.connections.per.ip.overrides", "node.id",
            "listener.security.protocol.map", "controller.quorum.voters", "log.retention.hours", "\u{0}", "😀",
        ]
        for _ in 0..<50 {
            let count = Int.random(in: 0..<12, using: &random)
            let text = (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }
                .joined()
            for prefix in ["", "listeners=", "advertised.listeners=", "listener.security.protocol.map="] {
                do {
                    _ = try configuration(prefix + text)
                } catch {
                    #expect(!error.description.isEmpty)
                }
            }
        }
    }

    @Test func `every default is possible`() throws {
        for definition in ConfigCatalog.broker.values.sorted(by: { $0.name < $1.name }) {
            guard let value = definition.defaultValue else { continue }
            #expect(throws: Never.self, "\(definition.name)") { try definition.normalized(value) }
        }
        for definition in ConfigCatalog.topic.values.sorted(by: { $0.name < $1.name }) {
            guard let value = definition.defaultValue else { continue }
            #expect(throws: Never.self, "\(definition.name)") { try definition.normalized(value) }
        }
    }

    @Test func `every synonym of a topic configuration exists and has the same default`() throws {
        let sources = ConfigurationSources(try BrokerConfiguration(), image: ClusterImage())
        for definition in ConfigCatalog.topic.values {
            for synonym in definition.synonyms {
                let other = try #require(ConfigCatalog.broker[synonym.name])
                #expect(sources.broker(other).value == definition.defaultValue, "\(definition.name)")
            }
        }
    }
}
