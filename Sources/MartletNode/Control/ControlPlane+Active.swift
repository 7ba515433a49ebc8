import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft

/// Being, or not being, the active controller.
extension ControlPlane {
    private var moment: ActiveController.Moment {
        .init(
            uptime: uptime, logEnd: driver?.replica.log.endOffset ?? 0,
            quorum: QuorumFeatures(
                voters: driver?.replica.voters.ids ?? [],
                kraftVersion: driver?.replica.history.kraftVersion ?? 0))
    }

    /// This node leads, and `image` has everything that was decided before.
    func lead(_ epoch: LeaderEpoch) {
        guard let driver else { return }
        logger.info("This node is the active controller", metadata: ["epoch": "\(epoch)"])
        var timing = ControllerTiming(settings.configuration)
        // Nobody follows whom such records could tell something.
        if driver.replica.voters.isOnlyVoter(driver.replica.key) { timing.idleInterval = nil }
        var effects: [ActiveController.Effect] = []
        active = ActiveController(
            epoch: epoch, cluster: cluster, image: image, bootstrap: bootstrap, decisions: decisions,
            timing: timing, random: environment.makeGenerator(), at: moment,
            effects: &effects)
        carryOut(effects)
        locate(.here)
    }

    private var cluster: ActiveController.Cluster {
        .init(
            id: settings.clusterID,
            own: settings.configuration.roles.isBroker
                ? .init(broker: settings.nodeID, incarnationID: incarnationID) : nil)
    }

    /// Another leads, or nobody that is known.
    func follow(_ epoch: LeaderEpoch, _ leader: BrokerID?) {
        depose()
        guard let leader, leader != settings.nodeID, let endpoint = driver?.endpoint(of: leader) else {
            return locate(.unknown)
        }
        logger.debug(
            "Another node is the active controller", metadata: ["node": "\(leader)", "epoch": "\(epoch)"])
        locate(.at(leader, NodeAddress(host: endpoint.host, port: endpoint.port)))
    }

    private func locate(_ location: ControllerLocation) {
        guard location != calls.location else { return }
        step(.located(location))
        guard location != .unknown else { return goOnStopping() }
        step(BrokerLifecycle.Input.controllerFound)
        introduce()
    }

    /// The term is over: whoever still waits asks elsewhere.
    func depose() {
        guard active != nil else { return }
        logger.info("This node is no more the active controller")
        var effects: [ActiveController.Effect] = []
        active?.step(.deposed, at: moment, effects: &effects)
        active = nil
        for case .answer(let id, let reply, _) in effects { refuse(id, reply) }
    }

    private func refuse(_ id: ControllerRequestID, _ reply: ControllerReply) {
        switch origins.removeValue(forKey: id) {
        case .remote(let asker): asker.notController(reply.message, logger)
        case .asked(let attempt): step(.failed(id, attempt: attempt))
        case .lifecycle(let call): step(BrokerLifecycle.Input.callFailed(call))
        case nil: preconditionFailure("the active controller answers what it was asked")
        }
    }

    // MARK: - Deciding

    /// Brings a request before this node's own active controller.
    func decide(_ id: ControllerRequestID, _ request: ControllerRequest, _ origin: Origin) {
        origins[id] = origin
        step(.requested(id, request))
    }

    func step(_ input: ActiveController.Input) {
        guard active != nil else { return }
        var effects: [ActiveController.Effect] = []
        active?.step(input, at: moment, effects: &effects)
        carryOut(effects)
    }

    /// What an append leads to comes before everything else.
    private func carryOut(_ effects: [ActiveController.Effect]) {
        var effects = effects[...]
        var answers: [ActiveController.Effect] = []
        var outputs: [QuorumOutput] = []
        while let effect = effects.popFirst() {
            switch effect {
            case .append(let records):
                guard let outcome = append(records, &outputs) else { return }
                var more: [ActiveController.Effect] = []
                active?.step(outcome, at: moment, effects: &more)
                effects = (more + effects)[...]
            case .answer: answers.append(effect)
            case .check(let broker, let epoch, let listeners): check(broker, epoch, at: listeners)
            case .raiseKRaftVersion(let id, _):
                // There is but one to which a quorum is raised.
                run { $0.step(.changeRequested(QuorumRequestID(id.rawValue), .upgrade)) }
            }
        }
        for case .answer(let id, let reply, let end) in answers { decided(id, reply, end) }
        perform(outputs)
    }

    /// Nil: the log cannot be used any more.
    private func append(
        _ records: [VersionedRecord], _ outputs: inout [QuorumOutput]
    ) -> ActiveController.Input? {
        guard let driver, let epoch = active?.epoch else { return .appendFailed(.refused) }
        do throws(MetadataLogError) {
            let appended = try driver.append(
                records, epoch: epoch, now: uptime, time: environment.clock.now())
            outputs += appended.outputs
            return .appended(upTo: appended.offsets.upperBound)
        } catch {
            switch error {
            case .storage(.full(let path)) where error.leavesLogIntact:
                logger.error("The disk is full: a change was refused", metadata: ["file": "\(path)"])
                return .appendFailed(.noRoom)
            case .tooLargeTogether: return .appendFailed(.tooLarge)
            case _ where error.leavesLogIntact:
                logger.error("A change does not fit the metadata log", metadata: ["error": "\(error)"])
                return .appendFailed(.refused)
            default:
                halt("\(error)")
                return nil
            }
        }
    }

    /// Committed, or nothing to commit. Another node is answered at once; what this node has asked is
    /// answered when its shards know what the answer speaks of.
    private func decided(_ id: ControllerRequestID, _ reply: ControllerReply, _ end: Offset) {
        switch origins.removeValue(forKey: id) {
        case .remote(let asker): asker.answer(reply.message, logger)
        case .asked:
            let isWaiting = publication.wait(for: end) {
                self.run { $0.finish(id, reply.message) }
            }
            if !isWaiting { finish(id, reply.message) }
        case .lifecycle(let call): lifecycleAnswered(call, reply.message)
        case nil: preconditionFailure("the active controller answers what it was asked")
        }
    }
}
