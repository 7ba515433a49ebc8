import MartletModel

/// One of a fetcher's fetch sessions, and the request that is under way in it, as the client sees it
/// (KIP-227).
///
/// Legal transitions: no session → session, by an answer that grants one; session → no session, when the
/// leader refuses it or a call fails.
struct FetchLane: Sendable {
    struct Call: Sendable {
        var id: FetchCallID
        var isFull: Bool
        var deadline: Duration
    }

    private(set) var call: Call?
    /// The session's, 0 for none.
    private(set) var sessionID: Int32 = 0
    /// Of the next request.
    private(set) var sessionEpoch: Int32 = 0
    /// Not to be sent before, after a failure.
    private(set) var retryAt: Duration = .zero
    private var failures = 0
    private var refusals = 0

    /// Partitions that belong to this lane, whatever they do at the moment.
    var memberCount = 0
    /// Members that have a question which the session does not have.
    var changed: [PartitionKey] = []
    /// Members that had an answer since the last request, and may not have asked anew.
    var unsettled: [PartitionKey] = []
    /// Partitions that the session has and that are not fetched here any more.
    var leaving: [PartitionKey] = []
    /// Until then the next request waits for what is unsettled.
    var lingerUntil: Duration = .zero

    var isFree: Bool { call == nil }
    /// The next request names every partition that it is to be for.
    var isNextFull: Bool { sessionEpoch == 0 }

    mutating func began(_ id: FetchCallID, deadline: Duration) {
        call = Call(id: id, isFull: isNextFull, deadline: deadline)
        changed.removeAll(keepingCapacity: true)
        unsettled.removeAll(keepingCapacity: true)
        leaving.removeAll(keepingCapacity: true)
    }

    mutating func answered(sessionID granted: Int32, lingerUntil: Duration) {
        if call?.isFull == true {
            sessionID = granted
            sessionEpoch = granted == 0 ? 0 : 1
        } else {
            // After the last epoch comes 1 again: 0 would begin a new session.
            sessionEpoch = sessionEpoch == .max ? 1 : sessionEpoch + 1
        }
        call = nil
        failures = 0
        refusals = 0
        self.lingerUntil = lingerUntil
    }

    /// The leader has lost the session, or given it up. Once, a new one is begun at once.
    mutating func sessionRefused(_ now: Duration, _ rules: FetcherRules) {
        let wasRefused = refusals > 0
        refusals += 1
        if wasRefused { return failed(now, rules) }
        call = nil
        forgetSession()
    }

    mutating func failed(_ now: Duration, _ rules: FetcherRules) {
        call = nil
        forgetSession()
        failures += 1
        retryAt = now + rules.pause(after: failures)
    }

    private mutating func forgetSession() {
        sessionID = 0
        sessionEpoch = 0
    }
}
