/// Brings one kind of job to all partitions in turn, one job at a time. Pure.
///
/// A round goes from shard to shard; each is asked for its next partition with work until it has none left.
///
/// Legal transitions: resting → seeking; seeking → working | seeking (the next shard) | resting; working →
/// seeking; each → stopped.
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
        case reconfigured(rest: Duration?)
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
    /// From the beginning of a round to that of the next, at least.
    private var rest: Duration?
    private var state: State
    private var roundBegan: Duration = .zero

    package init(shardCount: Int, firstRound: Duration, rest: Duration?) {
        self.shardCount = shardCount
        self.rest = rest.map(Self.restrained)
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
        case (.reconfigured(let rest), _): reconfigured(rest, now)
        case (.timePassed, .resting(let until)):
            if rest != nil, now >= until { beginRound(now, &effects) }
        case (.timePassed, _): break
        case (.began, .seeking(let shard)): state = .working(shard: shard)
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

    private mutating func reconfigured(_ rest: Duration?, _ now: Duration) {
        self.rest = rest.map(Self.restrained)
        if case .resting(let until) = state, let rest = self.rest {
            state = .resting(until: min(until, now + rest))
        }
    }

    private mutating func beginRound(_ now: Duration, _ effects: inout [Effect]) {
        roundBegan = now
        seek(0, isFirst: true, &effects)
    }

    private mutating func finished(_ shard: Int, _ now: Duration, _ effects: inout [Effect]) {
        if shard + 1 < shardCount {
            seek(shard + 1, isFirst: true, &effects)
        } else {
            state = .resting(until: max(now, roundBegan + (rest ?? .zero)))
        }
    }

    private mutating func seek(_ shard: Int, isFirst: Bool, _ effects: inout [Effect]) {
        state = .seeking(shard: shard)
        effects.append(.seek(shard: shard, isFirst: isFirst))
    }
}
