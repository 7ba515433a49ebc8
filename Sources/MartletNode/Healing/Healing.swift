import MartletMetadata
import MartletStorage

/// How far a replica has come with what is wrong in it.
///
/// Legal transitions of `stage`: resting → waiting | fetching | writing; waiting → resting; fetching →
/// fetching | writing | resting; writing → resting.
struct Healing {
    enum Stage {
        case resting
        /// The controller is asked for another leader, or the leader to do without this replica. The number
        /// tells this attempt from others.
        case waiting(UInt64)
        /// The leader is asked for what is corrupt in one segment.
        case fetching(UInt64, [CorruptRangePatch])
        /// A background thread writes the segment anew.
        case writing
    }

    /// Between two attempts: doubled with each that fails.
    private static let pause = Duration.seconds(1)
    private static let pauseMax = Duration.seconds(60)

    private(set) var stage = Stage.resting
    /// Not some of it is to be fetched anew, but all.
    private(set) var isRebuildWanted = false
    private(set) var failures = 0
    private var restsUntil = Duration.zero
    /// When the active controller is to hear again that this replica is not to lead.
    private var saysUnfitAt = Duration.zero

    /// Twice within the time for which it keeps that in mind.
    private static let unfitInterval = UnfitReplicas.lease / 2

    var isResting: Bool {
        if case .resting = stage { true } else { false }
    }

    func isWaiting(_ number: UInt64) -> Bool {
        if case .waiting(number) = stage { true } else { false }
    }

    func isDue(at now: Duration) -> Bool { isResting && now >= restsUntil }

    /// True when it is time to say so; the next time is later then.
    mutating func saysUnfit(at now: Duration) -> Bool {
        guard now >= saysUnfitAt else { return false }
        saysUnfitAt = now + Self.unfitInterval
        return true
    }

    mutating func wantRebuild() {
        isRebuildWanted = true
    }

    mutating func waiting(_ number: UInt64) {
        stage = .waiting(number)
    }

    mutating func fetching(_ number: UInt64, _ patches: [CorruptRangePatch]) {
        stage = .fetching(number, patches)
    }

    mutating func writing() {
        stage = .writing
    }

    /// A step is done; the next is taken when it is looked for.
    mutating func rests() {
        stage = .resting
    }

    /// Nothing is wrong any more with what was at issue.
    mutating func ended() {
        stage = .resting
        isRebuildWanted = false
        failures = 0
    }

    mutating func failed(at now: Duration) {
        stage = .resting
        restsUntil = now + min(Self.pause * (1 << min(failures, 6)), Self.pauseMax)
        failures += 1
    }
}
