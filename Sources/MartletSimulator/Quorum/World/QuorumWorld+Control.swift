import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft

/// From the log to the image, and from there to those who decide and report.
extension QuorumWorld {
    // MARK: - The image

    mutating func apply(_ batches: [CommittedBatch], at node: SimulatedNode<Member>) {
        for batch in batches {
            do throws(MetadataError) {
                for record in batch.records { try node.control.image.apply(record.value) }
            } catch {
                return checkers.fail(
                    "NobodyHalts", "\(node.id) cannot apply the batch that ends at \(batch.upTo): \(error)")
            }
            node.control.image.advance(through: batch.upTo - 1, epoch: batch.epoch)
            metadata.applied(node.id, node.control.image)
        }
        applied(at: node)
        if let end = batches.last?.upTo { step(node, ActiveController.Input.committed(upTo: end)) }
    }

    mutating func load(_ image: ClusterImage, at node: SimulatedNode<Member>) {
        log("\(node.id) loads a snapshot that ends at \(image.offset + 1)")
        node.control.image = image
        metadata.applied(node.id, image)
        applied(at: node)
    }

    private mutating func applied(at node: SimulatedNode<Member>) {
        let image = node.control.image
        step(
            node,
            BrokerLifecycle.Input.applied(
                through: image.offset, registration: image.brokers[node.id], version: image.metadataVersion))
    }

    // MARK: - Deciding

    mutating func lead(_ epoch: LeaderEpoch, _ node: SimulatedNode<Member>) {
        log("\(node.id) is the active controller of epoch \(epoch)")
        var effects: [ActiveController.Effect] = []
        node.control.active = ActiveController(
            epoch: epoch, cluster: ControlSettings.cluster, image: node.control.image, bootstrap: [],
            decisions: control.decisions, timing: control.timing,
            random: SeededGenerator(seed: random.next()), at: moment(node), effects: &effects)
        carryOut(effects, of: node)
        locate(node.id, for: node)
    }

    mutating func follow(_ leader: BrokerID?, _ node: SimulatedNode<Member>) {
        if node.control.active != nil {
            var effects: [ActiveController.Effect] = []
            node.control.active?.step(.deposed, at: moment(node), effects: &effects)
            node.control.active = nil
            carryOut(effects, of: node)
        }
        locate(leader == node.id ? nil : leader, for: node)
    }

    private mutating func locate(_ controller: BrokerID?, for node: SimulatedNode<Member>) {
        guard controller != node.control.controller else { return }
        node.control.controller = controller
        if controller != nil { step(node, BrokerLifecycle.Input.controllerFound) }
    }

    private func moment(_ node: SimulatedNode<Member>) -> ActiveController.Moment {
        let view = node.member.view
        return .init(
            uptime: node.clock.local(now), logEnd: view?.endOffset ?? 0,
            quorum: QuorumFeatures(voters: view?.voters.ids ?? [], kraftVersion: view?.kraftVersion ?? 0))
    }

    mutating func step(_ node: SimulatedNode<Member>, _ input: ActiveController.Input) {
        guard node.isUp, node.control.active != nil else { return }
        var effects: [ActiveController.Effect] = []
        node.control.active?.step(input, at: moment(node), effects: &effects)
        carryOut(effects, of: node)
    }

    /// What an append leads to comes before everything else.
    private mutating func carryOut(_ effects: [ActiveController.Effect], of node: SimulatedNode<Member>) {
        var effects = effects[...]
        var answers: [(ControllerRequestID, ControllerReply)] = []
        var outputs: [MemberOutput<Member>] = []
        while let effect = effects.popFirst() {
            switch effect {
            case .append(let records):
                var outcome = ActiveController.Input.appendFailed(.refused)
                if let epoch = node.control.active?.epoch,
                    let appended = node.member.append(records, epoch: epoch, now: node.clock.local(now))
                {
                    outputs += appended.outputs
                    outcome = .appended(upTo: appended.end)
                }
                if node.member.hasLostPower { return finish(node, []) }
                var more: [ActiveController.Effect] = []
                node.control.active?.step(outcome, at: moment(node), effects: &more)
                effects = (more + effects)[...]
            case .answer(let id, let reply, _): answers.append((id, reply))
            case .check(let broker, let epoch, _):
                let question = BrokerQuestion(node: node, incarnation: node.incarnation, broker, epoch)
                if let delay = arrival(from: node.id, to: broker) {
                    schedule(.check(question), after: delay)
                } else {
                    schedule(.checked(question, .unclear), after: Self.checkTimeout)
                }
            case .raiseKRaftVersion: preconditionFailure("nobody here asks for a version of the quorum")
            }
        }
        for (id, reply) in answers { answer(id, reply, from: node) }
        if !outputs.isEmpty { finish(node, outputs) }
    }

    // MARK: - Looking after brokers

    /// An active controller that wants to know whether a broker's process is there.
    struct BrokerQuestion {
        var node: SimulatedNode<Member>
        var incarnation: Int
        var broker: BrokerID
        var epoch: BrokerEpoch

        init(node: SimulatedNode<Member>, incarnation: Int, _ broker: BrokerID, _ epoch: BrokerEpoch) {
            (self.node, self.incarnation, self.broker, self.epoch) = (node, incarnation, broker, epoch)
        }
    }

    private static var checkTimeout: Duration { .seconds(1) }

    /// The question has come to the broker's machine.
    mutating func check(_ question: BrokerQuestion) {
        guard let broker = node(question.broker), broker.hasPower, now >= broker.pausedUntil,
            let delay = arrival(from: broker.id, to: question.node.id)
        else { return schedule(.checked(question, .unclear), after: Self.checkTimeout) }
        schedule(.checked(question, broker.isUp ? .answered : .refused), after: delay)
    }

    /// Who dies breaks the connection over which it reports.
    mutating func suspect(_ broker: SimulatedNode<Member>) {
        guard let epoch = broker.control.lifecycle?.epoch, let id = broker.control.controller,
            let controller = node(id), let delay = arrival(from: broker.id, to: id)
        else { return }
        let question = BrokerQuestion(
            node: controller, incarnation: controller.incarnation, broker.id, epoch)
        schedule(.suspected(question), after: delay)
    }

    // MARK: - Asking

    /// Asks whom the node takes for the active controller, once.
    mutating func ask(
        _ node: SimulatedNode<Member>, _ request: ControllerRequest, _ purpose: NodeControl.Purpose
    ) {
        lastAsk = AskID(lastAsk.rawValue + 1)
        let id = lastAsk
        node.control.asked[id] = purpose
        guard let controller = node.control.controller else {
            return schedule(
                .answer(to: node, incarnation: node.incarnation, id, nil), after: .milliseconds(1))
        }
        let event = Event.ask(
            .init(node: node.id, incarnation: node.incarnation, ask: id), to: controller, request)
        if controller == node.id { return schedule(event, after: .zero) }
        if let delay = arrival(from: node.id, to: controller) { schedule(event, after: delay) }
    }

    /// Nil: the message is lost. None of these comes twice: they travel over connections.
    mutating func arrival(from: BrokerID, to: BrokerID) -> Duration? {
        switch network.fate(from: from, to: to, &random) {
        case .vanishes: nil
        case .arrives(let delays): delays.first
        }
    }

    mutating func asked(
        _ origin: NodeControl.Origin, _ node: SimulatedNode<Member>, _ request: ControllerRequest
    ) {
        guard node.control.active != nil else {
            return answer(origin, request.refused(.notController, "not the active controller"), from: node)
        }
        let id = node.control.nextRequest(from: origin)
        step(node, ActiveController.Input.requested(id, request))
    }

    private mutating func answer(
        _ id: ControllerRequestID, _ reply: ControllerReply, from node: SimulatedNode<Member>
    ) {
        guard let origin = node.control.origins.removeValue(forKey: id) else {
            preconditionFailure("the active controller answers what it was asked")
        }
        answer(origin, reply, from: node)
    }

    mutating func answer(
        _ origin: NodeControl.Origin, _ reply: ControllerReply?, from node: SimulatedNode<Member>
    ) {
        guard let asker = self.node(origin.node) else { return }
        let delay = asker.id == node.id ? .zero : arrival(from: node.id, to: asker.id)
        guard let delay else { return }
        schedule(.answer(to: asker, incarnation: origin.incarnation, origin.ask, reply), after: delay)
    }

    mutating func answered(_ node: SimulatedNode<Member>, _ id: AskID, _ reply: ControllerReply?) {
        switch node.control.asked.removeValue(forKey: id) {
        case .lifecycle(let call):
            switch reply?.message {
            case let answer as BrokerRegistrationResponse where answer.errorCode != .notController:
                log("\(node.id) is answered: \(answer.errorCode), broker epoch \(answer.brokerEpoch)")
                step(node, BrokerLifecycle.Input.registrationAnswered(call, answer))
            case let answer as BrokerHeartbeatResponse where answer.errorCode != .notController:
                step(node, BrokerLifecycle.Input.heartbeatAnswered(call, answer))
            default: step(node, BrokerLifecycle.Input.callFailed(call))
            }
        case .client(let number): clientAnswers.append((number, reply))
        case nil: break
        }
    }

    // MARK: - Brokers

    mutating func step(_ node: SimulatedNode<Member>, _ input: BrokerLifecycle.Input) {
        guard node.isUp, node.control.lifecycle != nil else { return }
        var effects: [BrokerLifecycle.Effect] = []
        node.control.lifecycle?.step(
            input, now: node.clock.local(now), random: &random, effects: &effects)
        for effect in effects {
            switch effect {
            case .register(let call, let request):
                ask(node, .brokerRegistration(request), .lifecycle(call))
            case .heartbeat(let call, let request): ask(node, .brokerHeartbeat(request), .lifecycle(call))
            case .recover:
                schedule(
                    .recovered(node, incarnation: node.incarnation), after: milliseconds(0...300))
            // What these brokers hold nobody looks at: none is trusted after a crash.
            case .keepEpoch: preconditionFailure("no epoch is kept")
            case .serve: log("broker \(node.id) is in service")
            case .noteFenced: log("broker \(node.id) is fenced")
            case .noteUnfenced: log("broker \(node.id) is taken back")
            case .stop: stop(node, cleanly: true)
            case .fail: stop(node, cleanly: false)
            }
        }
    }

    /// The process ends by itself, and is started again.
    private mutating func stop(_ node: SimulatedNode<Member>, cleanly: Bool) {
        node.cleanEpoch = cleanly ? node.control.lifecycle?.epoch : nil
        log("broker \(node.id) stops")
        crash(node, power: false)
        schedule(.start(node), after: milliseconds(5...1_500))
    }
}
