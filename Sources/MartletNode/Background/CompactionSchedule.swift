import MartletModel

/// A compacted log, as far as the choice of the next one to compact needs to know it.
package struct DirtyLog: Sendable, Equatable {
    package var key: PartitionKey
    /// How much of what may be compacted never was: from 0 to 1.
    package var dirtyRatio: Double
    /// From which ratio on it is worth while (`min.cleanable.dirty.ratio`).
    package var minDirtyRatio: Double
    /// A record has waited for longer than `max.compaction.lag.ms` allows.
    package var isOverdue: Bool

    package init(key: PartitionKey, dirtyRatio: Double, minDirtyRatio: Double, isOverdue: Bool) {
        self.key = key
        self.dirtyRatio = dirtyRatio
        self.minDirtyRatio = minDirtyRatio
        self.isOverdue = isOverdue
    }

    var isWorthIt: Bool { isOverdue || dirtyRatio > minDirtyRatio }
}

/// Which log is compacted next, and when. Pure.
///
/// A round asks all compacted logs how dirty they are and compacts those that are worth it, the dirtiest
/// first, as many at a time as there are threads. What was asked holds for the time of the back-off; who has
/// found nothing asks again after it.
///
/// Invariant: no log is compacted by two threads.
package struct CompactionSchedule: Sendable {
    package enum Input: Sendable, Equatable {
        /// The deadline has come, or the node starts.
        case timePassed
        case surveyed([DirtyLog])
        case ended(PartitionKey, BackgroundJobEnd)
        case reconfigured(threadCount: Int, backoff: Duration)
        case stopped
    }

    package enum Effect: Sendable, Equatable {
        /// Ask every shard for its compacted logs.
        case survey
        case compact(PartitionKey)
    }

    private var threadCount: Int
    private var backoff: Duration
    private var isSurveying = false
    private var surveyedAt: Duration?
    private var nextSurvey: Duration = .zero
    /// What is left of the round, the dirtiest first.
    private var candidates: ArraySlice<PartitionKey> = []
    private var running: Set<PartitionKey> = []

    package init(threadCount: Int, backoff: Duration) {
        self.threadCount = threadCount
        self.backoff = Self.restrained(backoff)
    }

    /// When time must pass; nil while something else is waited for.
    package var nextDeadline: Duration? {
        isSurveying || running.count >= threadCount ? nil : nextSurvey
    }

    package mutating func step(_ input: Input, now: Duration, effects: inout [Effect]) {
        switch input {
        case .timePassed: break
        case .surveyed(let logs): surveyed(logs, now)
        case .ended(let key, let end): ended(key, end, now)
        case .reconfigured(let threadCount, let backoff):
            (self.threadCount, self.backoff) = (threadCount, Self.restrained(backoff))
            nextSurvey = min(nextSurvey, now + self.backoff)
        case .stopped: threadCount = 0
        }
        assign(now, &effects)
    }

    /// The least time between two surveys that find nothing, whatever the configuration says.
    private static func restrained(_ backoff: Duration) -> Duration {
        max(backoff, .milliseconds(10))
    }

    private mutating func surveyed(_ logs: [DirtyLog], _ now: Duration) {
        isSurveying = false
        surveyedAt = now
        nextSurvey = now + backoff
        let worthIt = logs.filter { $0.isWorthIt && !running.contains($0.key) }
            .sorted { ($0.dirtyRatio, $1.key) > ($1.dirtyRatio, $0.key) }
        candidates = worthIt.map(\.key)[...]
    }

    private mutating func ended(_ key: PartitionKey, _ end: BackgroundJobEnd, _ now: Duration) {
        running.remove(key)
        // There may be more to do in the same log. Whoever did nothing is not asked again before its time.
        if end == .completed, candidates.isEmpty { nextSurvey = now }
    }

    private mutating func assign(_ now: Duration, _ effects: inout [Effect]) {
        while running.count < threadCount, !isSurveying {
            if let surveyedAt, now - surveyedAt <= backoff, let key = candidates.popFirst() {
                running.insert(key)
                effects.append(.compact(key))
            } else if now >= nextSurvey {
                isSurveying = true
                effects.append(.survey)
            } else {
                return
            }
        }
    }
}
