import MartletModel

/// What the active controller knows of the brokers from their heartbeats alone. None of it is in the log: a
/// new controller begins anew, and gives everybody time to report. Pure: the time is an input, as a duration
/// since an arbitrary point that never goes back.
///
/// A broker's lease lasts a session's length from its last contact. Unfenced brokers whose leases have run
/// out are named one at a time, the one of which nothing was heard for longest first. When the controller
/// itself did not run for a while (a paused process, a slow disk), brokers are not blamed for what it did not
/// hear: all leases are longer by that time.
package struct HeartbeatTracker: Sendable, Equatable {
    private struct Contact: Sendable, Equatable {
        var epoch: BrokerEpoch
        var last: Duration
        /// The last offset that the broker had applied; nil: not known since this controller is active.
        var metadataOffset: Offset?
        /// In controlled shutdown: everything below has to be known to the other brokers before it may go.
        var shutdownEnd: Offset?
    }

    /// A broker's process.
    package struct Process: Sendable, Equatable {
        package var broker: BrokerID
        package var incarnationID: Uuid

        package init(broker: BrokerID, incarnationID: Uuid) {
            self.broker = broker
            self.incarnationID = incarnationID
        }
    }

    package let sessionTimeout: Duration
    private var contacts: [BrokerID: Contact] = [:]
    private var lastTick: Duration
    /// When `ticked` is due.
    package private(set) var nextDeadline: Duration

    /// A controller becomes active, with this image.
    ///
    /// - Parameter own: the broker of the controller's own process, if it is one. An earlier process of that
    ///   broker cannot be alive, and nobody waits for its lease to end.
    package init(sessionTimeout: Duration, image: ClusterImage, own: Process?, now: Duration) {
        self.sessionTimeout = sessionTimeout
        lastTick = now
        nextDeadline = now + sessionTimeout / Self.ticksPerSession
        // A fenced broker has nothing to lose.
        for broker in image.brokers.values where !broker.isFenced {
            if let own, broker.id == own.broker, broker.incarnationID != own.incarnationID { continue }
            contacts[broker.id] = Contact(epoch: broker.epoch, last: now)
        }
    }

    private static let ticksPerSession = 8
    private static let pauseBetweenFencings: Duration = .milliseconds(10)

    // MARK: Contacts

    /// A heartbeat of this registration has come in, decided or not; or the registration itself, without an
    /// offset.
    package mutating func heard(
        _ broker: BrokerID, epoch: BrokerEpoch, metadataOffset: Offset?, now: Duration
    ) {
        guard var contact = contacts[broker], contact.epoch >= epoch else {
            contacts[broker] = Contact(epoch: epoch, last: now, metadataOffset: metadataOffset)
            return
        }
        // An earlier process's last words.
        guard contact.epoch == epoch else { return }
        contact.last = now
        if let metadataOffset { contact.metadataOffset = max(metadataOffset, contact.metadataOffset ?? -1) }
        contacts[broker] = contact
    }

    /// Whether the process with this registration is to be taken for alive.
    package func hasLease(_ broker: BrokerID, epoch: BrokerEpoch, now: Duration) -> Bool {
        guard let contact = contacts[broker], contact.epoch == epoch else { return false }
        return now < contact.last + sessionTimeout
    }

    /// The process with this registration is known to have ended: nobody waits for the end of its lease.
    package mutating func ended(_ broker: BrokerID, epoch: BrokerEpoch, now: Duration) {
        guard contacts[broker]?.epoch == epoch else { return }
        contacts[broker] = nil
        nextDeadline = now
    }

    // MARK: Fencing

    /// The time has come to look who is silent. Returns the broker to be fenced, if there is one; `image` is
    /// the one that decisions are made against. If there are more, the next call is due very soon.
    package mutating func ticked(image: ClusterImage, now: Duration) -> BrokerID? {
        let interval = sessionTimeout / Self.ticksPerSession
        let pause = now - lastTick - interval
        if pause > interval {
            contacts = contacts.mapValues { contact in
                var excused = contact
                excused.last = min(now, contact.last + pause)
                return excused
            }
        }
        lastTick = now
        contacts = contacts.filter { image.brokers[$0.key] != nil }
        let unfenced = image.brokers.values.filter { !$0.isFenced }.map { broker in
            (id: broker.id, ends: leaseEnd(of: broker, now: now))
        }
        let byEnd = unfenced.sorted { ($0.ends, $0.id) < ($1.ends, $1.id) }
        guard let first = byEnd.first else {
            nextDeadline = now + interval
            return nil
        }
        guard first.ends <= now else {
            nextDeadline = min(now + interval, first.ends)
            return nil
        }
        // If the fencing of this one should fail, it comes round again, but not at once.
        let second = byEnd.count > 1 ? byEnd[1].ends : now + interval
        nextDeadline = min(now + interval, max(now + Self.pauseBetweenFencings, second))
        return first.id
    }

    /// A registration of which nothing was heard at all has no lease.
    private func leaseEnd(of broker: BrokerRegistration, now: Duration) -> Duration {
        guard let contact = contacts[broker.id], contact.epoch == broker.epoch else { return now }
        return contact.last + sessionTimeout
    }

    // MARK: Controlled shutdown

    /// The broker hands over what it leads. The records that say so end below `end`; `isNews`: some of them
    /// are yet to be written.
    mutating func isShuttingDown(_ broker: BrokerID, upTo end: Offset, isNews: Bool) {
        if isNews || contacts[broker]?.shutdownEnd == nil { contacts[broker]?.shutdownEnd = end }
    }

    /// Whether all active brokers have applied what the shutdown of this one changed. Not before the first
    /// heartbeat of the shutdown that this controller saw.
    func everyoneKnows(ofShutdown broker: BrokerID, image: ClusterImage) -> Bool {
        guard let end = contacts[broker]?.shutdownEnd else { return false }
        return image.brokers.values.allSatisfy { other in
            guard other.isActive, other.id != broker else { return true }
            guard let contact = contacts[other.id], contact.epoch == other.epoch else { return false }
            return contact.metadataOffset.map { $0 + 1 >= end } ?? false
        }
    }
}
