import MartletMetadata
import MartletModel
import MartletProtocol

/// Names a question to whoever is the active controller.
struct AskID: NumericIdentifier {
    let rawValue: UInt64
}

/// What a node's process makes of the committed log, and its part in deciding: as in a node's control plane.
struct NodeControl {
    /// Why the node asks.
    enum Purpose {
        case lifecycle(BrokerLifecycle.CallID)
        /// A client asks through the node.
        case client(UInt64)
    }

    /// Whom the active controller answers.
    struct Origin {
        var node: BrokerID
        var incarnation: Int
        var ask: AskID
    }

    var image = ClusterImage()
    /// While this node leads the quorum.
    var active: ActiveController?
    /// Of a broker.
    var lifecycle: BrokerLifecycle?
    /// Whom it takes for the active controller.
    var controller: BrokerID?
    /// Questions of this node without an answer.
    var asked: [AskID: Purpose] = [:]
    var origins: [ControllerRequestID: Origin] = [:]
    private var lastRequest: UInt64 = 0

    mutating func nextRequest(from origin: Origin) -> ControllerRequestID {
        lastRequest += 1
        let id = ControllerRequestID(lastRequest)
        origins[id] = origin
        return id
    }
}

/// How nodes of a run deal with one another as brokers and controllers.
struct ControlSettings {
    /// `broker.heartbeat.interval.ms` and `broker.session.timeout.ms`.
    var heartbeatInterval: Duration = .seconds(2)
    var sessionTimeout: Duration = .seconds(9)
    private let configuration: BrokerConfiguration
    let decisions: Controller

    static let clusterID = "simulated"

    init() {
        do {
            configuration = try BrokerConfiguration()
        } catch {
            preconditionFailure("the defaults make a configuration: \(error)")
        }
        decisions = Controller(configuration: configuration)
    }

    var timing: ControllerTiming {
        ControllerTiming(
            sessionTimeout: sessionTimeout, idleInterval: .milliseconds(500), balanceInterval: .seconds(20),
            uncleanElectionInterval: .seconds(20))
    }

    static let cluster = ActiveController.Cluster(id: clusterID, own: nil)

    func lifecycle(of broker: BrokerID, incarnation: Uuid, previousEpoch: BrokerEpoch) -> BrokerLifecycle {
        var session = configuration.session
        (session.heartbeatInterval, session.sessionTimeout) = (heartbeatInterval, sessionTimeout)
        return BrokerLifecycle(
            .init(
                session: session, id: broker, clusterID: Self.clusterID, incarnationID: incarnation,
                endpoints: [Listener(name: "PLAINTEXT", host: "node", port: 9_092)], rack: nil,
                directories: [DirectoryID(Uuid(high: 9, low: UInt64(broker.rawValue)))],
                previousEpoch: previousEpoch))
    }
}
