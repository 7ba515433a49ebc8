import MartletModel
import Testing

@testable import MartletReplication

@Suite struct ReplicationQuotaTests {
    private static let start: Duration = .seconds(90)

    /// What happens so long after the start, and the pause that follows from it.
    private struct Row: Sendable, CustomTestStringConvertible {
        var at: Duration
        var input: ReplicationQuota.Input
        var pause: Duration
        var testDescription: String { "\(at): \(input)" }
    }

    private func check(_ rows: [Row], of rate: Int64?) {
        var quota = ReplicationQuota(bytesPerSecond: rate)
        #expect(quota.pause(now: Self.start) == (rate == 0 ? ReplicationQuota.longestPause : .zero))
        for row in rows {
            quota.step(row.input, now: Self.start + row.at)
            #expect(quota.pause(now: Self.start + row.at) == row.pause, "\(row.testDescription)")
        }
    }

    @Test func `what was copied is paid for by time, and time that was not used is not saved`() {
        check(
            [
                Row(at: .zero, input: .copied(byteCount: 500), pause: .milliseconds(500)),
                Row(at: .milliseconds(200), input: .copied(byteCount: 0), pause: .milliseconds(300)),
                Row(at: .milliseconds(200), input: .copied(byteCount: 100), pause: .milliseconds(400)),
                Row(at: .milliseconds(600), input: .copied(byteCount: 0), pause: .zero),
                Row(at: .seconds(60), input: .copied(byteCount: 1_000), pause: .seconds(1)),
            ], of: 1_000)
    }

    @Test func `without a rate nothing is held back, and nothing is owed later`() {
        check(
            [
                Row(at: .zero, input: .copied(byteCount: 1 << 40), pause: .zero),
                Row(at: .seconds(1), input: .rateChanged(1_000), pause: .zero),
            ], of: nil)
    }

    @Test func `another rate holds at once, also for what is owed`() {
        check(
            [
                Row(at: .zero, input: .copied(byteCount: 8_000), pause: .seconds(8)),
                Row(at: .seconds(2), input: .rateChanged(3_000), pause: .seconds(2)),
                Row(at: .seconds(2), input: .rateChanged(3_000), pause: .seconds(2)),
                Row(at: .seconds(3), input: .rateChanged(1_500), pause: .seconds(2)),
                Row(at: .seconds(3), input: .rateChanged(nil), pause: .zero),
                Row(at: .seconds(3), input: .rateChanged(1), pause: .zero),
            ], of: 1_000)
    }

    @Test func `at a rate of zero nothing is copied until there is another`() {
        check(
            [
                Row(at: .zero, input: .copied(byteCount: 100), pause: ReplicationQuota.longestPause),
                Row(at: .seconds(9), input: .rateChanged(100), pause: .zero),
            ], of: 0)
    }

    @Test func `the slowest rates can be computed`() {
        check(
            [
                Row(at: .zero, input: .copied(byteCount: .max), pause: ReplicationQuota.longestPause),
                Row(at: .zero, input: .rateChanged(nil), pause: .zero),
            ], of: 1)
    }

    @Test(
        arguments: [
            (nil, Int.max), (0, 16_384), (1, 16_384), (1_000_000, 250_000), (Int64.max - 1, Int(Int32.max)),
        ] as [(Int64?, Int)])
    func `an answer brings a quarter of a second's worth, and not too little`(rate: Int64?, bytes: Int) {
        #expect(ReplicationQuota(bytesPerSecond: rate).portionBytes == bytes)
    }

    @Test func `whoever waits as it is told never copies faster than the rate`() {
        for rate in [1_000, 77_777, 50_000_000] as [Int64] {
            var quota = ReplicationQuota(bytesPerSecond: rate)
            var (now, total, last) = (Self.start, 0, 0)
            for turn in 1...500 {
                last = min(quota.portionBytes, turn * 7_919 % 300_000)
                quota.step(.copied(byteCount: last), now: now)
                total += last
                let allowed = Double(rate) * ((now - Self.start) / .seconds(1))
                #expect(Double(total - last) <= allowed + 1)
                now += quota.pause(now: now) + .milliseconds(turn % 3)
            }
        }
    }
}

@Suite struct ThrottledReplicasTests {
    @Test(
        arguments: [
            ([], 3, 1, false),
            (["*"], 3, 1, true),
            (["3:1"], 3, 1, true), (["3:1"], 3, 2, false), (["3:1"], 1, 3, false),
            (["x", "3", "3:", "7:7:7", "4:1"], 4, 1, true), (["x", "3", "3:", "7:7:7", "4:1"], 7, 7, false),
        ] as [([String], PartitionIndex, BrokerID, Bool)])
    func `a list names partitions and brokers`(
        elements: [String], partition: PartitionIndex, broker: BrokerID, isNamed: Bool
    ) {
        #expect(ThrottledReplicas(elements).contains(partition, on: broker) == isNamed)
    }
}
