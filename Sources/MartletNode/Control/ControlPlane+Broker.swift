import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import MartletReplication
import MartletStorage
import NIOCore

/// The broker's role: its standing with the active controller, and what hangs on it.
struct BrokerPart: Sendable {
    var lifecycle: BrokerLifecycle
    /// What the partitions that are led here want of the active controller.
    var proposals = ProposalQueue()
    /// Where replicas of this broker are, as long as metadata says otherwise.
    var reports = DirectoryReports()
    /// Called once, when clients can be served or cannot ever be.
    var ready: (@Sendable (NodeError?) -> Void)?
    /// Called once, when all logs that were there at the start are open.
    var recovered: (@Sendable () -> Void)?
    /// Called once, when nobody counts on this broker any more.
    var stopped: (@Sendable () -> Void)?
}

extension ControlPlane {
    func step(_ input: BrokerLifecycle.Input) {
        guard broker != nil else { return }
        var effects: [BrokerLifecycle.Effect] = []
        broker?.lifecycle.step(input, now: uptime, random: &random, effects: &effects)
        for effect in effects {
            switch effect {
            case .register(let call, let request): ask(call, .brokerRegistration(request))
            case .heartbeat(let call, let request): ask(call, .brokerHeartbeat(request))
            case .keepEpoch(let epoch): keep(epoch)
            case .recover: recover()
            case .serve: serve()
            case .noteFenced:
                logger.warning("The active controller has fenced this broker: it leads nothing any more")
            case .noteUnfenced: logger.info("The active controller has taken this broker back")
            case .stop: broker?.stopped.take()?()
            case .fail(let errorCode): fail(.notRegistered(reason: "\(errorCode)"))
            }
        }
    }

    /// One try: the lifecycle tries again when its time comes.
    private func ask(_ call: BrokerLifecycle.CallID, _ request: ControllerRequest) {
        switch calls.location {
        case .unknown:
            // Later: the lifecycle is in the midst of a step.
            run { $0.step(BrokerLifecycle.Input.callFailed(call)) }
        case .here:
            let id = nextRequest()
            run { plane in
                guard plane.active != nil else { return plane.step(BrokerLifecycle.Input.callFailed(call)) }
                plane.decide(id, request, .lifecycle(call))
            }
        case .at(_, let address):
            send(ControllerQuestion.decide(request), to: address) { plane, answer in
                if let answer, !answer.isFromNoController {
                    plane.lifecycleAnswered(call, answer)
                } else {
                    plane.step(BrokerLifecycle.Input.callFailed(call))
                }
            }
        }
    }

    func lifecycleAnswered(_ call: BrokerLifecycle.CallID, _ answer: any ResponseMessage) {
        switch answer {
        case let answer as BrokerRegistrationResponse:
            if answer.errorCode != .none {
                logger.warning(
                    "The active controller does not register this broker",
                    metadata: ["error": "\(answer.errorCode)"])
            }
            step(BrokerLifecycle.Input.registrationAnswered(call, answer))
        case let answer as BrokerHeartbeatResponse:
            step(BrokerLifecycle.Input.heartbeatAnswered(call, answer))
        default: preconditionFailure("a broker registers and sends heartbeats, and nothing else")
        }
    }

    /// Sends a question of this node's own to another, once; `done` gets nil if there is no answer.
    private func send(
        _ question: ControllerQuestion, to address: NodeAddress,
        _ done: @escaping @Sendable (isolated ControlPlane, (any ResponseMessage)?) -> Void
    ) {
        let served = offered[address]?[question.apiKey] ?? question.versions
        let version = min(question.versions.upperBound, served.upperBound)
        guard
            let frame = try? question.encoded(
                version: version, correlationID: nextCorrelationID(), clientID: clientID)
        else { return run { done($0, nil) } }
        let timeout = settings.configuration.session.controllerRequestTimeout
        environment.peers.send(frame, to: address, on: .lifecycle, timeout: timeout) { result in
            self.run { plane in
                if case .failure(.unsupported(let served)) = result {
                    plane.note(served, of: question.apiKey, at: address)
                }
                done(plane, (try? result.get()).flatMap { try? question.decodeAnswer($0, version: version) })
            }
        }
    }

    // MARK: - Coming into service

    /// So that the next process can say that it has lost nothing, should this one have no time to.
    private func keep(_ epoch: BrokerEpoch) {
        runningJobs += 1
        environment.storageThreads.run { [directories] in
            let problems = directories.markEpoch(epoch)
            self.run { plane in
                for problem in problems {
                    plane.logger.warning(
                        "The broker's epoch could not be written down: after a crash it is not trusted",
                        metadata: ["error": "\(problem)"])
                }
                plane.step(BrokerLifecycle.Input.epochKept(epoch))
                plane.jobEnded()
            }
        }
    }

    /// The image has everything up to this broker's registration: its partitions' logs are opened.
    private func recover() {
        prepareDirectories { plane in
            let isAlone = plane.isOnlyBroker
            plane.beginPublishing {
                // Who else would lead meanwhile? The partitions join as they are open.
                if isAlone { self.run { $0.step(BrokerLifecycle.Input.recovered) } }
            } opened: {
                self.run { plane in
                    plane.broker?.recovered.take()?()
                    if !isAlone { plane.step(BrokerLifecycle.Input.recovered) }
                }
            }
        }
    }

    /// No other broker is in service.
    var isOnlyBroker: Bool {
        image.brokers.values.allSatisfy { $0.id == settings.nodeID || !$0.isActive }
    }

    /// Looks through the directories for what the image does not know, if that was not done when they were
    /// opened.
    private func prepareDirectories(_ then: @escaping @Sendable (isolated ControlPlane) -> Void) {
        guard !directories.areSorted else { return then(self) }
        environment.storageThreads.run { [directories, environment, settings, logger, image] in
            var generator = environment.makeGenerator()
            let result = Result { () throws(StorageError) in
                try directories.sort(by: image, nodeID: settings.nodeID, using: &generator)
            }
            self.run { plane in
                switch result {
                case .success(let leftovers):
                    directories.report(leftovers, image: image, nodeID: settings.nodeID, to: logger)
                    NodeStorage.remove(leftovers.deleted, environment, logger)
                    then(plane)
                case .failure(let error): plane.fail(.directoriesUnusable(cause: "\(error)"))
                }
            }
        }
    }

    /// The active controller has unfenced this broker. Clients may come when the shards know it.
    private func serve() {
        let ready = broker?.ready.take()
        let isWaiting = publication.wait(for: image.offset + 1) { ready?(nil) }
        if !isWaiting { ready?(nil) }
    }
}
