import MartletCoordination
import MartletModel
import MartletProtocol

/// One run.
struct GroupRun {
    enum Event {
        /// A process looks what there is to do.
        case wake(Int)
        case arrived(GroupCall, GroupRequest, version: Int16)
        case answered(GroupCall, GroupReply)
        /// The connection broke before the answer came.
        case broken(GroupCall)
        case found(process: Int, seat: Int)
        case loaded(Int)
        case committed(seat: Int, upTo: Offset)
        case ticked(Int)
        /// A coordinator of old hears that it is none any more.
        case resigned(Int)
        case start(slot: Int)
        case fault, calm
    }

    static let group = "g"
    /// Has offsets and no members.
    static let outsider = "h"

    let simulation: GroupSimulation
    var outcome = GroupSimulation.Outcome()
    var random: SeededGenerator
    var now: Duration = .zero
    var queue = EventQueue<Event>()
    var checkers = GroupCheckers()
    var topics = SimulatedTopics()
    var configuration = GroupConfiguration()
    var seats: [GroupSeat] = []
    var processes: [GroupProcess] = []
    /// The newest process of each slot; static members keep theirs.
    let slotCount: Int
    let hasStaticMembers: Bool
    let classicKind: GroupProcess.Kind
    /// How many of the processes that start are of the new protocol.
    var consumerShare: Double
    /// How much of what is sent is lost.
    var loss = 0.0
    /// Nothing is committed until then, and nothing taken if `refuses`.
    var stallsUntil: Duration = .zero
    var refuses = false
    var isCalm = false
    /// Everything below is committed: no coordinator forgets it.
    var committedEnd: Offset = 0
    var wasConsumer: Bool?

    init(_ simulation: GroupSimulation) {
        self.simulation = simulation
        random = SeededGenerator(seed: simulation.seed)
        slotCount = Int.random(in: 3...5, using: &random)
        hasStaticMembers = random.happens(0.4)
        classicKind = random.happens(0.5) ? .eager : .cooperative
        consumerShare = [0.0, 0.5, 1.0].randomElement(using: &random) ?? 0.5
        configuration.consumerSessionTimeout = .seconds(10)
        configuration.heartbeatIntervalMilliseconds = 2_000
        configuration.offsetExpiryInterval =
            simulation.sabotage == .looksForNoTopics ? .seconds(100_000) : .seconds(30)
        configuration.initialRebalanceDelay = .seconds(1)
        configuration.assignor = random.happens(0.5) ? .uniform : .range
    }

    // MARK: - The run

    mutating func go() {
        takeOver(from: [], after: .zero)
        for slot in 0..<slotCount { schedule(.start(slot: slot), after: milliseconds(0...5_000)) }
        schedule(.fault, after: .seconds(10))
        schedule(.calm, after: simulation.duration - simulation.bound)
        while let time = queue.nextTime, time <= simulation.duration, checkers.violation == nil {
            guard let (time, event) = queue.removeFirst() else { break }
            now = time
            outcome.events += 1
            perform(event)
            if let leader = seats.last, leader.state == .active, let image = leader.coordinator?.image {
                checkers.checkOwners(processes, image)
            }
        }
        if checkers.violation == nil { checkEnd() }
        outcome.coordinators = seats.count
        outcome.processes = processes.count
        outcome.records = Int(committedEnd.rawValue)
        if let violation = checkers.violation {
            log("\(violation.checker): \(violation.text)")
            outcome.failures = [
                .init(seed: simulation.seed, time: now, checker: violation.checker, text: violation.text)
            ]
        }
    }

    private mutating func checkEnd() {
        guard let leader = seats.last else { return }
        checkers.checkReplay(leader)
        if let image = leader.coordinator?.image { checkers.checkTopics(image, topics) }
        let state = leader.coordinator?.list(states: [], types: []).first { $0.groupId == Self.group }
        checkers.checkEnd(processes, topics.partitions, state: state?.groupState)
    }

    private mutating func perform(_ event: Event) {
        switch event {
        case .wake(let process): wake(process)
        case .arrived(let call, let request, let version): arrived(call, request, version)
        case .answered(let call, let reply):
            if !isLate(event, call.process) { hear(call, reply) }
        case .broken(let call):
            if !isLate(event, call.process) { isBroken(call) }
        case .found(let process, let seat):
            if isLate(event, process) { return }
            processes[process].call = nil
            processes[process].seat = seat
        case .loaded(let seat): loaded(seat)
        case .committed(let seat, let end): committed(seat, upTo: end)
        case .ticked(let seat): ticked(seat)
        case .resigned(let seat): resigned(seat)
        case .start(let slot): start(slot)
        case .fault:
            if isCalm { return }
            fault()
            schedule(.fault, after: milliseconds(500...8_000))
        case .calm: becomeCalm()
        }
    }

    /// A process that stands still gets it when it goes on.
    private mutating func isLate(_ event: Event, _ process: Int) -> Bool {
        guard processes[process].pausedUntil > now else { return false }
        queue.insert(event, at: processes[process].pausedUntil)
        return true
    }

    // MARK: - Means

    mutating func milliseconds(_ range: ClosedRange<Int64>) -> Duration {
        .milliseconds(Int64.random(in: range, using: &random))
    }

    mutating func schedule(_ event: Event, after delay: Duration) {
        queue.insert(event, at: now + delay)
    }

    /// Mostly soon, at times late.
    mutating func networkDelay() -> Duration {
        random.happens(0.03) ? milliseconds(100...2_000) : milliseconds(1...20)
    }

    func log(_ text: @autoclosure () -> String) {
        simulation.trace?("\(now)  \(text())")
    }

    // MARK: - Processes

    mutating func start(_ slot: Int) {
        let isStatic = hasStaticMembers && slot % 2 == 0
        let kind = random.happens(consumerShare) ? GroupProcess.Kind.consumer : classicKind
        let id = kind == .consumer ? Uuid.random(using: &random).description : ""
        processes.append(
            GroupProcess(
                slot: slot, kind: kind, instance: isStatic ? "static-\(slot)" : nil, memberID: id,
                sabotage: simulation.sabotage))
        log("process \(processes.count - 1) starts: \(kind), slot \(slot)\(isStatic ? ", static" : "")")
        schedule(.wake(processes.count - 1), after: .milliseconds(10))
    }

    private mutating func wake(_ index: Int) {
        guard processes[index].isAlive else { return }
        if isLate(.wake(index), index) { return }
        schedule(.wake(index), after: milliseconds(50...250))
        processes[index].read(&random)
        guard processes[index].call == nil, processes[index].retryAt <= now else { return }
        if processes[index].isLeaving, !processes[index].isMember { return die(index) }
        guard let seat = processes[index].seat else { return find(index) }
        guard
            let (request, version, purpose) = processes[index].next(
                now: now, topics: topics, acknowledged: checkers.acknowledged)
        else { return }
        var call = makeCall(index, seat, purpose)
        if case .commit(let offsets) = purpose { call.offsets = offsets }
        if random.happens(loss) {
            schedule(.broken(call), after: milliseconds(10...5_000))
        } else {
            let delay = networkDelay()
            schedule(.arrived(call, request, version: version), after: delay)
        }
    }

    private mutating func makeCall(_ index: Int, _ seat: Int, _ purpose: GroupProcess.Purpose) -> GroupCall {
        processes[index].lastNumber += 1
        processes[index].call = (processes[index].lastNumber, purpose)
        return GroupCall(process: index, seat: seat, number: processes[index].lastNumber)
    }

    private mutating func find(_ index: Int) {
        _ = makeCall(index, seats.count - 1, .find)
        let delay = milliseconds(5...300)
        schedule(.found(process: index, seat: seats.count - 1), after: delay)
    }

    mutating func die(_ index: Int) {
        log("process \(index) ends")
        processes[index].isAlive = false
        processes[index].loseEverything()
    }

    private mutating func isBroken(_ call: GroupCall) {
        guard processes[call.process].call?.number == call.number else { return }
        processes[call.process].call = nil
        processes[call.process].seat = nil
        processes[call.process].isUnsure = true
    }

    private mutating func hear(_ call: GroupCall, _ reply: GroupReply) {
        guard processes[call.process].isAlive, let current = processes[call.process].call,
            current.number == call.number
        else { return }
        processes[call.process].call = nil
        if case .consumerHeartbeat(let answer) = reply, answer.errorCode != .none {
            processes[call.process].isUnsure = true
        }
        let newID = Uuid.random(using: &random).description
        switch (reply, current.purpose) {
        case (.consumerHeartbeat(let answer), .leave) where answer.errorCode == .none:
            return die(call.process)
        case (.left, .leave): return die(call.process)
        case (.consumerHeartbeat(let answer), _): processes[call.process].hasHeard(answer, now: now)
        case (.joined(let answer), _): processes[call.process].hasJoined(answer, now: now)
        case (.synced(let answer), _): processes[call.process].hasSynced(answer, now: now)
        case (.heartbeat(let answer), _): processes[call.process].hasHeard(answer, now: now)
        case (.committed(let answer), .commit(let offsets)):
            let code = answer.topics.flatMap(\.partitions).first { $0.errorCode != .none }?.errorCode ?? .none
            processes[call.process].hasCommitted(offsets, code, now: now)
        case (.fetched(let answer), .fetch(let partitions, let known)):
            hasFetched(call.process, answer, partitions, known)
        default: break
        }
        // A member that is out comes back as another.
        if processes[call.process].kind == .consumer, !processes[call.process].isMember,
            current.purpose != .find, random.happens(0.5)
        {
            processes[call.process].forgetID(new: newID)
        }
    }

    /// Whether the coordinator that leads has it as one.
    private func isMember(_ id: String) -> Bool {
        guard let leader = seats.last, leader.state == .active,
            let group = leader.coordinator?.image.groups[Self.group]
        else { return false }
        if let consumer = group.consumer { return consumer.members[id] != nil }
        return group.classic?.members.contains { $0.memberId == id } ?? false
    }

    private mutating func hasFetched(
        _ index: Int, _ answer: OffsetFetchResponse.OffsetFetchResponseGroup, _ partitions: Set<PartitionKey>,
        _ known: [PartitionKey: Offset]
    ) {
        guard answer.errorCode == .none else { return processes[index].hasFailed(answer.errorCode, now: now) }
        // Whose place another has taken may still ask who does not know that yet.
        let isMember = isMember(processes[index].memberID)
        var found: [PartitionKey: Offset] = [:]
        for topic in answer.topics {
            for partition in topic.partitions {
                let key = PartitionKey(
                    topicID: SimulatedTopics.id(of: topic.name), partition: partition.partitionIndex)
                let offset = partition.committedOffset == .none ? nil : partition.committedOffset
                if isMember { checkers.isFetched(offset, of: key, known: known[key]) }
                found[key] = offset ?? 0
            }
        }
        processes[index].hasFetched(found, now: now)
    }
}
