import MartletMetadata
import MartletModel
import Testing

@Suite struct QuorumConfigurationTests {
    private func configuration(_ lines: String...) throws(ConfigurationError) -> BrokerConfiguration {
        try BrokerConfiguration(properties: lines.joined(separator: "\n"))
    }

    @Test func `a node without settings is both, and a quorum by itself`() throws {
        let configuration = try configuration()
        #expect(configuration.roles == .combined)
        #expect(configuration.isQuorumByItself)
        #expect(configuration.advertisedControllerListeners.isEmpty)
        #expect(configuration.quorum.firstContacts.isEmpty)
    }

    @Test func `the defaults are Kafka's, but for shorter time-outs`() throws {
        let configuration = try configuration()
        #expect(configuration.quorum.electionTimeout == .milliseconds(300))
        #expect(configuration.quorum.fetchTimeout == .seconds(1))
        #expect(configuration.quorum.electionBackoffMax == .seconds(1))
        #expect(configuration.quorum.requestTimeout == .seconds(1))
        #expect(configuration.quorum.retryBackoff == .milliseconds(20))
        #expect(configuration.quorum.appendLinger == .milliseconds(25))
        #expect(configuration.quorum.fetchMaxBytes == 1 << 20)
        #expect(configuration.quorum.fetchSnapshotMaxBytes == 1 << 20)
        #expect(!configuration.quorum.joinsByItself)
        #expect(configuration.session.heartbeatInterval == .milliseconds(500))
        #expect(configuration.session.sessionTimeout == .seconds(7))
        #expect(configuration.session.initialRegistrationTimeout == .seconds(60))
        #expect(configuration.metadataLog.maxRecordBytesBetweenSnapshots == 20 << 20)
        #expect(configuration.metadataLog.maxSnapshotInterval == .seconds(3_600))
        #expect(configuration.metadataLog.maxIdleInterval == .milliseconds(500))
    }

    @Test func `what is said of replicas has Kafka's defaults`() throws {
        let replication = try configuration().replication
        #expect(replication.lagTimeMax == .seconds(30))
        #expect(replication.fetchWaitMax == .milliseconds(500))
        #expect(replication.fetchMinBytes == 1)
        #expect(replication.fetchMaxBytes == 1 << 20)
        #expect(replication.fetchResponseMaxBytes == 10 << 20)
        #expect(replication.fetchBackoff == .seconds(1))
        #expect(replication.requestTimeout == .seconds(30))
        #expect(!replication.readsFromNearest)
        let selector = "replica.selector.class=org.apache.kafka.common.replica"
        #expect(try configuration("\(selector).RackAwareReplicaSelector").replication.readsFromNearest)
        #expect(try !configuration("\(selector).LeaderSelector").replication.readsFromNearest)
        #expect(throws: ConfigurationError.self) { try configuration("\(selector).Another") }
    }

    @Test func `zero switches the intervals of snapshots and of idle records off`() throws {
        let configuration = try configuration(
            "metadata.log.max.snapshot.interval.ms=0", "metadata.max.idle.interval.ms=0")
        #expect(configuration.metadataLog.maxSnapshotInterval == nil)
        #expect(configuration.metadataLog.maxIdleInterval == nil)
    }

    @Test func `a combined node of three has a listener for clients and one for controllers`() throws {
        let configuration = try configuration(
            "node.id=2", "listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093",
            "controller.listener.names=CONTROLLER",
            "controller.quorum.voters=3@c:9093,1@a:9093,2@[::1]:9093")
        #expect(configuration.roles == .combined)
        #expect(!configuration.isQuorumByItself)
        #expect(
            configuration.quorum.voters == [
                .init(id: 1, address: .init(host: "a", port: 9093)),
                .init(id: 2, address: .init(host: "::1", port: 9093)),
                .init(id: 3, address: .init(host: "c", port: 9093)),
            ])
        #expect(configuration.quorum.firstContacts.map(\.description) == ["a:9093", "[::1]:9093", "c:9093"])
        #expect(configuration.advertisedListeners.map(\.name) == ["PLAINTEXT"])
        #expect(
            configuration.advertisedControllerListeners
                == [Listener(name: "CONTROLLER", host: "127.0.0.1", port: 9093)])
    }

    @Test func `a controller alone has no listener for clients`() throws {
        let configuration = try configuration(
            "process.roles=controller", "node.id=3000", "listeners=CONTROLLER://:9093",
            "advertised.listeners=CONTROLLER://c1.example:19093", "controller.listener.names=CONTROLLER",
            "controller.quorum.bootstrap.servers=c1.example:19093,c2.example:9093")
        #expect(configuration.roles == .controller)
        #expect(configuration.advertisedListeners.isEmpty)
        #expect(
            configuration.advertisedControllerListeners
                == [Listener(name: "CONTROLLER", host: "c1.example", port: 19093)])
        #expect(!configuration.isQuorumByItself)
    }

    @Test func `a broker alone knows where its controllers are`() throws {
        let configuration = try configuration(
            "process.roles=broker", "node.id=7", "controller.listener.names=CONTROLLER",
            "controller.quorum.bootstrap.servers=c1:9093,c2:9093,c1:9093")
        #expect(configuration.roles == .broker)
        #expect(configuration.quorum.firstContacts.map(\.description) == ["c1:9093", "c2:9093"])
        #expect(configuration.advertisedControllerListeners.isEmpty)
        #expect(configuration.controllerListenerNames == ["CONTROLLER"])
        #expect(!configuration.isQuorumByItself)
    }

    @Test(arguments: [
        ("controller.quorum.bootstrap.servers=localhost:9093", true),
        ("controller.quorum.bootstrap.servers=127.0.0.1:9093", true),
        ("controller.quorum.bootstrap.servers=localhost:9094", false),
        ("controller.quorum.bootstrap.servers=other:9093", false),
        ("controller.quorum.bootstrap.servers=localhost:9093,other:9093", false),
        ("controller.quorum.voters=1@localhost:9093", true),
        ("controller.quorum.voters=1@localhost:9093,2@other:9093", false),
    ])
    func `a quorum that names nobody but this node is its own`(line: String, isByItself: Bool) throws {
        let configuration = try configuration(
            "listeners=PLAINTEXT://:9092,CONTROLLER://:9093", "controller.listener.names=CONTROLLER", line)
        #expect(configuration.isQuorumByItself == isByItself)
    }

    struct Refused: CustomTestStringConvertible {
        var lines: [String]
        var message: String

        init(_ lines: String..., message: String) {
            (self.lines, self.message) = (lines, message)
        }

        var testDescription: String { lines.joined(separator: " ") }
    }

    private static let withController = "listeners=PLAINTEXT://:9092,CONTROLLER://:9093"
    private static let name = "controller.listener.names=CONTROLLER"

    @Test(arguments: [
        Refused(
            "process.roles=",
            message: "impossible value in process.roles=: allowed is broker, controller, or both separated "
                + "by a comma, each once"),
        Refused(
            "process.roles=broker,broker",
            message: "impossible value in process.roles=broker,broker: allowed is broker, controller, or "
                + "both separated by a comma, each once"),
        Refused(
            "process.roles=zookeeper",
            message: "impossible value in process.roles=zookeeper: allowed is a list of broker, controller"),
        Refused(
            "process.roles=broker", name,
            message: "impossible value in process.roles=broker: a broker finds its controllers by "
                + "controller.quorum.bootstrap.servers or controller.quorum.voters, and neither is set"),
        Refused(
            "process.roles=broker", "controller.quorum.bootstrap.servers=c:9093",
            message: "impossible value in controller.listener.names=: a broker needs the name of its "
                + "controllers' listener"),
        Refused(
            "process.roles=broker", name, withController, "controller.quorum.bootstrap.servers=c:9093",
            message: "impossible value in listeners=PLAINTEXT://:9092,CONTROLLER://:9093: CONTROLLER is one "
                + "of controller.listener.names, and process.roles=broker is no controller"),
        Refused(
            "process.roles=broker", name, "controller.quorum.voters=1@c:9093",
            message: "impossible value in controller.quorum.voters=1@c:9093: node.id is 1, and "
                + "process.roles=broker is no controller"),
        Refused(
            "process.roles=controller", "listeners=CONTROLLER://:9093",
            "listener.security.protocol.map=CONTROLLER:PLAINTEXT",
            message: "impossible value in listeners=CONTROLLER://:9093: CONTROLLER is for clients, and "
                + "process.roles=controller serves none: allowed are those of controller.listener.names"),
        Refused(
            "process.roles=controller", name, withController,
            message: "impossible value in listeners=PLAINTEXT://:9092,CONTROLLER://:9093: PLAINTEXT is for "
                + "clients, and process.roles=controller serves none: allowed are those of "
                + "controller.listener.names"),
        Refused(
            name,
            message: "impossible value in controller.listener.names=CONTROLLER: listeners has no "
                + "CONTROLLER, and a controller has to listen there"),
        Refused(
            "controller.quorum.voters=1@a:1,2@b:1",
            message: "impossible value in controller.listener.names=: a controller among several nodes "
                + "needs a listener of its own"),
        Refused(
            name, withController, "node.id=4", "controller.quorum.voters=1@a:1,2@b:1",
            message: "impossible value in controller.quorum.voters=1@a:1,2@b:1: node.id is 4, and a "
                + "controller has to be among the voters"),
        Refused(
            name, withController, "controller.quorum.voters=1@a:1,1@b:1",
            message: "impossible value in controller.quorum.voters=1@a:1,1@b:1: allowed is a list of "
                + "id@host:port with ports from 1 to 65535, each id once"),
        Refused(
            name, withController, "controller.quorum.voters=1@a",
            message: "impossible value in controller.quorum.voters=1@a: allowed is a list of id@host:port "
                + "with ports from 1 to 65535, each id once"),
        Refused(
            name, withController, "controller.quorum.bootstrap.servers=a:0",
            message: "impossible value in controller.quorum.bootstrap.servers=a:0: allowed is a list of "
                + "host:port with ports from 1 to 65535"),
        Refused(
            "controller.quorum.election.timeout.ms=0",
            message: "impossible value in controller.quorum.election.timeout.ms=0: allowed is a whole "
                + "number of 32 bits, at least 1"),
        Refused(
            "broker.heartbeat.interval.ms=7000",
            message: "impossible value in broker.heartbeat.interval.ms=7000: a broker is fenced after "
                + "broker.session.timeout.ms=7000 without a heartbeat"),
    ])
    func `what does not go together is refused in so many words`(_ row: Refused) {
        do {
            _ = try BrokerConfiguration(properties: row.lines.joined(separator: "\n"))
            Issue.record("\(row.lines) was accepted")
        } catch {
            #expect(error.description == row.message)
        }
    }
}
