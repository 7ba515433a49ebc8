import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import NIOCore

/// What this node has asked the leader of the quorum.
struct Asked: Sendable {
    var question: ControllerQuestion
    /// In which the answer is told to whoever asked.
    var version: Int16
    /// Nil: nobody is going to answer.
    var done: @Sendable ((any ResponseMessage)?) -> Void
}

/// Who is to be answered by this node's active controller, or its replica of the quorum.
enum Origin: Sendable {
    /// This node, with this attempt of `ControllerCalls`.
    case asked(attempt: Int)
    case lifecycle(BrokerLifecycle.CallID)
    /// Another node, or whoever else came to the controller's listener.
    case remote(RemoteAsker)
}

/// Asking the leader of the quorum, wherever it is.
extension ControlPlane {
    func nextRequest() -> ControllerRequestID {
        lastRequest = ControllerRequestID(lastRequest.rawValue + 1)
        return lastRequest
    }

    /// Asks a client's question; `done` is called on the control loop, when this node's shards know what the
    /// answer speaks of if the answer is this node's own. It gets nil if the node stops or cannot go on.
    func ask(
        _ question: ControllerQuestion, version: Int16,
        done: @escaping @Sendable ((any ResponseMessage)?) -> Void
    ) {
        if isFinishing { return done(nil) }
        ask(question, version: version, .forwarded, done)
    }

    /// As `ask`, for a client or for this node itself.
    func ask(
        _ question: ControllerQuestion, version: Int16, _ manner: ControllerCalls.Manner,
        _ done: @escaping @Sendable ((any ResponseMessage)?) -> Void
    ) {
        guard let driver, !driver.isHalted else { return done(nil) }
        let id = nextRequest()
        asked[id] = Asked(question: question, version: version, done: done)
        step(.asked(id, manner, deadline: uptime + settings.configuration.session.requestTimeout))
    }

    func finish(_ id: ControllerRequestID, _ answer: any ResponseMessage) {
        step(.answered(id))
        asked.removeValue(forKey: id)?.done(answer)
        goOnStopping()
    }

    func step(_ input: ControllerCalls.Input) {
        var effects: [ControllerCalls.Effect] = []
        calls.step(input, now: uptime, effects: &effects)
        for effect in effects {
            switch effect {
            case .decideHere(let id, let attempt): decideHere(id, attempt)
            case .send(let id, let attempt, let address, let manner, let timeout):
                send(id, attempt, to: address, manner, timeout)
            case .giveUp(let id):
                guard let gone = asked.removeValue(forKey: id) else { continue }
                gone.done(gone.question.refused(.requestTimedOut, "The controller did not answer in time."))
                goOnStopping()
            case .abandon(let id): asked.removeValue(forKey: id)?.done(nil)
            }
        }
    }

    private func decideHere(_ id: ControllerRequestID, _ attempt: Int) {
        guard let asked = asked[id] else { return }
        if case .decide(let request) = asked.question {
            decide(id, request, .asked(attempt: attempt))
        } else if let request = asked.question.quorumRequest {
            askReplica(id, request, asked.version, .asked(attempt: attempt))
        }
    }

    // MARK: - Another node

    private func send(
        _ id: ControllerRequestID, _ attempt: Int, to address: NodeAddress, _ manner: ControllerCalls.Manner,
        _ timeout: Duration
    ) {
        guard let asked = asked[id] else { return }
        let frame: ByteBuffer
        let number = nextCorrelationID()
        do throws(EncodeError) {
            let inner = try asked.question.encoded(
                version: asked.version, correlationID: number, clientID: clientID)
            switch manner {
            case .own: frame = inner
            case .forwarded:
                // Without authentication everybody is nobody in particular, and comes from nowhere.
                let envelope = EnvelopeRequest(
                    requestData: inner, requestPrincipal: nil, clientHostAddress: ByteBuffer())
                frame = try envelope.frame(version: 0, correlationID: number, clientID: clientID)
            }
        } catch {
            logger.error(
                "A request to the active controller cannot be written",
                metadata: ["api": "\(asked.question.apiKey)", "error": "\(error)"])
            finish(id, asked.question.refused(.unknownServerError, "The request could not be forwarded."))
            return
        }
        let channel: PeerChannel = manner == .own ? .requests : .forwarding
        environment.peers.send(frame, to: address, on: channel, timeout: timeout) { result in
            self.run { $0.answered(id, attempt, manner, address, result) }
        }
    }

    private func answered(
        _ id: ControllerRequestID, _ attempt: Int, _ manner: ControllerCalls.Manner, _ address: NodeAddress,
        _ result: Result<ByteBuffer, PeerFailure>
    ) {
        guard let asked = asked[id] else { return }
        do {
            let frame = try result.get()
            let inner = manner == .own ? frame : try Self.unwrapped(frame)
            let answer = try asked.question.decodeAnswer(inner, version: asked.version)
            if answer.isFromFollower || (manner == .own && answer.isFromNoController) {
                step(.failed(id, attempt: attempt))
            } else {
                finish(id, answer)
            }
        } catch {
            logger.debug(
                "The active controller did not answer",
                metadata: [
                    "controller": "\(address)", "api": "\(asked.question.apiKey)", "error": "\(error)",
                ])
            step(.failed(id, attempt: attempt))
        }
    }

    /// The response in an envelope.
    private static func unwrapped(_ frame: ByteBuffer) throws -> ByteBuffer {
        var reader = ProtocolReader(frame)
        _ = try ResponseHeader.decode(from: &reader, apiKey: .envelope, version: 0)
        let envelope = try EnvelopeResponse(from: &reader, version: 0)
        guard envelope.errorCode == .none, let inner = envelope.responseData else {
            throw EnvelopeRefused(errorCode: envelope.errorCode)
        }
        return inner
    }

    private struct EnvelopeRefused: Error {
        var errorCode: ErrorCode
    }
}

extension ResponseMessage {
    /// Says that its sender is not the active controller.
    var isFromNoController: Bool {
        switch self {
        case let body as AllocateProducerIdsResponse: body.errorCode == .notController
        case let body as ControllerRegistrationResponse: body.errorCode == .notController
        case let body as BrokerRegistrationResponse: body.errorCode == .notController
        case let body as BrokerHeartbeatResponse: body.errorCode == .notController
        case let body as AlterPartitionResponse: body.errorCode == .notController
        case let body as AssignReplicasToDirsResponse: body.errorCode == .notController
        case let body as HandOverLeadershipResponse: body.errorCode == .notController
        default: false
        }
    }
}
