import Testing

@testable import MartletNode

@Suite struct IORateTests {
    @Test func `bytes wait until they keep to the rate`() {
        var rate = IORate()
        #expect(rate.moved(500, bytesPerSecond: 1_000, now: .seconds(10)) == .milliseconds(500))
        #expect(rate.moved(1_000, bytesPerSecond: 1_000, now: .seconds(10)) == .milliseconds(1_500))
        #expect(rate.moved(1_000, bytesPerSecond: 2_000, now: .seconds(11)) == .seconds(1))
    }

    @Test func `time without bytes is no credit`() {
        var rate = IORate()
        _ = rate.moved(1_000, bytesPerSecond: 1_000, now: .zero)
        #expect(rate.moved(1_000, bytesPerSecond: 1_000, now: .seconds(100)) == .seconds(1))
    }

    @Test func `without a limit nobody waits, and at the slowest rate nobody for ever`() {
        var rate = IORate()
        #expect(rate.moved(1 << 30, bytesPerSecond: .greatestFiniteMagnitude, now: .zero) == .zero)
        #expect(
            rate.moved(1 << 30, bytesPerSecond: .leastNormalMagnitude, now: .zero) == .seconds(31_536_000))
    }

    @Test func `what nobody waited for is forgiven`() {
        var rate = IORate()
        _ = rate.moved(1_000_000, bytesPerSecond: 1, now: .zero)
        rate.forgive(now: .seconds(1))
        #expect(rate.moved(2, bytesPerSecond: 1, now: .seconds(1)) == .seconds(2))
    }
}
