import MartletMetadata
import MartletModel
import MartletRaft

/// A few nodes, a network, and what happens to them: all of it in one thread, and drawn from one seed.
struct QuorumWorld<Member: QuorumMember> {
    enum Event {
        case tick(SimulatedNode<Member>, incarnation: Int)
        case request(from: BrokerID, incarnation: Int, QuorumCallID, to: BrokerID, Member.Request)
        case reply(to: SimulatedNode<Member>, incarnation: Int, QuorumCallID, Member.Reply, from: BrokerID)
        case fail(SimulatedNode<Member>, incarnation: Int, QuorumCallID, of: BrokerID)
        case job(SimulatedNode<Member>, incarnation: Int, Member.Job)
        /// A question for the active controller, and its answer; nil: it was not reached.
        case ask(NodeControl.Origin, to: BrokerID, ControllerRequest)
        case answer(to: SimulatedNode<Member>, incarnation: Int, AskID, ControllerReply?)
        /// Whether a broker's process is there.
        case suspected(BrokerQuestion)
        case check(BrokerQuestion)
        case checked(BrokerQuestion, BrokerChecks.Outcome)
        /// A broker's logs are open.
        case recovered(SimulatedNode<Member>, incarnation: Int)
        case start(SimulatedNode<Member>)
        /// Whoever leads is killed, not long after it began to.
        case kill(SimulatedNode<Member>, incarnation: Int)
        case client
        case writeSnapshot(SimulatedNode<Member>)
        case fault
        case calm
    }

    let nodes: [SimulatedNode<Member>]
    let byID: [BrokerID: SimulatedNode<Member>]
    var network = SimulatedNetwork()
    var random: SeededGenerator
    var checkers: QuorumCheckers
    var metadata = MetadataCheckers()
    var control = ControlSettings()
    private(set) var now: Duration = .zero
    private(set) var eventCount = 0
    var queue = EventQueue<Event>()
    private var lastRequest: UInt64 = 0
    var lastAsk: AskID = 0
    /// How many more leaders are killed, and after how many microseconds.
    var hunt: (count: Int, after: ClosedRange<Int>)?
    let trace: Trace?
    /// Answers to changes of members that were asked for.
    var changeAnswered: [(QuorumRequestID, ErrorCode)] = []
    /// Answers to what clients asked; nil: there is none.
    var clientAnswers: [(UInt64, ControllerReply?)] = []

    /// Hears what happens, and of each message, if it wants to.
    struct Trace {
        var tellsMessages: Bool
        var tell: (String) -> Void
    }

    init(
        _ nodes: [SimulatedNode<Member>], random: SeededGenerator, checkers: QuorumCheckers,
        trace: Trace?
    ) {
        self.nodes = nodes
        byID = Dictionary(uniqueKeysWithValues: nodes.map { ($0.id, $0) })
        self.random = random
        self.checkers = checkers
        self.trace = trace
    }

    func node(_ id: BrokerID) -> SimulatedNode<Member>? { byID[id] }

    func log(_ line: @autoclosure () -> String) {
        guard let trace else { return }
        let microseconds = SimulatedClock.microseconds(now)
        let fraction = String(microseconds % 1_000_000 + 1_000_000).dropFirst()
        trace.tell("\(microseconds / 1_000_000).\(fraction) \(line())")
    }

    private func logMessage(_ line: @autoclosure () -> String) {
        if trace?.tellsMessages == true { log(line()) }
    }

    /// What must not be, if anything was found.
    var violations: [QuorumCheckers.Violation] { checkers.violations + metadata.violations }

    mutating func schedule(_ event: Event, after delay: Duration) {
        queue.insert(event, at: now + delay)
    }

    mutating func milliseconds(_ range: ClosedRange<Int>) -> Duration {
        .milliseconds(Int.random(in: range, using: &random))
    }

    /// The next thing that happens until then; nil: nothing more.
    mutating func nextEvent(until end: Duration) -> Event? {
        guard let time = queue.nextTime, time <= end, let next = queue.removeFirst() else { return nil }
        now = next.time
        eventCount += 1
        return next.event
    }

    // MARK: - What happens

    mutating func deliver(_ event: Event) {
        switch event {
        case .tick(let node, let incarnation):
            guard node.incarnation == incarnation, node.tickAt == now else { return }
            node.tickAt = nil
            if isPaused(node, event) { return }
            tick(node)
        case .request(let from, let incarnation, let call, let to, let request):
            deliver(request, call, from: from, incarnation, to: to, event)
        case .reply(let node, let incarnation, let call, let reply, let from):
            guard node.incarnation == incarnation, !isPaused(node, event) else { return }
            logMessage("\(node.id) ← \(from): \(Member.describe(reply))")
            step(node, .replied(call, reply))
        case .fail(let node, let incarnation, let call, let of):
            guard node.incarnation == incarnation, !isPaused(node, event) else { return }
            logMessage("\(node.id) ✗ \(of): connection refused or lost")
            step(node, .callFailed(call))
        case .job(let node, let incarnation, let job):
            guard node.incarnation == incarnation, !isPaused(node, event) else { return }
            step(node, .finished(job))
        case .ask(let origin, let to, let request): deliver(request, origin, to: to, event)
        case .answer(let node, let incarnation, let id, let reply):
            guard node.incarnation == incarnation, !isPaused(node, event) else { return }
            answered(node, id, reply)
            rearm(node)
        case .suspected(let question):
            guard question.node.incarnation == question.incarnation, !isPaused(question.node, event) else {
                return
            }
            step(question.node, ActiveController.Input.suspected(question.broker, question.epoch))
            rearm(question.node)
        case .check(let question): check(question)
        case .checked(let question, let outcome):
            guard question.node.incarnation == question.incarnation, !isPaused(question.node, event) else {
                return
            }
            step(question.node, ActiveController.Input.checked(question.broker, question.epoch, outcome))
            rearm(question.node)
        case .recovered(let node, let incarnation):
            guard node.incarnation == incarnation, !isPaused(node, event) else { return }
            step(node, BrokerLifecycle.Input.recovered)
            rearm(node)
        case .start(let node): start(node)
        case .kill(let node, let incarnation):
            guard node.incarnation == incarnation else { return }
            crash(node, power: random.happens(0.2))
            schedule(.start(node), after: milliseconds(5...600))
        case .client, .writeSnapshot, .fault, .calm: break
        }
    }

    mutating func tick(_ node: SimulatedNode<Member>) {
        let local = node.clock.local(now)
        func isDue(_ deadline: Duration?) -> Bool { deadline.map { $0 <= local } ?? false }
        if isDue(node.member.nextDeadline) { step(node, MemberInput<Member>.ticked) }
        if isDue(node.control.active?.nextDeadline) { step(node, ActiveController.Input.ticked) }
        if isDue(node.control.lifecycle?.nextDeadline) { step(node, BrokerLifecycle.Input.ticked) }
        rearm(node)
    }

    private mutating func deliver(
        _ request: ControllerRequest, _ origin: NodeControl.Origin, to: BrokerID, _ event: Event
    ) {
        guard let node = byID[to], node.isUp else {
            guard let caller = byID[origin.node], let delay = refusal(by: to, of: origin.node) else { return }
            return schedule(
                .answer(to: caller, incarnation: origin.incarnation, origin.ask, nil), after: delay)
        }
        if isPaused(node, event) { return }
        asked(origin, node, request)
        rearm(node)
    }

    /// What comes while a node stands still waits for it.
    private mutating func isPaused(_ node: SimulatedNode<Member>, _ event: Event) -> Bool {
        guard now < node.pausedUntil else { return false }
        if case .tick = event { node.tickAt = node.pausedUntil }
        queue.insert(event, at: node.pausedUntil)
        return true
    }

    private mutating func deliver(
        _ request: Member.Request, _ call: QuorumCallID, from: BrokerID, _ incarnation: Int, to: BrokerID,
        _ event: Event
    ) {
        guard let node = byID[to], node.isUp else {
            if let caller = byID[from], let delay = refusal(by: to, of: from) {
                schedule(.fail(caller, incarnation: incarnation, call, of: to), after: delay)
            }
            return
        }
        if isPaused(node, event) { return }
        logMessage("\(to) ← \(from): \(Member.describe(request))")
        lastRequest += 1
        let id = QuorumRequestID(lastRequest)
        node.pending[id] = .init(from: from, incarnation: incarnation, call: call, request: request)
        step(node, .requested(id, request))
    }

    /// A process that is gone has its connections refused; a machine that is off says nothing.
    private mutating func refusal(by id: BrokerID, of caller: BrokerID) -> Duration? {
        guard let node = byID[id], node.hasPower else { return nil }
        return arrival(from: id, to: caller)
    }

    mutating func start(_ node: SimulatedNode<Member>) {
        guard !node.isUp else { return }
        log("\(node.id) starts")
        (node.isUp, node.hasPower) = (true, true)
        node.incarnation += 1
        node.diskBusyUntil = now
        node.longJobsUntil = now
        node.pausedUntil = now
        let local = node.clock.local(now)
        let outputs = node.member.start(now: local, random: SeededGenerator(seed: random.next()))
        checkers.started(node.id)
        if node.isBroker {
            node.control.lifecycle = control.lifecycle(
                of: node.id, incarnation: Uuid.random(using: &random), previousEpoch: node.cleanEpoch ?? .none
            )
            node.cleanEpoch = nil
        }
        finish(node, outputs)
        // Whom it followed before it follows again, without a word.
        if let view = node.member.view, view.role == .follower { follow(view.leader, node) }
        step(node, BrokerLifecycle.Input.started)
        rearm(node)
    }

    mutating func crash(_ node: SimulatedNode<Member>, power: Bool) {
        guard node.isUp else { return }
        log("\(node.id) \(power ? "loses power" : "is killed")")
        (node.isUp, node.hasPower) = (false, !power)
        node.incarnation += 1
        node.tickAt = nil
        if !power { suspect(node) }
        node.control = NodeControl()
        node.outputs = []
        for (_, pending) in node.pending.sorted(by: { $0.key < $1.key }) {
            guard let caller = byID[pending.from], let delay = refusal(by: node.id, of: caller.id)
            else { continue }
            schedule(.fail(caller, incarnation: pending.incarnation, pending.call, of: node.id), after: delay)
        }
        node.pending = [:]
        node.member.crash(power: power, &random)
        checkers.stopped(node.id)
    }
}
