import MartletModel

/// Names a request to the leader.
package struct FetchCallID: NumericIdentifier {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// A partition and what its follower asks.
package struct PartitionQuestion: Sendable, Equatable {
    package var key: PartitionKey
    package var question: FollowerQuestion

    package init(_ key: PartitionKey, _ question: FollowerQuestion) {
        self.key = key
        self.question = question
    }
}

/// What a follower wants to know, and whether it was refused that before.
package struct FollowerAsk: Sendable, Equatable {
    package var key: PartitionKey
    package var question: FollowerQuestion
    package var isRetry: Bool
    /// It is not asked before: the partition is throttled.
    package var pause: Duration

    package init(
        _ key: PartitionKey, _ question: FollowerQuestion, isRetry: Bool, pause: Duration = .zero
    ) {
        self.key = key
        self.question = question
        self.isRetry = isRetry
        self.pause = pause
    }
}

/// A request to the leader.
package enum FetchCall: Sendable, Equatable {
    case fetch(SessionFetch)
    /// OffsetForLeaderEpoch.
    case epochEnds([PartitionQuestion])
    /// ListOffsets, for ends and starts of logs alike.
    case offsets([PartitionQuestion])
}

/// A Fetch request in a session (KIP-227): what is new in it since the last.
package struct SessionFetch: Sendable, Equatable {
    /// 0: none yet, one is wanted.
    package var sessionID: Int32
    /// 0: these are all partitions of the session that begins.
    package var sessionEpoch: Int32
    package var partitions: [PartitionQuestion]
    package var forgotten: [PartitionKey]
    /// How long the leader may keep it while there is nothing to say.
    package var maxWait: Duration
    /// Whose it is. A connection's answers come in order: so each lane has its own, or one that waits at the
    /// leader would hold back the others.
    package var lane: Int

    package init(
        sessionID: Int32, sessionEpoch: Int32, partitions: [PartitionQuestion],
        forgotten: [PartitionKey] = [], maxWait: Duration, lane: Int = 0
    ) {
        self.sessionID = sessionID
        self.sessionEpoch = sessionEpoch
        self.partitions = partitions
        self.forgotten = forgotten
        self.maxWait = maxWait
        self.lane = lane
    }
}

/// The answer to a request.
package struct FetchCallAnswer: Sendable, Equatable {
    package struct Part: Sendable, Equatable {
        package var key: PartitionKey
        package var answer: FollowerAnswer

        package init(_ key: PartitionKey, _ answer: FollowerAnswer) {
            self.key = key
            self.answer = answer
        }
    }

    /// Of the request as a whole.
    package var error: ErrorCode
    /// 0: the leader has no room for a session.
    package var sessionID: Int32
    package var parts: [Part]

    package init(error: ErrorCode = .none, sessionID: Int32 = 0, parts: [Part] = []) {
        self.error = error
        self.sessionID = sessionID
        self.parts = parts
    }
}

/// How a fetcher goes about it. The names of Kafka's settings stand beside each.
package struct FetcherRules: Sendable, Equatable {
    /// How many fetches are under way at the most, each in a session of its own: while the disk is busy with
    /// what one brought, another is on the wire. No more are used than there are fetches at a time.
    package var lanes = 8
    /// `replica.fetch.wait.max.ms`.
    package var maxWait: Duration = .milliseconds(500)
    /// The same, at first, while partitions of earlier fetches are not written and synced yet and no lane is
    /// left for them: what they then acknowledge must not wait behind it.
    package var shortWait: Duration = .milliseconds(5)
    /// For so long after an answer the next fetch of its lane waits for the partitions that it brought
    /// something for: about as long as a sync takes, so that most go on together. Slower ones do not hold the
    /// others.
    package var linger: Duration = .milliseconds(10)
    /// Between two questions about a partition of which the first was refused; doubled each time, up to
    /// `replica.fetch.backoff.ms`. A leader that has not heard of its election yet is asked again soon.
    package var backoff: Duration = .milliseconds(20)
    package var backoffMax: Duration = .milliseconds(1_000)
    /// `replica.socket.timeout.ms`.
    package var requestTimeout: Duration = .seconds(30)

    package init() {}

    func pause(after failures: Int) -> Duration {
        min(backoff * (1 << min(max(failures - 1, 0), 10)), backoffMax)
    }
}
