import MartletModel

/// When a member was heard of last, and until when it may take over what it was told to do. Lost with the
/// coordinator: its successor gives everybody time.
struct ConsumerSession: Sendable {
    var deadline: Duration
    /// It is to give up partitions.
    var revocation: Duration?
    /// It was told to join again (a member of the classic protocol).
    var join: Duration?
    /// It has joined, and is to ask for what it has (a member of the classic protocol).
    var sync: Duration?

    var due: Duration { [revocation, join, sync].compactMap(\.self).reduce(deadline, min) }

    func isOver(at now: Duration) -> Bool { due <= now }
}

extension GroupCoordinator {
    func session(of member: String, _ group: String) -> ConsumerSession {
        consumerSessions[group]?[member] ?? ConsumerSession(deadline: .zero)
    }

    mutating func set(_ session: ConsumerSession, of member: String, _ group: String) {
        consumerSessions[group, default: [:]][member] = session
        setAlarm(group, due: session.due)
    }

    /// A member has sent a heartbeat.
    mutating func refresh(
        _ group: String, _ outcome: ConsumerHeartbeat.Outcome, _ state: ConsumerGroupImage, now: Duration
    ) {
        let member = outcome.memberID
        var session = session(of: member, group)
        session.deadline = now + catalog.times(of: group).sessionTimeout(configuration)
        (session.join, session.sync) = (nil, nil)
        if !outcome.isRevoking {
            session.revocation = nil
        } else if outcome.beginsRevocation {
            session.revocation = now + (state.members[member]?.rebalanceTimeout ?? .zero)
        }
        set(session, of: member, group)
    }

    /// Gives members time of whom nothing was heard here.
    mutating func beginConsumerSessions(_ id: String, _ group: ConsumerGroupImage, now: Duration) {
        for (member, metadata) in group.members where consumerSessions[id]?[member] == nil {
            let timeout =
                metadata.classic?.sessionTimeout ?? catalog.times(of: id).sessionTimeout(configuration)
            var session = ConsumerSession(deadline: now + timeout)
            if group.current[member]?.state == .unrevokedPartitions {
                session.revocation = now + metadata.rebalanceTimeout
            }
            set(session, of: member, id)
        }
    }

    /// Members that were not heard of, or that do not do what they should, are out.
    mutating func expireConsumers(_ id: String, at moment: Moment) {
        guard let sessions = consumerSessions[id] else { return }
        guard let group = image.groups[id]?.consumer else { return consumerSessions[id] = nil }
        let now = moment.uptime
        let known = sessions.filter { group.members[$0.key] != nil }
        let late = known.filter { $0.value.isOver(at: now) }.map(\.key).sorted()
        consumerSessions[id] = known.isEmpty ? nil : known
        for member in late {
            // Again, if the log does not take it.
            consumerSessions[id]?[member] = ConsumerSession(deadline: now + .seconds(5))
        }
        if let due = consumerSessions[id]?.values.map(\.due).min() { setAlarm(id, due: due) }
        if late.isEmpty { return }
        var change = ConsumerGroupChange(id, group)
        part(late, from: &change, at: moment)
        write(change.records, then: .nobody)
    }
}
