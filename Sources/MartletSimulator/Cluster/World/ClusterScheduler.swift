import MartletModel

/// What is to happen in a cluster, by time, and the one source of chance: a run is a function of its seed.
// Sendable: a run is in one thread.
final class ClusterScheduler: @unchecked Sendable {
    typealias Work = @Sendable () -> Void

    private(set) var now: Duration = .zero
    private(set) var eventCount = 0
    /// Two runs that are the same have the same: all that happened, and when, in one number.
    private(set) var digest: UInt64 = 0
    var random: SeededGenerator
    private var events = EventQueue<Work>()

    init(random: SeededGenerator) {
        self.random = random
    }

    func at(_ time: Duration, _ work: @escaping Work) {
        events.insert(work, at: max(time, now))
    }

    func after(_ delay: Duration, _ work: @escaping Work) {
        events.insert(work, at: now + delay)
    }

    /// Does what comes next; false if nothing does before `end`.
    func step(until end: Duration) -> Bool {
        guard let next = events.nextTime, next <= end, let (time, work) = events.removeFirst() else {
            return false
        }
        now = time
        eventCount += 1
        note(UInt64(bitPattern: SimulatedClock.microseconds(time)))
        work()
        return true
    }

    /// Makes something part of `digest`.
    func note(_ number: UInt64) {
        digest = (digest &* 0x100_0000_01B3) ^ number
    }

    /// Lets go of everything that is still to come.
    func clear() {
        events = EventQueue()
    }

    // MARK: - Chance

    func microseconds(_ range: ClosedRange<Int>) -> Duration {
        .microseconds(Int.random(in: range, using: &random))
    }

    func milliseconds(_ range: ClosedRange<Int>) -> Duration {
        .milliseconds(Int.random(in: range, using: &random))
    }

    func happens(_ rate: Double) -> Bool { random.happens(rate) }

    func pick<Choice>(_ choices: [Choice]) -> Choice? {
        choices.isEmpty ? nil : choices[Int.random(in: 0..<choices.count, using: &random)]
    }
}
