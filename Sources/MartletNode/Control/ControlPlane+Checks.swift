import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import NIOCore

/// A broker's process, as it calls itself in its heartbeats.
struct Reporter: Sendable, Equatable {
    var broker: BrokerID
    var epoch: BrokerEpoch

    init(_ heartbeat: BrokerHeartbeatRequest) {
        broker = heartbeat.brokerId
        epoch = heartbeat.brokerEpoch
    }
}

/// Noticing at once that a broker has died: the connection breaks over which it reports, and nobody listens
/// any more where it did.
extension ControlPlane {
    /// A process that is paused accepts connections, and answers nothing.
    private static let checkTimeout: Duration = .seconds(1)

    func note(_ reporter: Reporter, on connection: any ConnectedClient) {
        reporters[connection.id] = reporter
    }

    func reporterLeft(_ connectionID: ObjectIdentifier) {
        guard let reporter = reporters.removeValue(forKey: connectionID) else { return }
        step(.suspected(reporter.broker, reporter.epoch))
    }

    /// Tries to reach the broker where it takes clients. Any answer will do.
    func check(_ broker: BrokerID, _ epoch: BrokerEpoch, at listeners: [MartletMetadata.Listener]) {
        let listener = listeners.first { $0.securityProtocol == .plaintext } ?? listeners.first
        let version: Int16 = 0
        guard let listener,
            let request = try? ApiVersionsRequest().frame(
                version: version, correlationID: nextCorrelationID(), clientID: clientID)
        else {
            // Later: the active controller is in the midst of a step.
            return run { $0.step(.checked(broker, epoch, .unclear)) }
        }
        let address = NodeAddress(host: listener.host, port: listener.port)
        environment.peers.send(request, to: address, on: .checks, timeout: Self.checkTimeout) { result in
            self.run { $0.checked(broker, epoch, address, result) }
        }
    }

    private func checked(
        _ broker: BrokerID, _ epoch: BrokerEpoch, _ address: NodeAddress,
        _ result: Result<ByteBuffer, PeerFailure>
    ) {
        let outcome: BrokerChecks.Outcome =
            switch result {
            case .success, .failure(.unsupported), .failure(.malformed): .answered
            case .failure(.refused): .refused
            case .failure(.unreachable), .failure(.disconnected), .failure(.timedOut), .failure(.closed):
                .unclear
            }
        let metadata: Logger.Metadata = [
            "broker": "\(broker)", "address": "\(address)", "outcome": "\(outcome)",
        ]
        if active != nil, outcome == .refused {
            logger.info("A broker's process has ended: nobody listens there any more", metadata: metadata)
        } else {
            logger.debug("Looked after a broker that may have died", metadata: metadata)
        }
        step(.checked(broker, epoch, outcome))
    }
}
