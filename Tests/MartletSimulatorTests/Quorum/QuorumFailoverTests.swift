import MartletModel
import MartletSimulator
import Testing

/// How long nobody leads, in the time of the simulation: messages take up to 2 ms, syncs up to 1.5 ms.
@Suite struct QuorumFailoverTests {
    private func times(_ loss: QuorumFailover.Loss) -> [Duration] {
        (0..<15 as Range<UInt64>).map { QuorumFailover(seed: $0, loss: loss).run() ?? .seconds(60) }.sorted()
    }

    @Test(
        arguments: [
            (.process, .milliseconds(250), .milliseconds(1_500)),
            (.machine, .milliseconds(1_300), .milliseconds(2_500)),
            (.resignation, .milliseconds(50), .milliseconds(1_000)),
        ] as [(QuorumFailover.Loss, Duration, Duration)])
    func `a leader that is gone is soon replaced`(
        loss: QuorumFailover.Loss, median: Duration, worst: Duration
    ) {
        let times = times(loss)
        #expect(times[times.count / 2] < median && times[times.count - 1] < worst, "\(times)")
    }
}
