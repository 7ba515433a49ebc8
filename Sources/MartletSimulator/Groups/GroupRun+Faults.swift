import MartletCoordination
import MartletModel
import MartletProtocol

/// What goes wrong.
extension GroupRun {
    mutating func fault() {
        switch Int.random(in: 0..<17, using: &random) {
        case 0, 1, 2: failOver()
        case 3, 4: kill()
        case 5, 6: restart()
        case 7, 8: pause()
        case 9: replace()
        case 10:
            stallsUntil = now + milliseconds(100...8_000)
            refuses = random.happens(0.5)
            log("the log stalls until \(stallsUntil)\(refuses ? ", and takes nothing" : "")")
        case 11:
            loss = loss > 0 ? 0 : Double.random(in: 0.01...0.2, using: &random)
            log("the network loses \(loss)")
        case 12: consumerShare = [0.0, 0.3, 0.7, 1.0].randomElement(using: &random) ?? 0.5
        case 13: grow()
        case 14: commitFromOutside()
        default: pass()
        }
    }

    private var alive: [Int] { processes.indices.filter { processes[$0].isAlive } }

    /// Another coordinator begins with what is committed, and with some, none or all of the rest.
    private mutating func failOver() {
        let old = seats.count - 1
        var kept = Int.random(in: Int(committedEnd.rawValue)...seats[old].log.count, using: &random)
        // A batch is there as a whole or not at all.
        while kept > committedEnd.rawValue, !seats[old].log[kept - 1].endsBatch { kept -= 1 }
        if seats[old].state == .active { checkers.checkReplay(seats[old]) }
        seats[old].isLeader = false
        let log = Array(seats[old].log.prefix(kept))
        self.log("coordinator \(old) is replaced; of \(seats[old].log.count) records \(kept) are left")
        if random.happens(0.5) {
            isGone(old)
        } else {
            // It does not know for a while, and still answers.
            schedule(.resigned(old), after: milliseconds(0...4_000))
        }
        takeOver(from: log, after: milliseconds(0...2_000))
    }

    private mutating func kill() {
        guard let victim = alive.randomElement(using: &random) else { return }
        let slot = processes[victim].slot
        log("process \(victim) is killed")
        processes[victim].isAlive = false
        schedule(.start(slot: slot), after: milliseconds(100...20_000))
    }

    /// One leaves in order, and another comes, maybe of the other protocol: an upgrade in a rolling way.
    private mutating func restart() {
        guard let leaving = alive.randomElement(using: &random), !processes[leaving].isLeaving else { return }
        log("process \(leaving) leaves")
        processes[leaving].isLeaving = true
        schedule(.start(slot: processes[leaving].slot), after: milliseconds(0...5_000))
    }

    private mutating func pause() {
        guard let paused = alive.randomElement(using: &random) else { return }
        processes[paused].pausedUntil = now + milliseconds(500...40_000)
        log("process \(paused) stands still until \(processes[paused].pausedUntil)")
    }

    /// One stands still for long, and another is started in its place: it comes back with what it was.
    private mutating func replace() {
        guard let paused = alive.randomElement(using: &random) else { return }
        processes[paused].pausedUntil = now + milliseconds(5_000...40_000)
        processes[paused].isLeaving = false
        log("process \(paused) stands still until \(processes[paused].pausedUntil), and is replaced")
        schedule(.start(slot: processes[paused].slot), after: milliseconds(100...10_000))
    }

    private mutating func grow() {
        guard topics.growth < 3, let leader = seats.indices.last else { return }
        topics.grow(random.happens(0.5) ? "t" : "u")
        log("a topic grows")
        if seats[leader].state == .active { step(leader, .catalogChanged(topics)) }
    }

    /// Whoever it is that commits in the topic that comes and goes, he is in no group.
    private mutating func commitFromOutside() {
        guard let leader = seats.indices.last, seats[leader].state == .active, let id = topics.passingID
        else { return }
        let partition = OffsetCommitRequest.OffsetCommitRequestPartition(
            partitionIndex: 0, committedOffset: 1, committedMetadata: "")
        let request = OffsetCommitRequest(
            groupId: Self.outsider,
            topics: [.init(name: SimulatedTopics.passing, topicId: id, partitions: [partition])])
        log("an outsider commits in \(SimulatedTopics.passing) \(id)")
        seats[leader].lastCall = CallID(seats[leader].lastCall.rawValue + 1)
        let caller = Caller(version: 9, clientID: "outsider", clientHost: "/127.0.0.1")
        step(leader, .asked(seats[leader].lastCall, .commit(request), caller))
    }

    /// A topic comes or goes. Whoever coordinates hears of it; who begins to only knows what is there.
    private mutating func pass() {
        guard let leader = seats.indices.last else { return }
        let removed = topics.passingID
        topics.pass()
        log("\(SimulatedTopics.passing) \(topics.passingID.map { "comes as \($0)" } ?? "goes")")
        guard seats[leader].state == .active, simulation.sabotage != .looksForNoTopics else { return }
        step(leader, .catalogChanged(topics))
        if let removed { step(leader, .topicsRemoved([.init(name: SimulatedTopics.passing, id: removed)])) }
    }

    /// From now on nothing goes wrong any more, and every place is taken.
    mutating func becomeCalm() {
        isCalm = true
        log("nothing goes wrong any more")
        loss = 0
        stallsUntil = .zero
        refuses = false
        let taken = Set(alive.filter { !processes[$0].isLeaving }.map { processes[$0].slot })
        for slot in 0..<slotCount where !taken.contains(slot) { start(slot) }
    }
}
