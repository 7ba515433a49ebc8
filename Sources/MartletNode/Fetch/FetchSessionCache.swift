import MartletModel

/// The fetch sessions of one shard (KIP-227), at most a fixed number of them, with at most
/// `partitionsPerSlot` times as many partitions. A client for whom there is no room fetches without; brokers
/// that copy partitions come before clients. Pure.
///
/// Invariant: `partitionCount` is the sum of the sessions' partitions.
struct FetchSessionCache: Sendable {
    /// A session that was used within this time is not evicted for another.
    static let evictionAge = Duration.seconds(120)

    /// On average; one session may have more.
    static let partitionsPerSlot = 500

    private let slots: Int
    private var sessions: [Int32: FetchSession] = [:]
    private(set) var partitionCount = 0

    init(slots: Int) {
        self.slots = slots
    }

    var count: Int { sessions.count }

    /// What a fetch request turns out to be.
    enum Plan: Sendable {
        /// All partitions are in the request, and in the answer; `sessionID` 0 is no session.
        case full(sessionID: Int32, wishes: [(FetchTarget, FetchWish)])
        /// The session's partitions are fetched, and those with news answered.
        case incremental(sessionID: Int32, wishes: [(FetchTarget, FetchWish)])
        case refused(ErrorCode)
    }

    mutating func plan(
        sessionID: Int32, epoch: Int32, wishes: [(FetchTarget, FetchWish)],
        forgetting forgotten: [FetchTarget], usesTopicIDs: Bool, isReplica: Bool = false, now: Duration,
        random: inout some RandomNumberGenerator
    ) -> Plan {
        if epoch <= 0 {
            // 0 begins a session, −1 ends one; either way an earlier session of the client is over.
            close(sessionID)
            guard epoch == 0, !wishes.isEmpty else { return .full(sessionID: 0, wishes: wishes) }
            var session = FetchSession(usesTopicIDs: usesTopicIDs, isReplica: isReplica, now: now)
            session.update(wishes, forgetting: [])
            let id = open(session, random: &random)
            return .full(sessionID: id ?? 0, wishes: wishes)
        }
        guard var session = sessions.removeValue(forKey: sessionID) else {
            return .refused(.fetchSessionIdNotFound)
        }
        guard session.nextEpoch == epoch else {
            sessions[sessionID] = session
            return .refused(.invalidFetchSessionEpoch)
        }
        guard session.usesTopicIDs == usesTopicIDs else {
            sessions[sessionID] = session
            return .refused(.fetchSessionTopicIdError)
        }
        partitionCount -= session.entries.count
        session.update(wishes, forgetting: forgotten)
        if session.entries.isEmpty {
            return .full(sessionID: 0, wishes: [])
        }
        guard hasRoom(for: session.entries.count) else {
            // It has grown too large: the client begins again, and is served without a session.
            return .refused(.fetchSessionIdNotFound)
        }
        partitionCount += session.entries.count
        session.advanceEpoch()
        session.lastUsed = now
        defer { sessions[sessionID] = session }
        return .incremental(sessionID: sessionID, wishes: session.wishes)
    }

    private var capacity: Int { slots * Self.partitionsPerSlot }

    private func hasRoom(for count: Int) -> Bool { partitionCount + count <= capacity }

    private mutating func close(_ sessionID: Int32) {
        partitionCount -= sessions.removeValue(forKey: sessionID)?.entries.count ?? 0
    }

    /// Whether the session's client was told another high watermark than these, or none.
    func hasNewHighWatermark(
        _ sessionID: Int32, _ outcomes: some Sequence<(FetchTarget, FetchOutcome)>
    ) -> Bool {
        guard let session = sessions[sessionID] else { return false }
        return outcomes.contains { target, outcome in
            outcome.errorCode == .none
                && session.entries[target].map { $0.highWatermark != outcome.highWatermark } ?? false
        }
    }

    /// Remembers what the session's client is about to be told, and returns which of the outcomes to tell.
    /// All of them in the answer that begins the session.
    mutating func tell(
        _ sessionID: Int32, _ outcomes: [(FetchTarget, FetchOutcome)], isIncremental: Bool
    ) -> [Bool] {
        guard var session = sessions.removeValue(forKey: sessionID) else {
            return outcomes.map { _ in true }
        }
        let told = outcomes.map { session.tells($0.0, $0.1) || !isIncremental }
        session.moveToEnd(outcomes.filter { $0.1.byteCount > 0 }.map(\.0))
        sessions[sessionID] = session
        return told
    }

    private mutating func open(
        _ session: FetchSession, random: inout some RandomNumberGenerator
    ) -> Int32? {
        guard session.entries.count <= capacity else { return nil }
        while sessions.count >= slots || !hasRoom(for: session.entries.count) {
            guard let victim = victim(of: session) else { return nil }
            close(victim)
        }
        var id: Int32
        repeat {
            id = Int32.random(in: 1...Int32.max, using: &random)
        } while sessions[id] != nil
        partitionCount += session.entries.count
        sessions[id] = session
        return id
    }

    /// The session that was unused longest, if long enough or for a replica's sake.
    private func victim(of session: FetchSession) -> Int32? {
        func oldest(_ sessions: [Int32: FetchSession]) -> (key: Int32, value: FetchSession)? {
            sessions.min { ($0.value.lastUsed, $0.key) < ($1.value.lastUsed, $1.key) }
        }
        if let oldest = oldest(sessions), oldest.value.lastUsed + Self.evictionAge <= session.lastUsed {
            return oldest.key
        }
        return session.isReplica ? oldest(sessions.filter { !$0.value.isReplica })?.key : nil
    }
}
