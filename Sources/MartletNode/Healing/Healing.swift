import MartletStorage

/// How far a replica has come with what is corrupt in it.
///
/// Legal transitions of `stage`: resting → fetching | writing; fetching → fetching | writing | resting;
/// writing → resting.
struct Healing {
    enum Stage {
        case resting
        /// The leader is asked for what is corrupt in one segment; the number tells this attempt from others.
        case fetching(UInt64, [CorruptRangePatch])
        /// A background thread writes the segment anew.
        case writing
    }

    /// Between two attempts: doubled with each that fails.
    private static let pause = Duration.seconds(1)
    private static let pauseMax = Duration.seconds(60)

    private(set) var stage = Stage.resting
    private var restsUntil = Duration.zero
    private(set) var failures = 0

    var isResting: Bool {
        if case .resting = stage { true } else { false }
    }

    func isDue(at now: Duration) -> Bool { isResting && now >= restsUntil }

    mutating func fetching(_ number: UInt64, _ patches: [CorruptRangePatch]) {
        stage = .fetching(number, patches)
    }

    mutating func writing() {
        stage = .writing
    }

    /// It is tried again as soon as there is something to do.
    mutating func ended() {
        stage = .resting
        failures = 0
    }

    mutating func failed(at now: Duration) {
        stage = .resting
        restsUntil = now + min(Self.pause * (1 << min(failures, 6)), Self.pauseMax)
        failures += 1
    }
}
