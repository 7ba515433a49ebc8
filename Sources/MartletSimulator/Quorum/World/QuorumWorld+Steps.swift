import MartletMetadata
import MartletModel
import MartletRaft

/// What a node's steps come to.
extension QuorumWorld {
    mutating func step(_ node: SimulatedNode<Member>, _ input: MemberInput<Member>) {
        guard node.isUp else { return }
        finish(node, node.member.step(input, now: node.clock.local(now)))
        rearm(node)
    }

    /// Looks at what a step came to, and carries out what it wants, in its order, also when one thing leads
    /// to others.
    mutating func finish(_ node: SimulatedNode<Member>, _ outputs: [MemberOutput<Member>]) {
        if node.member.hasLostPower {
            log("\(node.id) loses power in the midst of what it does")
            checkers.interrupted(node.id)
            crash(node, power: true)
            return schedule(.start(node), after: milliseconds(5...1_500))
        }
        observe(node)
        node.outputs += outputs
        guard !node.isPerforming else { return }
        node.isPerforming = true
        var next = 0
        // A process that ends leaves nothing of what it wanted.
        while next < node.outputs.count {
            next += 1
            carryOut(node.outputs[next - 1], of: node)
        }
        node.outputs.removeAll(keepingCapacity: true)
        node.isPerforming = false
    }

    private mutating func observe(_ node: SimulatedNode<Member>) {
        guard let view = node.member.view else { return }
        let former = checkers.view(of: node.id)
        checkers.observe(node.id, view, node.member.takeChanges())
        if trace != nil { logChange(node.id, former, view) }
        if view.role == .leader, former?.role != .leader, let hunted = hunt {
            hunt = hunted.count > 1 ? (hunted.count - 1, hunted.after) : nil
            let time = Duration.microseconds(Int.random(in: hunted.after, using: &random))
            schedule(.kill(node, incarnation: node.incarnation), after: time)
        }
    }

    /// The node's one timer.
    mutating func rearm(_ node: SimulatedNode<Member>) {
        guard node.isUp else { return }
        var deadline = node.member.nextDeadline
        func consider(_ other: Duration?) {
            guard let other else { return }
            deadline = deadline.map { min($0, other) } ?? other
        }
        consider(node.control.active?.nextDeadline)
        consider(node.control.lifecycle?.nextDeadline)
        guard let deadline else { return }
        let time = max(node.clock.global(deadline, after: now), now + .microseconds(100))
        if let pending = node.tickAt, pending <= time { return }
        node.tickAt = time
        queue.insert(.tick(node, incarnation: node.incarnation), at: time)
    }

    private func logChange(_ id: BrokerID, _ former: MemberView?, _ view: MemberView) {
        if former?.role != view.role || former?.epoch != view.epoch || former?.leader != view.leader
            || former?.isEstablished != view.isEstablished
        {
            let leader = view.leader.map { " of \($0)" } ?? ""
            let role = view.isEstablished ? "established leader" : "\(view.role)"
            log("\(id) is \(role)\(view.role == .leader ? "" : leader) in epoch \(view.epoch)")
        }
        if former?.endOffset != view.endOffset || former?.highWatermark != view.highWatermark {
            let mark = view.highWatermark.map { "\($0)" } ?? "unknown"
            log("\(id) has \(view.startOffset)..<\(view.endOffset), committed \(mark)")
        }
    }

    private mutating func carryOut(_ output: MemberOutput<Member>, of node: SimulatedNode<Member>) {
        switch output {
        case .call(let call, let to, let request):
            if let promise = node.member.promise(of: request) { checkers.promised(node.id, promise) }
            send(request, call, from: node, to: to)
        case .reply(let id, let reply):
            guard let pending = node.pending.removeValue(forKey: id) else { return }
            if let promise = node.member.promise(of: reply, to: pending.request) {
                checkers.promised(node.id, promise)
            }
            send(reply, to: pending, from: node)
        case .changed(let id, let error):
            log("\(node.id) answers a change of members: \(error)")
            changeAnswered.append((id, error))
        case .run(let job, let isLong):
            let time = Duration.microseconds(Int.random(in: node.diskTime, using: &random))
            if isLong {
                node.longJobsUntil = max(node.longJobsUntil, now) + min(time * 10, .seconds(3))
            } else {
                node.diskBusyUntil = max(node.diskBusyUntil, now) + time
            }
            queue.insert(
                .job(node, incarnation: node.incarnation, job),
                at: isLong ? node.longJobsUntil : node.diskBusyUntil)
        case .committed(let batches): apply(batches, at: node)
        case .loaded(let image): load(image, at: node)
        case .lead(let epoch): lead(epoch, node)
        case .follow(_, let leader): follow(leader, node)
        case .halt(let reason): checkers.fail("NobodyHalts", "\(node.id) halts: \(reason)")
        }
    }

    private mutating func send(
        _ request: Member.Request, _ call: QuorumCallID, from node: SimulatedNode<Member>, to: BrokerID
    ) {
        switch network.fate(from: node.id, to: to, &random) {
        case .vanishes: break
        case .arrives(let delays):
            for delay in delays {
                schedule(
                    .request(from: node.id, incarnation: node.incarnation, call, to: to, request),
                    after: delay)
            }
        }
    }

    private mutating func send(
        _ reply: Member.Reply, to pending: SimulatedNode<Member>.Pending, from node: SimulatedNode<Member>
    ) {
        guard let asker = byID[pending.from] else { return }
        switch network.fate(from: node.id, to: pending.from, &random) {
        case .vanishes: break
        case .arrives(let delays):
            for delay in delays {
                schedule(
                    .reply(
                        to: asker, incarnation: pending.incarnation, pending.call, reply, from: node.id),
                    after: delay)
            }
        }
    }
}
