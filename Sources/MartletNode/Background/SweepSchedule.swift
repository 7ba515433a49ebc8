/// Brings one kind of job to all partitions in turn, one job at a time. Pure.
///
/// A round goes from shard to shard; each is asked for its next partition with work until it has none left.
///
/// Legal transitions: resting → seeking; seeking → working | seeking (the next shard) | resting; working →
/// seeking | resting; each → stopped.
package struct SweepSchedule: Sendable {
    package enum Input: Sendable, Equatable {
        /// The deadline has come, or the node starts.
        case timePassed
        /// The shard that was asked has begun a job.
        case began
        /// The shard that was asked has no work left in this round.
        case foundNothing
        case ended
        /// A rest of nil: no further job.
        case reconfigured(idleRest: Duration, rest: Duration?)
        case stopped
    }

    package enum Effect: Sendable, Equatable {
        /// Have the shard begin a job on its next partition; `isFirst` in the round: on the first of all.
        case seek(shard: Int, isFirst: Bool)
    }

    private enum State: Sendable, Equatable {
        case resting(until: Duration)
        case seeking(shard: Int)
        case working(shard: Int)
        case stopped
    }

    private let shardCount: Int
    /// After a round in which there was nothing to do.
    private var idleRest: Duration
    /// From the beginning of a round to that of the next, at least.
    private var rest: Duration?
    private var state: State
    private var roundBegan: Duration = .zero
    private var didSomething = false

    package init(shardCount: Int, firstRound: Duration, idleRest: Duration, rest: Duration?) {
        self.shardCount = shardCount
        self.idleRest = Self.restrained(idleRest)
        self.rest = rest
        state = .resting(until: firstRound)
    }

    /// When time must pass; nil while something else is waited for.
    package var nextDeadline: Duration? {
        if case .resting(let until) = state, rest != nil { until } else { nil }
    }

    package mutating func step(_ input: Input, now: Duration, effects: inout [Effect]) {
        switch (input, state) {
        case (.stopped, _): state = .stopped
        case (_, .stopped): break
        case (.reconfigured(let idleRest, let rest), _): reconfigured(idleRest, rest, now)
        case (.timePassed, .resting(let until)):
            if rest != nil, now >= until { beginRound(now, &effects) }
        case (.timePassed, _): break
        case (.began, .seeking(let shard)):
            didSomething = true
            state = .working(shard: shard)
        case (.foundNothing, .seeking(let shard)): finished(shard, now, &effects)
        case (.ended, .working(let shard)):
            if rest == nil { state = .resting(until: now) } else { seek(shard, isFirst: false, &effects) }
        case (.began, _), (.foundNothing, _), (.ended, _):
            preconditionFailure("\(input) came in the state \(state)")
        }
    }

    /// The least time between two rounds that do nothing, whatever the configuration says.
    private static func restrained(_ rest: Duration) -> Duration {
        max(rest, .milliseconds(10))
    }

    private mutating func reconfigured(_ idleRest: Duration, _ rest: Duration?, _ now: Duration) {
        self.idleRest = Self.restrained(idleRest)
        self.rest = rest
        if case .resting(let until) = state, let rest {
            state = .resting(until: min(until, now + max(rest, self.idleRest)))
        }
    }

    private mutating func beginRound(_ now: Duration, _ effects: inout [Effect]) {
        roundBegan = now
        didSomething = false
        seek(0, isFirst: true, &effects)
    }

    private mutating func finished(_ shard: Int, _ now: Duration, _ effects: inout [Effect]) {
        if shard + 1 < shardCount {
            seek(shard + 1, isFirst: true, &effects)
        } else if didSomething {
            state = .resting(until: max(now, roundBegan + (rest ?? .zero)))
        } else {
            state = .resting(until: now + idleRest)
        }
    }

    private mutating func seek(_ shard: Int, isFirst: Bool, _ effects: inout [Effect]) {
        state = .seeking(shard: shard)
        effects.append(.seek(shard: shard, isFirst: isFirst))
    }
}
