import MartletCoordination
import MartletModel
import MartletProtocol

/// The coordinators, and what their log does.
extension GroupRun {
    // MARK: - One after the other

    /// Another coordinator begins with this log.
    mutating func takeOver(from log: [GroupSeat.Entry], after delay: Duration) {
        seats.append(GroupSeat(epoch: seats.count, log: log))
        schedule(.loaded(seats.count - 1), after: delay)
    }

    mutating func loaded(_ index: Int) {
        guard seats[index].state == .loading else { return }
        let isCompacted = random.happens(0.3)
        guard let image = GroupSeat.replay(seats[index].log, isCompacted: isCompacted) else {
            return checkers.fail("ReplayEqualsLive", "the log cannot be read")
        }
        let seed = UInt64.random(in: 0...UInt64.max, using: &random)
        seats[index].coordinator = GroupCoordinator(
            image: image, end: seats[index].end, committedEnd: committedEnd, catalog: topics,
            configuration: configuration, random: SeededGenerator(seed: seed), now: now)
        seats[index].state = .active
        log("coordinator \(index) begins with \(seats[index].log.count) records")
        scheduleCommit(index)
        rearm(index)
    }

    mutating func resigned(_ index: Int) {
        guard seats[index].state != .gone else { return }
        if seats[index].state == .active { step(index, .resigned) }
        isGone(index)
    }

    /// Nobody is there any more: whoever waits finds his connection broken.
    mutating func isGone(_ index: Int) {
        seats[index].state = .gone
        seats[index].coordinator = nil
        for (_, call) in seats[index].calls.sorted(by: { $0.key < $1.key }) {
            let delay = milliseconds(1...1_000)
            schedule(.broken(call), after: delay)
        }
        seats[index].calls = [:]
    }

    // MARK: - Requests

    mutating func arrived(_ call: GroupCall, _ request: GroupRequest, _ version: Int16) {
        switch seats[call.seat].state {
        case .gone: schedule(.broken(call), after: .milliseconds(1))
        case .loading: answer(call, request.refusedWhileLoading)
        case .active:
            seats[call.seat].lastCall = CallID(seats[call.seat].lastCall.rawValue + 1)
            let id = seats[call.seat].lastCall
            seats[call.seat].calls[id] = call
            let caller = Caller(version: version, clientID: "c\(call.process)", clientHost: "/127.0.0.1")
            step(call.seat, .asked(id, request, caller))
        }
    }

    private mutating func answer(_ call: GroupCall, _ reply: GroupReply) {
        if case .committed(let answer) = reply,
            answer.topics.allSatisfy({ $0.partitions.allSatisfy { $0.errorCode == .none } })
        {
            outcome.commits += 1
            checkers.isAcknowledged(call.offsets)
        }
        let delay = networkDelay()
        schedule(random.happens(loss) ? .broken(call) : .answered(call, reply), after: delay)
    }

    // MARK: - Steps

    /// Tells a coordinator, and does what it wants, in order.
    mutating func step(_ index: Int, _ input: GroupCoordinator.Input) {
        var effects = take(index, input)[...]
        while let effect = effects.popFirst() {
            switch effect {
            case .answer(let id, let reply):
                if let call = seats[index].calls.removeValue(forKey: id) { answer(call, reply) }
            case .append(let id, let records): effects += take(index, append(index, id, records))
            }
        }
        if seats[index].isLeader { noteKind(index) }
        rearm(index)
    }

    private mutating func take(_ index: Int, _ input: GroupCoordinator.Input) -> [GroupCoordinator.Effect] {
        let milliseconds = now.components.seconds * 1_000 + now.components.attoseconds / 1_000_000_000_000_000
        let moment = Moment(uptime: now, time: Timestamp(1_000_000 + milliseconds))
        return seats[index].coordinator?.step(input, at: moment) ?? []
    }

    private mutating func append(
        _ index: Int, _ id: WriteID, _ records: [GroupRecord]
    ) -> GroupCoordinator.Input {
        if seats[index].isLeader, refuses, stallsUntil > now { return .refused(id, .notEnoughReplicas) }
        for (place, record) in records.enumerated() {
            guard let encoded = try? record.encoded() else {
                checkers.fail("ReplayEqualsLive", "a record cannot be written: \(record)")
                return .refused(id, .unknownServerError)
            }
            let endsBatch = place == records.count - 1
            var entry = GroupSeat.Entry(key: encoded.key, value: encoded.value, endsBatch: endsBatch)
            // The place is taken, by nothing that anybody reads.
            if simulation.sabotage == .losesRecords, random.happens(0.02) {
                entry = .init(key: .init(integer: Int16(99)), value: nil, endsBatch: endsBatch)
            }
            seats[index].log.append(entry)
        }
        scheduleCommit(index)
        return .appended(id, upTo: seats[index].end)
    }

    private mutating func noteKind(_ index: Int) {
        guard let group = seats[index].coordinator?.image.groups[Self.group] else { return wasConsumer = nil }
        let hasMembers =
            group.consumer.map { !$0.members.isEmpty } ?? (group.classic?.members.isEmpty == false)
        let isConsumer = group.consumer != nil
        if hasMembers, let wasConsumer, wasConsumer != isConsumer {
            log(isConsumer ? "the group is upgraded" : "the group is downgraded")
            if isConsumer { outcome.upgrades += 1 } else { outcome.downgrades += 1 }
        }
        wasConsumer = hasMembers ? isConsumer : nil
    }

    // MARK: - Committing

    private mutating func scheduleCommit(_ index: Int) {
        let end = seats[index].end
        if simulation.sabotage == .answersBeforeCommit {
            schedule(.committed(seat: index, upTo: end), after: .zero)
        }
        guard seats[index].isLeader else { return }
        let delay = max(stallsUntil - now, .zero) + milliseconds(1...60)
        schedule(.committed(seat: index, upTo: end), after: delay)
    }

    mutating func committed(_ index: Int, upTo end: Offset) {
        guard seats[index].state == .active, end <= seats[index].end else { return }
        let isSabotaged = simulation.sabotage == .answersBeforeCommit
        if seats[index].isLeader, stallsUntil <= now, end > committedEnd {
            for entry in seats[index].log[Int(committedEnd.rawValue)..<Int(end.rawValue)] {
                let record = try? GroupRecord.decode(key: entry.key, value: entry.value)
                if let record = record ?? nil { checkers.isCommitted(record) }
            }
            committedEnd = end
        }
        if isSabotaged || (seats[index].isLeader && end <= committedEnd) {
            step(index, .committed(upTo: end))
        } else if seats[index].isLeader {
            // The replicas are not there: later.
            let delay = max(stallsUntil - now, .zero) + .milliseconds(10)
            schedule(.committed(seat: index, upTo: end), after: delay)
        }
    }

    // MARK: - Time

    private mutating func rearm(_ index: Int) {
        guard simulation.sabotage != .missesNobody, let due = seats[index].coordinator?.nextDeadline else {
            return
        }
        if let known = seats[index].tickDue, known <= due { return }
        seats[index].tickDue = max(due, now)
        queue.insert(.ticked(index), at: max(due, now))
    }

    mutating func ticked(_ index: Int) {
        seats[index].tickDue = nil
        guard seats[index].state == .active, let due = seats[index].coordinator?.nextDeadline else { return }
        if due <= now { step(index, .ticked) } else { rearm(index) }
    }
}

extension GroupRequest {
    /// As a broker answers whose coordinator reads its log.
    fileprivate var refusedWhileLoading: GroupReply {
        switch self {
        case .heartbeat: refused(.none)
        case .sync: refused(.rebalanceInProgress)
        default: refused(.coordinatorLoadInProgress)
        }
    }
}
